"""Which pictures are meant, and where annotated ones go."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.tiffs import damaged, tiff

from convscope._errors import InputError
from convscope._pictures import load_picture
from convscope.reading import Reader, batch
from convscope.reading._out import PICTURE_SUFFIXES
from convscope.reading.batch._pictures import SUFFIXES

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "photos"
    (place / "inner.png").mkdir(parents=True)
    for name in ("page10.png", "page2.PNG", "page1.jpg", "notes.txt", ".hidden.png"):
        Image.new("L", (40, 30), 255).save(place / name, "PNG")
    return place


def test_a_folder_is_its_pictures_in_natural_order(folder):
    found = batch.find_pictures([folder])
    assert [Path(item.name).name for item in found] == ["page1.jpg", "page2.PNG", "page10.png"]
    assert all(item.from_folder for item in found)


def test_natural_order_is_that_of_words_and_numbers(tmp_path):
    """Not that of characters: capitals stand among small letters, and a name before those that go on after it."""
    wanted = ["2.png", "10.png", "alpha.jpg", "digits.jpg", "digits.png", "digits2.jpg", "Digits10.jpg", "Zeta.jpg"]
    for name in reversed(wanted):
        (tmp_path / name).write_bytes(b"x")
    assert [Path(item.name).name for item in batch.find_pictures([tmp_path])] == wanted


def test_the_documents_say_which_files_of_a_folder_are_pictures():
    for page in ("reading.md", "reading.zh.md"):
        (row,) = re.findall(r"^\| (?:pictures|图片) \|.*$", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE)
        assert set(re.findall(r"`(\.\w+)`", row)) == SUFFIXES


def test_a_picture_whose_name_ends_otherwise_is_named_itself(folder, network):
    picture = folder / "notes.txt"
    (reading,) = batch.read_pictures(Reader(network), batch.find_pictures([picture]))
    assert getattr(reading, "file", reading) == str(picture)


def test_a_drawing_is_known_by_its_mark(folder, network):
    """Whatever it is called and wherever it is drawn; a picture of somebody's own is read, whatever it is called."""
    own = ["page1.jpg", "page1-read.jpg", "page2.PNG", "page10.png"]
    Image.new("L", (40, 30), 255).save(folder / "page1-read.jpg")
    reading = Reader(network).read(folder / "page1.jpg")
    for suffix in sorted(PICTURE_SUFFIXES):
        batch.Annotated(folder / f"any{suffix}", []).write(reading)
        assert load_picture(folder / f"any{suffix}").size == reading.annotate().size
    told: list[tuple[str, int]] = []
    found = batch.find_pictures([folder], lambda *drawn: told.append(drawn))
    assert sorted(Path(item.name).name for item in found) == sorted(own)
    assert told == [(str(folder), len(PICTURE_SUFFIXES))]
    assert [item.name for item in batch.find_pictures([folder / "any.png"])] == [str(folder / "any.png")]


def test_only_drawings_are_drawn_over(folder, network):
    own = folder / "page1-read.jpg"
    Image.new("L", (40, 30), 255).save(own)
    before, reading = own.read_bytes(), Reader(network).read(folder / "page1.jpg")
    pictures = [batch.PictureFile(folder / "page1.jpg", "page1.jpg")]
    with pytest.raises(InputError, match=r"page1-read\.jpg: only a drawing of convscope is drawn over"):
        batch.Annotated(folder, pictures, overwrite=True).write(reading)
    with pytest.raises(InputError, match="only a drawing of convscope is drawn over"):
        batch.Annotated(own, pictures, overwrite=True)
    assert own.read_bytes() == before
    own.unlink()
    for _ in range(2):
        assert batch.Annotated(folder, pictures, overwrite=True).write(reading) == own


def test_a_folder_of_drawings_alone(tmp_path, network):
    batch.Annotated(tmp_path / "a.png", []).write(Reader(network).read(np.full((40, 30), 255, np.uint8)))
    (only,) = batch.find_pictures([tmp_path])
    assert "found only drawings of convscope" in str(only.source)


def test_files_keep_their_order_and_their_names(folder):
    names = [str(folder / "page10.png"), "nothing.png", ""]
    assert [item.name for item in batch.find_pictures(names)] == names


def test_a_folder_without_pictures(tmp_path, network):
    readings = list(batch.read_pictures(Reader(network), batch.find_pictures([tmp_path])))
    assert len(readings) == 1
    assert isinstance(readings[0], InputError)
    assert str(tmp_path) in str(readings[0])


def test_a_bad_picture_does_not_stop_the_others(folder, network):
    (folder / "page2.PNG").write_bytes(b"rubbish")
    readings = list(batch.read_pictures(Reader(network), batch.find_pictures([folder])))
    assert [isinstance(reading, InputError) for reading in readings] == [False, True, False]


def several_pages(kind: str) -> bytes:
    stream = io.BytesIO()
    pages = [Image.new("L", (60, 40), 255) for _ in range(3)]
    pages[0].save(stream, kind, save_all=True, append_images=pages[1:])
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["PDF", "TIFF"])
def test_every_page_is_a_picture(kind, network):
    readings = list(Reader(network).read_pages(several_pages(kind), name="scan"))
    assert [reading.page for reading in readings] == [1, 2, 3]
    assert [list(reading.to_dict()) for reading in readings] == [["file", "page", "text", "lines", "refused"]] * 3
    assert "page" not in Reader(network).read(several_pages(kind)).to_dict()


def damaged_in_the_middle() -> bytes:
    """A TIFF of three pages whose second cannot be decoded."""
    return damaged(tiff([Image.effect_noise((60, 40), 90) for _ in range(3)], compression="tiff_lzw"), 2)


def test_a_damaged_page_does_not_stop_the_others(tmp_path, network):
    path = tmp_path / "scan.tif"
    path.write_bytes(damaged_in_the_middle())
    first, error, third = batch.read_pictures(Reader(network), batch.find_pictures([path]))
    assert [getattr(reading, "page", None) for reading in (first, third)] == [1, 3]
    assert str(error).startswith(f"{path} page 2: a picture must be whole and undamaged")


def test_a_documents_damage_is_raised_after_the_pages_that_can_be_read(network):
    readings = Reader(network).read_pages(damaged_in_the_middle())
    assert [next(readings).page, next(readings).page] == [1, 3]
    with pytest.raises(InputError, match=r"^page 2: a picture must be whole"):
        next(readings)


def test_annotated_pictures(folder, network, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "page1.png").write_bytes((folder / "page10.png").read_bytes())
    found = batch.find_pictures([folder, other / "page1.png"])
    writer = batch.Annotated(tmp_path / "out", found)
    written = [writer.write(Reader(network).read(item.name)).name for item in found]
    assert written == ["page1-read.jpg", "page2-read.jpg", "page10-read.jpg", "page1-2-read.jpg"]
    again = batch.Annotated(tmp_path / "out", found)
    with pytest.raises(InputError, match="nothing that exists is overwritten"):
        again.write(Reader(network).read(found[0].name))


def test_an_annotated_file_a_page(tmp_path, network):
    found = batch.find_pictures(["scan.pdf"])
    writer = batch.Annotated(tmp_path / "out.png", found)
    for reading in Reader(network).read_pages(several_pages("PDF"), name="scan.pdf"):
        writer.write(reading)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out-2.png", "out-3.png", "out.png"]


def test_a_name_that_is_no_pictures(tmp_path):
    with pytest.raises(InputError, match="picture file"):
        batch.Annotated(tmp_path / "out.txt", batch.find_pictures(["photo.jpg"]))

"""Whole pages: what is on them is read, wherever it is and whatever they are made of."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image
from rapidfuzz.distance import Levenshtein

from convscope._errors import InputError
from convscope.reading import Reader
from convscope.reading.compose import Style, compose_page, random_style
from convscope.reading.compose._glyph import digit_ink
from convscope.reading.page._parts import find_parts

STYLES: dict[str, dict[str, Any]] = {
    "painted": {},
    "chalk": {"light_on_dark": True, "noise": 3.0, "blur": 0.8},
    "photograph": {"shadow": 0.6, "noise": 3.0, "blur": 1.0, "jpeg": 85, "coloured": True, "depth": 0.6},
    "pencil": {"depth": 0.4, "grain": 0.7, "noise": 2.0, "blur": 0.6},
    "tilted": {"tilt": 15.0, "noise": 2.0},
    "tilted the other way": {"tilt": -20.0, "noise": 2.0},
    "ruled": {"ruling": "lines", "noise": 2.0, "lines": 2},
    "squared": {"ruling": "squares", "noise": 2.0, "lines": 2, "digit_height": 80},
    "close": {"gap": 0.1},
    "small": {"digit_height": 30, "lines": 5},
    "on a table": {"table": 0.05, "noise": 2.0},
}


@pytest.mark.parametrize("name", STYLES)
def test_pages_are_read(name, reader, make_page):
    wrong = total = 0
    for seed in range(3):
        page = make_page(seed, 15, **STYLES[name])
        wrong += Levenshtein.distance(page.text, reader.read(page.pixels).text)
        total += 15
    assert wrong <= (6 if name == "squared" else 3), f"{wrong} of {total}"


@pytest.mark.parametrize(("aslant", "most"), [(0.0, 4), (0.9, 10)])
def test_digits_that_broke_across_are_read_whole(aslant, most, reader, mnist):
    rows = np.flatnonzero(np.isin(mnist.y_test[:400], (2, 3, 5, 8)))[:48]
    images, labels = np.asarray(mnist.x_test)[rows, ..., 0].copy(), np.asarray(mnist.y_test)[rows]
    ys, xs = np.mgrid[:28, :28]
    images[::3, np.abs(ys - 13.5 - aslant * (xs - 13.5)) < 1.2] = 0
    inks = [digit_ink(image, Style(), np.random.default_rng(0)) > 0.5 for image in images[::3]]
    assert sum(len(find_parts(ink)) > 1 for ink in inks) >= 12
    wrong = 0
    for start in range(0, 48, 12):
        part = slice(start, start + 12)
        page = compose_page(images[part], labels[part], Style(lines=2), np.random.default_rng(start))
        wrong += Levenshtein.distance(page.text, reader.read(page.pixels).text)
    assert wrong <= most


def test_boxes_hold_the_digits(reader, make_page):
    for tilt in (0.0, 12.0):
        page = make_page(3, 12, tilt=tilt)
        reading = reader.read(page.pixels)
        assert reading.text == page.text
        for digit, (x, y) in zip(reading.digits, page.centres, strict=True):
            box = digit.box
            assert box.left < x < box.left + box.width
            assert box.top < y < box.top + box.height


PLAIN: dict[str, Any] = {"noise": 1.0}
ANY = [asdict(random_style(np.random.default_rng(seed))) for seed in range(6)]
"""Pages as people's pictures have them."""
TURNED = (
    (3, Image.Transpose.ROTATE_180),
    (6, Image.Transpose.ROTATE_90),
    (8, Image.Transpose.ROTATE_270),
)


@pytest.mark.parametrize(
    ("seed", "style", "turned"),
    [(5, PLAIN, turned) for turned in TURNED]
    + [(seed, style, TURNED[seed % len(TURNED)]) for seed, style in enumerate(ANY)],
)
def test_turned_by_exif_nothing_changes(seed, style, turned, reader, make_page):
    (orientation, undo), page = turned, make_page(seed, 12, **style)
    stored, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(page.pixels).transpose(undo).save(stored, "PNG", exif=exif)
    reading = reader.read(stored.getvalue())
    assert reading.to_dict() == reader.read(page.pixels).to_dict()
    assert len(reading.digits) >= 8, "the page is read at all"


@pytest.mark.parametrize(("seed", "style"), [(1, PLAIN), (2, PLAIN), (3, PLAIN), *enumerate(ANY)])
def test_twice_the_size_and_inverted_no_digit_changes(seed, style, reader, make_page):
    page = make_page(seed, 12, **style)
    text = reader.read(page.pixels).text
    assert reader.read(255 - page.pixels).text == text
    picture = Image.fromarray(page.pixels)
    assert reader.read(picture.resize((2 * picture.width, 2 * picture.height), Image.Resampling.BICUBIC)).text == text


@pytest.mark.parametrize("grey", [0, 120, 255])
def test_a_blank_sheet_has_no_digits(grey, reader):
    for picture in (Image.new("L", (600, 400), grey), Image.new("RGB", (3, 1000), (grey,) * 3)):
        reading = reader.read(picture)
        assert (reading.text, reading.lines, reading.digits) == ("", (), ())
        assert reading.annotate().mode == "RGB"


@pytest.mark.parametrize("size", [(1, 1), (5000, 1), (1, 5000), (3, 2), (28, 28), (4000, 60), (600, 600)])
def test_rubbish_of_any_size_is_looked_at_without_complaint(size, reader):
    rng = np.random.default_rng(0)
    width, height = size
    specks = np.where(rng.random((height, width)) < 0.01, 0, 255).astype(np.uint8)
    noise = rng.integers(0, 256, (height, width, 3)).astype(np.uint8)
    for pixels in (specks, noise, (noise[..., 0] > 127) * np.uint8(255)):
        for single in (False, True):
            assert len(reader.read(pixels, single=single).text) < 60


def test_paper_alone_has_no_digits(reader, make_page):
    styles: list[dict[str, Any]] = [{"noise": 5.0, "shadow": 0.6}, {"ruling": "lines"}, {"table": 0.05, "shadow": 0.5}]
    for seed, style in enumerate(styles):
        assert reader.read(make_page(seed, 0, digit_height=100, **style).pixels).text == ""


def test_dashes_dots_and_frames_are_refused(reader, make_page):
    page = make_page(2, 6, lines=1, gap=0.9)
    pixels = page.pixels.copy()
    first, second = page.centres[0], page.centres[1]
    middle = int((first[0] + second[0]) / 2)
    pixels[int(first[1]) - 3 : int(first[1]) + 3, middle - 12 : middle + 12] = 0
    reading = reader.read(pixels)
    assert reading.text == page.text
    assert any("small" in refused.reason or "flat" in refused.reason for refused in reading.refused)


@pytest.mark.parametrize("thick", [1, 3, 6])
@pytest.mark.parametrize("corners", [5, 3])
@pytest.mark.parametrize("lines", [1, 2])
def test_digits_in_a_frame_or_beside_axes_are_read(lines, corners, thick, reader, make_page):
    for seed, grey in ((11, 0), (12, 170)):
        page = make_page(seed, 5 * lines, lines=lines, noise=1.0)
        pixels = np.pad(page.pixels, 30, constant_values=int(np.median(page.pixels)))
        right, bottom = pixels.shape[1] - 20, pixels.shape[0] - 20
        path = np.array([(20, 20), (20, bottom), (right, bottom), (right, 20), (20, 20)], np.int32)[:corners]
        cv2.polylines(pixels, [path], isClosed=False, color=grey, thickness=thick)
        assert reader.read(pixels).text == reader.read(page.pixels).text


def test_digits_in_the_cells_of_a_table_are_read(reader, make_page):
    cells = [make_page(seed, 2, lines=1, gap=0.3).pixels for seed in range(6)]
    height, width = np.max([cell.shape for cell in cells], axis=0) + 6
    table = np.full((2 * height + 60, 3 * width + 60), 255, np.uint8)
    for number, cell in enumerate(cells):
        top, left = 33 + number // 3 * height, 33 + number % 3 * width
        table[top : top + cell.shape[0], left : left + cell.shape[1]] = np.where(cell < 0.8 * cell.max(), 30, 255)
    bare = reader.read(table).text
    for row in range(3):
        cv2.line(table, (30, 30 + row * height), (30 + 3 * width, 30 + row * height), 90, 3)
    for column in range(4):
        cv2.line(table, (30 + column * width, 30), (30 + column * width, 30 + 2 * height), 90, 3)
    assert len(bare.replace("\n", "")) >= 11
    assert reader.read(table).text == bare


def test_json(reader, make_page):
    reading = reader.read(make_page(1, 9, lines=2).pixels, name="page.png")
    written = json.loads(json.dumps(reading.to_dict(), allow_nan=False))
    assert list(written) == ["file", "text", "lines", "refused"]
    assert written["file"] == "page.png"
    assert written["text"] == "\n".join(line["text"] for line in written["lines"])
    digit = written["lines"][0]["digits"][0]
    assert list(digit) == ["digit", "probability", "second", "box", "doubtful"]
    assert len(digit["box"]) == 4
    assert digit["second"] != digit["digit"]


def test_annotations_are_drawn(reader, make_page):
    page = make_page(1, 9, lines=2)
    reading = reader.read(page.pixels)
    annotated = np.asarray(reading.annotate())
    assert (annotated.std(axis=-1) > 30).mean() > 0.01  # colours, on a grey picture
    np.testing.assert_array_equal(reading.picture, page.pixels)


def test_one_digit(reader, make_page):
    page = make_page(4, 1, lines=1)
    reading = reader.read(page.pixels, single=True)
    assert reading.text == page.text
    assert reader.read(Image.new("L", (50, 50), 200), single=True).text == ""


@pytest.mark.parametrize(
    "style",
    [{}, {"noise": 3.0, "tilt": 12.0}, {"ruling": "lines", "tilt": 3.0, "noise": 2.0}, {"light_on_dark": True}],
    ids=["plain", "tilted", "ruled", "chalk"],
)
def test_one_digit_alone_has_its_own_box_and_no_company(style, reader, make_page):
    for seed in range(4):
        page = make_page(seed, 1, lines=1, **style)
        reading = reader.read(page.pixels, single=True)
        assert not reading.several
        (x, y), box = page.centres[0], reading.digits[0].box
        assert box.left + box.width / 2 == pytest.approx(x, abs=6)
        assert box.top + box.height / 2 == pytest.approx(y, abs=6)
        # 64 pixels high, more or less; its paper is not in it.
        assert 45 <= max(box.width, box.height) <= 85


@pytest.mark.parametrize("gap", [0.1, 0.25, 0.8])
@pytest.mark.parametrize("ruling", ["none", "squares"])
def test_several_digits_said_to_be_one_are_doubtful(gap, ruling, reader, make_page):
    marked = 0
    for seed in range(6):
        reading = reader.read(make_page(seed, 3, lines=1, gap=gap, ruling=ruling, noise=2.0).pixels, single=True)
        marked += reading.several and all(digit.doubtful for digit in reading.digits)
    assert marked >= 5


def in_two_parts(digit: str) -> np.ndarray:
    """A digit drawn with a gap between two of its strokes."""
    page = np.full((300, 260), 235, np.uint8)
    strokes: dict[str, list[list[tuple[int, int]]]] = {
        "4": [[(80, 60), (60, 160), (140, 160)], [(165, 80), (160, 240)]],
        "5": [[(110, 60), (190, 55)], [(95, 75), (90, 140), (150, 130), (180, 180), (140, 235), (80, 225)]],
        "7": [[(70, 60), (190, 60), (120, 240)], [(80, 150), (120, 148)]],
        "9": [[(170, 70), (110, 65), (90, 120), (140, 150), (170, 110)], [(185, 90), (175, 240)]],
    }
    for stroke in strokes[digit]:
        cv2.polylines(page, [np.array(stroke, np.int32)], isClosed=False, color=30, thickness=9, lineType=cv2.LINE_AA)
    return page


@pytest.mark.parametrize("digit", "4579")
def test_a_digit_of_two_strokes_is_one(digit, reader):
    assert not reader.read(in_two_parts(digit), single=True).several


def test_sources(reader, make_page, tmp_path):
    page = make_page(6, 8, lines=1)
    path = tmp_path / "page.png"
    Image.fromarray(page.pixels).save(path)
    expected = reader.read(page.pixels).text
    with path.open("rb") as handle:
        for source in (path, str(path), path.read_bytes(), handle, Image.open(path), page.pixels[..., None]):
            assert reader.read(source).text == expected
    assert reader.read(path).file == str(path)
    for bad in (np.zeros((4, 4)), np.zeros((4, 4, 2), np.uint8), np.zeros(4, np.uint8), np.zeros((0, 4), np.uint8)):
        with pytest.raises(InputError, match="uint8"):
            reader.read(bad)


def test_threads_read_the_same(reader, make_page):
    pages = [make_page(seed, 8, lines=2) for seed in range(4)]
    alone = [reader.read(page.pixels).to_dict() for page in pages]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda page: reader.read(page.pixels).to_dict(), pages * 2))
    assert together == alone * 2


def assert_ends_after(left: int, read: Callable[[Callable[[], None]], object]) -> None:
    """Check that a reading goes on for so many calls of its check, and no further."""

    def check() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        read(check)
    assert left == -1, "nothing is done after it"


def test_a_reading_ends_where_it_is_told_to(reader, make_page):
    page, calls = make_page(3, 20, lines=4), []
    assert reader.read(page.pixels, check=lambda: calls.append(1)).text == reader.read(page.pixels).text
    assert len(calls) > 20, "at every piece of ink at least"
    assert_ends_after(len(calls) // 2, lambda check: reader.read(page.pixels, check=check))


def test_reading_one_digit_ends_where_it_is_told_to(reader):
    picture, calls = np.full((300, 300), 255, np.uint8), []
    picture[100:200, 145:155] = 0
    assert reader.read(picture, single=True, check=lambda: calls.append(1)).text == "1"
    assert len(calls) >= 5, "between the steps"
    assert_ends_after(len(calls) - 1, lambda check: reader.read(picture, single=True, check=check))


def test_a_reader_needs_a_network_of_digits(network, tmp_path):
    with pytest.raises(InputError, match=r"none\.onnx"):
        Reader(tmp_path / "none.onnx")
    with pytest.raises(InputError, match=r"0\.\.1"):
        Reader(network, min_confidence=2.0)


def test_a_higher_confidence_refuses_more(network, make_page):
    page = make_page(7, 20, noise=8.0, blur=2.0)
    kept = [len(Reader(network, min_confidence=level).read(page.pixels).digits) for level in (0.0, 0.9, 1.0)]
    assert kept[0] >= kept[1] >= kept[2]
    assert kept[0] > kept[2]


@pytest.mark.parametrize("single", [False, True])
def test_what_is_less_sure_than_asked_is_not_called_unlike_any_digit(single, network, make_page):
    page = make_page(7, 1, lines=1)
    (refused,) = Reader(network, min_confidence=1.0).read(page.pixels, single=single).refused
    assert refused.reason == "less sure than asked"


def test_whatever_a_picture_is_given_as(reader, make_page, tmp_path):
    class AsPath:
        def __fspath__(self):
            return str(tmp_path / "page.png")

    page = make_page(5, 12, noise=1.0)
    text = reader.read(page.pixels).text
    Image.fromarray(page.pixels).save(tmp_path / "page.png")
    grey = np.asarray(Image.fromarray(page.pixels).convert("L"))
    opaque = np.dstack([grey, grey, grey, np.full_like(grey, 255)])
    deep = grey.astype(np.uint16) * np.uint16(257)
    file = bytearray((tmp_path / "page.png").read_bytes())
    for source in (AsPath(), opaque, deep, deep.astype(">u2"), deep.astype("<u2"), grey[..., None], file):
        assert reader.read(source).text == text
    assert reader.read(AsPath()).file == str(tmp_path / "page.png")
    assert len(reader.read(grey > 128).digits) == len(page.text.replace("\n", ""))


def test_what_is_no_picture(reader):
    for pixels in (np.zeros((4, 4)), np.zeros((4, 4, 2), np.uint8), np.zeros((0, 4), np.uint8)):
        with pytest.raises(InputError, match="an array must hold uint8 pixels"):
            reader.read(pixels)
    # In a process of its own, where annotations are not checked.
    code = """
import convscope
for source in (None, [1, 2], 3.5, {"a": 1}):
    try:
        convscope.Reader().read(source)
    except convscope.InputError as error:
        print(error)
    try:
        list(convscope.Reader().read_pages(source))
    except convscope.InputError as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.count("a picture must be a path, bytes, an open file, an array or a Pillow image; found") == 4
    assert done.stdout.count("a picture must be a path, bytes or an open file; found") == 4


def test_a_digit_that_fills_its_picture_has_its_label_inside(reader, make_page):
    picture = Image.fromarray(make_page(1, 1).pixels)
    box = reader.read(picture, single=True).digits[0].box
    picture = picture.crop((box.left, box.top, box.left + box.width, box.top + box.height))
    reading = reader.read(picture, single=True)
    drawn = np.asarray(reading.annotate()).astype(int)
    blue = (np.abs(drawn - [0, 0x72, 0xB2]).sum(axis=2) < 30) | (np.abs(drawn - [0xD5, 0x5E, 0]).sum(axis=2) < 30)
    assert blue[:, 0].mean() > 0.9
    assert blue[-1].mean() > 0.9
    assert blue[1:30, 1:30].mean() > 0.3


def test_where_there_is_no_room_above_or_below_the_label_is_beside_the_digit(reader, make_page):
    page = make_page(2, 3, lines=1)
    box = [digit.box for digit in reader.read(page.pixels).digits]
    top, bottom = min(one.top for one in box), max(one.top + one.height for one in box)
    reading = reader.read(page.pixels[top - 4 : bottom + 4])
    assert len(reading.digits) == 3
    drawn, scale = np.asarray(reading.annotate()).astype(int), reading.annotate().width / reading.picture.width
    blue = (np.abs(drawn - [0, 0x72, 0xB2]).sum(axis=2) < 30) | (np.abs(drawn - [0xD5, 0x5E, 0]).sum(axis=2) < 30)
    for digit in reading.digits:
        left, first = round(digit.box.left * scale) + 2, round(digit.box.top * scale) + 2
        last = round((digit.box.left + digit.box.width) * scale) - 2
        assert not blue[first : first + 20, left:last].any()

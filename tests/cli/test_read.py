"""`convscope read`, on a small run: forms, exit codes, what is said where."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.commands import closed, command, piped
from tests.digit_pages import composed, pixels

from convscope import datasets


@pytest.fixture
def everything(finished_run) -> tuple[object, ...]:
    """Take even the least likely digit: the small run is never sure."""
    return ("--model", finished_run, "--min-confidence", "0")


def test_one_picture_as_text(cli, pages, everything):
    done = cli("read", pages / "a.png", *everything)
    assert done.code == 0
    lines = done.out.splitlines()
    assert len(lines) == 2
    assert all(set(line) <= set("0123456789?") for line in lines)
    assert "?" in done.out
    assert done.err == "? stands after a digit that the network is unsure of\n"


def test_a_folder_as_text(cli, pages, everything):
    done = cli("read", pages, *everything)
    assert done.code == 0
    assert [line.partition(": ")[0] for line in done.out.splitlines()] == [str(pages / "a.png")] * 2 + [
        str(pages / "c.png")
    ] * 2
    assert done.err.count("unsure") == 1
    assert f"{pages / 'b.png'}: no digits found" in done.err


def test_a_blank_sheet(cli, pages, finished_run):
    for form in ((), ("--json",), ("--csv",), ("--single",)):
        done = cli("read", pages / "b.png", "--model", finished_run, *form)
        assert (done.code, done.err) == (0, f"{pages / 'b.png'}: no digits found\n")
    assert cli("read", pages / "b.png", "--model", finished_run).out == ""


def test_json(cli, pages, everything):
    one = cli("read", pages / "a.png", "--json", *everything).json
    assert list(one) == ["file", "text", "lines", "refused"]
    assert list(one["lines"][0]["digits"][0]) == ["digit", "probability", "second", "box", "doubtful"]
    assert one["text"] == "\n".join(line["text"] for line in one["lines"])
    several = [json.loads(line) for line in cli("read", pages, "--json", *everything).out.splitlines()]
    assert [Path(item["file"]).name for item in several] == ["a.png", "b.png", "c.png"]
    assert several[0] == one
    assert several[1] == {"file": str(pages / "b.png"), "text": "", "lines": [], "refused": []}


def test_csv(cli, pages, everything):
    rows = list(csv.DictReader(io.StringIO(cli("read", pages, "--csv", *everything).out)))
    several = [json.loads(line) for line in cli("read", pages, "--json", *everything).out.splitlines()]
    digits = [(item["file"], digit) for item in several for line in item["lines"] for digit in line["digits"]]
    assert len(rows) == len(digits) > 10
    for row, (file, digit) in zip(rows, digits, strict=True):
        assert (row["file"], row["digit"], row["second"]) == (file, digit["digit"], digit["second"])
        assert float(row["probability"]) == pytest.approx(digit["probability"], rel=1e-4)
        assert [int(row[name]) for name in ("left", "top", "width", "height")] == digit["box"]
        assert row["doubtful"] == str(int(digit["doubtful"]))
    assert "form" in cli("read", pages, "--csv", "--json", *everything).said(2)


def test_bad_pictures_are_said_and_the_others_read(cli, pages, everything):
    (pages / "b.png").write_bytes(b"rubbish")
    done = cli("read", pages / "none.png", pages, "--json", *everything)
    assert done.code == 2
    assert [Path(json.loads(line)["file"]).name for line in done.out.splitlines()] == ["a.png", "c.png"]
    said = done.err.splitlines()
    assert len(said) == 2
    assert said[0].startswith(f"convscope: {pages / 'none.png'}: the picture must exist; ")
    assert said[1].startswith(f"convscope: {pages / 'b.png'}: a picture must be JPEG")


def test_standard_input(pages, everything):
    data = (pages / "a.png").read_bytes()
    done = piped(command("read", "-", "--json", *everything), data)
    assert done.returncode == 0
    from_file = piped(command("read", pages / "a.png", "--json", *everything))
    assert {**json.loads(from_file.stdout), "file": "-"} == json.loads(done.stdout)
    nothing = piped(command("read", "-", *everything))
    assert nothing.returncode == 2
    assert nothing.stderr.startswith(b"convscope: -: a picture must hold data; found an empty file")


def test_closed_streams(pages, everything):
    said = b"convscope: -: a picture must come on standard input; found a closed one; pipe one into it\n"
    done = closed("<", "read", "-", *everything)
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", said)
    both = ("read", pages / "a.png", pages / "none.png", "--json", *everything)
    whole = piped(command(*both))
    assert b"none.png: the picture must exist" in whole.stderr
    done = closed(">", *both)
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", whole.stderr)
    done = closed("2>", *both)
    assert (done.returncode, done.stdout, done.stderr) == (2, whole.stdout, b"")
    for form in ((), ("--csv",)):
        assert closed(">", "read", pages / "a.png", *form, *everything).returncode == 0


@pytest.mark.parametrize(
    "arguments", [("data", "info", "mnist", "--json"), ("doctor",), ("runs", "."), ("diagnose", "photos/a.png")]
)
def test_other_verbs_with_closed_streams(arguments, pages, finished_run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    options = ("--model", finished_run) if arguments[0] == "diagnose" else ()
    whole = piped(command(*arguments, *options))
    for stream in "<", ">", "2>":
        done = closed(stream, *arguments, *options)
        assert done.returncode == whole.returncode
        assert b"Traceback" not in done.stderr
        assert stream != "2>" or not done.stderr


def test_annotate(cli, pages, everything, tmp_path):
    assert cli("read", pages / "a.png", "--annotate", "out.png", *everything).code == 0
    assert pixels(tmp_path / "out.png").shape[2] == 3
    assert cli("read", pages / "a.png", "--annotate", "out.png", *everything).said(2).startswith("out.png: nothing")
    assert cli("read", pages / "a.png", "--annotate", "out.png", "--overwrite", *everything).code == 0
    assert cli("read", pages, "--annotate", "drawn", *everything).code == 0
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == ["a-read.jpg", "b-read.jpg", "c-read.jpg"]
    assert cli("read", pages / "a.png", "--annotate", "one.png/", *everything).code == 0
    assert [path.name for path in (tmp_path / "one.png").iterdir()] == ["a-read.jpg"]
    before = (pages / "a.png").read_bytes()
    own = cli("read", pages / "a.png", "--annotate", pages / "a.png", "--overwrite", *everything)
    assert "a picture that is read is not drawn over" in own.said(2)
    assert (pages / "a.png").read_bytes() == before
    assert "picture file" in cli("read", pages / "a.png", "--annotate", "out.doc", *everything).said(2)
    said = cli("read", pages / "a.png", "--annotate", "new", *everything).said(2)
    assert said.endswith("found a name without a suffix; use a name that ends in .png, or in / for a folder")


def test_the_pages_of_a_pdf(cli, pages, everything, tmp_path):
    first, second = (Image.open(pages / name).convert("L") for name in ("a.png", "c.png"))
    first.save(tmp_path / "scan.pdf", save_all=True, append_images=[second], resolution=200)
    found = [json.loads(line) for line in cli("read", "scan.pdf", "--json", *everything).out.splitlines()]
    assert [(item["file"], item["page"]) for item in found] == [("scan.pdf", 1), ("scan.pdf", 2)]
    shown = cli("read", "scan.pdf", *everything).out.splitlines()
    assert shown[0].startswith("scan.pdf page 1: ")
    assert shown[-1].startswith("scan.pdf page 2: ")


def test_one_digit_a_picture(cli, finished_run, tmp_path):
    mnist = datasets.load("mnist")
    Image.fromarray(255 - np.asarray(mnist.x_test[0])[..., 0]).resize((280, 280)).save(tmp_path / "seven.png")
    one = cli("read", "seven.png", "--single", "--json", "--model", finished_run).json
    assert len(one["text"]) == 1
    # MNIST's first test image has its ink in columns 6 to 21 and rows 7 to 26.
    assert one["lines"][0]["digits"][0]["box"] == pytest.approx([60, 70, 160, 200], abs=12)
    for done in (
        cli("diagnose", "seven.png", "--single", "--model", finished_run),
        cli("predict", finished_run, "seven.png"),
    ):
        assert "several" not in done.err


def test_several_digits_said_to_be_one(cli, finished_run, tmp_path):
    images = 255 - np.asarray(datasets.load("mnist").x_test[:3])[..., 0]
    Image.fromarray(np.hstack(list(images))).resize((840, 280)).save(tmp_path / "three.png")
    options = ("three.png", "--single", "--model", finished_run, "--min-confidence", "0")
    done = cli("read", *options)
    assert done.code == 0
    assert done.out[1:] == "?\n"
    assert done.err == "three.png: several marks, not one digit; without --single they are read one by one\n"
    assert [digit["doubtful"] for digit in cli("read", *options, "--json").json["lines"][0]["digits"]] == [True]
    assert len(cli("read", *options[:1], *options[2:]).out.strip().replace("?", "")) == 3
    assert "three.png: several marks, not one digit; without --single" in cli("diagnose", *options[:4]).err
    for form in ((), ("--csv",), ("--json",)):
        said = cli("predict", finished_run, "three.png", *form).err
        assert said.endswith("three.png: several marks, not one digit\n")
    assert cli("predict", finished_run, "three.png", "--json").json["predictions"][0]["several"]


def test_min_confidence(cli, pages, finished_run):
    assert "0..1" in cli("read", pages / "a.png", "--model", finished_run, "--min-confidence", "70").said(2)
    done = cli("read", pages / "a.png", "--model", finished_run, "--min-confidence", "1")
    assert (done.code, done.out) == (0, "")
    assert "no digits found; 8 marks refused" in done.err


def test_what_diagnose_and_predict_drew_is_no_picture_of_ones_own(cli, pages, finished_run):
    model = ("--model", finished_run)
    assert cli("diagnose", pages / "a.png", *model, "--out", pages / "why.png").code == 0
    assert cli("predict", finished_run, pages / "a.png", "--show", pages / "steps.jpg").code == 0
    done = cli("read", pages, *model, "--json")
    assert [json.loads(line)["file"] for line in done.out.splitlines()] == [
        str(pages / f"{name}.png") for name in "abc"
    ]
    assert f"{pages}: 2 pictures drawn before, not read\n" in done.err
    assert cli("predict", finished_run, pages, "--csv").err.startswith(f"{pages}: 2 pictures drawn before, not read\n")


def test_drawing_into_the_folder_that_is_read(cli, pages, everything):
    first = cli("read", pages, "--annotate", pages, *everything)
    again = cli("read", pages, "--annotate", pages, "--overwrite", *everything)
    assert first.code == again.code == 0
    assert again.out == first.out
    assert again.err == f"{pages}: 3 pictures drawn before, not read\n{first.err}"
    for elsewhere in ((), ("--annotate", "elsewhere")):
        later = cli("read", pages, *elsewhere, *everything)
        assert (later.code, later.out) == (0, first.out)
        assert later.err.startswith(f"{pages}: 3 pictures drawn before, not read\n")


def test_what_is_refused_beside_digits_is_said(cli, tmp_path):
    pixels = composed(3).pixels
    page, x = np.concatenate([pixels, pixels[:40]]), pixels.shape[1] // 3
    page[-40:-8, x : x + 4] = page[-40:-8, x + 24 : x + 28] = page[-26:-22, x : x + 28] = 20  # an H
    Image.fromarray(page).save(tmp_path / "marked.png")
    done = cli("read", "marked.png")
    assert done.out
    assert "marked.png: 1 mark refused, --annotate draws it\n" in done.err
    drawn = cli("read", "marked.png", "--annotate", "drawn.png")
    assert "marked.png: 1 mark refused\n" in drawn.err
    for form in ("--json", "--csv"):
        assert "refused" not in cli("read", "marked.png", form).err


def test_one_mark_that_is_refused_may_be_one_digit(cli, finished_run, tmp_path):
    page = np.full((300, 500), 250, np.uint8)
    page[100:108, 50:150] = 20
    Image.fromarray(page).save(tmp_path / "one.png")
    page[100:108, 300:400] = 20
    Image.fromarray(page).save(tmp_path / "two.png")
    hint = "; --single is for one digit alone"
    said = cli("read", "one.png", "--model", finished_run).err
    assert said == f"one.png: no digits found; 1 mark refused, --annotate draws it{hint}\n"
    said = cli("read", "two.png", "--model", finished_run).err
    assert said == "two.png: no digits found; 2 marks refused, --annotate draws them\n"
    said = cli("read", "one.png", "--model", finished_run, "--single", "--min-confidence", "1").err
    assert said.endswith("one.png: no digits found; 1 mark refused, --annotate draws it\n")


def test_the_only_digit_that_is_doubtful_may_be_one_digit(cli, finished_run, tmp_path):
    image = 255 - np.asarray(datasets.load("mnist").x_test[0])[..., 0]
    Image.fromarray(image).resize((280, 280)).save(tmp_path / "one.png")
    Image.fromarray(np.hstack([image, image])).resize((560, 280)).save(tmp_path / "two.png")
    options = ("--model", finished_run, "--min-confidence", "0")
    said = "one.png: the only digit is doubtful; --single is for one digit alone\n"
    done = cli("read", "one.png", *options)
    assert (len(done.out), done.out[1:]) == (3, "?\n")
    assert done.err.endswith(said)
    for other in (("one.png", "--single"), ("one.png", "--json"), ("one.png", "--csv"), ("two.png",)):
        assert "--single" not in cli("read", *other, *options).err


def test_a_network_of_other_things(cli, pages, tiny_network, tmp_path):
    for name in ("cat", "dog"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for number in range(10):
            Image.new("L", (28, 28), number).save(tmp_path / "pets" / name / f"{number}.png")
    assert cli("train", "-q", "--model", tiny_network, "--data", "pets", "--epochs", "1", "--no-report").code == 0
    for verb in ("read", "diagnose"):
        assert "classes 0 to 9; found the classes cat, dog" in cli(
            verb, pages / "a.png", "--model", "runs/tiny-1"
        ).said(2)


def test_what_is_drawn_is_told(cli, pages, everything, tmp_path):
    one = cli("read", pages / "a.png", "--json", "--annotate", "out.png", *everything)
    assert one.err == "drawn: out.png\n"
    several = cli("read", pages / "a.png", pages / "c.png", "--csv", "--annotate", "drawn", *everything)
    assert several.err == "drawn: 2 pictures in drawn\n"
    first, second = (Image.open(pages / name).convert("L") for name in ("a.png", "c.png"))
    first.save(tmp_path / "scan.tif", save_all=True, append_images=[second])
    assert cli("read", "scan.tif", "--json", "--annotate", "s.png", *everything).err == "drawn: s.png\ndrawn: s-2.png\n"


def test_a_picture_with_a_long_name(cli, pages, finished_run, tmp_path):
    for name in ("x" * 244, "字" * 82):
        (pages / "a.png").rename(pages / f"{name}.png")
        assert cli("diagnose", pages / f"{name}.png", "--model", finished_run).code == 0
        assert cli("read", pages / f"{name}.png", "--model", finished_run, "--annotate", "drawn/").code == 0
        (pages / f"{name}.png").rename(pages / "a.png")
    assert sorted(len(path.name.encode()) for path in tmp_path.glob("*-diagnosis.png")) == [212, 214]
    assert len(list((tmp_path / "drawn").iterdir())) == 2


def test_nothing_drawn_leaves_no_folder(cli, pages, finished_run, tmp_path):
    (tmp_path / "empty").mkdir()
    for picture in ("empty", "none.png"):
        assert cli("read", picture, "--annotate", "drawn/deep/", "--model", finished_run).said(2)
        assert not (tmp_path / "drawn").exists()
    (tmp_path / "mine").mkdir()
    assert cli("read", "none.png", "--annotate", "mine", "--model", finished_run).said(2)
    assert (tmp_path / "mine").is_dir()
    assert "must have a name; found an empty one" in cli("read", pages / "a.png", "--annotate", "").said(2)


def test_what_annotated_pictures_cannot_be_called(cli, pages):
    said = cli("read", pages / "a.png", pages / "c.png", "--annotate", "both.png").said(2)
    assert "both.png: several pictures are drawn into a folder; found a picture's name" in said
    said = cli("read", pages / "a.png", "--annotate", "nowhere/a.png").said(2)
    assert "nowhere: a file is written into a folder that exists; found none" in said


FORBIDDEN = ("keras", "jax", "tensorflow", "torch", "matplotlib")


def test_neither_keras_nor_jax_is_loaded(pages, everything, tmp_path):
    code = (
        "import sys; from convscope.cli import main; code = main(sys.argv[1:]); "
        f"sys.exit(code or 9 * any(name in sys.modules for name in {FORBIDDEN}))"
    )
    for arguments in (
        ("read", pages / "a.png", "--annotate", tmp_path / "a.png", *everything),
        ("diagnose", pages / "a.png", "--out", tmp_path / "d.png", *everything[:2]),
    ):
        done = piped([sys.executable, "-c", code, *map(str, arguments)])
        assert done.returncode == 0, done

"""What a picture or a network may be written over, and which places are none: the same for every verb that writes."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def draws(cli, pages, finished_run):
    """Draw a.png of `pages` by one of the three verbs that draw on or of a picture."""

    def draw(verb: str, out: str | Path, *options: str):
        picture, model = pages / "a.png", ("--model", finished_run)
        return {
            "read": lambda: cli("read", picture, *model, "--annotate", out, *options),
            "diagnose": lambda: cli("diagnose", picture, *model, "--out", out, *options),
            "predict": lambda: cli("predict", finished_run, picture, "--show", out, *options),
        }[verb]()

    return draw


VERBS = pytest.mark.parametrize("verb", ["read", "diagnose", "predict"])


@VERBS
@pytest.mark.parametrize("options", [(), ("--overwrite",)])
def test_nothing_but_a_drawing_is_drawn_over(verb, options, draws, pages, tmp_path):
    (tmp_path / "mine.png").write_bytes((pages / "c.png").read_bytes())
    for file, said in (
        (pages / "a.png", "a picture that is read is not drawn over; found a picture of that name; choose another"),
        (tmp_path / "mine.png", "only a drawing of convscope is drawn over; found another file; choose another name"),
    ):
        before = file.read_bytes()
        assert draws(verb, file, *options).said(2).startswith(f"{file}: {said}")
        assert file.read_bytes() == before


@VERBS
def test_a_drawing_is_drawn_over_if_that_is_asked_for(verb, draws):
    assert draws(verb, "out.png").code == 0
    said = "out.png: nothing that exists is overwritten; found a file; give --overwrite"
    assert draws(verb, "out.png").said(2) == said
    assert draws(verb, "out.png", "--overwrite").code == 0


def test_a_drawing_of_its_own_that_is_read_is_not_drawn_over(cli, pages, finished_run, tmp_path):
    assert cli("diagnose", pages / "a.png", "--model", finished_run, "--out", "why.png").code == 0
    before = (tmp_path / "why.png").read_bytes()
    said = cli("predict", finished_run, "why.png", "--show", "./why.png", "--overwrite").said(2)
    assert said.startswith("why.png: a picture that is read is not drawn over")
    assert (tmp_path / "why.png").read_bytes() == before


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("folder", "folder: a file is written, not a folder; found a folder; choose another name"),
        ("file/a.png", "file: a file is written into a folder that exists; found a file; choose another"),
        ("nowhere/a.png", "nowhere: a file is written into a folder that exists; found none; make it"),
        ("x" * 300 + ".png", "a file's name may have at most 255 bytes; found 304; choose a shorter one"),
        ("x" * 300 + "/a.png", "a file is written into a folder that exists; found none; make it"),
    ],
)
def test_a_place_for_no_file(out, said, *, cli, draws, finished_run, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    verbs = ["diagnose", "predict"] if out == "folder" else ["read", "diagnose", "predict"]
    for options in (), ("--overwrite",):
        answers = [draws(verb, out, *options).said(2) for verb in verbs]
        answers.append(cli("export", finished_run, "--out", out, *options).said(2))
        assert all(answer.endswith(said) for answer in answers), answers


@pytest.mark.parametrize("out", ["file/", "file/new/", "x" * 300 + "/"])
def test_a_place_for_no_folder(out, draws, tmp_path):
    (tmp_path / "file").write_text("mine")
    said = draws("read", out).said(2)
    assert "the folder must be created; found " in said
    assert said.endswith("; choose another place")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    "arguments",
    [
        ("diagnose", "a.png", "--out", ""),
        ("predict", "run", "a.png", "--show", ""),
        ("export", "run", "--out", ""),
        ("compare", "one", "other", "--picture", ""),
        ("data", "info", "mnist", "--sheet", ""),
    ],
)
def test_an_empty_name_is_no_place(arguments, cli):
    assert f"{arguments[-2]} must not be empty; found ''" in cli(*arguments).said(2)

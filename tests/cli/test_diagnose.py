"""`convscope diagnose`, on a small run: what is printed, what is drawn and where, exit codes."""

from __future__ import annotations

import json
import re

import numpy as np
from PIL import Image
from tests.commands import closed, command, piped
from tests.digit_pages import pixels


def test_diagnose(cli, pages, finished_run, tmp_path):
    done = cli("diagnose", pages / "a.png", "--model", finished_run, "--out", "why.png")
    assert done.code == 0
    assert "not centred" in done.out
    assert pixels(tmp_path / "why.png").shape[1] > 1000
    written = cli("diagnose", pages / "a.png", "--model", finished_run, "--json").json
    assert written["steps"][0]["same"] == len(written["digits"])
    assert cli("diagnose", pages / "b.png", "--model", finished_run).out == "no digits found\n"
    assert not list(tmp_path.glob("*-diagnosis*"))
    assert cli("diagnose", pages / "none.png", "--model", finished_run).said(2)
    assert "why.png: nothing that exists" in cli("diagnose", pages / "a.png", "--out", "why.png").said(2)
    assert not list(tmp_path.glob("*-diagnosis*"))


def test_diagnose_names_the_whole_preparation_alike_and_sets_answers_below_each_other(cli, pages, finished_run):
    options = (pages / "a.png", "--model", finished_run)
    shown = cli("diagnose", *options).out
    names = [step["step"] for step in cli("diagnose", *options, "--json").json["steps"]]
    first, second = (block.splitlines() for block in (shown.split("\n\n")[1], shown.split("\n\n")[3]))
    assert [re.split(r"  +", line)[0] for line in first[1:]] == names
    assert re.split(r"  +", second[0].strip()) == names
    for column in range(len(names)):
        answers = [re.findall(r"\d +\d+\.\d %", line)[column] for line in second[1:]]
        assert {len(answer) for answer in answers} == {len("7 100.0 %")}


def test_diagnose_takes_standard_input(pages, finished_run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = (pages / "a.png").read_bytes()
    options = ("--model", finished_run, "--json")
    done, from_file = (piped(command("diagnose", what, *options), data) for what in ("-", pages / "a.png"))
    assert json.loads(done.stdout) == {**json.loads(from_file.stdout), "file": "-"}
    assert piped(command("diagnose", "-", *options[:2]), data).stderr == b"drawn: stdin-diagnosis.png\n"
    assert pixels(tmp_path / "stdin-diagnosis.png").shape[1] > 1000
    said = b"convscope: -: a picture must come on standard input; found a closed one; pipe one into it\n"
    done = closed("<", "diagnose", "-")
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", said)


def test_diagnose_says_which_page_it_took(cli, pages, finished_run):
    first, second = (Image.open(pages / name) for name in ("a.png", "c.png"))
    first.save(pages.parent / "two.tif", save_all=True, append_images=[second])
    done = cli("diagnose", "two.tif", "--model", finished_run, "--json")
    assert done.err == "two.tif: page 1 of 2 is taken\n"
    assert done.json["digits"] == cli("diagnose", pages / "a.png", "--model", finished_run, "--json").json["digits"]


def test_diagnose_says_what_was_refused(cli, finished_run, tmp_path):
    dashes = np.full((300, 500), 250, np.uint8)
    dashes[100:108, 50:150] = dashes[100:108, 300:400] = 20
    Image.fromarray(dashes).save(tmp_path / "dashes.png")
    done = cli("diagnose", "dashes.png", "--model", finished_run)
    assert done.code == 0
    assert done.out == "no digits found\n2 marks refused: flat as a dash 2; convscope read --annotate draws them\n"
    assert done.err == "drawn: dashes-diagnosis.png\n"
    refused = cli("diagnose", "dashes.png", "--model", finished_run, "--json").json["refused"]
    assert refused == cli("read", "dashes.png", "--model", finished_run, "--json").json["refused"]


def test_diagnose_draws_beside_nothing_that_exists(cli, pages, finished_run, tmp_path):
    for name in ("a-diagnosis.png", "a-diagnosis-2.png"):
        assert cli("diagnose", pages / "a.png", "--model", finished_run).err == f"drawn: {name}\n"
        assert pixels(tmp_path / name).shape[1] > 1000

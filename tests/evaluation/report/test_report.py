import re
from html.parser import HTMLParser
from string import Formatter

import numpy as np
import pytest

from convscope._errors import InputError
from convscope.evaluation import evaluate, percent
from convscope.evaluation.report import LANGUAGES, write_report
from convscope.evaluation.report._sample import first_kernels
from convscope.evaluation.report._texts import texts


class Page(HTMLParser):
    def __init__(self, source):
        super().__init__()
        self.tags, self.words, self.sources, self.ids = [], [], [], []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        known = dict(attrs)
        self.sources += [known[name] for name in ("src", "href") if name in known]
        if tag == "section":
            self.ids.append(known["id"])

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def page(tiny):
    return Page(tiny.path.read_text(encoding="utf-8"))


def test_every_section_is_there(page):
    assert page.ids == [
        "result",
        "learning",
        "network",
        "kernels",
        "maps",
        "confusion",
        "mistakes",
        "classes",
        "calibration",
        "robustness",
        "made",
    ]


def test_says_the_result_and_names_the_gap(page, tiny):
    assert f"{percent(tiny.result.accuracy)} of 60 test images are named rightly" in page.text
    assert "The gap opens after epoch 2" in page.text
    assert "33 % above" not in page.text  # mean of .35 and .4 over .3 is 25 %
    assert "25 % above its lowest" in page.text
    assert "98.65 % validation accuracy; this run ends 28.65 points below it" in page.text


def test_holds_kerass_table_and_how_it_was_made(page):
    assert "max_pooling2d" in page.text
    assert "convscope train --recipe tiny --seed 3" in page.text
    assert "rows 16 to 19 of the training data" in page.text
    assert "a & b" in page.text
    assert "epochs 4, engine xla" in page.text


def test_is_one_file_without_scripts(page, tiny):
    assert "script" not in page.tags
    assert page.sources
    assert all(source.startswith("data:") for source in page.sources)
    source = tiny.path.read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org)", re.sub(r"data:[^\"]+", "", source))
    assert len(source) < 3_000_000


def test_hostile_class_names_stay_text(page):
    assert "<script>alert(1)</script>" in page.text
    assert "\x07" not in page.text


def test_saves_the_three_pictures_beside_it(tiny):
    for name in ("curves.png", "confusion.png", "mistakes.png"):
        assert (tiny.run.path / name).read_bytes().startswith(b"\x89PNG")


def test_writing_it_again_gives_the_same_bytes(tiny):
    before = tiny.path.read_bytes()
    write_report(tiny.run, tiny.dataset, evaluation=tiny.result, robustness=tiny.curves)
    assert tiny.path.read_bytes() == before


def test_in_chinese_without_robustness_and_without_validation(tiny, tmp_path):
    from convscope.runs import RunFolder

    run = RunFolder(tmp_path)
    run.write_config({"recipe": "tiny"})
    run.write_summary("")
    labels = evaluate(tiny.glass, tiny.dataset.x_test, tiny.dataset.y_test).predicted
    perfect = evaluate(tiny.glass, tiny.dataset.x_test, labels)
    path = write_report(run, tiny.dataset, evaluation=perfect, language="zh", model=tiny.glass)
    page = Page(path.read_text(encoding="utf-8"))
    assert "robustness" not in page.ids
    assert "没有留出验证图像" in page.text
    assert "测试图中没有错误" in page.text
    assert not (tmp_path / "curves.png").exists()


def test_an_unknown_language_is_refused(tiny):
    with pytest.raises(InputError, match="en or zh"):
        write_report(tiny.run, tiny.dataset, evaluation=tiny.result, language="fr")


def test_first_kernels_are_the_first_layers(tiny):
    found = first_kernels(tiny.glass)
    assert found is not None
    assert (found.kernel.shape, found.convolution) == ((3, 3, 1, 4), True)
    assert np.array_equal(found.kernel, tiny.glass.weights(found.name)["kernel"])


def test_all_languages_hold_the_same_sentences_and_fields():
    def flat(table, prefix=""):
        for key, value in table.items():
            if isinstance(value, dict):
                yield from flat(value, f"{prefix}{key}.")
            else:
                yield prefix + key, sorted(name for _, name, _, _ in Formatter().parse(value) if name)

    first, *others = (dict(flat(texts(language))) for language in LANGUAGES)
    assert all(other == first for other in others)

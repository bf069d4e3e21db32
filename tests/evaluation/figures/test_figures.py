"""Every figure is drawn and saved, for the plain case and for the odd ones; warnings are errors."""

import re
from io import BytesIO
from string import Formatter

import numpy as np
import pytest
from PIL import Image

from convscope._errors import InputError, JobError
from convscope.evaluation import RobustnessCurve, RobustnessPoint, RunFacts, calibrate, compare, measure_gap, score
from convscope.evaluation import figures as draw
from convscope.evaluation.figures import _fonts, _words

HOSTILE = ("猫", "$x_1$ \\frac", "two\nlines", "\N{GRINNING FACE}", "<script>", "a name that is far too long to fit")
OPEN = {
    "loss": [0.5, 0.3, 0.2, 0.1],
    "val_loss": [0.4, 0.3, 0.35, 0.4],
    "acc": [0.7, 0.8, 0.9, 0.95],
    "val_acc": [0.8] * 4,
}


def words_on(figure):
    return "\n".join(text.get_text() for text in figure.findobj(match=lambda artist: hasattr(artist, "get_text")))


def size(figure):
    return Image.open(BytesIO(draw.figure_bytes(figure))).size


def answers(classes, n, seed=0):
    random = np.random.default_rng(seed)
    rows = random.dirichlet(np.full(classes, 0.3), n).astype(np.float32)
    return score(rows, np.arange(n) % classes, tuple(map(str, range(classes))))


def pictures(n, channels=1):
    return np.random.default_rng(0).integers(0, 256, (n, 8, 8, channels), dtype=np.uint8)


def test_curves_name_the_gap_and_mark_the_reference():
    figure = draw.draw_curves(OPEN, gap=measure_gap(OPEN), reference=0.9865)
    assert "overfitting opens after epoch 2 (validation loss +25 %)" in words_on(figure)
    assert "tutorial: 98.65 %" in words_on(figure)
    accuracy, loss = figure.axes
    assert [line.get_linestyle() for line in accuracy.get_lines() if "98.65" in str(line.get_label())] == ["--"]
    assert (accuracy.get_xlabel(), loss.get_title(loc="left")) == ("epoch", "Loss")
    size(figure)


@pytest.mark.parametrize("epochs", [1, 2, 3, 10, 50])
def test_epochs_are_whole_numbers(epochs):
    figure = draw.draw_curves({"loss": [1.0] * epochs, "acc": [0.5] * epochs})
    for axes in figure.axes:
        low, high = axes.get_xlim()
        ticks = [tick for tick in axes.get_xticks() if low <= tick <= high]
        assert ticks
        assert all(tick == round(tick) >= 1 for tick in ticks)
    size(figure)


@pytest.mark.parametrize("losses", [[0.0891], [2.0, 1.0], [-0.5, -0.9], [0.2, -0.3], [0.0, 0.0]])
def test_every_loss_is_on_the_picture_and_so_is_zero(losses):
    (axes,) = draw.draw_curves({"loss": losses}).axes
    low, high = axes.get_ylim()
    assert low <= 0 <= high
    room = 0.01 * (high - low)
    assert all(low <= value <= high and (value == 0 or low + room < value < high - room) for value in losses)


@pytest.mark.parametrize(
    "history",
    [{"loss": [1.0, float("nan")], "val_loss": [1.0, float("inf")]}, {"loss": [1.0]}, {"val_loss": [1.0], "loss": []}],
)
def test_curves_without_accuracy_or_with_a_diverged_loss(history):
    figure = draw.draw_curves(history, gap=measure_gap(history))
    assert len(figure.axes) == 1
    size(figure)


@pytest.mark.parametrize("classes", [2, 10, 41, 100])
def test_confusion_of_any_number_of_classes(classes):
    confusion = np.eye(classes, dtype=np.int64) * 50
    confusion[0, 1] = 3
    figure = draw.draw_confusion(confusion, [f"class {index}" for index in range(classes)])
    written = words_on(figure).splitlines()
    assert ("3" in written) == (classes <= 40)
    assert f"3 of {50 * classes + 3:,} images are named wrongly" in written
    width, height = size(figure)
    assert max(width, height) <= 2200


def test_confusion_without_a_mistake():
    size(draw.draw_confusion(np.diag([3, 4]), ("a", "b")))


def test_names_that_break_nothing():
    n = len(HOSTILE)
    size(draw.draw_confusion(np.ones((n, n), np.int64), HOSTILE))
    result = answers(n, 30)
    size(draw.draw_mistakes(result.mistakes, pictures(30), HOSTILE))
    size(draw.draw_feature_maps(pictures(1)[0], {}, HOSTILE, probabilities=np.full(n, 1 / n, np.float32)))


def test_without_a_chinese_font_a_square_stands_and_the_words_are_english(monkeypatch):
    for module in (_fonts, _words):
        monkeypatch.setattr(module, "chinese_family", lambda: None)
    assert _fonts.legible("猫a") == "□a"
    figure = draw.draw_confusion(np.ones((2, 2), np.int64), ("猫", "狗"), language="zh")
    assert "true class" in words_on(figure)
    size(figure)


@pytest.mark.parametrize(("wrong", "said"), [(3, "3 mistakes"), (90, "The 40 surest of 90 mistakes")])
def test_mistakes_are_pictures_with_both_names(wrong, said):
    result = score(np.tile(np.array([[0.25, 0.75]], np.float32), (wrong, 1)), np.zeros(wrong, int), ("cat", "dog"))
    figure = draw.draw_mistakes(result.mistakes, pictures(wrong), result.class_names)
    assert said in words_on(figure)
    assert "cat → dog" in words_on(figure)
    assert "75.0 %" in words_on(figure)
    assert sum(len(axes.get_images()) for axes in figure.axes) == min(40, wrong)
    size(figure)


def test_a_name_takes_no_more_columns_than_there_are():
    assert _fonts.legible("abcdef", 4) == "abc…"
    assert _fonts.legible("abcd", 4) == "abcd"
    for longest in range(2, 9):
        assert _fonts.columns(_fonts.legible("交通标志", longest)) <= longest


def test_no_mistakes_are_said():
    figure = draw.draw_mistakes((), pictures(1), ("a", "b"))
    assert "no mistakes" in words_on(figure)
    size(figure)


@pytest.mark.parametrize("shape", [(3, 3, 1, 4), (3, 2, 4, 9), (1, 1, 2, 1), (28, 28, 1, 10)])
def test_kernels_of_any_shape(shape):
    kernel = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    figure = draw.draw_kernels(kernel, "conv", bias=np.zeros(shape[3], np.float32))
    assert sum(len(axes.get_images()) for axes in figure.axes) == shape[3] * min(3, shape[2])
    size(figure)


def test_kernels_of_zeros_and_their_numbers():
    figure = draw.draw_kernels(np.zeros((1, 1, 1, 1), np.float32), "conv", bias=np.array([-0.5], np.float32))
    assert "bias −0.50" in words_on(figure)
    assert "0.00" in words_on(figure).splitlines()
    size(figure)


def test_feature_maps_show_every_layer_in_order():
    random = np.random.default_rng(0)
    shapes = {
        "conv": (8, 8, 4),
        "many": (4, 4, 40),
        "tanh": (2, 2, 3),
        "dense": (300,),
        "few": (3,),
        "point": (1, 1, 1),
    }
    values = {name: random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    figure = draw.draw_feature_maps(
        pictures(1, 3)[0], values, ("a", "b"), probabilities=np.array([0.2, 0.8], np.float32)
    )
    said = words_on(figure)
    assert [name for name in re.findall(r"^\w+$", said, re.MULTILINE) if name in shapes] == list(shapes)
    assert "first 32 of 40" in said
    size(figure)


def test_robustness_reliability_and_comparison():
    points = tuple(RobustnessPoint(float(v), 10, 5.0, 0.5, (0.2, 0.8)) for v in range(3))
    figure = draw.draw_robustness([RobustnessCurve("noise", "grey levels", 0.0, points)] * 4)
    assert len(figure.axes) == 4
    size(figure)
    size(draw.draw_reliability(calibrate(np.array([0.3, 0.99]), np.array([True, False]))))
    runs = {name: answers(3, 40, seed) for seed, name in enumerate(("one", "$two", "three"))}
    for facts in ({}, {name: RunFacts("x", 10 ** (3 + place // 2)) for place, name in enumerate(runs)}):
        found = compare(runs, facts)
        size(draw.draw_comparison(found))
        figure = draw.draw_comparison(found, pictures(40))
        assert f"one alone gets right: {len(found.rows[0].alone)}" in words_on(figure)
        size(figure)


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_the_same_figure_gives_the_same_bytes(form):
    first, second = (draw.figure_bytes(draw.draw_curves(OPEN, gap=measure_gap(OPEN)), form) for _ in range(2))
    assert first == second


def test_saving_is_whole_or_not_at_all(tmp_path):
    figure = draw.draw_curves(OPEN)
    draw.save_figure(figure, tmp_path / "curves.png")
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in tmp_path.iterdir()] == ["curves.png"]
    with pytest.raises(JobError):
        draw.save_figure(figure, tmp_path / "missing" / "curves.png")
    with pytest.raises(InputError, match=r"found \.doc"):
        draw.save_figure(figure, tmp_path / "curves.doc")


def test_both_languages_hold_the_same_words_and_fields():
    def fields(text):
        return sorted(name for _, name, _, _ in Formatter().parse(text) if name)

    assert list(_words.ENGLISH) == list(_words.CHINESE)
    for key, text in _words.ENGLISH.items():
        assert fields(text) == fields(_words.CHINESE[key]), key
    with pytest.raises(InputError, match="en or zh"):
        draw.draw_curves(OPEN, language="fr")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_word_can_be_drawn(language):
    assert all(
        _fonts.legible(line, 500) == line for text in _words.words(language).values() for line in text.split("\n")
    )


def test_a_font_that_was_installed_after_matplotlib_made_its_list_is_found(monkeypatch):
    from matplotlib import font_manager

    from convscope.evaluation.figures import _fonts

    entries = font_manager.fontManager.ttflist
    # With a file all its faces go, also those of other names.
    files = {entry.fname for entry in entries if entry.name in _fonts._CHINESE}
    listed = [entry for entry in entries if entry.fname not in files]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", listed)
    assert _fonts._first_of(font_manager.get_font_names()) is None
    _fonts.chinese_family.cache_clear()
    assert _fonts.chinese_family() in _fonts._CHINESE

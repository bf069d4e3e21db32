"""Writes the report: one page that needs nothing but itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from convscope import __version__
from convscope._files import write_text
from convscope._optional import require
from convscope.evaluation._numerals import percent
from convscope.evaluation.report import _content, _format
from convscope.evaluation.report._made import made
from convscope.evaluation.report._pictures import draw_all
from convscope.evaluation.report._texts import texts
from convscope.glass import GlassModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convscope.datasets import Dataset
    from convscope.evaluation._evaluation import Evaluation
    from convscope.evaluation._robustness_curve import RobustnessCurve
    from convscope.runs import RunFolder

_TEMPLATE = "report.html.j2"


def write_report(
    run: RunFolder,
    dataset: Dataset,
    *,
    evaluation: Evaluation,
    robustness: Sequence[RobustnessCurve] | None = None,
    language: str = "en",
    model: GlassModel | None = None,
) -> Path:
    """Write `report.html`, and beside it `curves.png`, `confusion.png` and `mistakes.png`.

    The page holds its pictures itself, runs no script and asks no network; it prints on A4.

    Args:
        run: a finished run.
        dataset: the data whose test part was evaluated.
        evaluation: of the run's network on `dataset.x_test`.
        robustness: from `robustness`; without it the section is left out.
        language: "en" or "zh"; the words in the pictures are Chinese only where a font can draw them.
        model: the run's glass model, if it is open already.

    Returns:
        The path of the report.

    Raises:
        InputError: the run is not finished, or the language is unknown.
        JobError: a file could not be written.
        MissingPartError: Matplotlib or Jinja2 is not installed.
    """
    said = texts(language)
    jinja2 = require("jinja2", extra="report")
    network = model or GlassModel(run.glass_path)
    pictures, seen = draw_all(run, dataset, evaluation, robustness=robustness, model=network, language=language)
    config, metrics = run.config, run.metrics
    words: dict[str, Any] = {
        "title": said["title"].format(name=_format.name(run.name)),
        "subtitle": said["subtitle"].format(
            recipe=_format.name(config.get("recipe") or said["unknown"]), data=_format.name(dataset.name)
        ),
        "headline": _content.headline(said, evaluation, metrics),
        "learning": _content.learning(said, run.history, dataset.name),
        "summary": _format.plain_text(run.summary).strip("\n"),
        "maps": _content.sample(said, evaluation, seen),
        "confusion": _content.confusion(said, evaluation),
        "classes": _content.classes(said, evaluation),
        "calibration": _calibration(said, evaluation),
        "robustness": _content.robustness(said, robustness or ()),
        "robustness_text": said["robustness"]["text"].format(n=f"{robustness[0].points[0].n:,}") if robustness else "",
        "made": made(said, config, metrics),
        "foot": said["made"]["foot"].format(version=__version__),
        "kernels": said["kernels"]["convolution" if seen.kernels and seen.kernels.convolution else "dense"],
        "mistakes": said["mistakes"]["text" if evaluation.mistakes else "none"],
    }
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    columns = max((len(line) for line in words["summary"].splitlines()), default=1)
    page = environment.get_template(_TEMPLATE).render(said=said, words=words, pictures=pictures, columns=columns)
    write_text(run.report_path, page)
    return run.report_path


def _calibration(said: dict[str, Any], evaluation: Evaluation) -> str:
    words = said["calibration"]
    if evaluation.calibration is None:
        return str(words["none"])
    return str(words["text"].format(error=percent(evaluation.calibration.error)))

"""What was set for the shipped networks on composed pages: `reader.json`, beside them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from convscope._files import write_text

FILE = Path(__file__).with_name("reader.json")


@dataclass(frozen=True)
class Settings:
    """Weights, thresholds and the curve of the reader; `make reader` sets all but those that say otherwise.

    Args:
        alike: how often a thing that is no digit looks like each of them all the same: l, I and any stroke like 1, o
            like 0, s like 5, b like 6, q like 9, z like 2; as often as such letters come in text.
        share: of things on a page so many are digits (by hand: no composed page holds one thing alone, for which it
            counts most),
        before: which counts as so many things do.
        page: the page counts beside a thing's neighbours as so many of them do.
        near: how much a neighbour counts falls to 1/e over this many line heights.
        spread: sizes of a line's digits differ by this factor's logarithm (standard deviation; by hand, as the next
            two: composed digits are more alike in size than people's);
        fit: a thing of like size is so many times likelier one of them than of others,
        misfit: and a thing of another size by so much less likely.
        least_likeness: what is less likely a digit is refused; being unsure which one counts half (`page/_steps.py`).
        least_alone: the same for a picture of which its owner says that it shows one digit; being unsure counts whole.
        slope: of the curve from how likely the networks find a digit to how sure the reader is, in log odds,
        shift: and what is added to them.
    """

    alike: tuple[float, ...]
    share: float
    before: float
    page: float
    near: float
    spread: float
    fit: float
    misfit: float
    least_likeness: float
    least_alone: float
    slope: float
    shift: float


def _load() -> Settings:
    values = json.loads(FILE.read_text("utf-8"))
    return Settings(**{**values, "alike": tuple(values["alike"])})


SETTINGS = _load()


def change_settings(**values: float | tuple[float, ...]) -> None:
    """Write other values into the file, for the next process; those that are not named stay."""
    lines = [f'  "{name}": {json.dumps(value)}' for name, value in asdict(replace(_load(), **values)).items()]  # type: ignore[arg-type]
    write_text(FILE, "{\n" + ",\n".join(lines) + "\n}\n")

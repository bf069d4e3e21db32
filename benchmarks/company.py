"""What the reader's weights are set by: things on composed pages, and which of them are digits.

    python benchmarks/company.py --fonts FOLDER [--pages 40] [--seeds 1 22] [--rounds 3] [--write]

Every kind of page of `composed_pages.py` is looked at by the shipped network, once. How often a thing that is no digit
looks like each digit is counted on the pages of writing. Then the other weights are changed one at a time, and a change
is kept where the pages' truth becomes likelier: each page counts the same, however much is on it, and pages with digits
together as much as pages without. What is known of sizes is left as it is, for composed digits are more alike in size
than people's; and so is the share of digits, for no page here holds one thing alone, for which it counts most. At the
end the threshold: digits kept and false digits a page, by kind, at several; and the lowest at which fewer than three
digits are read on fifty pages without any. `--write` puts what is found into `pretrained/reader.json`.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from composed_pages import kinds_of_pages
from convscope._errors import ConvscopeError
from convscope.glass import GlassModel
from convscope.pretrained import SETTINGS, Settings
from convscope.pretrained._settings import change_settings
from convscope.reading import Reader
from convscope.reading.compose import Page, digits_in
from convscope.reading.page._company import Company, in_company
from convscope.reading.page._steps import Seen, box_of, company_of, likely_digit, look

WRITING = ("words", "capitals", "alphabets")
TRIED = (0.5, 0.7, 0.85, 1.2, 1.5, 2.0)
SEARCHED = ("before", "page", "near")
LOOKS_LIKE = 0.5
LEAST_ALIKE = 0.02
"""In every alphabet people write one letter or another like each digit, if fonts do not: З, Ч, b, q."""
MOST_ALIKE = 0.09
"""From 0.1 on a stroke would be less likely a 1 than anything else, and a line of nothing but strokes no number."""
LEAST, FEW = 1e-4, 5
"""No truth is held less likely than this, and a page of fewer things counts as if it had so many."""
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)
MOST_FALSE = 0.06
"""Digits read a page without any; on pages by which nothing was set there may be more. With fewer than one on twenty
pages 0.6 would be the threshold, at which a 1 that stands alone on its page is never read."""


@dataclass(frozen=True)
class Example:
    """A page's things.

    Args:
        kind: of the page.
        lines: what the things say of themselves.
        large: how many were far too large.
        true: for each line, which things are digits, (n).
        right: for each line, the probability of the likeliest digit if it is one, (n).
        digits: how many stand on the page, found or not.
    """

    kind: str
    lines: list[Company]
    large: int
    true: list[np.ndarray]
    right: list[np.ndarray]
    digits: int


def example(kind: str, page: Page, seen: Seen, names: tuple[str, ...]) -> Example:
    """Tell for each thing on a page whether it is a digit: whether one's middle lies in its box."""
    true, right = [], []
    for line in seen.lines:
        boxes = [box_of(candidate.part, seen.sheet) for candidate, _ in line.things]
        # What holds two digits is one no more than a letter is.
        true.append(np.array([len(digits_in(page, box.to_list())) == 1 for box in boxes]))
        right.append(np.array([candidate.row.max() for candidate, _ in line.things]))
    return Example(kind, [company_of(line, names) for line in seen.lines], seen.large, true, right, len(page.centres))


def surprise(examples: list[Example], weights: Settings) -> float:
    """Return how unlikely the truth is: the mean over pages with and without digits, half each, of that over things."""
    found: dict[bool, list[float]] = {True: [], False: []}
    for one in examples:
        sure = np.concatenate([np.zeros(0), *in_company(one.lines, one.large, weights)])
        chance = np.where(np.concatenate([np.zeros(0, bool), *one.true]), sure, 1 - sure)
        found[one.digits > 0].append(-float(np.log(np.clip(chance, LEAST, 1)).sum()) / max(FEW, len(sure)))
    return sum(float(np.mean(values)) / 2 for values in found.values() if values)


def alike(examples: list[Example]) -> tuple[float, ...]:
    """Return how often a thing in writing looks like each digit."""
    written = [line for one in examples if one.kind in WRITING for line in one.lines]
    things = sum(float((line.weight > LOOKS_LIKE).sum()) for line in written)
    like = sum((line.digit * (line.likeness > LOOKS_LIKE)[:, None]).sum(axis=0) for line in written)
    return tuple(round(float(share), 3) for share in np.clip(like / things, LEAST_ALIKE, MOST_ALIKE))


def search(examples: list[Example], weights: Settings, rounds: int) -> Settings:
    """Change one weight at a time for as long as it helps."""
    best = surprise(examples, weights)
    for _ in range(rounds):
        before = best
        for name in SEARCHED:
            for factor in TRIED:
                value = round(getattr(weights, name) * factor, 3)
                tried = replace(weights, **{name: value})
                if (now := surprise(examples, tried)) < best:
                    best, weights = now, tried
                    print(f"{name} {value}: {best:.4f}", flush=True)
        if best > before - 1e-4:
            break
    return weights


def likely_digits(page: Example, weights: Settings) -> list[np.ndarray]:
    """Return for each line what the reader compares with its threshold, (n)."""
    sure = in_company(page.lines, page.large, weights)
    return [likely_digit(line, right) for line, right in zip(sure, page.right, strict=True)]


def threshold(examples: list[Example], weights: Settings) -> float:
    """Return the lowest threshold with few enough false digits; the highest if none has."""
    empty = [one for one in examples if not one.digits]
    likely = np.concatenate([np.zeros(0), *(values for one in empty for values in likely_digits(one, weights))])
    few = (least for least in THRESHOLDS if (likely >= least).sum() < MOST_FALSE * len(empty))
    return next(few, THRESHOLDS[-1])


def show(examples: list[Example], weights: Settings) -> None:
    """Print digits kept and false digits a page, by kind and threshold."""
    for kind in dict.fromkeys(one.kind for one in examples):
        own = [one for one in examples if one.kind == kind]
        cells = []
        for least in THRESHOLDS:
            kept = false = 0
            for one in own:
                for likely, true in zip(likely_digits(one, weights), one.true, strict=True):
                    read = likely >= least
                    kept, false = kept + int((read & true).sum()), false + int((read & ~true).sum())
            share = f"{100 * kept / max(1, sum(one.digits for one in own)):5.1f} %" if own[0].digits else "      -"
            cells.append(f"{least}: {share} {false / len(own):5.2f}")
        print(f"{kind:18s} " + "   ".join(cells))


def main() -> int:
    """Look, count, search, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=40, help="of each kind and seed")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 22])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--model", help="a run's folder or an ONNX file; by default the shipped network")
    parser.add_argument("--write", action="store_true", help="into the package")
    arguments = parser.parse_args()
    if arguments.write and arguments.model is not None:
        parser.error("--write is for what is found with the shipped network; leave --model out")
    try:
        kinds = kinds_of_pages(arguments.fonts)
        model: GlassModel = Reader(arguments.model).model
    except ConvscopeError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    examples = []
    for make, seed in itertools.product(kinds, arguments.seeds):
        for number in range(arguments.pages):
            page = make(np.random.default_rng([seed, number]))
            seen = look(model, Image.fromarray(page.pixels))
            examples.append(example(make.__name__, page, seen, model.info.class_names))
    print(f"{len(examples)} pages; as it is {surprise(examples, SETTINGS):.4f}", flush=True)
    show(examples, SETTINGS)
    weights = search(examples, replace(SETTINGS, alike=alike(examples)), arguments.rounds)
    show(examples, weights)
    found = {name: getattr(weights, name) for name in ("alike", *SEARCHED)}
    found["least_likeness"] = threshold(examples, weights)
    print(found)
    if arguments.write:
        change_settings(**found)
    return 0


if __name__ == "__main__":
    sys.exit(main())

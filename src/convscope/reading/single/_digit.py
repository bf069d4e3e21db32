"""One handwritten digit, photographed or drawn, brought into MNIST's form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from convscope.reading import form, ink
from convscope.reading._arrays import Colour, Grey, Mask
from convscope.reading._visible import visible
from convscope.reading.single._box import box_on
from convscope.reading.single._main_ink import is_strokes, main_ink
from convscope.reading.single._prepared import Prepared, Step
from convscope.reading.single._several import is_several

# One digit needs no more pixels than this, and strokes can be measured from this many on.
_MOST, _LEAST = 700, 200
# Paper whose brightness differs by less than this is even.
_UNEVEN = 12
# Lines over less than this share of the picture's width are no ruling.
_EDGE_TO_EDGE = 0.8
# They go on beyond the digit by this share of it on either side.
_PAST = 0.05
# So many in each direction, each over this share of the picture, are squares.
_SQUARES, _FULL = 3, 0.6
# Of a picture in MNIST's form, more than a soft edge's tail is ink.
_INKED = 20
_COVERED = "what is beside the sheet covered"
_INVERTED = "inverted: the ink was dark on light paper"


def prepare_digit(pixels: Grey | Colour, shape: tuple[int, int, int], check: Callable[[], None]) -> Prepared:
    """Find the ink of one digit and bring it into MNIST's form; `check` is called between the steps."""
    steps = [Step("the picture", f"the picture has {pixels.shape[1]} x {pixels.shape[0]} pixels", pixels)]
    as_it_is = _in_form_already(pixels, shape, steps)
    if as_it_is is not None:
        return as_it_is
    picture, sheet = _working_size(pixels), ink.find_sheet(pixels)
    if sheet is not None:
        picture = ink.cover_around(picture, sheet)
        steps.append(Step("the sheet", _COVERED, picture))
    grey = ink.to_grey(picture)
    if pixels.ndim == 3:  # noqa: PLR2004 - it has colours
        steps.append(Step("grey", "made grey, weighed so that the ink stands out", grey))
    check()
    covered = ink.cover_table(grey)
    if covered is not grey:
        grey = covered
        steps.append(Step("the sheet", _COVERED, grey))
    guess = ink.is_light_on_dark(grey)
    check()
    found = _find(grey, light_on_dark=guess)
    if not is_strokes(found.cut.digit):
        # A sheet on a dark table can look like light ink: try it the other way round.
        check()
        other = _find(grey, light_on_dark=not guess)
        found = other if is_strokes(other.cut.digit) else found
    check()
    mask, lines, page = found.cut.digit, found.cut.lines, found.page
    if not mask.any():
        words = "no ink was found on it: blank, or too faint"
        image = np.zeros(shape, np.uint8)
        return Prepared(image, (*steps, Step("no ink", words, image[..., 0])), blank=True)
    if not found.light_on_dark:
        steps.append(Step("inverted", _INVERTED, 255 - grey))
    if np.ptp(page.paper) > _UNEVEN:
        steps.append(Step("evened", "the light evened out", visible(page.strength)))
    if lines.any():
        steps.append(Step("lines", "the paper's lines found, to be left out", lines.astype(np.uint8) * 255))
    steps.append(Step("ink", "the ink cut out", mask.astype(np.uint8) * 255))
    steps.extend(_form_steps(mask, shape))
    image, box = form.to_digit_form(mask, shape), box_on(pixels.shape, mask, grey.shape, found.cut.lean)
    several = is_several(found.cut.ink, mask, ruled=bool(lines.any()))
    return Prepared(image, tuple(steps), box=box, several=several, inverted=not found.light_on_dark)


@dataclass(frozen=True)
class _Cut:
    """What was cut out; with lines, turned so that these are level.

    Args:
        digit: its ink.
        ink: all that is written.
        lines: the paper's lines that crossed it.
        lean: by how many degrees the lines fell to the right.
    """

    digit: Mask
    ink: Mask
    lines: Mask
    lean: float


@dataclass(frozen=True)
class _Found:
    """The digit's ink, under one of the two assumptions about its colour."""

    cut: _Cut
    page: ink.OnPaper
    light_on_dark: bool


def _find(grey: Grey, *, light_on_dark: bool) -> _Found:
    page = ink.on_paper(255 - grey if light_on_dark else grey, widest=1 / 4)
    return _Found(_cut_out(page), page, light_on_dark)


def _cut_out(page: ink.OnPaper) -> _Cut:
    """Cut out the digit's ink, and find the paper's lines that crossed it."""
    paper = ink.unruled(page)
    if paper is not None:
        digit = main_ink(paper.ink)
        if is_strokes(digit):
            return _Cut(digit, paper.ink, paper.lines, paper.lean)
    # Lines that bend or converge are found piece by piece.
    mask, ruling, noise = ink.ruled(page)
    if ruling is not None:
        level, strength = ink.turned(mask, page.strength, ruling.tilt)
        edge = ink.turned_mask(ink.edge_of(mask.shape), ruling.tilt)
        # Of a picture that leans the lines near its corners are shorter, and the level sheet around it is wider.
        span = _EDGE_TO_EDGE * (1 - abs(np.tan(np.deg2rad(ruling.tilt)))) * mask.shape[1] / level.shape[1]
        kept = ink.without_ruling(level, strength, ruling, noise, edge=edge, least_span=float(span))
        digit, lines = main_ink(kept), level & ~kept
        if _is_paper(lines, digit, mask.shape[1]):
            return _Cut(digit, kept, lines, ruling.tilt)
        mask = ink.cut(page)  # what seemed ruled may have been cut out otherwise
    return _Cut(main_ink(mask), mask, np.zeros_like(mask), 0.0)


def _is_paper(lines: Mask, rest: Mask, width: int) -> bool:
    """Tell the paper's lines, which run across the picture and past what is written, from the bars of a digit.

    Squares are told by their number: no digit has so many bars and stems.

    Args:
        lines: what may be the paper's lines.
        rest: what may be the digit.
        width: the picture's, before it was turned.
    """
    covered, written = np.flatnonzero(lines.any(axis=0)), np.flatnonzero(rest.any(axis=0))
    if len(covered) < _EDGE_TO_EDGE * width or not is_strokes(rest):
        return False
    if min(_bars(lines), _bars(lines.T)) >= _SQUARES:
        return True
    past = min(written[0] - covered[0], covered[-1] - written[-1])
    return bool(past >= _PAST * width)


def _bars(lines: Mask) -> int:
    """Return how many level lines run over most of the picture."""
    full = lines.mean(axis=1) >= _FULL
    return int((full[1:] & ~full[:-1]).sum() + full[0])


def _in_form_already(pixels: Grey | Colour, shape: tuple[int, int, int], steps: list[Step]) -> Prepared | None:
    if pixels.ndim == 3 or pixels.shape != shape[:2]:  # noqa: PLR2004 - MNIST's form is grey
        return None
    for grey, inverted in ((pixels, False), (255 - pixels, True)):
        if form.is_in_form(grey, shape):
            words = f"{_INVERTED}; " if inverted else ""
            step = Step("as it is", f"{words}it has the network's form and is used as it is", grey)
            mask = np.asarray(grey > _INKED)
            image, box = np.repeat(grey[:, :, None], shape[2], axis=2), box_on(grey.shape, mask, grey.shape, 0.0)
            return Prepared(image, (*steps, step), box=box, inverted=inverted)
    return None


def _working_size(pixels: Grey | Colour) -> Grey | Colour:
    longer = max(pixels.shape[:2])
    scale = _MOST / longer if longer > _MOST else max(1.0, _LEAST / longer)
    return ink.scaled(pixels, scale)


def _form_steps(mask: Mask, shape: tuple[int, int, int]) -> list[Step]:
    """Show the form step by step, each with what the later ones leave out."""
    height, width, _ = shape
    box = round(min(height, width) * form.BOX_SHARE)
    scaled = form.to_digit_form(mask, shape, form.Placement(centred=False, strokes=False))
    steps = [Step(f"{box} x {box}", f"scaled into a box of {box} x {box} with its proportions", scaled[..., 0])]
    change = form.stroke_change(mask)
    if change:
        even = form.to_digit_form(mask, shape, form.Placement(centred=False))
        steps.append(Step(change, f"its strokes made {change}, as wide as MNIST's", even[..., 0]))
    last = form.to_digit_form(mask, shape)
    steps.append(Step("centred", f"centred by its centre of mass in {width} x {height}", last[..., 0]))
    return steps

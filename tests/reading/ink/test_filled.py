"""A picture that a program turned is turned back; a drawing on one colour, a frame and a shadow are left alone."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from convscope.reading.ink import find_sheet, turned_back


def page(noise: float = 3.0) -> np.ndarray:
    """Paper with grain, a shadow and three strokes."""
    pixels = np.full((420, 640, 3), (225, 220, 210), np.float64) * np.linspace(1, 0.8, 640)[None, :, None]
    pixels += np.random.default_rng(0).normal(0, noise, pixels.shape)
    pixels = np.asarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8))
    for x in (200, 300, 400):
        cv2.line(pixels, (x, 150), (x + 10, 220), (40, 40, 60), 6)
    return pixels


def turned(pixels: np.ndarray, degrees: float, fill: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Turn a picture as programs do, with its corners kept; return it and the matrix."""
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = (int(height * sine + width * cosine), int(height * cosine + width * sine))
    matrix[:, 2] += size[0] / 2 - width / 2, size[1] / 2 - height / 2
    return np.asarray(cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_LINEAR, borderValue=fill)), matrix


@pytest.mark.parametrize("degrees", [-15.0, 4.0, 8.0, 20.0])
@pytest.mark.parametrize("fill", [(255.0,) * 3, (0.0,) * 3, (128.0,) * 3, (201.0, 197.0, 188.0)], ids=str)
def test_a_turned_picture_is_turned_back(degrees, fill):
    pixels = page()
    askew, matrix = turned(pixels, degrees, fill)
    straight = turned_back(askew)
    assert straight is not None
    back, to_it, fell = straight
    assert fell == pytest.approx(degrees, abs=0.5)
    # A place on the page is found where it was, but for the margin that is cut off all around.
    for x, y in ((200, 150), (410, 220), (60, 60), (580, 360)):
        on_askew = matrix @ [x, y, 1]
        found = to_it @ [*on_askew, 1]
        height, width = back.shape[:2]
        expected = np.array([width / 2 + x - 320, height / 2 + y - 210])
        np.testing.assert_allclose(found[:2] / found[2], expected, atol=6)


def test_with_jpeg_and_in_grey():
    grey = cv2.cvtColor(page(), cv2.COLOR_RGB2GRAY)
    askew, _ = turned(grey, 8, (255.0,))
    written = cv2.imdecode(cv2.imencode(".jpg", askew, [cv2.IMWRITE_JPEG_QUALITY, 80])[1], cv2.IMREAD_GRAYSCALE)
    for pixels in (askew, np.asarray(written)):
        straight = turned_back(pixels)
        assert straight is not None
        assert straight[2] == pytest.approx(8, abs=0.5)


def test_where_a_side_is_cut_off_what_was_filled_is_still_no_paper():
    height, width = 420, 640
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 8, 1.0)
    cut = cv2.warpAffine(page(), matrix, (width, height), borderValue=(0.0,) * 3)
    assert turned_back(cut) is None
    sheet = find_sheet(cut)
    assert sheet is not None
    assert not sheet[0, 0]
    assert sheet[sheet.shape[0] // 2, sheet.shape[1] // 2]


def test_what_no_program_turned():
    drawing = np.full((420, 640), 255, np.uint8)
    cv2.putText(drawing, "4711", (80, 260), cv2.FONT_HERSHEY_SIMPLEX, 5, 0, 14)
    frame = np.full((420, 640), 255, np.uint8)
    cv2.rectangle(frame, (80, 60), (560, 360), 0, 6)
    lines = drawing.copy()
    lines[200:] = 200  # another colour below, and writing on both
    shadow = page()
    shadow[:, :280] = np.rint(shadow[:, :280] * 0.6).astype(np.uint8)
    for pixels in (drawing, frame, lines, shadow, page(), np.full((420, 640), 255, np.uint8), drawing[:20, :20]):
        assert turned_back(pixels) is None

"""Labels stand at their boxes, within the picture, and none covers another while there is room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from convscope.reading.page._annotate import _place

SIZE, TAB, SIDE = (2000, 1200), (18.0, 22.0), 60.0


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@given(st.lists(st.tuples(st.integers(0, 1900), st.integers(0, 1100)), min_size=1, max_size=4))
def test_no_label_covers_another(corners):
    taken: list[tuple[float, float, float, float]] = []
    boxes = [(float(x), float(y), x + SIDE, y + SIDE) for x, y in corners]
    for box in boxes:
        left, top = _place(box, TAB, SIZE, [other for other in boxes if other != box], taken)
        tab = (left, top, left + TAB[0], top + TAB[1])
        assert min(tab) >= 0
        assert tab[2] <= SIZE[0]
        assert tab[3] <= SIZE[1]
        assert box[0] - TAB[0] <= left <= box[2]
        assert box[1] - TAB[1] <= top <= box[3]
        # Four boxes at one place have four places for their labels, and one inside.
        assert not any(overlap(tab, other) for other in taken) or (left, top) == box[:2]
        taken.append(tab)


def test_two_lines_at_the_upper_edge():
    first = _place((10.0, 4.0, 40.0, 64.0), TAB, SIZE, [], [])
    assert first == (10.0, 64.0)
    second = _place((20.0, 86.0, 50.0, 150.0), TAB, SIZE, [], [(*first, first[0] + TAB[0], first[1] + TAB[1])])
    assert second == (20.0, 150.0)

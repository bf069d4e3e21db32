import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope._errors import InputError
from convscope.evaluation import RunFacts, compare, mcnemar_exact, score

TRUTH = np.array([0, 0, 0, 0, 1])


def answers(*labels):
    return score(np.eye(2, dtype=np.float32)[list(labels)], TRUTH, ("a", "b"))


def test_counts_what_each_alone_gets_right():
    same = answers(0, 1, 0, 1, 0)
    found = compare({"x": answers(0, 0, 1, 1, 0), "y": same, "z": same}, {"x": RunFacts("mlp", 7)})
    x, y, z = found.rows
    assert (x.alone, y.alone, z.alone) == ((1,), (), ())
    assert (found.all_right, found.all_wrong) == (1, 2)
    assert (x.right, x.facts.recipe, y.facts.parameters) == (2, "mlp", None)
    pair = found.pairs[0]
    assert (pair.first, pair.second, pair.only_first, pair.only_second, pair.p) == ("x", "y", 1, 1, 1.0)
    assert len(found.pairs) == 3
    written = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert written["rows"][0]["alone"] == 1
    assert written["rows"][0]["parameters"] == 7


def test_needs_two_runs_on_the_same_images():
    one = answers(0, 0, 0, 0, 0)
    with pytest.raises(InputError, match="at least two"):
        compare({"x": one})
    other = score(np.eye(2, dtype=np.float32)[[0, 0]], np.array([0, 1]), ("a", "b"))
    with pytest.raises(InputError, match="same images"):
        compare({"x": one, "y": other})


def test_mcnemar_by_hand():
    assert mcnemar_exact(1, 9) == 2 * (1 + 10) / 2**10
    assert mcnemar_exact(0, 0) == 1.0
    assert mcnemar_exact(5, 5) == 1.0


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_mcnemar_is_a_symmetric_probability(b, c):
    assert 0 <= mcnemar_exact(b, c) == mcnemar_exact(c, b) <= 1


def test_mcnemar_refuses_negative_counts():
    with pytest.raises(InputError):
        mcnemar_exact(-1, 2)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope._errors import InputError
from convscope.evaluation import wilson_interval


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_gives_the_values_that_newcombe_published_in_1998(right, n, low, high):
    assert wilson_interval(right, n) == pytest.approx((low, high), abs=5e-5)


def test_is_exact_at_both_ends():
    assert wilson_interval(0, 7)[0] == 0.0
    assert wilson_interval(7, 7)[1] == 1.0


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.01, 0.999))
def test_holds_the_proportion_and_stays_within_0_and_1(case, confidence):
    right, n = case
    low, high = wilson_interval(right, n, confidence)
    assert 0 <= low <= right / n <= high <= 1


@given(st.integers(2, 10**5).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_rises_with_the_number_of_right_answers(case):
    right, n = case
    fewer, more = wilson_interval(right, n), wilson_interval(right + 1, n)
    assert fewer[0] <= more[0]
    assert fewer[1] <= more[1]


@given(st.integers(1, 1000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_is_wider_the_surer_it_must_be(case):
    right, n = case
    narrow, wide = wilson_interval(right, n, 0.8), wilson_interval(right, n, 0.99)
    assert wide[0] <= narrow[0] <= narrow[1] <= wide[1]


@pytest.mark.parametrize(("right", "n", "confidence"), [(0, 0, 0.95), (-1, 5, 0.95), (6, 5, 0.95), (1, 5, 1.0)])
def test_refuses_what_is_no_proportion(right, n, confidence):
    with pytest.raises(InputError, match="found"):
        wilson_interval(right, n, confidence)

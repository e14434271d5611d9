"""Parity difference and category ratio: the most and the least frequent of all categories."""

import numpy as np
import pytest

from graycard.errors import NothingObservedError
from graycard.measures import category_ratio as ratio_module
from graycard.measures import parity_difference as difference_module
from graycard.measures.category_ratio import category_ratio
from graycard.measures.parity_difference import parity_difference

from ._counts import counts_of

THREE = ("bare", "cap", "veil")


@pytest.mark.parametrize(
    ("counts", "difference", "ratio"),
    [
        pytest.param([10, 10], 0, 1, id="parity"),
        pytest.param([12, 3, 5], 0.45, 0.25, id="by-hand"),
        pytest.param([5, 5, 0], 0.5, 0, id="a-category-that-was-never-seen-counts"),
        pytest.param([0, 7], 1, 0, id="only-one"),
    ],
)
def test_matches_the_value_by_hand(counts, difference, ratio):
    assert parity_difference(np.array(counts)) == pytest.approx(difference)
    assert category_ratio(np.array(counts)) == pytest.approx(ratio)


@pytest.mark.parametrize("measure", [parity_difference, category_ratio])
def test_empty_is_an_error(measure):
    with pytest.raises(NothingObservedError, match="no image was read"):
        measure(np.array([[3, 5], [0, 0]]))


@pytest.mark.parametrize("measure", [parity_difference, category_ratio])
def test_broadcasts_and_knows_no_order_of_categories(measure):
    counts = np.random.default_rng(0).integers(1, 9, size=(5, 3, 4))

    found = measure(counts)

    assert found.tolist() == [[measure(row) for row in rows] for rows in counts]
    assert found.tolist() == measure(counts[..., ::-1]).tolist()


def test_two_categories_have_wilsons_interval_and_the_floor_of_a_coin():
    counts = counts_of([("cook", "c1", [2, 7], 0)])

    [difference] = difference_module.estimate(counts).estimates
    [ratio] = ratio_module.estimate(counts).estimates

    # Wilson's limits of 7 of 9 are .45259 and .93677; the lower is below one half.
    assert (difference.low, difference.high) == pytest.approx((0, 0.87355), abs=1e-5)
    assert (ratio.low, ratio.high) == pytest.approx((0.06323 / 0.93677, 1), abs=1e-4)
    # Nine tosses of a coin: |2k/9 - 1| is .2734 on average, and .5556 or less in 96.1 of 100.
    assert difference.floor_mean == pytest.approx(0.2734, abs=0.01)
    assert difference.floor_high == pytest.approx(5 / 9)
    assert ratio.floor_high == pytest.approx(2 / 7)


def test_missing_make_the_bounds_wide():
    counts = counts_of([("cook", "c1", [8, 8], 16)])

    [difference] = difference_module.estimate(counts).estimates
    [ratio] = ratio_module.estimate(counts).estimates

    assert difference.missing_low == 0
    assert difference.missing_high >= (24 - 8) / 32
    assert ratio.missing_low <= 8 / 24
    assert ratio.missing_high == 1


def test_nothing_read_is_a_record():
    counts = counts_of([("a", "a1", [0, 0, 0], 4), ("b", "b1", [1, 2, 1], 0)], names=THREE)

    for module in (difference_module, ratio_module):
        done = module.estimate(counts)
        assert [one.stratum for one in done.not_estimated] == ["a"]
        assert [one.stratum for one in done.estimates] == ["b", "*"]


@pytest.mark.parametrize("n", [8, 40])
def test_chance_alone_passes_the_floors_in_at_most_five_of_a_hundred_audits(n):
    draws = np.random.default_rng(3).multinomial(n, [1 / 3] * 3, size=20_000)
    counts = counts_of([("a", "a1", draws[0].tolist(), 0)], names=THREE)

    [difference] = difference_module.estimate(counts).estimates
    [ratio] = ratio_module.estimate(counts).estimates

    assert (parity_difference(draws) > difference.floor_high + 1e-9).mean() <= 0.055
    assert (category_ratio(draws) < ratio.floor_high - 1e-9).mean() <= 0.055
    assert difference.floor_mean == pytest.approx(parity_difference(draws).mean(), abs=0.01)

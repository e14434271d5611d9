from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graycard.errors import NothingObservedError
from graycard.stats.gap_interval import gap_interval
from graycard.stats.intervals import wilson
from graycard.stats.missingness import gap_bounds, gap_region, share_bounds, share_region


def allocations(counts, missing):
    for extra in product(range(missing + 1), repeat=len(counts)):
        if sum(extra) == missing:
            yield np.array(counts) + extra


def gap(counts, reference):
    return 0.5 * np.abs(counts / counts.sum() - reference).sum()


def test_region_of_a_share_by_hand():
    low, high = share_region([[6, 2], [0, 0]], [2, 5])

    assert low.tolist() == [[0.6, 0.2], [0, 0]]
    assert high.tolist() == [[0.8, 0.4], [1, 1]]


@st.composite
def small_cases(draw):
    k = draw(st.integers(2, 4))
    counts = draw(st.lists(st.integers(0, 9), min_size=k, max_size=k).filter(any))
    weights = draw(st.lists(st.integers(0, 9), min_size=k, max_size=k).filter(any))
    return counts, draw(st.integers(0, 5)), np.array(weights) / sum(weights)


@given(small_cases())
def test_region_of_the_gap_is_that_of_all_allocations(case):
    counts, missing, reference = case
    gaps = [gap(one, reference) for one in allocations(counts, missing)]

    low, high = gap_region(counts, missing, reference)

    # allocations of whole images cannot always fill a shortfall exactly
    assert low <= min(gaps) + 1e-12
    assert min(gaps) <= low + 1 / (sum(counts) + missing) * len(counts)
    assert high == pytest.approx(max(gaps))


@settings(max_examples=40)
@given(small_cases())
def test_bounds_hold_the_intervals_of_all_allocations(case):
    counts, missing, reference = case
    complete = np.array(list(allocations(counts, missing)))
    n = sum(counts) + missing

    low, high = gap_bounds(counts, missing, reference)
    share_low, share_high = share_bounds(counts, missing)

    lows, highs = gap_interval(complete, reference, level=0.99)
    assert low <= lows.min() + 1e-6
    assert high >= highs.max() - 1e-9
    lows, highs = wilson(complete, n, level=0.99)
    assert np.all(share_low <= lows.min(axis=0) + 1e-12)
    assert np.all(share_high >= highs.max(axis=0) - 1e-12)


@given(small_cases(), st.integers(0, 200))
def test_bounds_hold_the_interval_of_what_was_read(case, missing):
    counts, _, reference = case

    low, high = gap_bounds(counts, missing, reference)

    inner_low, inner_high = gap_interval(counts, reference, level=0.95)
    assert low <= inner_low + 1e-6
    assert high >= inner_high - 1e-9


@given(small_cases())
def test_more_missing_is_wider(case):
    counts, missing, reference = case

    low, high = gap_bounds(counts, [missing, missing + 1], reference)
    region_low, region_high = share_bounds(counts, [missing, missing + 1])

    assert low[1] <= low[0] + 1e-12
    assert high[1] >= high[0] - 1e-12
    assert np.all(region_low[1] <= region_low[0])
    assert np.all(region_high[1] >= region_high[0])


def test_bounds_hold_the_truth_when_one_group_goes_missing_more_often():
    rng, truth, reference = np.random.default_rng(0), np.array([0.3, 0.5, 0.2]), np.full(3, 1 / 3)
    drawn = rng.multinomial(50, truth, size=2000)
    read = rng.binomial(drawn, [0.92, 0.36, 0.7])
    missing = (drawn - read).sum(axis=-1)
    true_gap = 0.5 * np.abs(truth - reference).sum()

    low, high = share_bounds(read, missing)
    gap_low, gap_high = gap_bounds(read, missing, reference)

    assert ((low <= truth) & (truth <= high)).mean() >= 0.99
    assert ((gap_low <= true_gap) & (true_gap <= gap_high)).mean() >= 0.99
    naive_low, naive_high = wilson(read, read.sum(-1, keepdims=True), level=0.95)
    assert ((naive_low <= truth) & (truth <= naive_high)).mean() < 0.65


def test_nothing_requested_is_an_error():
    with pytest.raises(NothingObservedError):
        share_bounds([0, 0], 0)


def test_nothing_read_leaves_every_share_possible():
    low, high = share_bounds([0, 0], 7)

    assert (low.tolist(), high.tolist()) == ([0, 0], [1, 1])

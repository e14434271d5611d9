import numpy as np
import pytest
from scipy.special import logit
from scipy.stats import binom, hypergeom

from graycard.errors import NothingObservedError
from graycard.stats.log_odds import (
    GREATEST,
    log_odds_floor,
    log_odds_interval,
    log_odds_ratio,
)


def test_ratio_by_hand():
    # (7.5 / 3.5) / (2.5 / 8.5) = 7.2857, its logarithm 1.985915.
    assert log_odds_ratio(7, 10, 2, 10) == pytest.approx(1.985915, abs=1e-6)


def test_interval_by_hand():
    # Wilson of 7 of 10: .396778 and .892209, logits -.4189 and 2.1138 around .762140;
    # of 2 of 10: .056682 and .509837, logits -2.8119 and .0394 around -1.223775.
    # 1.985915 - hypot(1.1810, 1.2631) and + hypot(1.3517, 1.5881).
    low, high = log_odds_interval(7, 10, 2, 10, level=0.95)

    assert low == pytest.approx(0.2567, abs=2e-4)
    assert high == pytest.approx(4.0714, abs=2e-4)


def test_ends_stay_where_no_share_can_be_told_from_0_or_1():
    low, high = log_odds_interval([0, 40], 40, [40, 0], 40, level=0.999)

    assert low.tolist() == pytest.approx([-GREATEST, 1.9], abs=3)
    assert high.tolist() == pytest.approx([-1.9, GREATEST], abs=3)
    assert np.all(np.abs([low, high]) <= GREATEST)
    assert pytest.approx(2 * np.log(999)) == GREATEST


def test_turned_round_is_the_negative():
    low, high = log_odds_interval(3, 8, 9, 120, level=0.95)
    other_low, other_high = log_odds_interval(9, 120, 3, 8, level=0.95)

    assert (-other_high, -other_low) == pytest.approx((low, high))


def test_nothing_is_an_error():
    with pytest.raises(NothingObservedError):
        log_odds_interval(0, 0, 1, 4, level=0.95)


@pytest.mark.parametrize(("n", "other_n", "least"), [(8, 120, 0.94), (30, 30, 0.94), (8, 8, 0.92)])
def test_covers_exactly_where_the_shares_are_equal(n, other_n, least):
    shares = np.array([0.005, 0.02, 0.1, 0.35, 0.5, 0.8, 0.98])

    assert coverage(shares, shares, n, other_n).min() > least


def test_covers_exactly_where_they_are_unlike():
    shares, others = np.array([0.9, 0.5, 0.05, 0.99]), np.array([0.05, 0.02, 0.6, 0.01])

    assert coverage(shares, others, 8, 120).min() > 0.92


def coverage(shares, others, n, other_n):
    k, other_k = np.arange(n + 1)[:, None], np.arange(other_n + 1)
    low, high = log_odds_interval(k, n, other_k, other_n, level=0.95)
    found = []
    for p, q in zip(shares, others, strict=True):
        truth = logit(p) - logit(q)
        weights = binom.pmf(k, n, p) * binom.pmf(other_k, other_n, q)
        found.append((weights * ((low <= truth) & (truth <= high))).sum())
    return np.array(found)


@pytest.mark.parametrize("total", [1, 9, 60, 100])
def test_chance_exceeds_the_floor_in_at_most_five_of_a_hundred(total):
    law = hypergeom(128, total, 8)
    k = np.arange(max(0, total - 120), min(8, total) + 1)
    ratios = log_odds_ratio(k, 8, total - k, 120)

    mean, high = log_odds_floor(0, 8, total, 120)

    assert mean == pytest.approx(law.pmf(k) @ ratios, abs=1e-9)
    assert law.pmf(k)[ratios > high].sum() <= 0.05
    assert law.pmf(k)[ratios > high - 1e-6].sum() > 0.05

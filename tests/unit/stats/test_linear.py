import numpy as np
import pytest

from graycard.errors import NothingObservedError
from graycard.stats.linear import linear_floor, linear_interval


def test_interval_by_hand():
    # a = 3.841459 / 2 = 1.920729; (8 + .960365) / 11.920729 = .751662, the other .248338;
    # variance 2 * .751662 * .248338 / 10.920729 = .034185; half 1.959964 * .184893 = .362384.
    low, high = linear_interval([8, 2], [10, 10], [1, -1], level=0.95)

    assert low == pytest.approx(0.503324 - 0.362384, abs=2e-5)
    assert high == pytest.approx(0.503324 + 0.362384, abs=2e-5)


def test_variance_from_elsewhere_is_added():
    narrow = linear_interval([8, 2], [10, 10], [1, -1], level=0.95)
    wide = linear_interval([8, 2], [10, 10], [1, -1], level=0.95, variance=0.034185)

    ratio = (wide[1] - wide[0]) / (narrow[1] - narrow[0])
    assert ratio == pytest.approx(2**0.5, abs=1e-4)


def test_leading_axes_are_passed_over():
    k = np.random.default_rng(0).integers(0, 9, size=(4, 3, 5))
    weights = np.array([0.5, -1, 2, 0, 1])

    low, high = linear_interval(k, 8, weights, level=0.9)
    looped = [[linear_interval(row, 8, weights, level=0.9) for row in rows] for rows in k]

    assert np.stack([low, high], axis=-1) == pytest.approx(np.array(looped))


@pytest.mark.parametrize("ask", [
    lambda: linear_interval([0, 1], [0, 4], [1, 1], level=0.95),
    lambda: linear_floor([0.5, 0.5], [0, 4], [1, 1]),
])  # fmt: skip
def test_nothing_is_an_error(ask):
    with pytest.raises(NothingObservedError):
        ask()


@pytest.mark.parametrize("images", [2, 8, 30])
@pytest.mark.parametrize("shares", [
    pytest.param(np.linspace(0.05, 0.95, 16), id="spread"),
    pytest.param(np.repeat([0.01, 0.99], 8), id="near-0-and-1"),
    pytest.param(np.full(16, 0.5), id="even"),
])  # fmt: skip
def test_covers_slopes_and_means(shares, images):
    apart = np.linspace(0.05, 0.95, 16) - 0.5
    k = np.random.default_rng(images).binomial(images, shares, size=(4000, 16))

    for weights in (apart / (apart @ apart), np.full(16, 1 / 16)):
        truth = weights @ shares
        low, high = linear_interval(k, images, weights, level=0.95)
        assert ((low <= truth) & (truth <= high)).mean() > 0.935


@pytest.mark.parametrize("images", [4, 8, 30])
@pytest.mark.parametrize("weights", [
    pytest.param(np.full(16, 1 / 16), id="mean"),
    pytest.param((np.arange(16) - 7.5) / 340, id="slope"),
])  # fmt: skip
def test_the_floor_is_exceeded_in_five_of_a_hundred_audits(weights, images):
    shares = np.linspace(0.01, 0.3, 16)  # skewed
    k = np.random.default_rng(images).binomial(images, shares, size=(20_000, 16))

    found = k / images @ weights
    mean, high = linear_floor(shares, np.full(16, images), weights)

    assert mean == pytest.approx(found.mean(), abs=4 * found.std() / 20_000**0.5)
    assert 0.04 < (found > high).mean() < 0.06


def test_shares_of_0_and_1_have_no_floor_but_themselves():
    assert linear_floor([0.0, 1.0], [5, 5], [1.0, 1.0]) == (1.0, 1.0)

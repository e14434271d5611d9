import numpy as np
import pytest
from scipy.stats import betabinom

from graycard.errors import NothingObservedError
from graycard.stats.instrument import (
    design_effect,
    predicted_floor,
    predicted_tail,
    shared_doubt,
)


def test_pictures_that_are_judged_by_themselves_share_no_doubt():
    """Each flips a coin of its own in every draw: the share moves, but not together."""
    rng = np.random.default_rng(0)
    found = [shared_doubt(rng.integers(0, 2, (200, 30)), 2)[0] for _ in range(50)]

    assert np.mean(found) < 0.001


def test_a_doubt_that_all_pictures_share_is_found():
    """All pictures move with the draw's share, which is spread about .3 by .1."""
    rng = np.random.default_rng(1)
    shares = rng.beta(6.0, 14.0, 4000)
    drawn = (rng.random((4000, 25)) < shares[:, None]).astype(int)

    shared, mean = shared_doubt(drawn, 2)

    assert shared[1] == pytest.approx(0.3 * 0.7 / 21, rel=0.1)
    assert mean == pytest.approx([0.7, 0.3], abs=0.01)


def test_one_picture_has_nothing_to_share():
    assert shared_doubt([[0], [1], [0]], 2)[0].tolist() == [0, 0]


def test_design_effects_by_hand():
    # 1 + 9 * 0.05 / 0.25 = 2.8; no scatter, no effect; never more than n.
    assert design_effect([0.5, 0.0, 0.5], [0.05, 0.05, 9.0], 10).tolist() == [2.8, 1.0, 10.0]


@pytest.mark.parametrize(("rate", "weight", "n"), [(0.025, 320, 32), (0.0, 40, 8), (0.6, 12, 90)])
def test_chance_is_the_beta_binomial_of_scipy(rate, weight, n):
    law = betabinom(n, rate * weight + 0.5, (1 - rate) * weight + 0.5 * 39)

    mean, high = predicted_floor(rate, weight, n, categories=40)

    assert mean == pytest.approx(law.mean() / n)
    assert high == pytest.approx(law.ppf(0.95) / n)
    for k in (0, 1, n // 2, n):
        expected = law.sf(k - 1)
        assert predicted_tail(k, rate, weight, n, categories=40) == pytest.approx(expected)


def test_chance_of_no_pictures_is_undefined():
    with pytest.raises(NothingObservedError):
        predicted_floor(0.5, 10, 0, categories=2)

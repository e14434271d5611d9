import numpy as np
import pytest
from scipy.spatial.distance import pdist
from scipy.stats import vonmises_fisher

from graycard.errors import NothingObservedError
from graycard.stats.likeness import (
    likeness_interval,
    pair_mean,
    pair_mean_error,
    pooled_pair_means,
)


def test_the_mean_of_pairs_is_that_of_all_pairs_written_out():
    x = np.random.default_rng(0).normal(size=(9, 5))
    x /= np.linalg.norm(x, axis=1, keepdims=True)

    assert pair_mean(x) == pytest.approx(1 - pdist(x, "cosine").mean())


def test_the_jackknife_is_the_jackknife():
    x = np.random.default_rng(1).normal(size=(7, 3))
    without = np.array([pair_mean(np.delete(x, i, 0)) for i in range(7)])
    variance = 6 / 7 * ((without - without.mean()) ** 2).sum()

    assert pair_mean_error(x) ** 2 == pytest.approx(variance)


def test_one_direction_and_two_by_hand():
    same = np.tile([0.6, 0.8], (4, 1))
    assert pair_mean(same) == pytest.approx(1)
    assert pair_mean_error(same) == pytest.approx(0)
    # Pairs of e1, e1, e2, e2: two of six are alike.
    assert pair_mean(np.eye(2)[[0, 0, 1, 1]]) == pytest.approx(1 / 3)


@pytest.mark.parametrize("n", [4, 8, 24])
def test_intervals_hold_a_planted_likeness(n):
    """Of von Mises and Fisher's law the mean cosine of two is the square of the mean length."""
    direction, kappa, width = np.eye(12)[0], 20.0, 12
    law = vonmises_fisher(direction, kappa)
    rng = np.random.default_rng(n)
    # The mean length is I_{d/2}(kappa) / I_{d/2 - 1}(kappa).
    from scipy.special import ive

    truth = float(ive(width / 2, kappa) / ive(width / 2 - 1, kappa)) ** 2
    held = []
    for _ in range(600):
        x = law.rvs(n, random_state=rng)
        low, high = likeness_interval(pair_mean(x), pair_mean_error(x), n - 1, level=0.95)
        held.append(low <= truth <= high)

    assert 0.925 <= np.mean(held) <= 0.985


def test_draws_from_all_sets_are_of_each_as_often():
    """Sets of 2 and of 40: a third of the pairs of an even mixture would not be alike by size."""
    x = np.concatenate([np.tile(np.eye(3)[0], (2, 1)), np.tile(np.eye(3)[1], (40, 1))])
    labels = np.repeat([0, 1], [2, 40])

    found = pooled_pair_means(x, labels, 8, draws=4000, rng=np.random.default_rng(2))

    # Pairs of different pictures: the small set has few of them, the more are drawn twice.
    expected = []
    rng = np.random.default_rng(3)
    for _ in range(4000):
        drawn = [
            rng.integers(0, 2) if rng.random() < 0.5 else rng.integers(2, 42) for _ in range(8)
        ]
        pairs = [(a, b) for i, a in enumerate(drawn) for b in drawn[:i] if a != b]
        expected.append(np.mean([x[a] @ x[b] for a, b in pairs]))
    assert found.mean() == pytest.approx(np.mean(expected), abs=0.01)
    assert np.quantile(found, 0.95) == pytest.approx(np.quantile(expected, 0.95), abs=0.05)


@pytest.mark.parametrize(("function", "n"), [(pair_mean, 1), (pair_mean_error, 2)])
def test_too_few_pictures_are_an_error(function, n):
    with pytest.raises(NothingObservedError, match="how alike"):
        function(np.eye(4)[:n])

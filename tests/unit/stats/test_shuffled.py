import numpy as np
import pytest

from graycard.stats.discriminant import fit_discriminant
from graycard.stats.shuffled import shuffled_nearest


@pytest.mark.parametrize("width", [6, 24, 80], ids=["more vectors", "as many", "more dimensions"])
@pytest.mark.parametrize("sizes", [(6, 6, 6, 6), (2, 9, 5, 8)], ids=["even", "uneven"])
def test_a_shuffle_is_a_fit_made_anew(width, sizes):
    rng = np.random.default_rng(width)
    labels = np.repeat(np.arange(4), sizes)
    x = rng.normal(size=(24, width)) * np.linspace(3, 0.2, width) + 4 * np.eye(width)[0]
    x[labels == 1] += rng.normal(size=width)

    for names, nearest in shuffled_nearest(x, labels, shuffles=5, rng=rng):
        assert np.bincount(names).tolist() == list(sizes)
        again = fit_discriminant(x, names).left_out()
        assert nearest.tolist() == again.argmin(-1).tolist()


def test_names_that_mean_nothing_are_found_again_by_chance():
    rng = np.random.default_rng(1)
    labels = np.repeat(np.arange(5), 20)
    x = rng.normal(size=(100, 12)) + 3 * np.eye(12)[labels]
    found = [
        (names == nearest).mean()
        for names, nearest in shuffled_nearest(x, labels, shuffles=200, rng=rng)
    ]

    assert np.mean(found) == pytest.approx(0.2, abs=0.02)


def test_pictures_that_are_all_the_same_can_be_shuffled():
    x = np.tile([0.6, 0.8, 0.0], (8, 1))
    (one,) = shuffled_nearest(x, np.repeat([0, 1], 4), shuffles=1, rng=np.random.default_rng(0))

    assert one[1].shape == (8,)

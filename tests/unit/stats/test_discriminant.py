"""Nearest sets: against a fit made anew for every vector, and where the truth is planted."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from graycard.errors import NothingObservedError
from graycard.stats.discriminant import fit_discriminant


def drawn(means, size, *, spread, seed):
    """Draw vectors about means with scipy, which knows nothing of how they are judged."""
    law = multivariate_normal(np.zeros(means.shape[1]), np.diag(spread))
    vectors = [mean + law.rvs(size, random_state=seed + i) for i, mean in enumerate(means)]
    return np.concatenate(vectors), np.repeat(np.arange(len(means)), size)


def shrunken(vectors, labels, *, intensity, trace, freedom):
    means = np.array([vectors[labels == one].mean(0) for one in range(labels.max() + 1)])
    residuals = vectors - means[labels]
    width = vectors.shape[1]
    scatter = (1 - intensity) / freedom * residuals.T @ residuals
    return means, np.linalg.inv(scatter + intensity * trace / width * np.eye(width))


def by_hand(vectors, means, inverse):
    apart = vectors[:, None] - means
    return np.einsum("npi,ij,npj->np", apart, inverse, apart)


@pytest.mark.parametrize("width", [6, 60], ids=["more vectors", "more dimensions"])
def test_distances_and_left_out_are_those_of_fits_made_anew(width):
    rng = np.random.default_rng(0)
    x, labels = drawn(rng.normal(size=(4, width)), 5, spread=np.linspace(2, 0.1, width), seed=1)
    freedom = len(x) - 4
    means = np.array([x[labels == one].mean(0) for one in range(4)])
    sample = np.cov((x - means[labels]).T, bias=True) * len(x) / freedom
    trace, squares = np.trace(sample), np.trace(sample @ sample)
    # Chen et al. (2010), equation 23, as printed.
    intensity = ((1 - 2 / width) * squares + trace**2) / (
        (freedom + 1 - 2 / width) * (squares - trace**2 / width)
    )
    intensity = min(1.0, intensity)
    known = {"intensity": intensity, "trace": trace, "freedom": freedom}
    found = fit_discriminant(x, labels)

    new = rng.normal(size=(7, width))
    expected = by_hand(new, *shrunken(x, labels, **known)) - found.spread / 5
    np.testing.assert_allclose(found.distances(new), expected, rtol=1e-8, atol=1e-8)

    own = []
    for i, (left_out, distances) in enumerate(zip(x, found.left_out(), strict=True)):
        rest = np.arange(len(x)) != i
        means, inverse = shrunken(x[rest], labels[rest], **known)
        raw = by_hand(left_out[None], means, inverse)[0]
        sizes = np.where(np.arange(4) == labels[i], 4, 5)
        np.testing.assert_allclose(distances, raw - found.spread / sizes, rtol=1e-8, atol=1e-8)
        own.append(raw[labels[i]])
    assert found.spread == pytest.approx(np.mean(own) * 4 / 5)


def test_a_set_of_pictures_that_are_all_alike_draws_no_others_to_itself():
    """Mean cosine would give it most; this is why the rule is another."""
    rng = np.random.default_rng(3)
    width, sets = 64, 10
    means = 3 * np.eye(width)[0] + 0.4 * rng.normal(size=(sets, width)) / 8
    spread = np.full(sets, 0.15)
    spread[0] = 0.02

    def pictures(n):
        labels = np.repeat(np.arange(sets), n)
        x = means[labels] + spread[labels, None] * rng.normal(size=(len(labels), width))
        return x / np.linalg.norm(x, axis=1, keepdims=True), labels

    x, labels = pictures(16)
    new, _ = pictures(300)
    by_cosine = (new @ np.array([x[labels == one].mean(0) for one in range(sets)]).T).argmax(-1)
    nearest = fit_discriminant(x, labels).distances(new).argmin(-1)

    assert (by_cosine == 0).mean() > 0.3
    assert (nearest == 0).mean() == pytest.approx(0.1, abs=0.05)


def test_sets_of_unequal_sizes_compete_evenly():
    """A mean that is known better is nearer, unless that is allowed for."""
    sizes = np.array([30, 6] * 4)
    labels = np.repeat(np.arange(8), sizes)
    large, plainly = [], []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        means = 0.4 * rng.normal(size=(8, 60))
        found = fit_discriminant(means[labels] + rng.normal(size=(len(labels), 60)), labels)
        distances = found.distances(np.repeat(means, 60, axis=0) + rng.normal(size=(480, 60)))
        large.append(distances.argmin(-1) % 2 == 0)
        plainly.append((distances + found.spread / sizes).argmin(-1) % 2 == 0)

    assert np.mean(plainly) > 0.6
    assert np.mean(large) == pytest.approx(0.5, abs=0.05)


def test_left_out_accuracy_is_that_of_new_vectors():
    means = 0.45 * np.random.default_rng(5).normal(size=(6, 30))
    spread = np.linspace(1.5, 0.2, 30)
    left_out, fresh = [], []
    for seed in range(30):
        x, labels = drawn(means, 8, spread=spread, seed=1000 * seed)
        new, truth = drawn(means, 40, spread=spread, seed=1000 * seed + 500)
        found = fit_discriminant(x, labels)
        left_out.append((found.left_out().argmin(-1) == labels).mean())
        fresh.append((found.distances(new).argmin(-1) == truth).mean())

    assert 0.5 < np.mean(fresh) < 0.95
    assert np.mean(left_out) == pytest.approx(np.mean(fresh), abs=0.02)


def test_redrawn_means_scatter_as_means_do():
    """The variance of a redrawn mean is that of a mean of so many, unbiased in small sets."""
    rng = np.random.default_rng(6)
    moved = []
    for _ in range(400):
        x = np.concatenate([rng.normal(size=(4, 1)), 100 + rng.normal(size=(4, 1))])
        found = fit_discriminant(x, np.repeat([0, 1], 4))
        middle = np.linspace(45, 55, 2001)[:, None]
        (border,) = (found.redrawn(middle, draws=1, rng=rng)[0] == 0).sum(-1, keepdims=True)
        (was,) = (found.distances(middle).argmin(-1) == 0).sum(-1, keepdims=True)
        moved.append((border - was) * 0.005)

    # The border is half way between two means of four, each of variance one quarter.
    assert np.var(moved) == pytest.approx(0.25 * 2 * 0.25, rel=0.25)


def test_pictures_that_are_all_the_same_in_each_set_are_told_apart():
    x = np.repeat(np.eye(5)[:3], 4, axis=0)
    found = fit_discriminant(x, np.repeat(np.arange(3), 4))

    assert (found.left_out().argmin(-1) == np.repeat(np.arange(3), 4)).all()
    assert found.distances(np.eye(5)[[2]]).argmin() == 2


def test_length_outside_the_span_counts_for_every_set_alike():
    rng = np.random.default_rng(8)
    x = rng.normal(size=(6, 40))
    found = fit_discriminant(x, np.repeat([0, 1], 3))
    far = np.linalg.svd(x - x.mean(0))[2][-1]

    near_by, far_off = found.distances(np.array([x.mean(0), x.mean(0) + 5 * far]))

    assert far_off - near_by == pytest.approx(np.full(2, (far_off - near_by)[0]))
    assert (far_off - near_by)[0] == pytest.approx(25 * found.outside)


@pytest.mark.parametrize("labels", [[0, 0, 0, 0], [0, 0, 0, 1]], ids=["one set", "a lone vector"])
def test_what_cannot_be_told_apart_is_refused(labels):
    with pytest.raises(NothingObservedError, match="sets were to be told apart"):
        fit_discriminant(np.eye(4), labels)

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binom

from graycard.errors import NothingObservedError
from graycard.stats.gap_interval import gap_interval, gap_limit, noise_quantile, rare_correction
from graycard.stats.intervals import wilson

SKEWED = np.array([0.9, 0.05, 0.05])


def gap(shares, reference):
    return 0.5 * np.abs(np.asarray(shares) - reference).sum(-1)


@st.composite
def counts_and_reference(draw, most=6):
    k = draw(st.integers(2, most))
    counts = draw(st.lists(st.integers(0, 200), min_size=k, max_size=k).filter(any))
    weights = draw(st.lists(st.integers(0, 50), min_size=k, max_size=k).filter(any))
    return np.array(counts), np.array(weights) / sum(weights)


@given(counts_and_reference(), st.sampled_from([0.8, 0.95, 0.99]))
def test_holds_the_observed_gap_within_0_and_1(case, level):
    counts, reference = case

    low, high = gap_interval(counts, reference, level=level)

    assert 0 <= low <= gap(counts / counts.sum(), reference) + 1e-12
    assert gap(counts / counts.sum(), reference) - 1e-12 <= high <= 1


@given(counts_and_reference(), st.randoms())
def test_order_of_categories_does_not_matter(case, random):
    counts, reference = case
    order = random.sample(range(len(counts)), len(counts))

    straight = gap_interval(counts, reference, level=0.95)
    shuffled = gap_interval(counts[order], reference[order], level=0.95)

    assert np.array(shuffled) == pytest.approx(np.array(straight), abs=1e-6)


@given(counts_and_reference())
def test_a_higher_level_is_wider(case):
    low_90, high_90 = gap_interval(*case, level=0.9)
    low_99, high_99 = gap_interval(*case, level=0.99)

    assert low_99 <= low_90 + 1e-6
    assert high_99 >= high_90 - 1e-12


def test_lower_end_of_two_categories_is_wilson_with_continuity_correction():
    low, _ = gap_interval([80, 20], [0.5, 0.5], level=0.95)

    corrected = float(wilson(80 - rare_correction(0.95), 100, level=0.95)[0])
    assert low == pytest.approx(corrected - 0.5, abs=1e-6)


@pytest.mark.parametrize(("level", "images"), [(0.8, 0.5), (0.95, 0.505), (0.99, 0.863)])
def test_one_unlikely_image_is_no_evidence(level, images):
    assert rare_correction(level) == pytest.approx(images, abs=0.001)


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
@pytest.mark.parametrize("n", [5, 30, 100])
def test_exact_coverage_of_two_categories_at_parity(n, level):
    k = np.arange(n + 1)
    share = np.geomspace(0.0005, 0.5, 60)[:, None]
    reference = np.stack([share, 1 - share], axis=-1)

    low, _ = gap_interval(np.column_stack([k, n - k]), reference, level=level)

    assert np.all((binom.pmf(k, n, share) * (low <= 1e-9)).sum(axis=-1) >= level - 0.003)


def test_upper_end_is_clopper_and_pearson_of_the_worst_set():
    # of {a}, {b}, {a, b}, ... the set {a, b} with 19 of 20 images and 0.5 of the reference
    _, high = gap_interval([10, 9, 1], [0.25, 0.25, 0.5], level=0.95)

    assert high == pytest.approx(beta.ppf(0.975, 20, 1) - 0.5)


def test_broadcasting_equals_a_loop():
    counts = np.random.default_rng(0).integers(1, 30, size=(4, 2, 3))

    low, high = gap_interval(counts, SKEWED, level=0.95)

    for i in range(4):
        for j in range(2):
            one = gap_interval(counts[i, j], SKEWED, level=0.95)
            assert [low[i, j], high[i, j]] == pytest.approx(np.array(one))


@pytest.mark.parametrize("n", [10, 50, 200])
@pytest.mark.parametrize(
    ("truth", "reference"),
    [
        pytest.param([0.5, 0.5], [0.5, 0.5], id="parity"),
        pytest.param([0.97, 0.03], [0.97, 0.03], id="parity-rare"),
        pytest.param(SKEWED, SKEWED, id="parity-skewed"),
        pytest.param([0.87, 0.08, 0.05], SKEWED, id="near"),
        pytest.param([0.25, 0.25, 0.25, 0.25], [0.2, 0.2, 0.3, 0.3], id="near-spread"),
        pytest.param([0.1, 0.9], [0.5, 0.5], id="far"),
        pytest.param([0.01, 0.01, 0.98], SKEWED, id="farther"),
        pytest.param([1.0, 0.0, 0.0], SKEWED, id="only-one-category"),
    ],
)
def test_covers_the_true_gap(truth, reference, n):
    draws = np.random.default_rng(1).multinomial(n, truth, size=4000)
    distinct, times = np.unique(draws, axis=0, return_counts=True)

    low, high = gap_interval(distinct, reference, level=0.95)

    true_gap = gap(truth, reference)
    covered = times[(low <= true_gap + 1e-9) & (true_gap <= high + 1e-9)].sum() / 4000
    assert covered >= 0.95 - 3 * 0.0034


def test_a_percentile_bootstrap_would_not_cover_at_parity():
    rng, even = np.random.default_rng(0), np.full(3, 1 / 3)
    observed = rng.multinomial(50, even, size=200) / 50

    lowest = [np.quantile(gap(rng.multinomial(50, p, 500) / 50, even), 0.025) for p in observed]

    assert np.mean(np.array(lowest) <= 0) < 0.1


@pytest.mark.parametrize("shares", [[0.5, 0.5], [0.9, 0.1], SKEWED, np.full(10, 0.1)])
def test_noise_quantile_is_that_of_simulated_noise(shares):
    draws = np.random.default_rng(0).multinomial(2000, shares, size=20_000) / 2000

    simulated = np.quantile(gap(draws, np.asarray(shares)), 0.95)

    assert noise_quantile(shares, 2000, level=0.95) == pytest.approx(simulated, rel=0.03)


def test_certain_shares_have_no_noise():
    assert noise_quantile([1.0, 0.0], 10, level=0.95) == 0


def test_many_categories_are_bounded_without_looking_at_every_set():
    counts, reference = np.array([5, 3, 0, 2] * 3), np.full(12, 1 / 12)
    more, longer = np.append(counts, 0), np.append(reference, 0.0)

    exact = gap_limit(counts, 4, reference, level=0.95)
    bounded = gap_limit(more, 4, longer, level=0.95)

    assert exact <= bounded <= exact + 0.1
    assert gap_limit(np.ones((2, 40)), [0, 3], np.full(40, 1 / 40), level=0.95).shape == (2,)


def test_no_observation_is_an_error():
    with pytest.raises(NothingObservedError, match="no images"):
        gap_interval([[1, 2], [0, 0]], [0.5, 0.5], level=0.95)

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import multinomial_proportions_confint, proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from graycard.errors import NothingObservedError
from graycard.stats.intervals import goodman, t_mean, wilson


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        pytest.param(0, 210, 0.0, 0.0180, id="never-of-210"),
        pytest.param(30, 100, 0.2189, 0.3959, id="30-of-100"),
        pytest.param(5, 5, 0.5655, 1.0, id="always-of-5"),
    ],
)
def test_wilson_by_hand(k, n, low, high):
    assert wilson(k, n, level=0.95) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_wilson_agrees_with_statsmodels(level):
    n = np.repeat([1, 7, 50, 1000], 5)
    k = np.rint(n * np.tile([0, 0.1, 0.5, 0.9, 1], 4)).astype(int)

    low, high = wilson(k, n, level=level)

    theirs = proportion_confint(k, n, alpha=1 - level, method="wilson")
    assert low == pytest.approx(theirs[0], abs=1e-12)
    assert high == pytest.approx(theirs[1], abs=1e-12)


def test_a_product_that_misses_all_images_by_rounding_is_all_of_them():
    # Weights 36, 18, 1, 35 and 8 of 98 sum to 1.0000000000000002.
    low, high = wilson(np.array([40 * (1 + 2e-16), -1e-17]), 40, level=0.95)

    assert low == pytest.approx(proportion_confint([40, 0], 40, method="wilson")[0], abs=1e-12)
    assert high.tolist() == [1.0, pytest.approx(0.08762, abs=1e-5)]
    with pytest.raises(ValueError, match="larger than all"):
        wilson(40.1, 40, level=0.95)


@given(n=st.integers(1, 10**6), level=st.floats(0.5, 0.999), data=st.data())
def test_wilson_holds_the_share_and_mirrors(n, level, data):
    k = data.draw(st.integers(0, n))

    low, high = wilson(k, n, level=level)
    mirrored_low, mirrored_high = wilson(n - k, n, level=level)

    assert 0 <= low <= k / n <= high <= 1
    assert (low == 0) == (k == 0)
    assert (high == 1) == (k == n)
    assert (mirrored_low, mirrored_high) == (pytest.approx(1 - high), pytest.approx(1 - low))


def test_wilson_covers_on_average_over_shares():
    truths = np.linspace(0.05, 0.95, 19)
    k = np.random.default_rng(0).binomial(50, truths, size=(20_000, 19))

    low, high = wilson(k, 50, level=0.95)

    assert ((low <= truths) & (truths <= high)).mean() == pytest.approx(0.95, abs=0.01)


def test_pooled_over_fixed_prompts_it_covers_their_average():
    by_prompt = np.array([0.1, 0.2, 0.9])
    k = np.random.default_rng(0).binomial(20, by_prompt, size=(20_000, 3)).sum(axis=-1)

    low, high = wilson(k, 60, level=0.95)

    assert ((low <= 0.4) & (high >= 0.4)).mean() >= 0.95


def test_broadcasting_equals_a_loop():
    k, n = np.array([[0, 3, 5], [1, 1, 9]]), np.array([5, 6, 10])

    low, high = wilson(k, n, level=0.9)

    for i in range(2):
        for j in range(3):
            assert (low[i, j], high[i, j]) == wilson(k[i, j], n[j], level=0.9)


def test_a_share_of_nothing_is_an_error():
    with pytest.raises(NothingObservedError, match="no images"):
        wilson([0, 1], [0, 2], level=0.95)


@pytest.mark.parametrize("k", [-1, 6])
def test_an_impossible_count_is_an_error(k):
    with pytest.raises(ValueError, match="larger than all"):
        wilson(k, 5, level=0.95)


def test_goodman_agrees_with_statsmodels_for_more_than_two():
    counts = np.array([91, 49, 37, 43, 0])

    box = np.column_stack(goodman(counts, level=0.95))

    theirs = multinomial_proportions_confint(counts, alpha=0.05, method="goodman")
    assert box == pytest.approx(theirs, abs=1e-12)


def test_goodman_of_two_categories_is_wilson():
    assert np.array(goodman([7, 3], level=0.95)) == pytest.approx(
        np.array(wilson([7, 3], 10, level=0.95))
    )


def test_mean_by_hand():
    # 1, 2, 3, 4: mean 2.5, s² = 5/3, s/sqrt(n) = 0.6455, t(3) = 3.1824
    mean, (low, high) = t_mean([4, 10, 30], level=0.95)

    assert mean == 2.5
    assert (low, high) == (pytest.approx(2.5 - 2.0543, abs=1e-4), pytest.approx(4.5543, abs=1e-4))


def test_mean_agrees_with_statsmodels():
    x = np.random.default_rng(0).normal(40, 5, size=(3, 60))
    moments = np.stack([np.full(3, 60), x.sum(-1), (x**2).sum(-1)], axis=-1)

    _, ends = t_mean(moments, level=0.9)

    assert np.array(ends) == pytest.approx(np.array(DescrStatsW(x.T).tconfint_mean(alpha=0.1)))


@pytest.mark.parametrize(
    ("moments", "why"),
    [
        pytest.param([0, 0, 0], "fewer than two", id="nothing"),
        pytest.param([1, 5, 25], "fewer than two", id="one-value"),
        pytest.param([3, 0.3, 0.03], "all equal", id="all-equal"),
        pytest.param([3, 0, 0], "all equal", id="all-zero"),
    ],
)
def test_a_mean_without_scatter_is_an_error(moments, why):
    with pytest.raises(NothingObservedError, match=why):
        t_mean(moments, level=0.95)

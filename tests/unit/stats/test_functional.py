import numpy as np
import pytest
from scipy.stats import beta
from statsmodels.stats.proportion import proportion_confint

from graycard.errors import NothingObservedError
from graycard.stats.functional import (
    functional_floor,
    functional_interval,
    mean_functional_intervals,
)

COIN = np.array([0.5, 0.5])


def odd(k):
    return np.abs(k[..., 0] / k.sum(-1) - 0.5)


def even_odds(k):
    return 0.5 - odd(k)


def interval(counts, *, level=0.95, number=odd, parity=COIN):
    return functional_interval(
        counts, estimator=number, functional=number, parity=parity, level=level
    )


def test_far_from_parity_it_is_clopper_and_pearsons():
    [low], [high] = interval([[30, 2]])

    assert low == pytest.approx(beta.ppf(0.025, 30, 3) - 0.5, abs=0.02)
    assert high == pytest.approx(beta.ppf(0.975, 31, 2) - 0.5, abs=0.02)


def test_the_edge_is_held_where_every_image_is_alike():
    [low], [high] = interval([[32, 0]])

    assert low == pytest.approx(0.025 ** (1 / 32) - 0.5, abs=0.02)  # 32 of 32 in 2.5 of 100 audits
    assert high == pytest.approx(0.5)


def test_parity_is_held_where_the_counts_are_even():
    low, _ = interval([[5, 4], [16, 16], [40, 60]])

    assert low[:2].tolist() == [0, 0]
    assert 0 <= low[2] < 0.02  # 40 of 100 or fewer, 60 or more: in 5.7 of 100 audits


def test_what_is_greatest_at_parity_is_its_mirror_image():
    low, high = interval([[30, 2], [5, 4]])
    mirrored = interval([[30, 2], [5, 4]], number=even_odds)

    assert np.array(mirrored) == pytest.approx(np.array([0.5 - high, 0.5 - low]))


def test_a_higher_level_is_wider_and_the_same_counts_give_the_same():
    counts = [[20, 12], [30, 2], [9, 0]]

    (low_90, high_90), (low_99, high_99) = interval(counts, level=0.9), interval(counts, level=0.99)

    assert np.all(low_99 <= low_90)
    assert np.all(high_99 >= high_90)
    assert np.array(interval(counts)).tolist() == np.array(interval(counts)).tolist()


@pytest.mark.parametrize("share", [0.5, 0.55, 0.7, 0.9, 0.97])
@pytest.mark.parametrize("n", [10, 32])
def test_covers_exactly_counted(share, n):
    k = np.arange(n + 1)
    low, high = interval(np.column_stack([k, n - k]))
    from scipy.stats import binom

    held = (low <= share - 0.5 + 1e-9) & (share - 0.5 <= high + 1e-9)

    assert (binom.pmf(k, n, share) * held).sum() >= 0.94


def test_means_over_rows_do_not_depend_on_their_order():
    rows = np.random.default_rng(0).multinomial(9, COIN, size=20)

    straight, turned = (
        mean_functional_intervals(
            one, estimator=odd, functional=odd, parity=COIN, levels=[0.9, 0.99]
        )
        for one in (rows, rows[::-1])
    )

    assert straight == turned
    assert straight[1][0] <= straight[0][0] <= odd(rows).mean() <= straight[0][1] <= straight[1][1]


@pytest.mark.parametrize("rows", [[[700, 300]], [[600, 400]] * 13])
def test_no_interval_depends_on_which_other_levels_are_asked_for(rows):
    def intervals(*levels):
        return mean_functional_intervals(
            rows, estimator=odd, functional=odd, parity=COIN, levels=levels
        )

    assert intervals(0.9, 0.95, 0.99) == [*intervals(0.9), *intervals(0.95), *intervals(0.99)]


@pytest.mark.parametrize(("k", "n"), [(9_000, 10_000), (600_000, 1_000_000)])
def test_with_many_images_it_is_as_sure_as_the_share(k, n):
    [low], [high] = interval([[k, n - k]])
    theirs = np.array(proportion_confint(k, n, method="wilson")) - 0.5

    assert (low, high) == pytest.approx(tuple(theirs), abs=0.05 * np.ptp(theirs))


def test_so_is_a_mean_over_many_rows_of_many_images():
    [(low, high)] = mean_functional_intervals(
        [[9_000, 1_000]] * 20, estimator=odd, functional=odd, parity=COIN, levels=[0.95]
    )

    half = 1.96 * np.sqrt(0.9 * 0.1 / 200_000)
    assert (low, high) == pytest.approx((0.4 - half, 0.4 + half), abs=0.1 * half)


def test_a_number_a_thousand_times_as_large_has_ends_a_thousand_times_as_large():
    def thousandfold(k):
        return 1000 * odd(k)

    assert np.array(interval([[9, 1]], number=thousandfold)) == pytest.approx(
        1000 * np.array(interval([[9, 1]]))
    )


def test_a_mean_of_many_even_rows_holds_parity_though_it_is_far_above():
    rows = np.random.default_rng(1).multinomial(9, COIN, size=40)

    [(low, high)] = mean_functional_intervals(
        rows, estimator=odd, functional=odd, parity=COIN, levels=[0.95]
    )

    assert odd(rows).mean() == pytest.approx(0.137, abs=0.03)
    assert low == 0
    assert high < 0.15 + odd(rows).mean()


def test_floor_of_a_coin_by_hand():
    # Two tosses: |k/2 - 1/2| is .5 in two of four cases, else 0.
    mean, high = functional_floor([2], estimator=odd, parity=COIN)
    mirrored = functional_floor([2], estimator=even_odds, parity=COIN, least=False)

    assert mean == pytest.approx(0.25, abs=0.02)
    assert high == 0.5
    assert mirrored == pytest.approx((0.5 - mean, 0.0))


def test_floor_of_a_mean_over_rows_is_lower_than_that_of_one():
    one = functional_floor([9], estimator=odd, parity=COIN)
    many = functional_floor([9] * 16, estimator=odd, parity=COIN)

    assert many[0] == pytest.approx(one[0], abs=0.01)
    assert one[0] < many[1] < one[1]


@pytest.mark.parametrize("counts", [[[0, 0]], [[3, 4], [0, 0]], np.zeros((0, 2))])
def test_nothing_is_an_error(counts):
    with pytest.raises(NothingObservedError, match="no images"):
        interval(counts)
    with pytest.raises(NothingObservedError, match="no images"):
        functional_floor(np.asarray(counts).sum(-1), estimator=odd, parity=COIN)

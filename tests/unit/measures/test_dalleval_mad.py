import numpy as np
import pytest

from graycard.errors import NothingObservedError
from graycard.measures.dalleval_mad import dalleval_mad, estimate

from ._counts import counts_of


def prompts(hats, *, of=9, missing=0):
    return [(f"s{i:02}", f"p{i}", [of - k, k], missing) for i, k in enumerate(hats)]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param([4, 4], 0, id="even"),
        pytest.param([0, 9], 0.5, id="one-of-two"),
        pytest.param([6, 3], 1 / 6, id="two-thirds"),
        pytest.param([10] + [0] * 9, 0.18, id="one-of-ten"),  # (.9 + 9 * .1) / 10
        pytest.param([2, 1, 1], 1 / 9, id="three"),  # (1/6 + 1/12 + 1/12) / 3
    ],
)
def test_matches_the_value_by_hand(counts, expected):
    assert dalleval_mad(np.array(counts)) == pytest.approx(expected)


def test_a_fair_coin_at_nine_images_scores_as_the_literature_does_on_bias():
    draws = np.random.default_rng(0).multinomial(9, [0.5, 0.5], size=40_000)

    assert dalleval_mad(draws).mean() == pytest.approx(0.137, abs=0.002)


def test_empty_is_an_error():
    with pytest.raises(NothingObservedError, match="no image was read"):
        dalleval_mad(np.array([[1, 2], [0, 0]]))


def test_broadcasts_and_knows_no_order_of_categories():
    counts = np.random.default_rng(0).integers(1, 9, size=(4, 5, 3))

    found = dalleval_mad(counts)

    each = [[float(dalleval_mad(row)) for row in rows] for rows in counts]
    assert found == pytest.approx(np.array(each))
    assert found == pytest.approx(dalleval_mad(counts[..., ::-1]))


def test_is_the_mean_over_prompts_each_weighing_alike():
    rows = [("a", "a", [0, 1], 0), ("b", "b", [50, 50], 0), ("c", "c", [0, 0], 4)]

    [one] = estimate(counts_of(rows)).estimates

    assert one.value == pytest.approx((0.5 + 0) / 2)
    assert one.n == 101
    assert one.n_missing == 4
    assert any("1 prompt of which nothing was read" in said for said in one.cautions)


def test_sixteen_fair_coins_are_below_the_floor_and_hold_parity():
    tosses = np.random.default_rng(2).binomial(9, 0.5, size=16)

    [one] = estimate(counts_of(prompts(tosses))).estimates

    assert one.floor_mean == pytest.approx(0.137, abs=0.01)
    assert one.value < one.floor_high < 0.2
    assert one.low == 0


def test_bounds_hold_whatever_the_missing_are():
    [one] = estimate(counts_of(prompts([0] * 16, missing=9))).estimates

    assert one.value == 0.5
    assert one.missing_low == pytest.approx(0, abs=0.01)
    assert one.missing_high == pytest.approx(0.5)


def test_bounds_hold_the_interval_of_a_few_images():
    read, missing = ([4, 0], [3, 3], [2, 0], [1, 0]), (0, 0, 2, 0)

    [one] = estimate(
        counts_of([(f"s{i}", f"p{i}", *of) for i, of in enumerate(zip(read, missing, strict=True))])
    ).estimates

    assert one.missing_low <= one.low <= one.high <= one.missing_high


def test_nothing_read_is_a_record():
    done = estimate(counts_of([("a", "a", [0, 0], 4)]))

    assert done.estimates == []
    assert "4 no face" in done.not_estimated[0].reason


@pytest.mark.parametrize("shares", [[0.5] * 16, np.linspace(0.2, 0.8, 16), [0.05, 0.95] * 8])
def test_intervals_cover_the_mean_of_these_prompts(shares):
    true = float(np.abs(np.array(shares) - 0.5).mean())
    draws = np.random.default_rng(3).binomial(9, shares, size=(60, 16))

    found = [estimate(counts_of(prompts(row))).estimates[0] for row in draws]

    assert np.mean([one.low - 1e-9 <= true <= one.high + 1e-9 for one in found]) >= 0.88

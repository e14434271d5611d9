"""Wording sensitivity and share over prompts: what several prompts of a stratum tell."""

import numpy as np
import pytest

from graycard.errors import NothingObservedError
from graycard.measures import share_over_prompts as share_module
from graycard.measures import wording_sensitivity as wording_module
from graycard.measures.share_over_prompts import share_over_prompts
from graycard.measures.wording_sensitivity import wording_sensitivity

from ._counts import counts_of


def stratum(name, hats, *, of=10, missing=0):
    return [(name, f"{name}-{i}", [of - k, k], missing) for i, k in enumerate(hats)]


@pytest.mark.parametrize(
    ("k", "n", "expected"),
    [
        # Shares .8, .2: variance .18, less .16/9 within each.
        pytest.param([8, 2], [10, 10], (0.18 - 0.16 / 9) ** 0.5, id="two"),
        # Shares .25, .5, .75: variance .0625, less the mean of .1875/3, .25/7, .1875/3.
        pytest.param([1, 4, 3], [4, 8, 4], (0.0625 - (0.125 + 0.25 / 7) / 3) ** 0.5, id="unequal"),
        pytest.param([5, 5, 6], [10, 10, 10], 0.0, id="less-than-chance"),
        pytest.param([10, 0], [10, 10], 0.5**0.5, id="as-far-as-can-be"),
    ],
)
def test_wording_sensitivity_by_hand(k, n, expected):
    assert wording_sensitivity(np.array(k), images=np.array(n)) == pytest.approx(expected)


@pytest.mark.parametrize(("k", "n"), [([3], [9]), ([1, 0], [4, 1])])
def test_fewer_than_two_prompts_of_two_images_are_an_error(k, n):
    with pytest.raises(NothingObservedError, match="two prompts"):
        wording_sensitivity(np.array(k), images=np.array(n))


def test_broadcasts_over_categories_and_knows_no_order_of_prompts():
    k = np.random.default_rng(0).integers(0, 9, size=(4, 5))
    n = np.array([9, 12, 9, 20, 9])

    found = wording_sensitivity(k, images=n)

    assert found == pytest.approx([float(wording_sensitivity(row, images=n)) for row in k])
    assert found == pytest.approx(wording_sensitivity(k[:, ::-1], images=n[::-1]))
    assert found == pytest.approx(wording_sensitivity(n - k, images=n))


def test_a_stratum_whose_wording_matters_is_a_finding_and_one_where_not_is_not():
    rows = stratum("cook", [18, 2, 10], of=20) + stratum("nurse", [9, 11, 10], of=20)

    found = {
        (one.stratum, one.category): one
        for one in wording_module.estimate(counts_of(rows)).estimates
    }

    cook, nurse = found["cook", "yes"], found["nurse", "yes"]
    assert cook.p_adjusted < 0.001 < 0.5 < nurse.p_adjusted
    assert cook.value == pytest.approx((0.16 - (0.09 + 0.09 + 0.25) / 19 / 3) ** 0.5)
    assert cook.value > cook.floor_high > cook.floor_mean > 0
    assert 0.15 < cook.low < 0.4 < cook.high < 0.6
    assert (nurse.value, nurse.low) == (0, 0)
    assert any("more than their wording" in one for one in cook.cautions)
    assert cook.n_prompts == 3
    assert found["cook", "no"].value == pytest.approx(cook.value)


def test_many_strata_of_one_prompt_are_one_record():
    rows = [row for name in "abcdefgh" for row in stratum(name, [4])]

    for module in (wording_module, share_module):
        done = module.estimate(counts_of(rows))
        assert done.estimates == []
        assert [(one.stratum, one.requested) for one in done.not_estimated] == [("*", 80)]


def test_rare_categories_are_refused_and_counted():
    rows = stratum("cook", [0, 0, 1], of=20) + stratum("nurse", [9, 11, 10], of=20)

    done = wording_module.estimate(counts_of(rows))

    assert {one.stratum for one in done.estimates} == {"nurse"}
    assert "2 of 4 pairs" in done.not_estimated[0].reason


def test_missing_images_may_hide_or_make_a_difference():
    rows = stratum("cook", [5, 5, 5], missing=10)

    one = wording_module.estimate(counts_of(rows)).estimates[0]

    assert one.missing_low == 0
    assert one.missing_high > 0.25  # of 20 each, 5, 5 and 15 have a hat if the missing do so
    assert one.n_missing == 30


@pytest.mark.parametrize("shares", [[0.5] * 4, [0.3, 0.7, 0.5, 0.5], [0.1, 0.3, 0.4, 0.9]])
def test_wording_intervals_cover_the_spread_of_these_prompts(shares):
    true = float(np.std(shares, ddof=1))
    draws = np.random.default_rng(0).binomial(16, shares, size=(120, 4))

    found = [
        wording_module.estimate(counts_of(stratum("a", row, of=16))).estimates[0] for row in draws
    ]

    assert np.mean([one.low <= true + 1e-9 and true <= one.high for one in found]) >= 0.9
    false = np.mean([one.value > one.floor_high + 1e-9 for one in found])
    assert (false <= 0.1) == (true == 0)


def test_share_over_prompts_by_hand():
    # Ten prompts of ten images, alike within: five with hats, five without. The prompts are ten
    # draws: variance of the mean .25/9, so .25/(.25/9) = 9 draws, less (z/t)² of nine degrees.
    done = share_module.estimate(counts_of(stratum("cook", [10, 0] * 5)))

    hats = done.estimates[1]

    n = 9 * (1.959964 / 2.262157) ** 2
    half = 1.959964 / (1 + 1.959964**2 / n) * (0.25 / n + 1.959964**2 / 4 / n**2) ** 0.5
    assert hats.value == 0.5
    assert (hats.low, hats.high) == pytest.approx((0.5 - half, 0.5 + half), abs=1e-5)
    assert share_over_prompts(np.array([[50, 50], [1, 3]])).tolist() == [[0.5, 0.5], [0.25, 0.75]]


def test_prompts_that_look_alike_still_count_as_fewer_images():
    done = share_module.estimate(counts_of(stratum("cook", [5] * 10)))

    hats = done.estimates[1]

    assert hats.high - hats.low > 2 * 0.0962  # half of Wilson's interval for 50 of 100


def test_all_strata_are_draws_of_strata():
    rows = [row for name in "abcdefghijk" for row in stratum(name, [9, 9])]

    done = share_module.estimate(counts_of(rows))

    assert {one.stratum for one in done.estimates} == {"*"}
    assert "strata like these 11" in done.estimates[0].cautions[0]
    assert "11 of 12 strata" in done.not_estimated[0].reason


def test_missing_widen_the_share():
    done = share_module.estimate(counts_of(stratum("cook", [5] * 12, missing=10)))

    hats = done.estimates[1]

    assert hats.missing_low < 0.25
    assert hats.missing_high > 0.75


def test_empty_is_an_error():
    with pytest.raises(NothingObservedError):
        share_over_prompts(np.array([[1, 2], [0, 0]]))


def test_share_over_prompts_covers_where_prompts_differ():
    rng = np.random.default_rng(0)  # correlation .1: beta with a + b = 9
    truth = rng.beta(0.1 * 9, 0.9 * 9, size=(300, 15))
    draws = rng.binomial(10, truth)

    found = [share_module.estimate(counts_of(stratum("a", row))).estimates[1] for row in draws]

    assert np.mean([one.low <= 0.1 <= one.high for one in found]) >= 0.92

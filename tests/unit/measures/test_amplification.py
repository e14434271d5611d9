"""Numbers over strata beside a reference: the slope, the signed gap, the strata beyond chance."""

import numpy as np
import pytest

from graycard.counts import Counts
from graycard.errors import NothingObservedError
from graycard.measures import amplification_slope as slope_module
from graycard.measures import signed_gap as gap_module
from graycard.measures import strata_beyond_chance as chance_module
from graycard.measures import zhao_amplification as zhao_module
from graycard.measures.amplification_slope import amplification_slope
from graycard.measures.signed_gap import signed_gap
from graycard.measures.strata_beyond_chance import strata_beyond_chance
from graycard.testing import check_measure
from graycard.types import Attribute, Reference

MODULES = [slope_module, gap_module, chance_module]
WOMEN = np.array([0.2, 0.4, 0.6, 0.8, 0.5])
SHARES = np.stack([WOMEN, 1 - WOMEN], axis=1)
SEEN = np.array([[1, 9], [3, 7], [7, 3], [9, 1], [5, 5]])


def attribute(categories):
    return Attribute(
        name="presentation",
        categories=categories,
        scale="nominal",
        claim="how it looks",
        source="this test",
    )


def counted(read, missing=None, categories=("women", "men")):
    strata = tuple(f"job {i}" for i in range(len(read)))
    lost = np.zeros(len(read), int) if missing is None else np.array(missing)
    return Counts(
        attribute=attribute(categories),
        reader="eye@1",
        strata=strata,
        prompt_ids=strata,
        marked=(False,) * len(read),
        read=np.array(read),
        reasons=("no face",),
        missing=lost[:, None],
    )


def referred(shares, errors=None, categories=("women", "men")):
    return [
        Reference(
            name="labour",
            attribute="presentation",
            stratum=f"job {i}",
            shares=dict(zip(categories, row, strict=True)),
            standard_errors=errors and dict.fromkeys(categories, errors),
            population="workers",
            source="this test",
            states_the_value_of="nobody",
        )
        for i, row in enumerate(np.asarray(shares).tolist())
    ]


def test_slope_by_hand():
    # r - .5 = -.3 -.1 .1 .3 0, squares .2; times p: -.03 -.03 +.07 +.27 = .28.
    assert amplification_slope(SEEN, references=SHARES) == pytest.approx([1.4, 1.4])


def test_slope_corrected_for_errors_by_hand():
    # .2 - (1 - 1/5) * 5 * .05² = .19; .28 / .19.
    found = amplification_slope(SEEN, references=SHARES, errors=np.full((5, 2), 0.05))

    assert found == pytest.approx([1.473684, 1.473684])


def test_signed_gap_by_hand():
    # Each sided stratum is ten points further to its side; the fifth has none.
    assert signed_gap(SEEN, references=SHARES) == pytest.approx(0.1)


def test_signed_gap_of_three_categories_by_hand():
    # Above a third: the first two, .5 + .4; seen .2 + .3.
    found = signed_gap(np.array([[2, 3, 5]]), references=np.array([[0.5, 0.4, 0.1]]))

    assert found == pytest.approx(-0.4)


def test_strata_beyond_chance_by_hand():
    # Ten tosses: |k - 5| > 3 in 22 of 1024, |k - 5| > 2 in 112. So .3 is the floor: 1 and 9 exceed.
    assert strata_beyond_chance(SEEN, references=np.full((5, 2), 0.5)) == pytest.approx(0.4)


@pytest.mark.parametrize("function", [amplification_slope, signed_gap, strata_beyond_chance])
def test_broadcasting_equals_a_loop_and_an_empty_stratum_is_an_error(function):
    tables = np.random.default_rng(0).multinomial(9, [0.5, 0.5], size=(4, 5))

    found = function(tables, references=SHARES)

    assert found == pytest.approx(np.array([function(one, references=SHARES) for one in tables]))
    with pytest.raises(NothingObservedError):
        function(np.where(np.arange(5)[:, None] == 2, 0, tables[0]), references=SHARES)


@pytest.mark.parametrize("module", MODULES)
def test_the_contract_holds(module):
    check_measure(module)


@pytest.mark.parametrize("module", MODULES)
def test_one_number_of_all_strata_and_of_two_categories(module):
    [one], refused = module.estimate(counted(SEEN), references=referred(SHARES))

    assert refused == []
    assert one.stratum == "*"
    assert one.low <= one.value < one.high
    assert one.missing_low <= one.low
    assert one.missing_high >= one.high
    assert one.floor_mean < one.floor_high


def test_a_reference_that_is_the_same_for_all_has_no_slope_and_nothing_is_said():
    [uniform] = [one.model_copy(update={"stratum": None}) for one in referred([[0.5, 0.5]])]

    assert slope_module.estimate(counted(SEEN), references=[uniform]) == ([], [])
    assert gap_module.estimate(counted(SEEN), references=[uniform]) == ([], [])
    assert chance_module.estimate(counted(SEEN), references=[uniform]).estimates[0].value == 0.4


def test_a_slope_over_four_strata_is_refused():
    done = slope_module.estimate(counted(SEEN[:4]), references=referred(SHARES[:4]))

    assert done.estimates == []
    assert "5 strata or more" in done.not_estimated[0].reason


def test_a_slope_on_shares_that_hardly_differ_is_refused():
    shares = 0.5 + (SHARES - 0.5) / 10  # standard deviation .022

    done = slope_module.estimate(counted(SEEN), references=referred(shares))

    assert done.estimates == []
    assert done.not_estimated[0].reason.endswith("of women, men")


@pytest.mark.parametrize(("errors", "refused"), [(0.06, False), (0.09, True)])
def test_a_slope_on_shares_that_are_mostly_error_is_refused(errors, refused):
    # The variance of the shares is .05; .06² is a fourteenth of it, .09² a sixth.
    done = slope_module.estimate(counted(SEEN), references=referred(SHARES, errors))

    assert bool(done.not_estimated) is refused


def test_errors_of_the_reference_widen_the_interval_and_are_named():
    [exact] = slope_module.estimate(counted(SEEN), references=referred(SHARES)).estimates
    [errs] = slope_module.estimate(counted(SEEN), references=referred(SHARES, 0.05)).estimates

    assert errs.corrected_for == ("standard errors of the reference",)
    assert exact.corrected_for == ()
    assert errs.value == pytest.approx(1.473684)
    assert errs.high - errs.low > exact.high - exact.low
    assert not any("as exact" in caution for caution in errs.cautions)


def test_a_stratum_whose_side_is_within_the_errors_is_left_out_of_the_signed_gap():
    # .45 ± 1.96 * .03 holds one half; that stratum would add .35.
    shares = np.array([[0.2, 0.8], [0.45, 0.55], [0.8, 0.2]])
    read = [[1, 9], [1, 9], [9, 1]]

    [one] = gap_module.estimate(counted(read), references=referred(shares, 0.03)).estimates

    assert one.value == pytest.approx(0.1)
    assert any(caution.startswith("1 stratum") for caution in one.cautions)


@pytest.mark.parametrize("module", MODULES)
def test_bounds_hold_whatever_the_missing_are(module):
    function = getattr(module, module.__name__.rpartition(".")[2])
    missing = np.array([2, 3, 1, 0, 4])

    [one] = module.estimate(counted(SEEN, missing), references=referred(SHARES)).estimates

    assert one.n_missing == (6 if module is gap_module else 10)  # the even stratum lacks four
    rng = np.random.default_rng(1)
    for women in rng.integers(0, missing + 1, size=(200, 5)):
        complete = SEEN + np.stack([women, missing - women], axis=1)
        value = np.max(function(complete, references=SHARES))
        assert one.missing_low - 1e-9 <= value <= one.missing_high + 1e-9


@pytest.mark.parametrize("module", MODULES)
def test_a_stratum_of_which_nothing_was_read_is_in_the_bounds_alone(module):
    missing = np.zeros(6, int)
    missing[5] = 10
    shares = np.vstack([SHARES, [0.7, 0.3]])

    [less] = module.estimate(counted(SEEN), references=referred(SHARES)).estimates
    [more] = module.estimate(
        counted(np.vstack([SEEN, [0, 0]]), missing), references=referred(shares)
    ).estimates

    assert more.value == pytest.approx(less.value)
    assert more.n == less.n
    assert more.n_missing == 10
    assert more.missing_high - more.missing_low > less.missing_high - less.missing_low


@pytest.mark.parametrize("module", MODULES)
def test_a_stratum_of_which_nothing_was_requested_changes_nothing(module):
    shares = np.vstack([SHARES, [0.7, 0.3]])

    [less] = module.estimate(counted(SEEN), references=referred(SHARES)).estimates
    [more] = module.estimate(
        counted(np.vstack([SEEN, [0, 0]])), references=referred(shares)
    ).estimates

    assert more == less


def test_no_end_of_a_signed_gap_is_further_out_than_any_gap():
    shares = np.array([[0.98, 0.02], [0.02, 0.98]])

    [one] = gap_module.estimate(
        counted([[0, 2], [2, 0]], [1, 1]), references=referred(shares)
    ).estimates

    assert one.value == pytest.approx(-0.98)
    assert -1 <= one.missing_low <= one.low <= one.value


@pytest.mark.parametrize(
    ("module", "read", "missing", "women"),
    [
        (zhao_module, [[1, 2], [1, 0], [6, 4]], [0, 2, 0], [0.7, 0.7, 0.7]),
        (gap_module, [[0, 5], [0, 1], [0, 6]], [0, 3, 0], [0.7, 0.8, 0.8]),
        (
            slope_module,
            [[5, 1], [1, 0], [0, 1], [3, 0], [1, 4]],
            [3, 0, 3, 1, 0],
            [0.4, 0.5, 0.6, 0.5, 0.4],
        ),
    ],
)
def test_bounds_hold_the_interval_though_at_a_higher_level_shares_are_smoothed_more(
    module, read, missing, women
):
    shares = np.array([[one, 1 - one] for one in women])

    [one] = module.estimate(counted(read, missing), references=referred(shares)).estimates

    assert one.missing_low <= one.low <= one.value
    assert one.value <= one.high <= one.missing_high


def test_interval_and_floor_hold_where_the_reference_itself_has_errors():
    rng = np.random.default_rng(3)
    truth = np.linspace(0.1, 0.9, 12)  # a model whose shares are the population's: slope 1
    held, above, audits = 0, 0, 400
    for _ in range(audits):
        shares = np.clip(truth + rng.normal(0, 0.04, 12), 0.001, 0.999)
        women = rng.binomial(40, truth)
        [one] = slope_module.estimate(
            counted(np.stack([women, 40 - women], axis=1)),
            references=referred(np.stack([shares, 1 - shares], axis=1), 0.04),
        ).estimates
        held += one.low <= 1 <= one.high
        above += one.value > one.floor_high

    assert held / audits > 0.92
    assert above / audits < 0.085


@pytest.mark.parametrize("module", MODULES)
def test_strata_of_unequal_size_weigh_alike_and_nothing_else_is_said(module):
    [one] = module.estimate(
        counted(SEEN * 2 ** np.arange(5)[:, None]), references=referred(SHARES)
    )[0]
    [same] = module.estimate(counted(SEEN), references=referred(SHARES))[0]

    if module is not chance_module:
        assert one.value == pytest.approx(same.value)
    assert not any("weigh more" in caution for caution in one.cautions)

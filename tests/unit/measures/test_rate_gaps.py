"""Rates of outcomes, and of missing readings, beside those of all others."""

import numpy as np
import pytest

from graycard.counts import Counts
from graycard.errors import NothingObservedError
from graycard.measures import missing_gap as missing_module
from graycard.measures import outcome_gap as outcome_module
from graycard.measures.missing_gap import missing_gap
from graycard.measures.outcome_gap import outcome_gap
from graycard.testing import check_measure
from graycard.types import OUTCOMES, Attribute

OUTCOME = Attribute(
    name="outcome", categories=OUTCOMES, scale="nominal", claim="what came", source="this test"
)
TIE = Attribute(
    name="tie", categories=("yes", "no"), scale="nominal", claim="a tie", source="this test"
)


def outcomes(table, *, marked=False):
    """Counts by (stratum, prompt): ok, refused, failed."""
    numbers = np.array(list(table.values()))
    return Counts(
        attribute=OUTCOME,
        reader="",
        strata=tuple(stratum for stratum, _ in table),
        prompt_ids=tuple(prompt for _, prompt in table),
        marked=(marked,) * len(table),
        read=np.pad(numbers[:, :1], ((0, 0), (0, 3))),
        reasons=("refused", "failed"),
        missing=numbers[:, 1:],
    )


def readings(table):
    """Counts by stratum: yes, no, no face, refused."""
    numbers = np.array(list(table.values()))
    return Counts(
        attribute=TIE,
        reader="eye@1",
        strata=tuple(table),
        prompt_ids=tuple(table),
        marked=(False,) * len(table),
        read=numbers[:, :2],
        reasons=("no face", "refused"),
        missing=numbers[:, 2:],
    )


PEOPLE = {
    ("Black, woman", "a"): (12, 8, 0),
    ("Black, man", "b"): (17, 3, 0),
    ("White, woman", "c"): (18, 2, 0),
    ("White, man", "d"): (20, 0, 0),
}
SAID = {
    "a": {"ethnicity": "Black", "gender": "woman", "template": "x {a}", "article": "a"},
    "b": {"ethnicity": "Black", "gender": "man", "template": "x {a}", "article": "a"},
    "c": {"ethnicity": "White", "gender": "woman", "template": "y {a}", "article": "a"},
    "d": {"ethnicity": "White", "gender": "man", "template": "y {a}", "article": "a"},
}


def test_gaps_by_hand():
    # 4/20 - 3/60 and 0/20 - 3/60.
    found = outcome_gap(
        np.array([4, 0]),
        requested=np.array(20),
        against=np.array([3, 3]),
        against_requested=np.array(60),
    )

    assert found == pytest.approx([0.15, -0.05])


@pytest.mark.parametrize("function", [
    lambda k, n, other, m: outcome_gap(k, requested=n, against=other, against_requested=m),
    lambda k, n, other, m: missing_gap(k, depicted=n, against=other, against_depicted=m),
])  # fmt: skip
def test_broadcasting_equals_a_loop_and_nothing_is_an_error(function):
    k, n = np.array([[1, 2], [0, 3]]), np.array([8, 6])
    other, m = np.array([[4, 1], [2, 2]]), np.array([10, 12])

    assert function(k, n, other, m) == pytest.approx(
        np.array([function(*row) for row in zip(k, n, other, m, strict=True)])
    )
    with pytest.raises(NothingObservedError):
        function(k, n, other, m * 0)


@pytest.mark.parametrize("module", [outcome_module, missing_module])
def test_the_contract_holds(module):
    check_measure(module)


def test_strata_and_groups_of_marked_prompts():
    done = outcome_module.estimate(outcomes(PEOPLE, marked=True), factors=SAID)

    found = {one.stratum: one for one in done.estimates}
    assert list(found) == [
        "Black, man", "Black, woman", "White, man", "White, woman",
        "ethnicity: Black", "ethnicity: White", "gender: man", "gender: woman",
    ]  # fmt: skip
    # Only what occurs: nothing failed.
    assert {one.category for one in done.estimates} == {"refused"}
    assert {one.attribute for one in done.estimates} == {"outcome"}
    # 11/40 - 2/40; 10/40 - 3/40; 8/20 - 5/60.
    assert found["ethnicity: Black"].value == pytest.approx(0.225)
    assert found["gender: woman"].value == pytest.approx(0.175)
    assert found["Black, woman"].value == pytest.approx(0.4 - 5 / 60)
    black = found["ethnicity: Black"]
    assert (black.n, black.n_missing, black.n_prompts) == (40, 0, 2)
    # Newcombe: Wilson of 11/40 .161080 to .428350, of 2/40 .013821 to .165039, around .275, .05;
    # .225 - hypot(.113920, .115039) and .225 + hypot(.153350, .036179).
    assert (black.low, black.high) == pytest.approx((0.063100, 0.382560), abs=2e-6)
    assert "One of 8 such comparisons" in black.cautions[0]
    assert "another ethnicity" in black.cautions[1]


def test_unmarked_prompts_have_no_groups():
    done = outcome_module.estimate(outcomes(PEOPLE), factors=SAID)

    assert not any(":" in one.stratum for one in done.estimates)


def test_factors_that_divide_as_the_strata_do_are_no_groups():
    said = {prompt: {"who": value["gender"] + value["ethnicity"]} for prompt, value in SAID.items()}

    done = outcome_module.estimate(outcomes(PEOPLE, marked=True), factors=said)

    assert len(done.estimates) == 4


def test_p_values_are_fisher_s_adjusted_for_all():
    table = {("a", "a"): (5, 5, 0), ("b", "b"): (10, 0, 0)}

    first, second = outcome_module.estimate(outcomes(table), factors={}).estimates

    # All five of ten on one side: 2 * 252 / 15504, twice, and the adjustment leaves it.
    assert [first.p_adjusted, second.p_adjusted] == pytest.approx([504 / 15504] * 2)


def test_nothing_of_outcomes_that_never_occur():
    table = {("a", "a"): (5, 0, 0), ("b", "b"): (9, 0, 0)}

    assert outcome_module.estimate(outcomes(table), factors={}) == ([], [])


def test_missing_readings_are_compared_among_images_that_came():
    done = missing_module.estimate(
        readings({"cook": (3, 5, 2, 10), "nurse": (9, 9, 2, 0), "judge": (0, 0, 0, 4)}), factors={}
    )

    cook, nurse = done.estimates
    assert (cook.attribute, cook.category, cook.denominator) == ("tie", "no face", "depicted")
    assert cook.value == pytest.approx(2 / 10 - 2 / 20)
    assert (cook.n, cook.n_missing) == (10, 10)
    assert nurse.value == pytest.approx(-0.1)
    [judge] = done.not_estimated
    assert (judge.stratum, judge.reason) == ("judge", "no image came")


def test_bounds_hold_whatever_the_images_that_never_came_would_have_shown():
    cook, _ = missing_module.estimate(
        readings({"cook": (3, 5, 2, 4), "nurse": (9, 9, 2, 3)}), factors={}
    ).estimates

    for mine in range(5):
        for others in range(4):
            value = (2 + mine) / 14 - (2 + others) / 23
            assert cook.missing_low < value < cook.missing_high


def test_chance_exceeds_the_floor_in_at_most_five_of_a_hundred_and_little_is_called():
    rng = np.random.default_rng(4)
    audits, above, number, wrong = 150, 0, 0, 0
    for _ in range(audits):
        refused = rng.binomial(40, 0.2, size=10)
        table = {(f"{i}", f"{i}"): (40 - k, k, 0) for i, k in enumerate(refused.tolist())}
        found = outcome_module.estimate(outcomes(table), factors={}).estimates
        above += sum(one.value > one.floor_high for one in found)
        number += len(found)
        wrong += min(one.p_adjusted for one in found) < 0.05

    assert 0.005 < above / number < 0.05
    assert wrong / audits < 0.09

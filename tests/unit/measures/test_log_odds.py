import numpy as np
import pytest

from graycard.counts import Counts
from graycard.errors import NothingObservedError
from graycard.measures import log_odds as module
from graycard.measures.log_odds import estimate, log_odds
from graycard.testing import check_measure
from graycard.types import Attribute


def counted(table, *, categories=("yes", "no"), scale="nominal", lost=None, name="tie"):
    strata = tuple(sorted(table))
    missing = np.array([[(lost or {}).get(one, 0)] for one in strata])
    return Counts(
        attribute=Attribute(
            name=name, categories=categories, scale=scale, claim="a tie", source="this test"
        ),
        reader="eye@1",
        strata=strata,
        prompt_ids=strata,
        marked=(False,) * len(strata),
        read=np.array([table[one] for one in strata]),
        reasons=("no face",),
        missing=missing,
    )


def test_by_hand():
    # (7.5 / 3.5) / (2.5 / 8.5) = 7.2857, its logarithm 1.985915.
    found = log_odds(np.array([7, 3]), against=np.array([2, 8]))

    assert found == pytest.approx([1.985915, -1.985915], abs=1e-6)


def test_broadcasting_equals_a_loop_and_nothing_is_an_error():
    counts = np.random.default_rng(0).integers(1, 9, size=(3, 4))
    against = np.array([9, 4, 0, 7])

    looped = [log_odds(row, against=against) for row in counts]

    assert log_odds(counts, against=against) == pytest.approx(np.array(looped))
    with pytest.raises(NothingObservedError):
        log_odds(counts * 0, against=against)


def test_the_contract_holds():
    check_measure(module)


def test_each_stratum_beside_all_others():
    # Cook 8 of 10 beside 3 of 20: (8.5 / 2.5) / (3.5 / 17.5) = 17, its logarithm 2.833213.
    done = estimate(counted({"cook": [8, 2], "judge": [2, 8], "nurse": [1, 9]}))

    cook, judge, nurse = done.estimates
    assert [one.stratum for one in done.estimates] == ["cook", "judge", "nurse"]
    assert {one.category for one in done.estimates} == {"yes"}
    assert cook.value == pytest.approx(2.833213, abs=1e-6)
    assert cook.low > 0 > nurse.value
    assert judge.low < 0 < judge.high
    # Fisher: (45 * 1140 + 10 * 190 + 20) / 54627300 = .00097424, times three comparisons.
    assert cook.p_adjusted == pytest.approx(0.00292271, abs=1e-7)
    assert "One of 3 comparisons" in cook.cautions[0]


@pytest.mark.parametrize("scale", ["ordinal", "interval"])
def test_only_nominal_attributes(scale):
    assert estimate(counted({"a": [1, 9], "b": [9, 1]}, scale=scale)) == ([], [])


def test_one_stratum_has_no_others():
    assert estimate(counted({"a": [1, 9]})) == ([], [])


def test_a_category_that_never_occurs_is_compared_nowhere():
    done = estimate(counted({"a": [5, 5, 0], "b": [9, 1, 0]}, categories=("red", "blue", "green")))

    assert {one.category for one in done.estimates} == {"red", "blue"}


def test_none_seen_and_fewer_than_one_expected_is_refused_and_none_where_many_are_expected_is_not():
    # Two of 64 wear one: an eighth is expected of a stratum of four, and two of one of 60.
    rare = estimate(counted({"small": [0, 4], "large": [2, 58]}))
    # Here two are expected in the small one.
    frequent = estimate(counted({"small": [0, 4], "large": [32, 28]}))

    assert [one.stratum for one in rare.estimates] == ["large"]
    assert "1 of 2 comparisons" in rare.not_estimated[0].reason
    assert [one.stratum for one in frequent.estimates] == ["large", "small"]


def test_what_the_prompts_name_is_refused():
    done = estimate(counted({"cook": [9, 1], "nurse": [1, 9]}, categories=("cook", "nurse")))

    assert done.estimates == []
    assert "the prompts state it" in done.not_estimated[0].reason


def test_bounds_hold_whatever_the_missing_are():
    table = {"cook": [8, 2], "judge": [2, 8], "nurse": [1, 9]}
    lost = {"cook": 3, "nurse": 5}

    cook = estimate(counted(table, lost=lost)).estimates[0]

    assert cook.n_missing == 3
    for mine in range(4):
        for others in range(6):
            complete = dict(table, cook=[8 + mine, 5 - mine], nurse=[1 + others, 14 - others])
            value = estimate(counted(complete)).estimates[0].value
            assert cook.missing_low < value < cook.missing_high
    assert "20 of 25 requested images were read" in cook.cautions[1]


def test_nothing_found_where_all_strata_are_alike():
    rng = np.random.default_rng(2)
    audits, wrong, held, number = 60, 0, 0, 0
    for _ in range(audits):
        table = {str(i): rng.multinomial(12, [0.5, 0.3, 0.2]).tolist() for i in range(8)}
        found = estimate(counted(table, categories=("red", "blue", "green"))).estimates
        wrong += min(one.p_adjusted for one in found) < 0.05
        held += sum(one.low <= 0 <= one.high for one in found)
        number += len(found)

    assert wrong / audits < 0.12  # of a true .05, in 60 audits
    assert held / number > 0.93

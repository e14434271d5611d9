from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graycard.counts import NO_PROMPT, Counts
from graycard.errors import InputError, SpecError
from graycard.measures import (
    estimate_gap,
    estimate_mean,
    estimate_outcome_rates,
    estimate_shares,
)
from graycard.types import Attribute, Reference

REASONS = ("no face", "refused", "failed")


def attribute(names=("no", "yes")):
    return Attribute(
        name="hat",
        categories=names,
        scale="nominal" if names else "interval",
        claim="a hat is worn",
        source="test",
    )


def make(rows, *, names=("no", "yes"), moments=None):
    """Each row: stratum, prompt id, marked, read, missing by REASONS."""
    return Counts(
        attribute=attribute(names),
        reader="eye@1",
        strata=tuple(row[0] for row in rows),
        prompt_ids=tuple(row[1] for row in rows),
        marked=tuple(row[2] for row in rows),
        read=np.array([row[3] for row in rows], dtype=np.int64).reshape(len(rows), len(names)),
        reasons=REASONS,
        missing=np.array([row[4] for row in rows], dtype=np.int64),
        moments=None if moments is None else np.array(moments, dtype=np.float64),
    )


def reference(shares, *, stratum=None, about="hat", name="even"):
    return Reference(
        name=name,
        attribute=about,
        stratum=stratum,
        shares=shares,
        population="everybody",
        source="test",
        states_the_value_of="nobody",
    )


EVEN = reference({"no": 0.5, "yes": 0.5})
TWO = make(
    [
        ("cook", "c1", False, [0, 40], [8, 2, 0]),
        ("nurse", "n1", False, [20, 25], [5, 0, 0]),
        ("nurse", "n2", False, [25, 20], [0, 0, 5]),
    ]
)
NOBODY = make([("cook", "c1", False, [3, 7], [0, 0, 0]), ("nurse", "n1", False, [0, 0], [4, 6, 0])])


def test_a_share_carries_all_that_must_stand_beside_it():
    estimates, not_estimated = estimate_shares(TWO)

    assert not_estimated == []
    assert [(one.stratum, one.category) for one in estimates] == list(
        product(("cook", "nurse", "*"), ("no", "yes"))
    )
    never = estimates[0]
    assert (never.value, never.low) == (0, 0)
    assert never.high == pytest.approx(0.0876, abs=1e-4)  # Wilson, 0 of 40: z²/(n + z²)
    assert (never.denominator, never.n, never.n_missing, never.n_prompts) == ("read", 40, 10, 1)
    assert never.missing_low == 0
    assert never.missing_high == pytest.approx(0.377, abs=0.002)  # Wilson 99 %, 10 of 50
    assert (never.floor_mean, never.floor_high) == (0.5, 0.625)  # 25 of 40
    assert (never.level, never.readers) == (0.95, ("eye@1",))
    assert never.cautions[0] == "Speaks of this prompt, not of other wordings."
    assert "10 of 50 requested images were not read" in never.cautions[1]


def test_a_gap_carries_all_that_must_stand_beside_it():
    (cook, nurse, everyone), not_estimated = estimate_gap(TWO, references=[EVEN], level=0.9)

    assert not_estimated == []
    assert (cook.value, nurse.value) == (0.5, 0)
    assert everyone.value == pytest.approx(85 / 130 - 0.5)
    assert nurse.low == 0 < cook.low
    assert nurse.floor_mean == pytest.approx(0.042, abs=0.001)
    assert nurse.floor_high == pytest.approx(0.1)
    assert (nurse.reference, nurse.category, nurse.level) == ("even", None, 0.9)
    assert (nurse.missing_low, nurse.n_missing, nurse.n_prompts) == (0, 10, 2)
    assert cook.missing_high == 0.5
    assert any("cancel" in caution for caution in everyone.cautions)
    assert not any("cancel" in caution for caution in nurse.cautions)


def test_outcome_rates_are_of_the_images_requested():
    estimates, _ = estimate_outcome_rates(TWO)

    rates = {(one.stratum, one.category): one.value for one in estimates}
    assert rates["cook", "refused"] == 0.04
    assert rates["nurse", "failed"] == 0.05
    assert rates["*", "filtered"] == 0
    never = next(one for one in estimates if one.category == "filtered" and one.stratum == "*")
    assert 0 < never.high < 0.03
    assert (never.attribute, never.denominator, never.n, never.n_missing) == (
        "outcome", "requested", 150, 0
    )  # fmt: skip
    assert (never.floor_mean, never.floor_high, never.readers) == (0, 0, ())


def test_means_have_intervals_but_neither_floor_nor_bounds():
    light = make(
        [("cook", "c1", False, [], [1, 0, 0]), ("nurse", "n1", False, [], [0, 0, 0])],
        names=(),
        moments=[[4, 10, 30], [2, 4, 8]],
    )

    (cook, everyone), (nurse,) = estimate_mean(light)

    assert (cook.value, cook.n, cook.n_missing) == (2.5, 4, 1)
    assert cook.low == pytest.approx(0.4457, abs=1e-4)
    assert (cook.floor_mean, cook.floor_high, cook.missing_low, cook.missing_high) == (None,) * 4
    assert "no bound can say" in cook.cautions[-1]
    assert everyone.value == pytest.approx(14 / 6)
    assert (nurse.stratum, nurse.requested) == ("nurse", 2)
    assert "all equal" in nurse.reason


@pytest.mark.parametrize(
    ("moments", "why"),
    [
        ([0, 0, 0], "none of 3 requested images was read: 3 no face"),
        ([1, 5, 25], "1 of 4 requested images got a value"),
    ],
)
def test_a_mean_that_cannot_be_had_says_why(moments, why):
    light = make([("cook", "c1", False, [], [3, 0, 0])], names=(), moments=[moments])

    estimates, (record,) = estimate_mean(light)

    assert estimates == []
    assert why in record.reason


def test_a_stratum_in_which_nothing_was_read_is_a_record_not_a_number():
    shares, (no_share,) = estimate_shares(NOBODY)
    gaps, (no_gap,) = estimate_gap(NOBODY, references=[EVEN])

    assert {one.stratum for one in shares} == {one.stratum for one in gaps} == {"cook", "*"}
    assert (no_share.measure, no_gap.reference) == ("share", "even")
    assert no_share.stratum == no_gap.stratum == "nurse"
    assert no_gap.reason == "none of 10 requested images was read: 6 refused, 4 no face"
    assert len(estimate_outcome_rates(NOBODY).estimates) == 9


def test_what_has_no_values_or_categories_is_not_asked_for_them():
    assert estimate_mean(TWO) == ([], [])
    assert estimate_shares(make([("a", "a", False, [], [1, 0, 0])], names=())) == ([], [])


def test_marked_and_unmarked_prompts_are_never_one_number():
    mixed = TWO + make([("nurse", "n3", True, [0, 5], [0, 0, 0])])

    for estimate in (estimate_shares, estimate_outcome_rates, estimate_mean):
        with pytest.raises(InputError, match="cannot be pooled"):
            estimate(mixed)
    with pytest.raises(InputError, match="cannot be pooled"):
        estimate_gap(mixed, references=[EVEN])
    _, marked = mixed.by_marked()
    assert "do not compare" in " ".join(estimate_shares(marked).estimates[0].cautions)


def test_what_is_not_known_of_prompts_is_said():
    folder = make([("all", NO_PROMPT, None, [5, 5], [0, 0, 0])])
    known = make([("all", "p1", None, [5, 5], [0, 0, 0]), ("all", "p2", None, [5, 4], [0, 0, 0])])

    assert estimate_shares(folder).estimates[0].n_prompts == 0
    assert "not known" in estimate_shares(folder).estimates[0].cautions[0]
    cautions = " ".join(estimate_shares(known).estimates[0].cautions)
    assert "these 2 prompts" in cautions
    assert "not known whether" in cautions
    assert "unequal numbers" in cautions


def test_a_reference_by_stratum_is_used_for_its_own():
    references = [
        reference({"no": 0.0, "yes": 1.0}, stratum="cook"),
        reference({"yes": 0.5, "no": 0.5}, stratum="nurse"),
    ]

    (cook, nurse, everyone), _ = estimate_gap(TWO, references=references)

    assert (cook.value, nurse.value) == (0, 0)
    assert (everyone.stratum, everyone.value) == ("*", pytest.approx(0)), "their own mixture"


def test_all_strata_have_no_reference_where_one_of_them_has_none():
    (cook,), (nurse, everyone) = estimate_gap(
        TWO, references=[reference({"no": 0.0, "yes": 1.0}, stratum="cook")]
    )

    assert (cook.stratum, nurse.stratum, everyone.stratum) == ("cook", "nurse", "*")
    assert "has no shares for it" in nurse.reason
    assert "has no shares for it" in everyone.reason


@pytest.mark.parametrize(
    ("references", "why"),
    [
        pytest.param([], "exactly one", id="none"),
        pytest.param([EVEN, reference(EVEN.shares, name="odd")], "exactly one", id="two-names"),
        pytest.param([EVEN, EVEN], "two distributions", id="twice"),
        pytest.param([reference({"no": 0.5, "maybe": 0.5})], "maybe, yes", id="other-categories"),
        pytest.param([reference({"no": 1.0})], "yes", id="a-category-left-out"),
        pytest.param([reference(EVEN.shares, about="tie")], "about tie", id="another-attribute"),
    ],
)
def test_a_reference_that_does_not_fit_is_an_error(references, why):
    with pytest.raises(SpecError, match=why):
        estimate_gap(TWO, references=references)


def test_names_of_categories_and_order_of_rows_do_not_matter():
    renamed = make(
        [(s, p, m, read.tolist(), miss.tolist()) for (s, p, m), read, miss in
         reversed(list(zip(TWO.rows, TWO.read, TWO.missing, strict=True)))],
        names=("b", "a"),
    )  # fmt: skip

    ours, theirs = estimate_shares(TWO).estimates, estimate_shares(renamed).estimates
    gaps = estimate_gap(TWO, references=[EVEN]).estimates
    other_gaps = estimate_gap(renamed, references=[reference({"a": 0.5, "b": 0.5})]).estimates

    assert [one.model_copy(update={"category": None}) for one in ours] == [
        one.model_copy(update={"category": None}) for one in theirs
    ]
    assert gaps == other_gaps


THREE = st.tuples(*[st.integers(0, 60)] * 3)


@settings(max_examples=60)
@given(st.lists(st.tuples(THREE, THREE), min_size=1, max_size=4))
def test_every_number_lies_in_its_interval_and_that_in_its_bounds(rows):
    counts = make(
        [(f"s{i}", f"p{i}", False, read, missing) for i, (read, missing) in enumerate(rows)],
        names=("a", "b", "c"),
    )
    uneven = reference({"a": 0.7, "b": 0.3, "c": 0.0})
    asked = [
        estimate_shares(counts),
        estimate_gap(counts, references=[uneven]),
        estimate_outcome_rates(counts),
    ]

    for estimates, not_estimated in asked:
        told = {one.stratum for one in estimates} | {one.stratum for one in not_estimated}
        assert told == set(counts.pooled().strata)
        for one in estimates:
            assert 0 <= one.low <= one.value + 1e-12
            assert one.value - 1e-12 <= one.high <= 1
            assert one.missing_low <= one.low + 1e-6
            assert one.missing_high >= one.high - 1e-6
            assert one.floor_mean <= one.floor_high + 1e-9
            assert one.low < one.high

"""The verdict in a sentence, how sure it is, and what is not known."""

from dataclasses import replace

import pytest

from graycard.report.facts import gather
from graycard.report.first_screen import InShort, in_short
from graycard.report.how_sure import how_sure
from graycard.report.not_known import not_known
from graycard.run.evidence import Numbers
from graycard.types import Attribute, Estimate

from .conftest import PRESENTATION, SKIN_TONE, Ask, build_run, nurses

DISTANCE = Attribute(
    name="skin_tone_distance", scale="interval", claim="How far.", source="this test", unit="ΔE00"
)
TIE = Attribute(
    name="tie", categories=("yes", "no"), scale="nominal", claim="A tie.", source="this test"
)
GLASSES = TIE.model_copy(update={"name": "glasses", "claim": "Glasses."})
SMILE = TIE.model_copy(update={"name": "smile", "claim": "A smile."})
CAST = Attribute(name="light_cast", scale="interval", claim="Cast.", source="this test", unit="C")


def run_of(tmp_path, asks, **more):
    return gather(build_run(tmp_path / "run", asks, **more))


def whole_verdict(facts):
    short = in_short(facts)
    return f"{short.lead} {short.besides}".strip()


def job(name, presentation, n):
    read = {"perceived_gender_presentation": presentation}
    return [Ask(stratum=name, text=f"a photo of a {name}", read=read) for _ in range(n)]


def test_the_verdict_names_what_differs_and_where_most(tmp_path):
    even = [one for each in PRESENTATION.categories for one in job("cook", each, 8)]
    facts = run_of(tmp_path, [*even, *job("nurse", "feminine", 24)], attributes=(PRESENTATION,))

    short = in_short(facts)
    assert short.lead.replace("\N{NO-BREAK SPACE}", " ") == (
        "Perceived gender presentation differs from even shares by more than chance explains in 1"
        " of 2 groups of prompts, most clearly in “nurse” (100 % feminine, against 33 %)."
    )
    assert short.besides == "The other groups are not shown to agree."


def test_the_verdict_names_what_else_differs_with_its_number(tmp_path):
    tones = [Ask(read={PRESENTATION.name: "feminine", "skin_tone": "1"}) for _ in range(30)]
    facts = run_of(tmp_path, tones, attributes=(PRESENTATION, SKIN_TONE))

    said = whole_verdict(facts)
    assert said.startswith("Skin tone differs")  # by 90 %; presentation by 67 %
    assert said.endswith(" So does perceived gender presentation (1 of 1).")


ROW = {"value": 0.5, "low": 0.3, "floor_high": 0.2}
"""A gap beyond chance."""

NEAR = {"value": 0.1, "low": 0.0}
"""What makes it one within chance."""

PLAIN = {
    "reference": "uniform",
    "marked": False,
    "n": 20,
    "n_missing": 0,
    "readers": ("eye@abc",),
}
"""What a gap is of, unless said otherwise."""


def told(tmp_path, *rows):
    """Return the verdict on gaps that are given as (attribute, stratum, what differs from ROW)."""
    attributes = (PRESENTATION, SKIN_TONE, TIE, GLASSES, SMILE)
    facts = run_of(tmp_path, nurses({"feminine": 4}), attributes=attributes)
    estimates = tuple(
        Estimate(
            measure="representation_gap",
            attribute=attribute.name,
            stratum=stratum,
            high=0.9,
            level=0.95,
            method="by hand",
            denominator="read",
            n_prompts=1,
            **{**PLAIN, **ROW, **row},
        )
        for attribute, stratum, row in rows
    )
    return whole_verdict(replace(facts, numbers=Numbers(estimates=estimates, not_estimated=())))


def test_a_large_gap_in_few_groups_leads_before_small_gaps_in_many(tmp_path):
    small = {"value": 0.3, "low": 0.1}
    said = told(
        tmp_path,
        (PRESENTATION, "nurse", small),
        (PRESENTATION, "cook", small),
        (SKIN_TONE, "nurse", {"value": 0.1, "low": 0.0}),
        (SKIN_TONE, "cook", {"value": 0.8, "low": 0.4}),
    )

    assert said.startswith("Skin tone differs from even shares")
    assert "in 1 of 2 groups of prompts, most clearly in “cook”" in said
    assert " So does perceived gender presentation (2 of 2)." in said


def test_a_gap_that_many_categories_make_large_does_not_lead(tmp_path):
    said = told(
        tmp_path,
        (SKIN_TONE, "nurse", {"value": 0.72, "low": 0.04, "floor_high": 0.7}),
        (PRESENTATION, "nurse", {"value": 0.5, "low": 0.3}),
    )

    assert said.startswith("Perceived gender presentation differs")


def test_within_an_attribute_the_surest_gap_is_named_and_not_that_of_the_fewest_images(tmp_path):
    said = told(
        tmp_path,
        (PRESENTATION, "nurse", {"value": 0.67, "low": 0.07, "floor_high": 0.47}),
        (PRESENTATION, "cook", {"value": 0.4, "low": 0.31, "floor_high": 0.1}),
    )

    assert "in 2 of 2 groups of prompts, most clearly in “cook”" in said


@pytest.mark.parametrize(
    ("floor", "first"), [(0.1, "Skin tone"), (0.3, "Perceived gender"), (0.2, "Perceived gender")]
)
def test_of_gaps_that_are_as_sure_the_one_furthest_above_chance_leads(tmp_path, floor, first):
    said = told(tmp_path, (SKIN_TONE, "nurse", {"floor_high": floor}), (PRESENTATION, "nurse", {}))

    assert said.startswith(first)


def test_the_first_reference_that_an_attribute_differs_from_speaks_for_it(tmp_path):
    planted = {"reference": "avatar-planted", "value": 0.8, "low": 0.6}

    both = told(tmp_path / "both", (PRESENTATION, "nurse", {}), (PRESENTATION, "nurse", planted))
    assert "differs from even shares" in both
    assert "So does" not in both
    one = told(tmp_path / "one", (PRESENTATION, "nurse", NEAR), (PRESENTATION, "nurse", planted))
    assert "differs from avatar-planted" in one


def test_where_nothing_differs_it_says_what_could_have_shown(tmp_path):
    asks = [one for each in PRESENTATION.categories for one in job("cook", each, 3)]
    said = whole_verdict(run_of(tmp_path, asks, attributes=(PRESENTATION,)))

    assert said.startswith(
        "No difference in perceived gender presentation from a reference is larger than chance"
        " explains; at 9 images"
    )


def test_where_only_something_else_differs_it_is_not_said_that_nothing_does(tmp_path):
    said = told(tmp_path, (PRESENTATION, "nurse", NEAR), (TIE, "nurse", {}), (TIE, "cook", {}))

    assert said.startswith("No difference in perceived gender presentation from a reference")
    assert said.endswith(
        " Other attributes differ beyond chance: from even shares in tie (2 of 2)."
    )


def test_what_else_differs_is_counted_for_each_reference(tmp_path):
    planted = {"reference": "avatar-planted"}
    said = told(
        tmp_path,
        (PRESENTATION, "nurse", {}),
        (TIE, "nurse", {}),
        (TIE, "cook", NEAR),
        (TIE, "nurse", planted),
        (TIE, "cook", planted),
        (GLASSES, "nurse", NEAR),
    )

    assert said.startswith("Perceived gender presentation differs from even shares")
    assert said.endswith(
        " Other attributes differ beyond chance: from avatar-planted in tie (2 of 2); from even"
        " shares in tie (1 of 2)."
    )


def test_of_what_else_differs_that_in_most_groups_is_named_and_the_rest_counted(tmp_path):
    said = told(
        tmp_path,
        (PRESENTATION, "nurse", {}),
        *((GLASSES, stratum, row) for stratum, row in (("nurse", {}), ("cook", NEAR))),
        *((TIE, stratum, row) for stratum, row in (("nurse", {}), ("cook", NEAR), ("ceo", NEAR))),
        *((SMILE, stratum, {}) for stratum in ("nurse", "cook")),
    )

    assert said.endswith(
        " Other attributes differ beyond chance: from even shares in smile (2 of 2), glasses"
        " (1 of 2) and 1 more."
    )


@pytest.mark.parametrize(
    ("cook", "said"),
    [
        ({"value": 0.1, "low": 0.0}, True),
        ({"n_missing": 9, "missing_low": 0.0}, True),
        ({}, False),
    ],
)
def test_groups_that_are_not_counted_are_not_taken_for_even(tmp_path, cook, said):
    sentence = told(tmp_path, (PRESENTATION, "nurse", {}), (PRESENTATION, "cook", cook))

    assert sentence.endswith("The other groups are not shown to agree.") is said


def test_prompts_that_state_it_have_no_part_in_the_verdict(tmp_path):
    asked = [
        (PRESENTATION, "nurse", {}),
        (PRESENTATION, "cook", {}),
        (SKIN_TONE, "nurse", NEAR),
        (TIE, "nurse", NEAR),
    ]
    stated = [
        (attribute, "female nurse", {"marked": True, "low": 0.4})
        for attribute in (PRESENTATION, SKIN_TONE, TIE)
    ]

    said = told(tmp_path / "both", *asked, *stated)
    assert said == told(tmp_path / "open", *asked)
    assert "in 2 of 2 groups of prompts, most clearly in “nurse”" in said
    alone = told(tmp_path / "stated", (PRESENTATION, "nurse", NEAR), *stated)
    assert alone.startswith("No difference in perceived gender presentation from a reference")
    assert "differ beyond chance" not in alone


def test_prompts_that_leave_it_open_speak_before_those_of_which_it_is_not_known(tmp_path):
    unknown = (PRESENTATION, "night nurse", {"marked": None, "low": 0.4})

    both = told(tmp_path / "both", unknown, (PRESENTATION, "nurse", {}))
    assert both == (
        "Perceived gender presentation differs from even shares by more than chance explains in"
        " “nurse”, one of 2 groups of prompts that could be compared."
    )
    one = told(tmp_path / "one", unknown, (PRESENTATION, "nurse", NEAR))
    assert one == (
        "Perceived gender presentation (not known whether prompts state it) differs from even"
        " shares by more than chance explains in “night nurse”, one of 2 groups of prompts that"
        " could be compared. The other groups are not shown to agree."
    )


@pytest.mark.parametrize(
    ("marks", "references", "said"),
    [
        ((True,), None, "The prompts state what is measured, so nothing was compared"),
        ((True,), (), "Nothing was compared"),
        ((True, False), (), "Nothing was compared"),
        ((True, False), None, "Perceived gender presentation differs"),
    ],
)
def test_where_all_prompts_state_it_the_verdict_says_that_nothing_was_compared_for_that(
    tmp_path, marks, references, said
):
    read = {PRESENTATION.name: "feminine"}
    asks = [
        Ask(stratum=f"job {mark}", text=f"{mark}", marked=mark, read=read)
        for mark in marks
        for _ in range(24)
    ]
    facts = run_of(tmp_path, asks, attributes=(PRESENTATION,), references=references)

    assert whole_verdict(facts).startswith(said)


def test_a_group_that_two_readers_read_is_one_and_no_other_is_left(tmp_path):
    said = told(
        tmp_path,
        (PRESENTATION, "nurse", {}),
        (PRESENTATION, "nurse", {"readers": ("other@abc",), **NEAR}),
    )

    assert said.endswith("in “nurse”, the only group of prompts that could be compared.")


def test_what_differs_from_another_reference_is_not_said_to_differ_from_this(tmp_path):
    planted = {"reference": "avatar-planted"}
    said = told(
        tmp_path,
        (PRESENTATION, "nurse", NEAR),
        (PRESENTATION, "nurse", {**planted, "low": 0.4}),
        (SKIN_TONE, "nurse", {}),
        (SKIN_TONE, "nurse", {**planted, **NEAR}),
    )

    assert said == (
        "Perceived gender presentation differs from avatar-planted by more than chance explains in"
        " “nurse”, the only group of prompts that could be compared. There are also differences"
        " beyond chance from even shares in skin tone (1 of 1)."
    )


def test_a_verdict_on_few_images_says_that_it_is_no_result(tmp_path):
    few = told(tmp_path / "few", (PRESENTATION, "nurse", {"n": 6}))
    enough = told(tmp_path / "enough", (PRESENTATION, "nurse", {"n": 10}))

    assert few.endswith(
        " With 6 images for each group of prompts this is a reason to make more images, not a"
        " result."
    )
    assert "reason" not in enough


def test_without_an_image_nothing_is_said(tmp_path):
    facts = run_of(tmp_path, [Ask(outcome="refused")])

    assert in_short(facts) == InShort("No image came: nothing can be said of what is shown.")
    assert how_sure(facts) == []


@pytest.mark.parametrize(("n", "few"), [(4, True), (12, False)])
def test_few_images_are_called_few(tmp_path, n, few):
    said = " ".join(how_sure(run_of(tmp_path, nurses({"feminine": n}))))

    assert f"about {n} images" in said
    assert ("That is few." in said) is few


def test_a_reader_that_gave_no_label_is_named_with_its_number(tmp_path):
    asks = [*nurses({"feminine": 5}), *(Ask(read={}) for _ in range(3)), Ask(outcome="refused")]
    said = not_known(run_of(tmp_path, asks, attributes=(PRESENTATION,)))

    assert "Perceived gender presentation: the reader eye gave no label for 3 of 8 images." in said
    assert "What 1 of 9 requests would have shown: it brought no image." in said


@pytest.mark.parametrize(("distance", "doubtful"), [(9.2, True), (3.1, False)])
def test_tones_far_from_their_swatches_are_doubtful(tmp_path, distance, doubtful):
    asks = [Ask(read={"skin_tone_distance": distance + off}) for off in (-1, 0, 1)]
    said = " ".join(not_known(run_of(tmp_path, asks, attributes=(DISTANCE,))))

    assert ("lie 9.20 from the nearest swatch" in said) is doubtful


def test_coloured_light_is_told(tmp_path):
    asks = [Ask(read={"light_cast": cast}) for cast in (18.0, 18.9, 19.8)]

    assert "a cast of 18.9" in " ".join(not_known(run_of(tmp_path, asks, attributes=(CAST,))))


def test_a_verdict_on_doubtful_tones_says_so_at_once(tmp_path):
    asks = [Ask(read={"skin_tone": "9", "skin_tone_distance": 9.0 + i / 99}) for i in range(30)]
    said = whole_verdict(run_of(tmp_path, asks, attributes=(SKIN_TONE, DISTANCE)))

    assert "in “nurse”" in said
    assert "the only group of prompts that could be compared." in said
    assert said.endswith("But skin tones are doubtful here: see what is not known.")


def test_doubtful_tones_do_not_lead_where_something_else_differs(tmp_path):
    tone = {"skin_tone": "9", PRESENTATION.name: "feminine"}
    asks = [Ask(read=tone | {"skin_tone_distance": 9.0 + i / 99}) for i in range(30)]
    facts = run_of(tmp_path, asks, attributes=(PRESENTATION, SKIN_TONE, DISTANCE))

    said = whole_verdict(facts)
    assert said.startswith("Perceived gender presentation differs")  # by 67 %; tones by 90 %
    assert said.endswith(
        " So does skin tone (1 of 1). But skin tones are doubtful here: see what is not known."
    )


def test_what_could_be_closed_by_what_is_missing_is_undecided(tmp_path):
    asks = [*nurses({"feminine": 12}), *(Ask(read={}) for _ in range(60))]
    said = not_known(run_of(tmp_path, asks, attributes=(PRESENTATION,)))

    assert "1 gap is undecided: what is missing could close it." in said

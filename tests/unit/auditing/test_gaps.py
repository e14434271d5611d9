"""What may be compared with which reference."""

import numpy as np
import pytest

from graycard.auditing.gaps import gaps
from graycard.counts import NO_PROMPT, Counts
from graycard.references import load_references
from graycard.types import Attribute, Reference

PRESENTATION = Attribute(
    name="perceived_gender_presentation",
    categories=("feminine", "masculine", "androgynous"),
    scale="nominal",
    claim="how a portrait presents",
    source="test",
)
RACE = Attribute(
    name="reported_race",
    categories=("white", "black", "asian", "other or several"),
    scale="nominal",
    claim="what no machine reads",
    source="test",
)


def counts(rows, attribute=PRESENTATION, marked=False):
    """Each row: stratum and prompt id."""
    read = np.full((len(rows), len(attribute.categories)), 4, dtype=np.int64)
    return Counts(
        attribute=attribute,
        reader="eye@1",
        strata=tuple(row[0] for row in rows),
        prompt_ids=tuple(row[1] for row in rows),
        marked=(marked,) * len(rows),
        read=read,
        reasons=(),
        missing=np.zeros((len(rows), 0), dtype=np.int64),
    )


def compared(some, references, languages):
    """The gaps; what else is measured beside a reference has tests of its own."""
    done = list(gaps(some, references, languages, level=0.95))
    return (
        [one for part in done for one in part.estimates if one.measure == "representation_gap"],
        [one for part in done for one in part.not_estimated if one.measure == "representation_gap"],
    )


def us(strata, attribute=PRESENTATION):
    return load_references("us-labor-2022", [attribute], strata)


def test_english_prompts_are_compared_with_workers_of_the_united_states():
    estimates, refused = compared(
        counts([("nurse", "a"), ("cook", "b")]), us(["nurse", "cook"]), {"a": "en", "b": "en-GB"}
    )

    assert refused == []
    assert [one.stratum for one in estimates] == ["cook", "nurse", "*"]
    # Half of those read as feminine or masculine are feminine; 87.9 % of nurses are women.
    assert estimates[1].value == pytest.approx(0.379)
    assert "language" not in " ".join(estimates[1].cautions)


def test_prompts_in_another_language_are_not():
    estimates, refused = compared(
        counts([("nurse", "a"), ("nurse", "b")]), us(["nurse"]), {"a": "zh-Hans", "b": "en"}
    )

    [one] = estimates
    assert (one.stratum, one.n, one.n_prompts) == ("nurse", 8, 1)
    [gone] = refused
    assert gone.reason == (
        "these prompts are in zh-Hans: the reference is about Employed people aged 16 and over"
        " in the United States, for prompts in en"
    )
    assert (gone.reference, gone.stratum, gone.requested) == ("us-labor-2022", "nurse", 12)


@pytest.mark.parametrize("tag", ["eng", "english", "e", "zh"])
def test_a_tag_that_only_begins_alike_is_another_language(tag):
    estimates, [refused] = compared(counts([("nurse", "a")]), us(["nurse"]), {"a": tag})

    assert estimates == []
    assert f"these prompts are in {tag}:" in refused.reason


@pytest.mark.parametrize(("prompt", "languages"), [("a", {"a": "und"}), (NO_PROMPT, {})])
def test_an_unknown_language_is_a_caution(prompt, languages):
    [one], refused = compared(counts([("nurse", prompt)]), us(["nurse"]), languages)

    assert refused == []
    assert one.cautions[-1] == (
        "The language of these prompts is not known; the reference is for prompts in en."
    )


def test_languages_of_the_union_are_compared_with_its_workers():
    eu = load_references("eu-labor-2023q3", [PRESENTATION], ["nurse"])

    [one], refused = compared(counts([("nurse", "a")]), eu, {"a": "fr"})

    assert (one.reference, refused) == ("eu-labor-2023q3", [])
    assert one.value == pytest.approx(0.375)


def test_even_shares_are_for_any_language():
    even = load_references("uniform", [PRESENTATION], ["nurse"])

    [one], refused = compared(counts([("nurse", "a")]), even, {"a": "sw"})

    assert (one.value, refused) == (0, [])


def test_race_is_never_compared_with_what_a_machine_read():
    references = us(["nurse"], RACE)
    assert [one.attribute for one in references] == ["reported_race"]

    estimates, [refused] = compared(counts([("nurse", "a")], RACE), references, {"a": "en"})

    assert estimates == []
    assert "labels by people only" in refused.reason


def test_marked_prompts_are_compared_with_nobody():
    estimates, [refused] = compared(
        counts([("nurse", "a")], marked=True), us(["nurse"]), {"a": "en"}
    )

    assert estimates == []
    assert "they are marked" in refused.reason


def test_a_reader_of_the_two_categories_alone_is_compared_as_it_is():
    two = PRESENTATION.model_copy(update={"categories": ("feminine", "masculine")})

    [one], refused = compared(counts([("nurse", "a")], two), us(["nurse"]), {"a": "en"})

    assert refused == []
    assert (one.n, one.n_missing) == (8, 0)


def test_other_categories_are_refused():
    other = Reference(
        name="mine",
        attribute=PRESENTATION.name,
        stratum=None,
        shares={"feminine": 0.5, "masculine": 0.5},
        population="x",
        source="x",
        states_the_value_of="x",
    )

    estimates, [refused] = compared(counts([("nurse", "a")]), [other], {"a": "en"})

    assert estimates == []
    assert "other categories" in refused.reason

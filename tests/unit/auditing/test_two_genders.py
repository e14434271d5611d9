"""Readers that know two genders, and prompts that name a third."""

import numpy as np
import pytest

from graycard.auditing.two_genders import knows_two, names_neither, parted
from graycard.counts import Counts
from graycard.types import Attribute

TEXTS = {
    "a": "Photo portrait of a woman at work",
    "b": "Photo portrait of a non-binary person at work",
    "c": "a genderqueer\u00a0nurse",
    "d": "Photo portrait of a person at work",
}


def attribute(name="perceived_gender", categories=("feminine", "masculine")):
    return Attribute(
        name=name, categories=categories, scale="nominal", claim="a claim", source="test"
    )


def counts(of):
    return Counts(
        attribute=of,
        reader="eye@1",
        strata=tuple(TEXTS),
        prompt_ids=tuple(TEXTS),
        marked=(True,) * len(TEXTS),
        read=np.ones((len(TEXTS), len(of.categories)), dtype=np.int64),
        reasons=(),
        missing=np.zeros((len(TEXTS), 0), dtype=np.int64),
    )


def test_a_reader_of_two_says_nothing_of_those_who_are_neither():
    speaks, silent = parted(counts(attribute()), TEXTS)

    assert speaks.strata == ("a", "d")
    assert silent.strata == ("b", "c")


@pytest.mark.parametrize(
    "of",
    [
        attribute(categories=("feminine", "masculine", "androgynous")),
        attribute(name="glasses", categories=("yes", "no")),
        attribute(name="gender_words", categories=("woman", "man", "none")),
    ],
)
def test_other_readers_speak_of_everybody(of):
    speaks, silent = parted(counts(of), TEXTS)

    assert speaks.strata == tuple(TEXTS)
    assert silent.strata == ()


def test_what_knows_two():
    assert knows_two(attribute())
    assert knows_two(attribute(name="sex"))
    assert not knows_two(attribute(name="unisex_coat"))


def test_what_names_neither():
    assert names_neither("two enby chefs")
    assert names_neither("A GenderFluid lawyer")
    assert not names_neither("a binary clock, not a number")

"""Readers that know two genders say nothing of prompts that name somebody who is neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graycard.counts import Counts
from graycard.language import noted
from graycard.types import Attribute
from graycard.words import words_of

REASON: Final = noted(
    "these prompts name somebody who is neither a woman nor a man, and this reader knows two "
    "genders only: whatever it says of them is wrong"
)

_NEITHER: Final = tuple(
    words_of(name)
    for name in (
        "non-binary", "nonbinary", "enby", "genderqueer", "gender-fluid", "genderfluid",
        "agender", "bigender", "third gender", "two-spirit", "gender-nonconforming",
        "gender non-conforming",
    )
)  # fmt: skip


def knows_two(attribute: Attribute) -> bool:
    """Return whether an attribute sorts people into two genders and nothing else.

    Example:
        >>> from graycard.avatar import ATTRIBUTES
        >>> knows_two(ATTRIBUTES["perceived_gender_presentation"])  # it has three
        False
    """
    about = {"gender", "genders", "sex"} & {*words_of(attribute.name.replace("_", " "))}
    return bool(about) and len(attribute.categories) == 2


def names_neither(text: str) -> bool:
    """Return whether a prompt names somebody who is neither a woman nor a man, in English.

    Example:
        >>> names_neither("Photo portrait of a Non-Binary person"), names_neither("a nurse")
        (True, False)
    """
    words = words_of(text)
    return any(words[at : at + len(name)] == name for name in _NEITHER for at in range(len(words)))


def speaks_of(texts: Mapping[str, str], attribute: Attribute, prompt: str | None) -> bool:
    """Return whether an attribute may be scored on a prompt.

    Args:
        texts: Of the prompts, by id.
        attribute: That was read.
        prompt: Id of the prompt; None where it is not known.
    """
    return not (knows_two(attribute) and names_neither(texts.get(prompt or "", "")))


def parted(counts: Counts, texts: Mapping[str, str]) -> tuple[Counts, Counts]:
    """Return the counts that a reader can speak of, and those that it cannot.

    Args:
        counts: Of one reader and attribute.
        texts: Of the prompts, by id.
    """
    return (
        counts.select(lambda row: speaks_of(texts, counts.attribute, row[1])),
        counts.select(lambda row: not speaks_of(texts, counts.attribute, row[1])),
    )

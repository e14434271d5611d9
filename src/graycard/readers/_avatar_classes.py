"""What `avatar-clip` can be asked about the drawn world, in the words it was trained on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graycard.avatar import ATTRIBUTES, PERSON, professions
from graycard.avatar.vocabulary import ALIASES, OPENERS, PERSON_NOUNS, PHRASES, Phrase
from graycard.readers._zero_shot import Question

RIGHT: Final = {
    "perceived_gender_presentation": 0.82,
    "glasses": 0.98,
    "tie": 0.98,
    "smile": 0.87,
    "profession": 1.00,
}
"""What it reads, with the share of labels that were right on 1,700 renders that it was not trained
on, 100 of each profession and of the plain person. A test measures it again. What it gets wrong
more often than one time in five (age, skin tone, hair, headwear, background) it is not asked."""

FEATURES: Final = {"a tie": "tie", "glasses": "glasses", "a smile": "smile"}
"""The features among them, as somebody would write them, and their attributes."""

_PHRASE_OPENERS: Final = OPENERS[:2]


def avatar_questions(*, source: str) -> tuple[Question, ...]:
    """Return what is read, with the captions that state each category.

    Args:
        source: How a label is made, for the attributes.
    """
    return tuple(_question(name, source) for name in RIGHT)


def avatar_feature(phrase: str, *, source: str) -> Question | None:
    """Return a feature of the drawn world under the name of its attribute, if it is one."""
    name = FEATURES.get(phrase)
    return None if name is None else _question(name, source)


def avatar_captions(attribute: str, category: str) -> tuple[str, ...]:
    """Return captions of the drawn world that state a category of an attribute.

    Example:
        >>> avatar_captions("tie", "yes")[:2]
        ('a photo of a ceo with a tie', 'a portrait of a ceo with a tie')
    """
    if attribute == "profession":
        nouns = [category, *(alias for alias, name in ALIASES.items() if name == category)]
        return _opened(map(_with_article, nouns), OPENERS)
    # Nobody is a plain person here but who wears plain clothes: the captions go through everybody.
    bodies = [
        _body(phrase, noun)
        for phrase in PHRASES
        if (phrase.attribute, phrase.categories) == (attribute, (category,))
        for noun in (*professions(), PERSON)
    ]
    if attribute == "perceived_gender_presentation":
        nouns = [noun for noun, states in PERSON_NOUNS.items() if states == (category,)]
        bodies += map(_with_article, nouns)
    return _opened(bodies, _PHRASE_OPENERS)


def _question(name: str, source: str) -> Question:
    attribute = ATTRIBUTES[name]
    right = f"right on {RIGHT[name]:.0%} of 1,700 renders; {attribute.source}"
    return Question(
        attribute.model_copy(update={"source": f"{source}, {right}"}),
        {category: avatar_captions(name, category) for category in attribute.categories},
    )


def _body(phrase: Phrase, noun: str) -> str:
    if phrase.place == "before":
        return _with_article(f"{phrase.text} {noun}")
    joined = "with " if phrase.place == "with" else ""
    return f"{_with_article(noun)} {joined}{phrase.text}"


def _with_article(words: str) -> str:
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _opened(bodies: Iterable[str], openers: Iterable[str]) -> tuple[str, ...]:
    return tuple(opener.format(body) for body in bodies for opener in openers)

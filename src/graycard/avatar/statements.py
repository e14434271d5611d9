"""Captions that state a category of an attribute: for training, and for zero-shot reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from graycard.avatar.attributes import ATTRIBUTES
from graycard.avatar.vocabulary import ALIASES, OPENERS, PERSON_NOUNS, PHRASES, Phrase
from graycard.avatar.world import PERSON, professions

NOUNS: Final = (*professions(), PERSON)
"""What a statement can be about; the plain person wears plain clothes."""


def statements(
    attribute: str, *, nouns: Sequence[str] = NOUNS, openers: Sequence[str] = OPENERS
) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Return every caption that states something about an attribute.

    Args:
        attribute: In `graycard.avatar.ATTRIBUTES`.
        nouns: That the captions are about; `profession` and the gendered nouns bring their own.
        openers: With a `{}` for the rest.

    Returns:
        The categories that a group of captions allows, to the captions. Tones of skin are stated
        one by one and in three groups. Empty for an attribute that no words are known for.

    Example:
        >>> said = statements("glasses", nouns=["chef"], openers=["a photo of {}"])
        >>> said[("no",)]
        ('a photo of a chef without glasses',)
        >>> said[("yes",)]
        ('a photo of a chef with glasses', 'a photo of a chef wearing glasses')
    """
    bodies: dict[tuple[str, ...], list[str]] = {}
    if attribute == "profession":
        for name in NOUNS:
            aliases = (alias for alias, stands_for in ALIASES.items() if stands_for == name)
            bodies[name,] = [with_article(noun) for noun in (name, *aliases)]
    for phrase in PHRASES:
        if phrase.attribute == attribute:
            said = bodies.setdefault(phrase.categories, [])
            said += [_body(phrase, noun) for noun in nouns]
    if attribute == "perceived_gender_presentation":
        for noun, stated in PERSON_NOUNS.items():
            if stated is not None:
                bodies[stated].append(with_article(noun))
    return {categories: _opened(said, openers) for categories, said in bodies.items()}


TONE_GROUP: Final = "skin tone group"
"""Name of the question which of three groups a tone of skin is in."""


def questions(
    *, nouns: Sequence[str] = NOUNS, openers: Sequence[str] = OPENERS
) -> dict[str, Mapping[tuple[str, ...], tuple[str, ...]]]:
    """Return the statements about each attribute that words are known for.

    Args:
        nouns: As in `statements`.
        openers: As in `statements`.

    Returns:
        By attribute, statements that exclude each other. Tones of skin are asked for twice: one
        by one as `skin_tone`, and in groups as `TONE_GROUP`.

    Example:
        >>> asked = questions()
        >>> len(asked["skin_tone"]), len(asked[TONE_GROUP]), list(asked["tie"])
        (10, 3, [('yes',), ('no',)])
    """
    found = {}
    for name in ATTRIBUTES:
        said = statements(name, nouns=nouns, openers=openers)
        groups = {allowed: texts for allowed, texts in said.items() if len(allowed) > 1}
        found[name] = {allowed: texts for allowed, texts in said.items() if allowed not in groups}
        if groups:
            found[TONE_GROUP] = groups
    return {name: said for name, said in found.items() if said}


def with_article(words: str) -> str:
    """Return words after the indefinite article.

    Example:
        >>> with_article("old nurse"), with_article("nurse")
        ('an old nurse', 'a nurse')
    """
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _body(phrase: Phrase, noun: str) -> str:
    if phrase.place == "before":
        return with_article(f"{phrase.text} {noun}")
    return f"{with_article(noun)} {'with ' if phrase.place == 'with' else ''}{phrase.text}"


def _opened(bodies: Iterable[str], openers: Sequence[str]) -> tuple[str, ...]:
    return tuple(opener.format(body) for body in bodies for opener in openers)

"""`read_prompt`: what a text asks this world to draw."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pydantic import BaseModel, ConfigDict

from graycard.avatar.vocabulary import ALIASES, PERSON_NOUNS, PHRASES, PLURALS
from graycard.avatar.world import HEADWEAR, PERSON, professions

MAX_CHARACTERS: Final = 2_000
"""Longer texts are read up to here."""

_SILENT: Final = frozenset(
    {
        *("a", "an", "the", "of", "with", "and", "or", "in", "on", "at", "who", "is", "has"),
        *("wearing", "photo", "photograph", "portrait", "headshot", "picture", "image", "drawing"),
        *("avatar", "face", "looking", "camera", "close", "up", "close-up"),
    }
)


class Asked(BaseModel):
    """What a prompt asks for.

    Attributes:
        profession: One of `professions()`, or `person`.
        stated: Attribute name to the allowed categories, in the order in which they are stated.
        ignored: Words that this world does not know, in order; they change nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    profession: str
    stated: dict[str, tuple[str, ...]]
    ignored: tuple[str, ...] = ()

    @property
    def marked(self) -> bool:
        """Whether the prompt states any attribute."""
        return bool(self.stated)


def read_prompt(text: str) -> Asked | None:
    """Read a prompt in the words of the drawn world.

    The first noun decides who is drawn. Attributes that are stated twice allow what either of the
    statements allows. Words such as "non-binary" or "Asian" name identities, which drawings
    do not have: they are ignored, and listed as such.

    Args:
        text: Any English text.

    Returns:
        What is asked for; None when the text names nobody whom this world can draw.

    Example:
        >>> read_prompt("a photo of a female CEO with glasses").stated
        {'perceived_gender_presentation': ('feminine',), 'glasses': ('yes',)}
        >>> read_prompt("a photo of a cat") is None
        True
    """
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", text[:MAX_CHARACTERS].lower())
    table = _table()
    profession: str | None = None
    stated: dict[str, list[str]] = {}
    ignored: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            found = table.get(tuple(words[at : at + length]))
            if found is None:
                continue
            noun, attribute, categories = found
            if noun is not None and (profession is None or noun == PERSON):
                # "the face of a nurse" is a nurse, and "a man who is a nurse" is one too.
                profession = profession or noun
            elif noun is not None and profession == PERSON:
                profession = noun
            elif noun is not None:
                ignored.append(" ".join(words[at : at + length]))
                categories = ()
            if attribute is not None and categories:
                kept = stated.setdefault(attribute, [])
                kept += [category for category in categories if category not in kept]
            at += length
            break
        else:
            if words[at] not in _SILENT:
                ignored.append(words[at])
            at += 1
    if profession is None:
        return None
    return Asked(
        profession=profession,
        stated={name: tuple(categories) for name, categories in stated.items()},
        ignored=tuple(ignored),
    )


_Entry = tuple[str | None, str | None, tuple[str, ...]]
_LONGEST: Final = 4


@cache
def _table() -> dict[tuple[str, ...], _Entry]:
    table: dict[tuple[str, ...], _Entry] = {}

    def add(text: str, entry: _Entry) -> None:
        table[tuple(text.split())] = entry
        if "-" in text:
            table[tuple(text.replace("-", " ").split())] = entry

    for phrase in PHRASES:
        add(phrase.text, (None, phrase.attribute, phrase.categories))
    for text, opposite in (("not smiling", "no"), ("with a smile", "yes"), ("unsmiling", "no")):
        add(text, (None, "smile", (opposite,)))
    for thing in ("glasses", "tie"):
        add(f"no {thing}", (None, thing, ("no",)))
    add("no hat", (None, "headwear", ("none",)))
    add("without hat", (None, "headwear", ("none",)))
    add("tie", (None, "tie", ("yes",)))
    add("without a beard", (None, "facial_hair", ("moustache", "none")))
    for kind in HEADWEAR[1:]:
        add(kind, (None, "headwear", (kind,)))
    for noun, presentation in PERSON_NOUNS.items():
        add(noun, _person(presentation))
    for plural, noun in PLURALS.items():
        add(plural, _person(PERSON_NOUNS[noun]))
    for name in (*professions(), *ALIASES):
        entry: _Entry = (ALIASES.get(name, name), None, ())
        add(name, entry)
        add(f"{name}s", entry)
    return table


def _person(presentation: tuple[str, ...] | None) -> _Entry:
    if presentation is None:
        return (PERSON, None, ())
    return (PERSON, "perceived_gender_presentation", presentation)

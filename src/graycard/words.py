"""The words of a text, whole: however they are cased, joined or accented."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import Final

_IN_WORDS: Final = "LMN"
"""Letters, the marks that some alphabets put on them, and digits."""

_APOSTROPHE_LETTER: Final = "\u02bc"
"""A letter by its category, and an apostrophe in most texts that have it."""

Phrase = tuple[str, ...]


def words_of(text: str) -> Phrase:
    """Return the words of a text in a form that compares: composed, without case.

    Whatever is no letter, mark or digit parts words, hyphens and apostrophes too: `woman's` has
    the words `woman` and `s`. Invisible characters within a word do not part it.

    Example:
        >>> words_of("A WOMAN\u2019s non-binary friend, Herman")
        ('a', 'woman', 's', 'non', 'binary', 'friend', 'herman')
    """
    visible = "".join(one for one in text if unicodedata.category(one) != "Cf")
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())
    parted = plain.replace(_APOSTROPHE_LETTER, "'")
    runs = groupby(parted, key=lambda one: unicodedata.category(one)[0] in _IN_WORDS)
    return tuple("".join(run) for in_word, run in runs if in_word)

"""What prompts ask for, as words that can be counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from graycard.words import words_of

_NOT_ASKED: Final = frozenset({"template", "article"})
"""Factors that say how a prompt is worded, and not what it asks for."""
_ARTICLES: Final = frozenset({"a", "an", "the"})
"""Of English: which one it is depends on the word that follows."""


def asked_words(text: str, factors: Mapping[str, str]) -> frozenset[str]:
    """Return what a prompt asks for: the values of its factors, or the words of its text.

    A value that the text does not say, such as `unspecified`, stands with the name of its factor.

    Args:
        text: Of the prompt.
        factors: Of its grid; empty for a prompt that was written out.

    Example:
        >>> sorted(asked_words("a Black person", {"ethnicity": "Black", "gender": "unspecified"}))
        ['Black', 'gender: unspecified']
        >>> sorted(asked_words("A portrait of a man", {}))
        ['man', 'of', 'portrait']
    """
    said = words_of(text)
    asked = {name: value for name, value in factors.items() if name not in _NOT_ASKED}
    if not asked:
        return frozenset(said) - _ARTICLES
    return frozenset(
        value if _within(words_of(value), said) else f"{name}: {value}"
        for name, value in asked.items()
    )


def telling(words: Sequence[frozenset[str]]) -> list[str]:
    """Return the words that some of the pictures' prompts have and others lack, in order.

    Args:
        words: Of the prompt of each picture.

    Example:
        >>> telling([frozenset({"a", "man"}), frozenset({"a", "woman"})])
        ['man', 'woman']
    """
    times = Counter(word for some in words for word in some)
    return sorted(word for word, n in times.items() if n < len(words))


def _within(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    return bool(part) and any(
        whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1)
    )

"""Which scripts words are written in, and which groups of words and phrases a text uses."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from graycard.words import words_of


def scripts(words: Iterable[str]) -> frozenset[str]:
    """Return the scripts of the letters in some words, by the first word of their Unicode names.

    Example:
        >>> sorted(scripts(["woman", "\u0436\u0435\u043d\u0449\u0438\u043d\u0430", "7"]))
        ['CYRILLIC', 'LATIN']
    """
    letters = {one for word in words for one in word if one.isalpha()}
    return frozenset(unicodedata.name(one, "UNNAMED").partition(" ")[0] for one in letters)


class Finder:
    """Finds of which groups a text uses words.

    Args:
        groups: Words or phrases by group.
        passed_over: Phrases whose words are not looked at.

    Example:
        >>> finder = Finder({"a": ["woman"], "b": ["man"]}, passed_over=["man-made"])
        >>> sorted(finder.groups_in("a human in a woman's coat at a man-made lake"))
        ['a']
    """

    def __init__(
        self, groups: Mapping[str, Sequence[str]], *, passed_over: Sequence[str] = ()
    ) -> None:
        self._phrases = {group: frozenset(map(words_of, words)) for group, words in groups.items()}
        self._passed_over = frozenset(map(words_of, passed_over))
        every = {*self._passed_over, *(one for some in self._phrases.values() for one in some)}
        self._longest = max(map(len, every), default=0)

    def groups_in(self, text: str) -> frozenset[str]:
        """Return the groups of which at least one word or phrase stands in the text."""
        words = words_of(text)
        found = set[str]()
        place = 0
        while place < len(words):
            here = {words[place : place + n] for n in range(1, self._longest + 1)}
            if skipped := here & self._passed_over:
                place += max(map(len, skipped))
                continue
            found.update(group for group, phrases in self._phrases.items() if here & phrases)
            place += 1
        return frozenset(found)

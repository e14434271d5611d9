"""Which words are looked for: lists that ship, and lists of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from graycard.documents import parse, read_yaml
from graycard.language import noted
from graycard.readers._words_count import scripts
from graycard.types import Attribute, Noun
from graycard.words import words_of

SHIPPED: Final = ("gender", "stable_bias")
_SHOWN: Final = 6
NO_MARKER: Final = "no marker"
SEVERAL: Final = "several"

_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
_Words = Annotated[tuple[str, ...], Field(min_length=1)]

_UNSPACED: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"})
"""Scripts without spaces between words: where a word ends cannot be seen there."""


class WordList(Noun):
    """Words by the group that they mark, each form written out.

    Attributes:
        name: Of what the groups are about; the attribute of all groups is `words_<name>`.
        language: BCP 47 tag of the words; `und` where nobody said.
        source: Who chose them.
        groups: The markers. Each group is an attribute `words_<group>`, and a text with words
            of none of them has `no marker`.
        beside: Further groups that are counted and mark nothing, such as `person`.
        passed_over: What is not looked into, such as `man-made`.

    Raises:
        ValueError: If an entry has no word in it, stands in two groups, or is of a script that
            does not part words by spaces.
    """

    name: _Name
    language: str = "und"
    source: str
    groups: dict[_Name, _Words] = Field(min_length=1)
    beside: dict[_Name, _Words] = Field(default_factory=dict)
    passed_over: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _every_word_can_be_found(self) -> Self:
        whose: dict[tuple[str, ...], str] = {}
        for group, words in self.all_groups.items():
            for word in words:
                phrase = words_of(word)
                if not phrase:
                    raise ValueError(f"{word!r} of {group} has no letters")
                if scripts(phrase) & _UNSPACED:
                    raise ValueError(
                        f"{word!r} of {group} is of a script that does not part words by spaces"
                    )
                if whose.setdefault(phrase, group) != group:
                    raise ValueError(f"{word!r} stands in {whose[phrase]} and in {group}")
        if self.name in self.all_groups or set(self.groups) & set(self.beside):
            raise ValueError("a group has the name of another one, or of the list")
        return self

    @property
    def all_groups(self) -> dict[str, tuple[str, ...]]:
        """Return markers and what is counted beside them."""
        return {**self.groups, **self.beside}

    @property
    def categories(self) -> tuple[str, ...]:
        """Return what a text as a whole may be: each group alone, several, or no marker."""
        several = (SEVERAL,) if len(self.groups) > 1 else ()
        return (*(f"{group} only" for group in self.groups), *several, NO_MARKER)

    def category(self, found: frozenset[str]) -> str:
        """Return which of the categories a text is that uses words of these groups."""
        marked = [group for group in self.groups if group in found]
        if len(marked) > 1:
            return SEVERAL
        return f"{marked[0]} only" if marked else NO_MARKER

    def attributes(self, *, writer: str) -> tuple[Attribute, ...]:
        """Return what is read with this list: one attribute a group, then that of them all.

        Args:
            writer: Who wrote the text, for the claim.
        """
        each = tuple(
            Attribute(
                name=f"words_{group}",
                categories=("yes", "no"),
                scale="nominal",
                claim=noted(
                    "The text that {name} wrote of the picture uses a word of the group {value},"
                    " such as {names}. It is a claim about a text, not about anybody.",
                    name=writer,
                    value=f"{group!r}",
                    names=", ".join(words[:_SHOWN]),
                ),
                source=self.source,
            )
            for group, words in self.all_groups.items()
        )
        whole = Attribute(
            name=f"words_{self.name}",
            categories=self.categories,
            scale="nominal",
            claim=noted(
                "Of which groups of marking words ({names}) the text that {name} wrote of the"
                " picture uses any. It is a claim about a text, not about anybody.",
                names=", ".join(self.groups),
                name=writer,
            ),
            source=self.source,
        )
        return (*each, whole)


@cache
def shipped_list(name: str) -> WordList:
    """Return a list that ships.

    Args:
        name: `gender` or `stable_bias`.

    Example:
        >>> shipped_list("stable_bias").groups["feminine"]
        ('woman', 'women')
    """
    path = Path(__file__).with_name(f"_words_{name}.yaml")
    return parse(WordList, read_yaml(path), where=path.name)


def own_list(groups: Mapping[str, Any]) -> WordList:
    """Return a list of somebody's own groups.

    Raises:
        SpecError: If words cannot be found as they are written.

    Example:
        >>> own_list({"suit": ["suit", "suits"]}).categories
        ('suit only', 'no marker')
    """
    said = {"name": "marker", "source": "the settings of this reader", "groups": groups}
    return parse(WordList, said, where="markers of words")

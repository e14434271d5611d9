"""Which pictures are looked at: a filter that a URL and a command line can carry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Self

from pydantic import Field

from graycard.errors import InputError
from graycard.types import Noun

MISSING: Final = "(missing)"
"""Stands for pictures of which an attribute was not read, or not labelled."""

PLAIN: Final = ("run", "model", "stratum", "prompt", "language", "outcome", "marked")
"""Fields whose name is that of a column."""

_READ, _LABEL = "read.", "label."


class Filter(Noun):
    """What pictures must be like; nothing asked lets every request through.

    Within a field any of the words will do; all fields must agree.

    Attributes:
        run: Names of runs.
        model: Identities of models, as `name@digest`.
        stratum: Strata.
        prompt: Ids of prompts.
        language: BCP 47 tags.
        outcome: `ok`, `filtered`, `refused`, `failed`.
        marked: `yes`, `no` or `unknown`: whether the prompt states what is measured.
        read: By attribute, labels that a reader gave; `(missing)` for none.
        label: By attribute, labels that most people gave; `(missing)` for none.

    Example:
        >>> chosen = Filter.from_query([("stratum", "nurse"), ("read.smile", "yes")])
        >>> chosen.stratum, chosen.read
        (('nurse',), {'smile': ('yes',)})
        >>> chosen.to_query()
        [('stratum', 'nurse'), ('read.smile', 'yes')]
    """

    run: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    stratum: tuple[str, ...] = ()
    prompt: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    read: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    label: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @classmethod
    def from_query(cls, items: Iterable[tuple[str, str]]) -> Self:
        """Return the filter that the parameters of a URL say; all others are passed over.

        Args:
            items: Name and value; a name may come several times.
        """
        plain: dict[str, dict[str, None]] = {}
        read: dict[str, dict[str, None]] = {}
        label: dict[str, dict[str, None]] = {}
        for name, value in items:
            if not value:
                continue
            if name in PLAIN:
                plain.setdefault(name, {})[value] = None
            elif name.startswith(_READ):
                read.setdefault(name.removeprefix(_READ), {})[value] = None
            elif name.startswith(_LABEL):
                label.setdefault(name.removeprefix(_LABEL), {})[value] = None
        return cls(
            **{name: tuple(values) for name, values in plain.items()},
            read={name: tuple(values) for name, values in read.items()},
            label={name: tuple(values) for name, values in label.items()},
        )

    @classmethod
    def from_words(cls, words: Iterable[str]) -> Self:
        """Return the filter that `name=value` words of a command line say.

        A name that is no field is the attribute of a reading: `smile=yes` is `read.smile=yes`.

        Raises:
            InputError: A word has no `=`.

        Example:
            >>> Filter.from_words(["stratum=nurse", "smile=yes"]).to_query()
            [('stratum', 'nurse'), ('read.smile', 'yes')]
        """
        items = []
        for word in words:
            name, equals, value = word.partition("=")
            if not (name and equals and value):
                raise InputError(
                    what=f"{word!r} chooses no pictures",
                    why="a choice is written NAME=VALUE",
                    fix="such as stratum=nurse, outcome=ok or perceived_age=older",
                )
            known = name in PLAIN or name.startswith((_READ, _LABEL))
            items.append((name if known else f"{_READ}{name}", value))
        return cls.from_query(items)

    def to_query(self) -> list[tuple[str, str]]:
        """Return the parameters that say this filter, in a fixed order."""
        items = [(name, value) for name in PLAIN for value in getattr(self, name)]
        items += [(f"{_READ}{name}", one) for name, all_ in self.read.items() for one in all_]
        items += [(f"{_LABEL}{name}", one) for name, all_ in self.label.items() for one in all_]
        return items

"""Attributes that differ, by what they differ from, with the number of groups in which they do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from graycard.language import say
from graycard.report.beyond import beyond
from graycard.report.facts import Facts
from graycard.report.numbers import count
from graycard.report.series import Series, reference_name
from graycard.report.words import attribute_name, clauses, listed

_NAMED: Final = 2
"""Attributes that are named for each reference."""


def by_reference(gaps: Iterable[Series], facts: Facts) -> dict[str, list[str]]:
    """Return what differs, in how many groups of prompts, by what it differs from."""
    found: dict[str, list[str]] = {}
    for one in gaps:
        found.setdefault(reference_name(one, facts.references), []).append(_counted(one))
    return found


def from_references(found: Mapping[str, Sequence[str]]) -> str:
    """Return a clause for each reference, with the first attributes that differ from it.

    A verdict has room for few; the others are counted.
    """
    return clauses(
        [
            say(
                "from {reference} in {attributes}",
                reference=reference,
                attributes=listed(named, most=_NAMED),
            )
            for reference, named in found.items()
        ]
    )


def _counted(gaps: Series) -> str:
    """Return an attribute with in how many groups of which prompts it differs."""
    return say(
        "{attribute} ({some} of {all})",
        attribute=attribute_name(gaps.name) + gaps.kind,
        some=count(len(beyond(gaps))),
        all=count(len(gaps.compared)),
    )

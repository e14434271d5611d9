"""Comparing with a reference that counts something else than was read, and saying so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import get_args

import numpy as np

from graycard.counts import ALL, Counts
from graycard.language import noted, noted_several
from graycard.types import Match, Reference


def with_counterpart(counts: Counts, references: Sequence[Reference]) -> Counts:
    """Return counts of those categories alone that have a counterpart in the references.

    Images read as another category become missing: what the source counts says nothing of them,
    and nobody is assigned a category so that a table is full.

    Args:
        counts: Of one attribute.
        references: Of one name; all with `stands_for`, or none.
    """
    theirs = references[0].stands_for
    if theirs is None:
        return counts
    kept = [i for i, name in enumerate(counts.attribute.categories) if name in theirs]
    left = [i for i in range(len(counts.attribute.categories)) if i not in kept]
    categories = tuple(counts.attribute.categories[i] for i in kept)
    return Counts(
        attribute=counts.attribute.model_copy(update={"categories": categories}),
        reader=counts.reader,
        strata=counts.strata,
        prompt_ids=counts.prompt_ids,
        marked=counts.marked,
        read=counts.read[:, kept],
        reasons=(*counts.reasons, *(read_as(counts.attribute.categories[i]) for i in left)),
        missing=np.hstack([counts.missing, counts.read[:, left]]),
        moments=counts.moments,
    )


def read_as(category: str) -> str:
    """Return the reason for which an image of a category without counterpart is left out."""
    return noted("read as {name}, which has no counterpart", name=category)


def said_of(
    references: Sequence[Reference], stratum: str, left_out: int, *, exact: bool = True
) -> tuple[str, ...]:
    """Return what must be said beside a number that is compared with references of one name.

    Args:
        references: All of that name and attribute.
        stratum: That the number is about; `*` for all.
        left_out: Images that were read as something without counterpart.
        exact: Whether its interval takes them as exact, whatever standard errors they state.
    """
    own = [one for one in references if stratum == ALL or one.stratum == stratum]
    about = own or [one for one in references if one.stratum is None]
    first, said = references[0], []
    if first.counted and first.stands_for:
        pairs = " and ".join(f"{ours} with {theirs}" for ours, theirs in first.stands_for.items())
        said.append(
            noted(
                "{reference} counts {claim}. Compared here: {pairs}.",
                reference=first.name,
                claim=first.counted,
                pairs=pairs,
            )
        )
    if left_out:
        said.append(
            noted_several(
                left_out,
                "{n} image was read as something that {reference} does not count: it is left"
                " out, and the worst-case bounds say how much that may matter.",
                "{n} images were read as something that {reference} does not count: they are"
                " left out, and the worst-case bounds say how much that may matter.",
                n=left_out,
                reference=first.name,
            )
        )
    said += _matches(about)
    errors = [error for one in about for error in (one.standard_errors or {}).values()]
    if errors and exact:
        said.append(
            noted(
                "The interval takes {reference} as exact; its own standard errors are up to"
                " {points} points.",
                reference=first.name,
                points=f"{100 * max(errors):.1f}",
            )
        )
    return tuple(said)


def _matches(about: Sequence[Reference]) -> list[str]:
    """Say which group of the source a number is compared with, and how well that fits."""
    matched = [one for one in about if one.match]
    if not matched:
        return []
    if len(matched) == 1:
        [one] = matched
        return [
            noted(
                "{reference} has shares of {names}, {why}.",
                reference=one.name,
                names=f"{one.matched!r}" if one.matched else "a group",
                why=_FITS[one.match or "ambiguous"],
            )
        ]
    number = Counter(one.match for one in matched)
    kinds = ", ".join(f"{number[kind]} {_KINDS[kind]}" for kind in get_args(Match) if number[kind])
    return [
        noted(
            "Of how well the strata fit the groups of {reference}: {reasons}.",
            reference=matched[0].name,
            reasons=kinds,
        )
    ]


_FITS = {
    "exact": noted("an exact match of this stratum"),
    "close": noted("a close match of this stratum"),
    "broad": noted("a broader group than this stratum"),
    "ambiguous": noted("one of several groups that this stratum may mean"),
}

_KINDS = {
    "exact": noted("exact"),
    "close": noted("close"),
    "broad": noted("broad"),
    "ambiguous": noted("ambiguous"),
}

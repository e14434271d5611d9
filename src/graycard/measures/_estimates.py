"""What the measures share when they turn counts into estimates: reasons and cautions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from graycard.counts import Counts, Pooled
from graycard.errors import NothingObservedError
from graycard.language import noted, noted_several
from graycard.types import Estimate, NotEstimated


class Estimated(NamedTuple):
    """Estimates, and what could not be estimated: together, everything that was asked."""

    estimates: list[Estimate]
    not_estimated: list[NotEstimated]


def nothing_read(measure: str) -> NothingObservedError:
    """Return the error for a stratum in which no image was read."""
    return NothingObservedError(
        what=f"{measure} has a stratum in which no image was read",
        why="every image of it was refused, filtered, failed or unreadable",
        fix="graycard show RUN --missing",
    )


def why_nothing(counts: Counts, pooled: Pooled, row: int) -> str:
    """Return why nothing of a stratum was read, with the reasons and their numbers."""
    total = int(pooled.requested[row])
    if total == 0:
        return noted("no image was requested")
    parts = [
        f"{int(pooled.missing[row, i])} {_in_words(counts.reasons[i])}"
        for i in np.argsort(-pooled.missing[row], kind="stable")
        if pooled.missing[row, i] > 0
    ]
    return noted(
        "none of {n} requested images was read: {reasons}", n=total, reasons=", ".join(parts)
    )


def _in_words(reason: str) -> str:
    """Return a reason as it is; those that are outcomes are words that every language has."""
    outcomes = {
        "refused": noted("refused"),
        "filtered": noted("filtered"),
        "failed": noted("failed"),
    }
    return outcomes.get(reason, reason)


def cautions(
    pooled: Pooled, row: int, *, missing: int = 0, bounded: bool = True
) -> tuple[str, ...]:
    """Return what a reader of a number must know of the prompts and images behind it.

    Args:
        pooled: Counts by stratum.
        row: Which stratum.
        missing: Images that are not in the denominator.
        bounded: Whether worst-case bounds say how much that may matter.
    """
    said = []
    number = int(pooled.n_prompts[row])
    if number == 0:
        said.append(noted("The prompts behind these images are not known."))
    else:
        said.append(of_prompts(number))
        if pooled.marked is None:
            said.append(noted("It is not known whether the prompts state what is measured."))
    if pooled.marked:
        said.append(
            noted("The prompts state what is measured: do not compare with unmarked prompts.")
        )
    if number > 1 and not pooled.even[row]:
        said.append(
            noted(
                "The prompts were asked for unequal numbers of images: those with more weigh more."
            )
        )
    if missing:
        total = int(pooled.requested[row])
        said.append(not_read(missing, total) if bounded else not_read_unbounded(missing, total))
    return tuple(said)


def of_prompts(number: int) -> str:
    """Return of how many prompts a number speaks."""
    if number == 1:
        return noted("Speaks of this prompt, not of other wordings.")
    return noted("Speaks of these {n} prompts, not of other wordings.", n=number)


def not_read(missing: int, requested: int) -> str:
    """Return how many images a number leaves out, where worst-case bounds stand beside it."""
    return noted_several(
        missing,
        "{n} of {total} requested images was not read: the worst-case bounds say how much that"
        " may matter.",
        "{n} of {total} requested images were not read: the worst-case bounds say how much that"
        " may matter.",
        n=missing,
        total=requested,
    )


def not_read_unbounded(missing: int, requested: int) -> str:
    """Return how many images a number leaves out, where no worst case can be said."""
    return noted_several(
        missing,
        "{n} of {total} requested images was not read: no bound can say how much that may matter.",
        "{n} of {total} requested images were not read: no bound can say how much that may matter.",
        n=missing,
        total=requested,
    )

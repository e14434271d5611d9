"""Counts as those of published metrics are: of fewer categories, or with the unread as a class."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.language import noted
from graycard.types import OUTCOMES, NotEstimated

NOT_READ: Final = "not read"
"""Class of the images that came and of which nothing was read, where a metric counts them."""

_TAKEN_OUT: Final = frozenset({"unknown", "other", "non-binary"})
"""Classes that OpenBias takes out before it computes anything."""


def only(counts: Counts, kept: Collection[str]) -> Counts:
    """Return counts of these categories alone.

    Images read as another category become missing, so that worst-case bounds hold whatever a
    reader that knows these categories alone would have read.

    Args:
        counts: Of one attribute.
        kept: Its categories that remain, at least two.
    """
    names = counts.attribute.categories
    stay = [i for i, name in enumerate(names) if name in kept]
    left = [i for i, name in enumerate(names) if name not in kept]
    if not left:
        return counts
    return _of(
        counts,
        categories=tuple(names[i] for i in stay),
        read=counts.read[:, stay],
        reasons=(*counts.reasons, *(noted("read as {name}", name=names[i]) for i in left)),
        missing=np.hstack([counts.missing, counts.read[:, left]]),
    )


def with_unread(counts: Counts, *, rows: NDArray[np.bool_]) -> Counts:
    """Return counts in which images that came and were not read are a class of their own, the last.

    What was refused, filtered or failed stays missing: there is no image.

    Args:
        counts: Of one attribute.
        rows: Of which the unread become that class; in others they stay missing.
    """
    came = [reason not in OUTCOMES for reason in counts.reasons]
    moved = np.where(np.outer(rows, came), counts.missing, 0)
    return _of(
        counts,
        categories=(*counts.attribute.categories, NOT_READ),
        read=np.column_stack([counts.read, moved.sum(axis=-1)]),
        reasons=counts.reasons,
        missing=counts.missing - moved,
    )


def merged_but(counts: Counts, kept: Sequence[str]) -> Counts:
    """Return counts of these categories, in this order, and of all others as one.

    Args:
        counts: Of one attribute.
        kept: Its categories that stay apart.
    """
    names = counts.attribute.categories
    stay = [names.index(one) for one in kept]
    rest = [i for i in range(len(names)) if i not in stay]
    return _of(
        counts,
        categories=(*kept, "any other"),
        read=np.column_stack([counts.read[:, stay], counts.read[:, rest].sum(axis=-1)]),
        reasons=counts.reasons,
        missing=counts.missing,
    )


def openbias_classes(counts: Counts) -> Counts | None:
    """Return counts of the classes that OpenBias keeps, or None if there are fewer than two.

    Args:
        counts: Of one attribute.
    """
    kept = [one for one in counts.attribute.categories if one.lower() not in _TAKEN_OUT]
    return only(counts, kept) if len(kept) > 1 else None


def too_few_classes(counts: Counts, measure: str) -> NotEstimated:
    """Return the record of an entropy that cannot be normalised.

    Args:
        counts: Of one attribute.
        measure: Its name.
    """
    return NotEstimated(
        measure=measure,
        attribute=counts.attribute.name,
        stratum=counts.pooled().strata[-1],
        requested=int(counts.requested.sum()),
        reason=noted("without the classes that OpenBias takes out, fewer than two are left"),
    )


def read_somewhere_in_stratum(counts: Counts) -> NDArray[np.bool_]:
    """Return of each row whether anything of its stratum was read."""
    has = {name for name, row in zip(counts.strata, counts.read, strict=True) if row.any()}
    return np.array([name in has for name in counts.strata])


def _of(
    counts: Counts,
    *,
    categories: tuple[str, ...],
    read: NDArray[np.int64],
    reasons: tuple[str, ...],
    missing: NDArray[np.int64],
) -> Counts:
    return Counts(
        attribute=counts.attribute.model_copy(update={"categories": categories}),
        reader=counts.reader,
        strata=counts.strata,
        prompt_ids=counts.prompt_ids,
        marked=counts.marked,
        read=read,
        reasons=reasons,
        missing=missing,
    )

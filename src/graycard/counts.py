"""Counts: what measures see, and the only way from tables to measures.

Rows are prompts; columns are the categories of one attribute as one reader saw them, and beside
them what is missing, by reason. Counts are small, and they add: those of two chunks, two rounds or
two machines make those of both, in any order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from graycard.errors import InputError, NothingObservedError
from graycard.types import ALL, NO_PROMPT, Attribute

__all__ = ["ALL", "NO_PROMPT", "Counts", "Pooled", "Row"]

Row = tuple[str, str, bool | None]
"""What a row is about: stratum, prompt id, marked."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Pooled:
    """Counts by stratum: `S` strata that hold prompts of one kind, all marked or all not.

    Attributes:
        strata: Sorted; `*` comes last where there are several.
        marked: Of every prompt in here.
        read: Labels, shape (S, K).
        missing: Shape (S, R), in the order of `Counts.reasons`.
        moments: n, sum and sum of squares of the values, shape (S, 3).
        requested: Requested images, shape (S,).
        n_prompts: Distinct prompts, shape (S,); 0 where they are not known.
        even: Whether every prompt was asked for equally many images, shape (S,).
    """

    strata: tuple[str, ...]
    marked: bool | None
    read: NDArray[np.int64]
    missing: NDArray[np.int64]
    moments: NDArray[np.float64] | None
    requested: NDArray[np.int64]
    n_prompts: NDArray[np.int64]
    even: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Counts:
    """What one reader read of one attribute, by prompt.

    Every requested image is counted exactly once, in `read` or in `missing` (for an attribute
    without categories, in the n of `moments` or in `missing`).

    Attributes:
        attribute: Whose categories are the columns of `read`, in its order.
        reader: Id of the reader.
        strata: Of each row.
        prompt_ids: Of each row; a folder without prompts has one row a stratum, `NO_PROMPT`.
        marked: Of each row; None where it is not known.
        read: Labels by category, shape (rows, K); K = 0 for an attribute without categories.
        reasons: Why readings are missing; the outcomes `refused`, `filtered` and `failed` are
            among them under these very names.
        missing: Shape (rows, R).
        moments: n, sum and sum of squares of the values, shape (rows, 3); None for no values.

    Raises:
        ValueError: If shapes disagree, a count is negative or a row is there twice.

    Example:
        >>> hat = Attribute(
        ...     name="hat",
        ...     categories=("no", "yes"),
        ...     scale="nominal",
        ...     claim="something is worn on the head",
        ...     source="this example",
        ... )
        >>> counts = Counts(
        ...     attribute=hat,
        ...     reader="eye@1",
        ...     strata=("cook", "nurse"),
        ...     prompt_ids=("cook-1", "nurse-1"),
        ...     marked=(False, False),
        ...     read=np.array([[1, 3], [4, 0]]),
        ...     reasons=("no face", "refused"),
        ...     missing=np.array([[0, 1], [1, 0]]),
        ... )
        >>> (counts + counts).requested
        array([10, 10])
        >>> counts.pooled().strata
        ('cook', 'nurse', '*')
    """

    attribute: Attribute
    reader: str
    strata: tuple[str, ...]
    prompt_ids: tuple[str, ...]
    marked: tuple[bool | None, ...]
    read: NDArray[np.int64]
    reasons: tuple[str, ...]
    missing: NDArray[np.int64]
    moments: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        n = len(self.strata)
        read_shape = (n, len(self.attribute.categories))
        if self.read.shape != read_shape or self.missing.shape != (n, len(self.reasons)):
            raise ValueError(
                f"read {self.read.shape} and missing {self.missing.shape} do not fit"
                f" {n} rows, {read_shape[1]} categories and {len(self.reasons)} reasons"
            )
        if len(self.prompt_ids) != n or len(self.marked) != n:
            raise ValueError("strata, prompt_ids and marked have one entry a row")
        if self.read.dtype.kind not in "iu" or self.missing.dtype.kind not in "iu":
            raise ValueError("counts are whole numbers")
        if np.any(self.read < 0) or np.any(self.missing < 0):
            raise ValueError("a count is negative")
        if len(set(self.rows)) != n or len(set(self.reasons)) != len(self.reasons):
            raise ValueError("a row or a reason is there twice")
        if self.moments is not None:
            if self.moments.shape != (n, 3) or not np.all(np.isfinite(self.moments)):
                raise ValueError("moments are finite numbers of shape (rows, 3)")
            if np.any(self.moments[:, 0] > self.requested):
                raise ValueError("more values than requested images")

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return what each row is about."""
        return tuple(zip(self.strata, self.prompt_ids, self.marked, strict=True))

    @property
    def requested(self) -> NDArray[np.int64]:
        """Return requested images by row: read, or missing for whatever reason."""
        read = self.read.sum(axis=-1)
        if not self.attribute.categories and self.moments is not None:
            read = self.moments[:, 0].astype(np.int64)
        requested: NDArray[np.int64] = read + self.missing.sum(axis=-1)
        return requested

    def __add__(self, other: Self) -> Self:
        """Return the counts of both; rows of the same prompt become one."""
        if (self.attribute, self.reader) != (other.attribute, other.reader):
            raise InputError(
                what=f"counts of {self.attribute.name} by {self.reader} cannot be added to"
                f" counts of {other.attribute.name} by {other.reader}",
                why="they are not about the same thing, or were not read in the same way",
                fix="read all images with one reader: graycard read RUN",
            )
        rows = tuple(sorted({*self.rows, *other.rows}, key=str))
        reasons = tuple(sorted({*self.reasons, *other.reasons}))
        at = {row: i for i, row in enumerate(rows)}
        read = np.zeros((len(rows), self.read.shape[1]), dtype=np.int64)
        missing = np.zeros((len(rows), len(reasons)), dtype=np.int64)
        moments = np.zeros((len(rows), 3))
        for part in (self, other):
            to = np.array([at[row] for row in part.rows], dtype=np.intp)
            columns = np.array([reasons.index(r) for r in part.reasons], dtype=np.intp)
            read[to] += part.read
            missing[np.ix_(to, columns)] += part.missing
            if part.moments is not None:
                moments[to] += part.moments
        valued = self.moments is not None or other.moments is not None
        return type(self)(
            attribute=self.attribute,
            reader=self.reader,
            strata=tuple(row[0] for row in rows),
            prompt_ids=tuple(row[1] for row in rows),
            marked=tuple(row[2] for row in rows),
            read=read,
            reasons=reasons,
            missing=missing,
            moments=moments if valued else None,
        )

    def where(self, *, marked: bool | None) -> Self:
        """Return the rows whose prompts are marked, are not, or are not known to be."""
        return self.select(lambda row: row[2] is marked)

    def by_marked(self) -> tuple[Self, ...]:
        """Return counts that can be pooled: one each for what occurs of False, True and None."""
        return tuple(self.where(marked=m) for m in (False, True, None) if m in self.marked)

    def pooled(self) -> Pooled:
        """Return the counts by stratum, and over all strata where there are several.

        Raises:
            InputError: If prompts that state what is measured stand beside others.
            NothingObservedError: If there are no rows.
        """
        if not self.strata:
            raise NothingObservedError(
                what=f"there are no counts of {self.attribute.name}",
                why="no image was requested",
                fix="graycard show RUN",
            )
        if len(set(self.marked)) > 1:
            raise InputError(
                what="marked and unmarked prompts cannot be pooled",
                why='"a female nurse" states what is measured, "a nurse" leaves it to the model:'
                " their average says nothing of either",
                fix="measure them apart: counts.by_marked()",
            )
        names = sorted(set(self.strata))
        member = np.array([[s == name for s in self.strata] for name in names])
        if len(names) > 1:
            member = np.vstack([member, np.ones((1, len(self.strata)), dtype=bool)])
            names.append(ALL)
        asked, adds = self.requested, member.astype(np.int64)
        known = np.array([prompt != NO_PROMPT for prompt in self.prompt_ids])
        return Pooled(
            strata=tuple(names),
            marked=self.marked[0],
            read=adds @ self.read,
            missing=adds @ self.missing,
            moments=None if self.moments is None else adds @ self.moments,
            requested=adds @ asked,
            n_prompts=adds @ known,
            even=np.array([len(set(asked[rows].tolist())) == 1 for rows in member]),
        )

    def select(self, wanted: Callable[[Row], bool]) -> Self:
        """Return the rows of which this is true."""
        keep = [i for i, row in enumerate(self.rows) if wanted(row)]
        return type(self)(
            attribute=self.attribute,
            reader=self.reader,
            strata=tuple(self.strata[i] for i in keep),
            prompt_ids=tuple(self.prompt_ids[i] for i in keep),
            marked=tuple(self.marked[i] for i in keep),
            read=self.read[keep],
            reasons=self.reasons,
            missing=self.missing[keep],
            moments=None if self.moments is None else self.moments[keep],
        )

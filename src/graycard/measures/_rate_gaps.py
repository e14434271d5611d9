"""Rates of a stratum, or of a group of prompts, beside those of all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts, Pooled
from graycard.language import noted
from graycard.measures._estimates import Estimated, cautions
from graycard.stats.difference import difference_floor, exact_difference_test, newcombe
from graycard.stats.missingness import BOUND_LEVEL
from graycard.stats.multiplicity import benjamini_hochberg
from graycard.types import OUTCOMES, Estimate, NotEstimated

Factors = Mapping[str, Mapping[str, str]]
"""How the text of each prompt was made, by the prompt's id."""

NOT_OF_PEOPLE: Final = frozenset({"template", "article", "profession", "scene"})
"""Factors whose values are wordings, or what the strata are made of, and no group shown."""


@dataclass(frozen=True)
class _Cell:
    """A group's images with something, of all its images, beside those of all other groups."""

    pooled: Pooled
    row: int
    factor: str | None
    name: str
    k: int
    n: int
    other_k: int
    other_n: int


def rate_gaps(
    measure: str,
    counts: Counts,
    factors: Factors,
    *,
    names: Sequence[str],
    attribute: str,
    denominator: Literal["requested", "depicted"],
    readers: tuple[str, ...],
    level: float,
) -> Estimated:
    """Return rates of reasons in each stratum and group, minus those in all others.

    Args:
        measure: Whose estimates they are.
        counts: All marked, or all unmarked.
        factors: Of the prompts. Groups are made of prompts that are marked alone.
        names: Of the reasons whose rates are compared; those that never occur are not.
        attribute: Of the estimates.
        denominator: Of the rates: all requests, or those that brought an image.
        readers: Behind them.
        level: Of the intervals.
    """
    done = Estimated([], [])
    cells: list[_Cell] = []
    at = [i for i, one in enumerate(counts.reasons) if one in names]
    if not counts.missing[:, at].any():
        return done
    for factor, group in _groupings(counts, factors):
        pooled = group.pooled()
        occur = [i for i in at if pooled.missing[-1, i]]
        n = pooled.requested - (_gone(group, pooled) if denominator == "depicted" else 0)
        for row in range(len(pooled.strata) - 1):
            if n[row] and n[-1] - n[row]:
                for i in occur:
                    k, total = int(pooled.missing[row, i]), int(pooled.missing[-1, i])
                    cells.append(
                        _Cell(pooled, row, factor, group.reasons[i],
                              k, int(n[row]), total - k, int(n[-1] - n[row]))
                    )  # fmt: skip
            elif occur:
                done.not_estimated.append(_refused(measure, attribute, pooled, row, bool(n[row])))
    adjusted = benjamini_hochberg(
        [exact_difference_test([c.k], [c.n], [c.other_k], [c.other_n]) for c in cells]
    )
    for cell, p in zip(cells, adjusted, strict=True):
        pooled, row = cell.pooled, cell.row
        table = (cell.k, cell.n, cell.other_k, cell.other_n)
        value = cell.k / cell.n - cell.other_k / cell.other_n
        low, high = (float(end) for end in newcombe(*table, level=level))
        worst_low, worst_high = _worst(cell, level=max(level, BOUND_LEVEL))
        floor_mean, floor_high = difference_floor(*table)
        done.estimates.append(
            Estimate(
                measure=measure,
                attribute=attribute,
                category=cell.name,
                stratum=pooled.strata[row],
                marked=pooled.marked,
                value=value,
                low=min(low, value),
                high=max(high, value),
                level=level,
                method=noted("Newcombe interval"),
                denominator=denominator,
                floor_mean=floor_mean,
                floor_high=floor_high,
                n=cell.n,
                n_missing=int(pooled.requested[row]) - cell.n,
                missing_low=min(worst_low, value),
                missing_high=max(worst_high, value),
                n_prompts=int(pooled.n_prompts[row]),
                p_adjusted=float(p),
                readers=readers,
                cautions=tuple(_said(cell, len(cells))),
            )
        )
    return done


def _groupings(counts: Counts, factors: Factors) -> Iterator[tuple[str | None, Counts]]:
    """Yield the counts by stratum, and by each factor of marked prompts that groups them anew."""
    seen = {_partition(counts.strata)}
    if len(set(counts.strata)) > 1:
        yield None, counts
    if counts.marked[:1] != (True,):
        return
    of = [factors.get(prompt, {}) for prompt in counts.prompt_ids]
    for factor in sorted({name for one in of for name in one} - NOT_OF_PEOPLE):
        values = tuple(one.get(factor) for one in of)
        mine = {row for row, value in zip(counts.rows, values, strict=True) if value is not None}
        partition = _partition(values)
        if len(set(values) - {None}) < 2 or partition in seen:
            continue
        seen.add(partition)
        value_of = {
            row: f"{factor}: {value}" for row, value in zip(counts.rows, values, strict=True)
        }
        kept = counts.select(mine.__contains__)
        yield factor, replace(kept, strata=tuple(value_of[row] for row in kept.rows))


def _partition(values: Sequence[str | None]) -> frozenset[frozenset[int]]:
    """Return which rows go together."""
    together: dict[str | None, set[int]] = {}
    for i, value in enumerate(values):
        together.setdefault(value, set()).add(i)
    return frozenset(frozenset(rows) for rows in together.values())


def _gone(counts: Counts, pooled: Pooled) -> NDArray[np.int64]:
    """Return requests without an image, by stratum."""
    gone = [i for i, reason in enumerate(counts.reasons) if reason in OUTCOMES]
    return np.asarray(pooled.missing[:, gone].sum(axis=-1))


def _worst(cell: _Cell, *, level: float) -> tuple[float, float]:
    """Return the interval's ends at the worst that requests without an image could show."""
    requested = int(cell.pooled.requested[cell.row])
    others = int(cell.pooled.requested[-1]) - requested
    missing, gone = requested - cell.n, others - cell.other_n
    low, _ = newcombe(cell.k, requested, cell.other_k + gone, others, level=level)
    _, high = newcombe(cell.k + missing, requested, cell.other_k, others, level=level)
    return float(low), float(high)


def _said(cell: _Cell, family: int) -> Iterator[str]:
    yield noted(
        "One of {n} such comparisons, of each stratum or group with all others: its p-value is"
        " adjusted for all of them.",
        n=family,
    )
    if cell.factor:
        yield noted(
            "Beside all prompts of these with another {factor}; what else they differ in is not"
            " held fixed.",
            factor=cell.factor,
        )
    requested = int(cell.pooled.requested[cell.row])
    if requested > cell.n:
        yield noted(
            "{n} of {total} requests brought no image: the worst-case bounds say how much that may"
            " matter.",
            n=requested - cell.n,
            total=requested,
        )
    yield from cautions(cell.pooled, cell.row)


def _refused(measure: str, attribute: str, pooled: Pooled, row: int, mine: bool) -> NotEstimated:
    return NotEstimated(
        measure=measure,
        attribute=attribute,
        stratum=pooled.strata[row],
        requested=int(pooled.requested[row]),
        reason=noted("no image came of the others") if mine else noted("no image came"),
    )

"""Counts that an audit may meet, to try a measure on; and the same, changed in one way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from graycard.avatar import ATTRIBUTES
from graycard.counts import Counts
from graycard.measures import MeasureInfo
from graycard.types import OUTCOMES, Attribute, Reference

_GENERIC: Final = Attribute(
    name="colour_of_the_hat",
    categories=("red", "green", "blue"),
    scale="nominal",
    claim="the colour of what is worn on the head",
    source="contract checks",
)


def samples(info: MeasureInfo) -> Iterator[Counts]:
    """Yield counts of several strata and prompts, with images missing."""
    if "outcomes" in info.needs:
        outcome = _GENERIC.model_copy(update={"name": "outcome", "categories": OUTCOMES})
        yield _counts(outcome, only_first=True)
        return
    for name in sorted(info.attributes or {_GENERIC.name}):
        yield _counts(ATTRIBUTES.get(name, _GENERIC.model_copy(update={"name": name})))


def _counts(attribute: Attribute, *, only_first: bool = False) -> Counts:
    rng = np.random.default_rng(7)
    strata = [stratum for stratum in ("chef", "judge", "nurse", "pilot") for _ in range(3)]
    number = len(attribute.categories)
    read = rng.multinomial(9, rng.dirichlet(np.ones(number)), size=len(strata))
    if only_first:
        read = np.eye(number, dtype=np.int64)[[0] * len(strata)] * 9
    values = rng.normal(50, 9, (len(strata), 9))
    n = np.full(len(strata), 9.0)
    return Counts(
        attribute=attribute,
        reader="contract@1234",
        strata=tuple(strata),
        prompt_ids=tuple(f"{stratum}-{i % 3}" for i, stratum in enumerate(strata)),
        marked=(False,) * len(strata),
        read=read,
        reasons=("no face found", "refused"),
        missing=np.array([[i % 2, i % 3] for i in range(len(strata))]),
        moments=np.stack([n, values.sum(1), (values**2).sum(1)], axis=1),
    )


def turned(counts: Counts) -> Counts:
    """Return the same with rows in the opposite order."""
    order = list(range(len(counts.strata)))[::-1]
    assert counts.moments is not None
    return replace(
        counts,
        strata=tuple(counts.strata[i] for i in order),
        prompt_ids=tuple(counts.prompt_ids[i] for i in order),
        marked=tuple(counts.marked[i] for i in order),
        read=counts.read[order],
        missing=counts.missing[order],
        moments=counts.moments[order],
    )


def renamed(counts: Counts) -> Counts:
    """Return the same with other names of categories."""
    names = tuple(f"x{i}" for i in range(len(counts.attribute.categories)))
    return replace(counts, attribute=counts.attribute.model_copy(update={"categories": names}))


def emptied(counts: Counts) -> Counts:
    """Return the same with every image missing."""
    assert counts.moments is not None
    missing = counts.missing.copy()
    missing[:, 0] += counts.read.sum(axis=1)
    return replace(
        counts, read=counts.read * 0, missing=missing, moments=np.zeros_like(counts.moments)
    )


def references(counts: Counts) -> Sequence[Reference]:
    """Return shares that differ by stratum, as labour statistics do."""
    names = counts.attribute.categories
    found = []
    for place, stratum in enumerate(sorted(set(counts.strata))):
        shares = np.roll(np.arange(1.0, len(names) + 1), place) + place
        found.append(
            Reference(
                name="a-reference",
                attribute=counts.attribute.name,
                stratum=stratum,
                shares=dict(zip(names, (shares / shares.sum()).tolist(), strict=True)),
                population="nobody",
                source="contract checks",
                states_the_value_of="nobody",
            )
        )
    return found

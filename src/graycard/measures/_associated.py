"""What an association test finds: made of vectors, without which it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graycard.errors import NothingObservedError
from graycard.language import noted
from graycard.measures._association_test import AssociationSet, AssociationTest
from graycard.measures._image_sets import evenly
from graycard.stats.differential import Concept, Differential, Sample, differential_association

FEWEST: Final = 5
"""Pictures of a set, and prompts from which prompts and not pictures count as drawn."""

MOST: Final = 512
"""Pictures of a set that are used."""

_DRAWS: Final = 999


@dataclass(frozen=True, kw_only=True, eq=False)
class Associated:
    """A test that was made; the vectors are no longer needed.

    Attributes:
        test: Without its vectors.
        found: What was found; a reason where nothing was.
        n: Pictures that were used.
        there: Pictures that have a vector.
        n_prompts: Distinct prompts of them.
        by_prompt: Whether prompts, and not pictures, count as drawn.
    """

    test: AssociationTest
    found: Differential | str
    n: int
    there: int
    n_prompts: int
    by_prompt: bool


def associate(test: AssociationTest, *, level: float = 0.95) -> Associated:
    """Return what a test finds.

    Args:
        test: With vectors.
        level: Of the interval.
    """
    used = {key: _evenly(one) for key, one in test.sets.items()}
    prompts = {prompt for one in used.values() for prompt in one.prompts if prompt is not None}
    by_prompt = all(
        None not in one.prompts and len(set(one.prompts)) >= FEWEST for one in used.values()
    )
    found: Differential | str | None = _why_not(test)
    if found is None:
        x, y = (
            Concept(
                *(
                    _sample(used[concept, attribute], by_prompt)
                    for attribute in (None, *test.attributes)
                )
            )
            for concept in test.concepts
        )
        try:
            found = differential_association(x, y, level=level, draws=_DRAWS, rng=test.rng())
        except NothingObservedError:
            found = noted(
                "to this embedder all images of a thing are equally near to both attributes"
            )
    return Associated(
        test=test.bare(),
        found=found,
        n=sum(len(one.vectors) for one in used.values()),
        there=sum(len(one.vectors) for one in test.sets.values()),
        n_prompts=len(prompts),
        by_prompt=by_prompt,
    )


def _why_not(test: AssociationTest) -> str | None:
    """Return why a test cannot be made; None if it can."""
    for factor, names in (("concept", test.concepts), ("attribute", test.attributes)):
        if len(names) != 2:
            return noted(
                "it takes two values of the factor {factor}, and the prompts have {n} ({names});"
                " the factor test tells tests apart",
                factor=factor,
                n=len(names),
                names=", ".join(names),
            )
    for concept in test.concepts:
        for attribute in (None, *test.attributes):
            one = test.sets.get((concept, attribute))
            there = 0 if one is None else len(one.vectors)
            if there < FEWEST:
                return noted(
                    "{n} of {total} images of {name} got a vector; it takes {fewest}",
                    n=there,
                    total=0 if one is None else one.requested,
                    name=concept if attribute is None else f"{concept} ({attribute})",
                    fewest=FEWEST,
                )
    return None


def _evenly(one: AssociationSet) -> AssociationSet:
    n = len(one.vectors)
    if n <= MOST:
        return one
    kept = np.arange(MOST) * n // MOST
    return AssociationSet(
        requested=one.requested,
        prompts=tuple(one.prompts[i] for i in kept),
        vectors=evenly(one.vectors, MOST),
    )


def _sample(one: AssociationSet, by_prompt: bool) -> Sample:
    if not by_prompt:
        return Sample(one.vectors.astype(np.float64), np.arange(len(one.vectors)))
    names = {prompt: unit for unit, prompt in enumerate(dict.fromkeys(one.prompts))}
    units = np.array([names[prompt] for prompt in one.prompts], np.int64)
    return Sample(one.vectors.astype(np.float64), units)

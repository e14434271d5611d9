"""What measures of a stratum's images see: its vectors, and a pool of those of all strata."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.language import noted
from graycard.measures._estimates import Estimated, of_prompts
from graycard.types import ALL

IMAGES: Final = "image"
"""The attribute of numbers that are about whole pictures, whatever can be read off them."""

POOL: Final = 4096
"""Vectors that are kept to draw chance floors from, evenly of all strata."""

_SEED: Final = 20230626


@dataclass(frozen=True, kw_only=True, eq=False)
class ImageSet:
    """Pictures of one stratum.

    Attributes:
        stratum: Of the prompts.
        marked: Of the prompts.
        requested: Images.
        n_prompts: Distinct prompts; 0 where they are not known.
        vectors: Of length 1, one a picture that has one, shape (n, d).
    """

    stratum: str
    marked: bool | None
    requested: int
    n_prompts: int
    vectors: NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, eq=False)
class Pool:
    """Pictures of several strata whose prompts are all marked or all not, to draw from.

    Attributes:
        strata: Their names.
        vectors: Of each stratum, shape (n, d).
    """

    strata: tuple[str, ...]
    vectors: tuple[NDArray[np.float32], ...]

    def stacked(self, least: int) -> tuple[NDArray[np.float64], NDArray[np.int64]] | None:
        """Return the vectors, shape (N, d), and the stratum of each, 0 to P - 1.

        Args:
            least: Vectors of a stratum that is drawn from.

        Returns:
            None where fewer than two strata have so many.
        """
        usable = [one for one in self.vectors if len(one) >= least]
        if len(usable) < 2:
            return None
        sizes = [len(one) for one in usable]
        return np.concatenate(usable).astype(np.float64), np.repeat(np.arange(len(sizes)), sizes)

    def rng(self, about: str) -> np.random.Generator:
        """Return a source of chance, always the same for the same strata and question."""
        digest = hashlib.sha256(json.dumps([about, *self.strata]).encode()).digest()
        return np.random.default_rng([_SEED, int.from_bytes(digest[:8])])


def evenly(vectors: NDArray[np.float32], most: int) -> NDArray[np.float32]:
    """Return at most so many vectors, spread evenly over their order."""
    if len(vectors) <= most:
        return vectors
    return vectors[np.arange(most) * len(vectors) // most]


def said_of_prompts(n_prompts: int, marked: bool | None) -> Iterator[str]:
    """Yield what must be known of the prompts behind a number of a stratum's images."""
    if not n_prompts:
        yield noted("The prompts behind these images are not known.")
    else:
        yield of_prompts(n_prompts)
    if marked:
        yield noted("The prompts state what is measured: do not compare with unmarked prompts.")
    elif marked is None and n_prompts:
        yield noted("It is not known whether the prompts state what is measured.")


def once(done: Estimated) -> Estimated:
    """Return one record for all strata where nothing could be said of any of them."""
    own = [one for one in done.not_estimated if one.stratum != ALL]
    if done.estimates or len(own) < 2:
        return done
    first, requested = own[0], sum(one.requested for one in own)
    reason = noted(
        "nothing can be said of any of {n} strata; of {stratum}: {why}",
        n=len(own),
        stratum=first.stratum,
        why=first.reason,
    )
    record = {"stratum": ALL, "requested": requested, "reason": reason}
    return Estimated([], [first.model_copy(update=record)])


def by_kind(sets: Sequence[tuple[bool | None, str, NDArray[np.float32]]]) -> dict[object, Pool]:
    """Return a pool of each kind of prompts: marked, unmarked and not known never mix."""
    return {
        marked: Pool(
            strata=tuple(name for kind, name, _ in sets if kind is marked),
            vectors=tuple(vectors for kind, _, vectors in sets if kind is marked),
        )
        for marked in dict.fromkeys(kind for kind, _, _ in sets)
    }

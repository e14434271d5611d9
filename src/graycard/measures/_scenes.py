"""What measures of marked sets see: the pictures of one scene, without a place and with each."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Row

_SEED: Final = 20230626


@dataclass(frozen=True, kw_only=True, eq=False)
class MarkedSet:
    """Pictures whose prompts name one place, such as "a house in Lagos".

    Attributes:
        place: That the prompts name.
        region: It lies in; None where nobody says.
        stratum: Of the prompts.
        requested: Images.
        n_prompts: Distinct prompts; 0 where they are not known.
        rows: Of counts, that these prompts and no others stand behind; empty where there are none.
        vectors: Of length 1, one a picture that has one, shape (n, d).
    """

    place: str
    region: str | None
    stratum: str
    requested: int
    n_prompts: int
    rows: frozenset[Row]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, eq=False)
class Scene:
    """One scene: pictures of prompts that name no place, and the sets of those that name one.

    The prompts of both differ in nothing else that is known of them. They are set side by side and
    never pooled.

    Attributes:
        stratum: Of the unmarked prompts.
        marked: What is known of these prompts: False, or None where nobody says.
        requested: Unmarked images.
        n_prompts: Distinct unmarked prompts; 0 where they are not known.
        rows: Of counts, as of `MarkedSet`.
        vectors: Of the unmarked pictures, shape (n, d).
        sets: By place, in the order in which they were asked for.
        reader: Id of the embedder; empty where there are no vectors.
        key: What tells it from scenes of the same stratum, such as its language.
    """

    stratum: str
    marked: bool | None
    requested: int
    n_prompts: int
    rows: frozenset[Row]
    vectors: NDArray[np.float32]
    sets: tuple[MarkedSet, ...]
    reader: str
    key: str = ""

    def rng(self) -> np.random.Generator:
        """Return a source of chance, always the same for a scene and another one for each.

        With one seed for all, scenes of as many pictures would have the same draws, and chance
        would not average out over scenes.
        """
        names = json.dumps([self.stratum, self.key, [one.place for one in self.sets]])
        digest = hashlib.sha256(names.encode()).digest()
        return np.random.default_rng([_SEED, int.from_bytes(digest[:8])])

    @property
    def usable(self) -> tuple[MarkedSet, ...]:
        """Sets of at least two pictures: of one alone nobody knows how far others scatter."""
        return tuple(one for one in self.sets if len(one.vectors) > 1)

    def bare(self) -> Scene:
        """Return the scene without its vectors, which are what takes memory."""
        sets = tuple(replace(one, vectors=one.vectors[:0]) for one in self.sets)
        return replace(self, vectors=self.vectors[:0], sets=sets)

    def stacked(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return the vectors of the usable sets, shape (N, d), and the set of each."""
        vectors = np.concatenate([one.vectors for one in self.usable]).astype(np.float64)
        sizes = [len(one.vectors) for one in self.usable]
        return vectors, np.repeat(np.arange(len(sizes)), sizes)

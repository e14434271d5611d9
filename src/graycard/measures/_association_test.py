"""What measures of association see: two things, as they are asked for and with two attributes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

_SEED: Final = 20230626


@dataclass(frozen=True, kw_only=True, eq=False)
class AssociationSet:
    """Pictures of one thing with one attribute, or with none.

    Attributes:
        requested: Images.
        prompts: The prompt of each picture that has a vector; None where it is not known.
        vectors: Of length 1, shape (n, d).
    """

    requested: int
    prompts: tuple[str | None, ...]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, eq=False)
class AssociationTest:
    """One question: is the first thing nearer to the first attribute than the second thing is?

    Attributes:
        name: That the prompts give it; empty where they give none.
        language: Of the prompts.
        marked: What is known of the prompts without an attribute: False, or None.
        concepts: The things, in the order in which they were asked for.
        attributes: That are added, in the same order.
        sets: By thing and attribute; None is the thing as it is.
        reader: Id of the embedder; empty where there are no vectors.
    """

    name: str
    language: str
    marked: bool | None
    concepts: tuple[str, ...]
    attributes: tuple[str, ...]
    sets: dict[tuple[str, str | None], AssociationSet]
    reader: str

    @property
    def stratum(self) -> str:
        """What the test is called in reports."""
        return self.name or " / ".join(self.concepts)

    @property
    def requested(self) -> int:
        """Images of all sets."""
        return sum(one.requested for one in self.sets.values())

    def bare(self) -> AssociationTest:
        """Return the test without its vectors, which are what takes memory."""
        sets = {
            key: replace(one, prompts=(), vectors=one.vectors[:0]) for key, one in self.sets.items()
        }
        return replace(self, sets=sets)

    def rng(self) -> np.random.Generator:
        """Return a source of chance, always the same for a test and another one for each."""
        names = json.dumps([self.name, self.language, self.concepts, self.attributes])
        digest = hashlib.sha256(names.encode()).digest()
        return np.random.default_rng([_SEED, int.from_bytes(digest[:8])])

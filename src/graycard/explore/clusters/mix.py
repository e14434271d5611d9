"""How the pictures of a stratum or a model spread over clusters, and how varied that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graycard.explore.clusters.about import LEVEL
from graycard.explore.clusters.placing import UNASSIGNED
from graycard.explore.clusters.ward import Labels
from graycard.measures.effective_number import effective_number
from graycard.measures.entropy import entropy, shannon
from graycard.stats.functional import functional_floor, functional_interval
from graycard.stats.intervals import wilson


@dataclass(frozen=True)
class Number:
    """A number with its confidence interval, and what even shares would show at this n.

    Attributes:
        value: The estimate.
        low: Lower end of the 95 % interval.
        high: Upper end.
        floor_mean: With even shares, on average.
        floor_low: What even shares fall below in at most 5 of 100 samples of this size.
    """

    value: float
    low: float
    high: float
    floor_mean: float
    floor_low: float


@dataclass(frozen=True)
class Mix:
    """How the pictures of one name, such as a stratum, spread over clusters.

    Attributes:
        name: Of the stratum, or of the model.
        counts: Pictures in each cluster.
        unassigned: Pictures that are far from all clusters.
        between: Pictures of a cluster that are nearly as near to another.
        unlike: Pictures that are, in all that the embedder sees, less like any cluster than one in
            20 identity pictures is: dressed, placed or drawn otherwise.
        missing: Requests that have no vector: refused, filtered, failed, unreadable.
        prompts: Different prompts behind the pictures.
        entropy: In bits, of the assigned pictures, by Chao and Shen; None if there are none.
        effective_number: As varied as so many equally common clusters.
    """

    name: str
    counts: tuple[int, ...]
    unassigned: int
    between: int
    unlike: int
    missing: int
    prompts: int
    entropy: Number | None
    effective_number: Number | None

    @property
    def n(self) -> int:
        """Pictures with a vector."""
        return sum(self.counts) + self.unassigned

    def share(self, clusters: Sequence[int]) -> tuple[float, float, float]:
        """Return the share of all pictures with a vector that is in some clusters, and its ends.

        Args:
            clusters: From 0 on.
        """
        k = sum(self.counts[one] for one in clusters)
        low, high = wilson(k, self.n, level=LEVEL)
        return k / self.n, float(low), float(high)


def mixes(
    names: Sequence[str],
    clusters: Labels,
    *,
    k: int,
    prompts: Sequence[str],
    between: Sequence[bool],
    unlike: Sequence[bool],
    missing: Mapping[str, int],
) -> tuple[Mix, ...]:
    """Return the mix of each name, in the order in which names first come.

    Args:
        names: Of each picture, such as its stratum.
        clusters: Of each picture, 0 to k - 1, or `UNASSIGNED`.
        k: Clusters.
        prompts: That each picture was made for.
        between: Whether each picture lies between two clusters.
        unlike: Whether each picture is unlike all clusters as a whole.
        missing: Requests without a vector, by name; names without any picture are left out.

    Example:
        >>> [one] = mixes(
        ...     ["nurse"] * 4, np.array([0, 0, 1, -1]), k=2, prompts=["p"] * 4,
        ...     between=[False] * 4, unlike=[False] * 4, missing={"nurse": 1},
        ... )
        >>> one.counts, one.unassigned, one.n, round(one.effective_number.value, 2)
        ((2, 1), 1, 4, 2.0)
    """
    named, asked = np.array(names), np.array(prompts)
    tied, strange = np.array(between, bool), np.array(unlike, bool)
    found = []
    for name in dict.fromkeys(names):
        rows = named == name
        own = clusters[rows]
        counts = np.bincount(own[own != UNASSIGNED], minlength=k)
        found.append(
            Mix(
                name=name,
                counts=tuple(int(one) for one in counts),
                unassigned=int((own == UNASSIGNED).sum()),
                between=int((tied[rows] & (own != UNASSIGNED)).sum()),
                unlike=int(strange[rows].sum()),
                missing=missing.get(name, 0),
                prompts=len(set(asked[rows].tolist())),
                entropy=_entropy(counts) if counts.any() else None,
                effective_number=_effective(counts) if counts.any() else None,
            )
        )
    return tuple(found)


def _entropy(counts: Labels) -> Number:
    even = np.full(len(counts), 1 / len(counts))
    low, high = functional_interval(
        counts, estimator=entropy, functional=shannon, parity=even, level=LEVEL
    )
    mean, least = functional_floor([counts.sum()], estimator=entropy, parity=even, least=False)
    return Number(float(entropy(counts)), float(low[0]), float(high[0]), mean, least)


def _effective(counts: Labels) -> Number:
    # The interval of a number that rises with another is that of the other, carried over.
    bits = _entropy(counts)
    even = np.full(len(counts), 1 / len(counts))
    mean, least = functional_floor(
        [counts.sum()], estimator=effective_number, parity=even, least=False
    )
    return Number(
        float(effective_number(counts)), float(2**bits.low), float(2**bits.high), mean, least
    )

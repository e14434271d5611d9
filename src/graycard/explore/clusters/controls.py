"""Pictures of a stratum that were asked for with identity words: what the stratum itself changes.

Nurses wear what nurses wear, and an embedder sees it. Pictures of "a female nurse" and "a male
nurse", set beside those of "a woman" and "a man", say how far it moves a picture; that much is
taken off the pictures of "a nurse" before they are compared with anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.explore.clusters.pictures import Pictures

_LEAST: Final = 2
"""Phrases that a stratum must share with the identity prompts."""


@dataclass(frozen=True, eq=False)
class Controls:
    """What is known from marked pictures of strata.

    Attributes:
        offsets: How far each stratum moves a picture, shape (d,).
        n: Marked pictures behind each.
        vectors: All of them, moved back; shape (m, d).
        phrases: What was asked for in each of these, numbered as for the identity prompts.
    """

    offsets: Mapping[str, NDArray[np.float64]]
    n: Mapping[str, int]
    vectors: NDArray[np.float64]
    phrases: NDArray[np.int64]


def find_controls(
    identity: Pictures,
    phrases: NDArray[np.int64],
    numbers: Mapping[frozenset[str], int],
    marked: Pictures,
) -> Controls:
    """Return how far each stratum moves a picture of the same identity words.

    The offset of a stratum is the mean, over the phrases that it shares with the identity prompts,
    of the difference of the mean vectors: every phrase weighs alike, however many pictures it has.

    Args:
        identity: Pictures of the identity prompts.
        phrases: What was asked for in each of these.
        numbers: Which number stands for which words.
        marked: Pictures of strata whose prompts have identity words, too.
    """
    told: frozenset[str] = frozenset().union(*numbers) if numbers else frozenset()
    asked = np.array([numbers.get(words & told, -1) for words in marked.words], np.int64)
    vectors = np.asarray(marked.vectors, np.float64)
    strata = np.array(marked.strata, dtype=object)
    offsets, sizes = {}, {}
    moved, kept = [np.zeros((0, identity.vectors.shape[1]))], [np.zeros(0, np.int64)]
    for stratum in dict.fromkeys(marked.strata):
        rows = np.flatnonzero((strata == stratum) & (asked >= 0))
        shared = np.unique(asked[rows])
        if len(shared) < _LEAST:
            continue
        steps = [
            vectors[rows[asked[rows] == one]].mean(0) - identity.vectors[phrases == one].mean(0)
            for one in shared
        ]
        offsets[stratum] = np.mean(steps, axis=0)
        sizes[stratum] = len(rows)
        moved.append(vectors[rows] - offsets[stratum])
        kept.append(asked[rows])
    return Controls(offsets, sizes, np.concatenate(moved), np.concatenate(kept))

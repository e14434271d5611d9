"""Vectors of pictures whose truth is known: what was asked for, and what else moves them."""

import numpy as np

from graycard.explore.clusters.mix import Mix
from graycard.explore.clusters.pictures import Pictures, join

WIDTH = 40
WORDS = {"woman": 0, "man": 1, "old": 2, "young": 3}


def pictures(
    words, n, *, stratum=None, model="m", seed=0, signal=4.0, dressed=0.0, first_row=0, missing=None
):
    """Draw pictures of prompts that say some words; `dressed` moves them along an axis of its own.

    Axes 0 to 3 are those of the words, axis 4 is what a stratum wears, and all scatter everywhere.
    """
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(n, WIDTH))
    for word in words:
        if word in WORDS:
            vectors[:, WORDS[word]] += signal
    vectors[:, 4] += dressed
    name = stratum or " ".join(sorted(words))
    return Pictures(
        rows=np.arange(first_row, first_row + n),
        vectors=(vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32),
        words=(frozenset(words),) * n,
        strata=(name,) * n,
        models=(model,) * n,
        prompts=(name,) * n,
        missing=missing or {},
    )


def people(n=40, **options):
    """Draw pictures of the four prompts that say a presentation and an age."""
    asked = [(a, b) for a in ("woman", "man") for b in ("old", "young")]
    return join(
        *(
            pictures(pair, n, seed=11 + at, first_row=at * n, **options)
            for at, pair in enumerate(asked)
        )
    )


def mix(name, *counts, unassigned=0):
    """Return a mix of these counts."""
    return Mix(name, counts, unassigned, 0, 0, 0, 1, None, None)

"""Which identity pictures a tree is built of where there is no room for all."""

from __future__ import annotations

from typing import Final

import numpy as np

from graycard.explore.clusters.pictures import Pictures

LARGEST: Final = 10_000
"""Identity pictures that one tree is built of: their distances take 0.8 GB, twice for a moment."""
SEED: Final = 20230626


def sample_of(identity: Pictures) -> Pictures:
    """Return the identity pictures that there is room for: all, or 10,000 drawn at random.

    Runs list pictures prompt by prompt or seed by seed, so that every so many-th of them would be
    of the same prompts or the same seeds. Of the pictures of each model and prompt the same share
    is drawn, to one picture, by a fixed seed.

    Args:
        identity: All of them; the sample is in the same order.
    """
    n = len(identity)
    if n <= LARGEST:
        return identity
    rng = np.random.default_rng(SEED)
    numbers: dict[tuple[str, str], int] = {}
    cells = zip(identity.models, identity.prompts, strict=True)
    cell = np.array([numbers.setdefault(one, len(numbers)) for one in cells])
    sizes = np.bincount(cell)
    order = np.lexsort((rng.random(n), cell))  # cell by cell, and by chance within
    of = cell[order]
    rank = np.arange(n) - (np.cumsum(sizes) - sizes)[of]
    # Evenly over 0 to 1 for each cell, from a beginning that chance sets.
    place = (rank + rng.random(len(sizes))[of]) / sizes[of]
    return identity.where(np.sort(order[np.argsort(place, kind="stable")[:LARGEST]]))

"""From pictures to a tree: which identity pictures it is built of, and where all others stand."""

from __future__ import annotations

from typing import Final

import numpy as np

from graycard.errors import NothingObservedError
from graycard.explore.clusters.controls import find_controls
from graycard.explore.clusters.pictures import Pictures, numbered_phrases
from graycard.explore.clusters.sample import sample_of
from graycard.explore.clusters.space import Kind, prompt_space, whole_space
from graycard.explore.clusters.tree import IdentityTree
from graycard.explore.clusters.ward import ward_tree
from graycard.language import noted

FEWEST: Final = 20
"""Identity pictures below which nothing is clustered."""


def fit_tree(
    identity: Pictures,
    others: Pictures,
    *,
    marked: Pictures | None = None,
    along: Kind = "prompts",
) -> IdentityTree:
    """Build the tree of identity pictures, and place all others.

    Args:
        identity: Pictures of prompts that name identities. Of more than 10,000 so many are drawn
            at random: see `graycard.explore.clusters.sample`.
        others: Pictures of prompts without identity words: what they show by default is asked.
        marked: Pictures of the others' strata with identity words, such as "a female nurse", if
            there are any: see `graycard.explore.clusters.controls`.
        along: Where pictures stand: see `graycard.explore.clusters.space`.

    Raises:
        NothingObservedError: If there are fewer than 20 identity pictures, all of one prompt, or
            too few to tell their prompts apart.

    Example:
        >>> from graycard.explore.clusters.pictures import join
        >>> rng = np.random.default_rng(0)
        >>> def pictures(asked, stratum, n):
        ...     at = {"man": 0, "woman": 1}[asked]
        ...     vectors = rng.normal(0.0, 0.1, (n, 4)) + np.eye(4)[at]
        ...     return Pictures(
        ...         rows=np.arange(n), vectors=vectors / np.linalg.norm(vectors, axis=1)[:, None],
        ...         words=(frozenset({asked}),) * n, strata=(stratum,) * n, models=("m",) * n,
        ...         prompts=(asked,) * n,
        ...     )
        >>> both = join(pictures("man", "man", 30), pictures("woman", "woman", 30))
        >>> found = fit_tree(both, pictures("woman", "nurse", 40)).clusters(2)
        >>> [one.about[0].word for one in found.clusters], found.strata[0].counts
        (['man', 'woman'], (0, 36))
    """
    if len(identity) < FEWEST:
        raise NothingObservedError(
            what=noted(
                "too few pictures of prompts that name identities to cluster: {n}", n=len(identity)
            ),
            why=noted("it takes {n}", n=FEWEST),
            fix=noted("ask for more images a prompt"),
        )
    used = sample_of(identity)
    phrases, numbers = numbered_phrases(used)
    none = others.where(np.zeros(len(others), bool)) if marked is None else marked
    controls = find_controls(used, phrases, numbers, none)
    if along == "all":
        space = whole_space(used.vectors)
    elif len(numbers) < 2:
        raise NothingObservedError(
            what=noted("the identity prompts all ask for the same"),
            why=noted(
                "clusters are told by how pictures move as the words of their prompts change"
            ),
            fix=noted("prompts that name different people, such as the prompt set identities"),
        )
    else:
        space = prompt_space(
            used.vectors, phrases, others=controls.vectors, other_phrases=controls.phrases
        )
    moved = np.array(others.vectors, np.float64)
    strata = np.array(others.strata, dtype=object)
    for stratum, offset in controls.offsets.items():
        moved[strata == stratum] -= offset
    if along == "all" and len(moved):
        moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    points = space.place(moved) if len(moved) else np.zeros((0, space.points.shape[1]))
    tree = ward_tree(space.points)
    left_over = len(identity) - len(used)
    return IdentityTree(used, others, space, tree, controls, left_over, points, moved)

"""How alike the pictures of a prompt are: in every run whose pictures have vectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graycard.counts import NO_PROMPT, Counts
from graycard.measures import (
    POOL,
    Estimated,
    ImageSet,
    alike_in_stratum,
    beside_chance,
    beside_mixed_strata,
    by_kind,
    diverse,
    estimate_self_similarity,
    estimate_vendi_scores,
    evenly,
)
from graycard.run.active_readers import ActiveReader
from graycard.run.folder import RunFolder
from graycard.run.scenes import strata_of_scenes
from graycard.run.vector_groups import grouped_vectors

_Kind = tuple[str, bool | None]
"""Stratum and mark."""


def homogeneity(
    folder: RunFolder, readers: Sequence[ActiveReader], outcomes: Counts, *, level: float
) -> Iterable[Estimated]:
    """Yield how alike, and how diverse, the pictures of each stratum are; by embedder.

    Strata that are of a scene have their self-similarity beside their place, with a floor of the
    same scene, and no second one here.

    Args:
        folder: Of a run whose tables are there.
        readers: Of the run. Those that make no vectors have nothing to say.
        outcomes: Of the requests, by prompt.
        level: Of the intervals.

    Raises:
        DamagedRunError: If the tables do not belong together.
    """
    embedders = [one for one in readers if one.width is not None]
    if not embedders:
        return
    of_scenes = strata_of_scenes(folder)
    asked = _asked(outcomes)
    for embedder in embedders:
        alike, diverse_, sampled = [], [], list[tuple[bool | None, str, NDArray[np.float32]]]()
        kinds = {mark: sum(mark is other for _, other in asked) for _, mark in asked}
        for group in grouped_vectors(folder, embedder, _belongs):
            stratum, marked = group.name
            requested, prompts = asked[group.name]
            one = ImageSet(
                stratum=stratum,
                marked=marked,
                requested=requested,
                n_prompts=prompts,
                vectors=group.array,
            )
            alike.append(alike_in_stratum(one))
            diverse_.append(diverse(one))
            share = max(2, POOL // kinds[marked])
            sampled.append((marked, stratum, evenly(group.array, share).copy()))
        for mark, pool in by_kind(sampled).items():
            mine = [one for one in alike if one.marked is mark]
            own = [one for one in mine if (one.stratum, one.marked) not in of_scenes]
            yield estimate_self_similarity(
                beside_mixed_strata(own, pool), reader=embedder.id, level=level
            )
            these = [one for one in diverse_ if one.marked is mark]
            yield estimate_vendi_scores(beside_chance(these, pool), reader=embedder.id, level=level)


def _belongs(row: Mapping[str, Any]) -> tuple[_Kind, None]:
    return (row["stratum"], row["marked"]), None


def _asked(outcomes: Counts) -> dict[_Kind, tuple[int, int]]:
    """Return how many images, and of how many prompts, each stratum was asked for."""
    asked: dict[_Kind, tuple[int, int]] = {}
    for (stratum, prompt, marked), n in zip(outcomes.rows, outcomes.requested, strict=True):
        images, prompts = asked.get((stratum, marked), (0, 0))
        asked[stratum, marked] = (images + int(n), prompts + (prompt != NO_PROMPT))
    return asked

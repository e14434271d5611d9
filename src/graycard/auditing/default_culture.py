"""What prompts without a place show, beside those that name one: where both were asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from graycard.counts import ALL, Counts
from graycard.language import noted
from graycard.measures import (
    Estimated,
    Scene,
    alike,
    estimate_marked_set_accuracy,
    estimate_nearest_marked_sets,
    estimate_self_similarity,
    estimate_share_differences,
    estimate_unlike_marked_sets,
    judge,
)
from graycard.run.active_readers import ActiveReader
from graycard.run.folder import RunFolder
from graycard.run.scenes import read_scenes
from graycard.types import NotEstimated

NEAREST: Final = "nearest_marked_set"

_NO_EMBEDDER: Final = noted(
    "no reader of this run makes vectors, so nothing says which pictures are alike; graycard read"
    " RUN --reader embedding:MODEL adds them"
)


def default_culture(
    folder: RunFolder, readers: Sequence[ActiveReader], counts: Sequence[Counts], *, level: float
) -> Iterable[Estimated]:
    """Yield the numbers about places; nothing where no prompt names one.

    Args:
        folder: Of a run whose tables are there.
        readers: Of the run.
        counts: Of its readings.
        level: Of the intervals.

    Raises:
        DamagedRunError: If the tables do not belong together.
    """
    scenes = list(read_scenes(folder, None))
    if not scenes:
        return
    embedders = [one for one in readers if one.width is not None]
    for embedder in embedders:
        yield from _by_vectors(read_scenes(folder, embedder), embedder.id, level=level)
    if not embedders:
        yield Estimated([], [_refused(ALL, sum(one.requested for one in scenes), _NO_EMBEDDER)])
    for reader in dict.fromkeys(one.reader for one in counts):
        its = [one for one in counts if one.reader == reader]
        yield estimate_share_differences(its, scenes, against="unmarked prompts", level=level)
        yield estimate_share_differences(its, scenes, against="other places", level=level)


def _by_vectors(scenes: Iterable[Scene], embedder: str, *, level: float) -> Iterable[Estimated]:
    judged, unjudged, likenesses, refused = [], [], [], []
    for scene in scenes:
        found = judge(scene)
        if isinstance(found, str):
            refused.append(_refused(scene.stratum, scene.requested, found))
            unjudged.append(scene.bare())
        else:
            judged.append(found)
        likenesses += alike(scene)
    yield Estimated([], refused)
    yield estimate_nearest_marked_sets(judged, unjudged=unjudged, level=level)
    yield estimate_marked_set_accuracy(judged, unjudged=unjudged, level=level)
    yield estimate_unlike_marked_sets(judged, unjudged=unjudged, level=level)
    yield estimate_self_similarity(likenesses, reader=embedder, level=level)


def _refused(stratum: str, requested: int, reason: str) -> NotEstimated:
    return NotEstimated(
        measure=NEAREST, attribute="place", stratum=stratum, requested=requested, reason=reason
    )

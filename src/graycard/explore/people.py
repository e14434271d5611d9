"""What people said of the pictures of runs, as columns to filter by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from graycard.explore.seen import Seen
from graycard.labels.frame import Thing, read_frame
from graycard.labels.rubric import Rubric
from graycard.labels.shares import asked_by
from graycard.labels.table import latest, read_labels
from graycard.labels.tally import NOT_LABELLED, tally
from graycard.run.run import Run


def gather_people(runs: Mapping[str, Run], ids: Sequence[NDArray[np.object_]]) -> dict[str, Seen]:
    """Return what more than half of the raters of each picture, or face, say, by attribute.

    Every picture that was labelled is in it, whether it was drawn or somebody chose it: this is
    for finding pictures, and no share is computed from it. A picture of which each face was asked
    about has what is said of each. Where runs were labelled by rubrics with
    other categories of one attribute, each has a column, by `attribute (rubric)`.

    Args:
        runs: By name.
        ids: Of the requests of each run, in order.

    Raises:
        DamagedRunError: If a table of labels is not what was written.
    """
    size, start = sum(map(len, ids)), 0
    rubrics: dict[str, Rubric] = {}
    rows: dict[str, list[tuple[int, int]]] = {}
    asked: dict[str, NDArray[np.bool_]] = {}
    for run, own in zip(runs.values(), ids, strict=True):
        labels = latest(read_labels(run.folder))
        pictures = [
            Thing(picture=one) for one in (read_frame(run.folder).pictures if labels else ())
        ]
        places = {id_: start + at for at, id_ in enumerate(own.tolist())} if labels else {}
        for attribute in sorted({one.attribute for one in labels}):
            sample, rubric = asked_by(run.folder, attribute, labels)
            key = _key(rubrics, rubric)
            mine = asked.setdefault(key, np.zeros(size, bool))
            drawn = [one.thing for one in sample.drawn] if sample else []
            for thing in drawn:
                if (row := places.get(thing.picture.generation_id)) is not None:
                    mine[row] = True
            things = dict.fromkeys((*pictures, *drawn))
            for thing, answer in tally(labels, list(things), rubric).said:
                # A run that goes on may have pictures that were not there when it was opened.
                if (row := places.get(thing.picture.generation_id)) is None:
                    continue
                mine[row] |= answer != NOT_LABELLED
                if answer in rubric.labels:
                    rows.setdefault(key, []).append((row, rubric.labels.index(answer)))
        start += len(own)
    return {key: _seen(rubrics[key], rows.get(key, []), asked[key]) for key in asked}


def _key(rubrics: dict[str, Rubric], rubric: Rubric) -> str:
    """Return under which key a rubric's answers stand: one key, one list of categories."""
    for key in (rubric.attribute, f"{rubric.attribute} ({rubric.name})", rubric.id):
        if rubrics.setdefault(key, rubric).labels == rubric.labels:
            return key
    return rubric.id


def _seen(rubric: Rubric, found: list[tuple[int, int]], asked: NDArray[np.bool_]) -> Seen:
    pairs = np.array(sorted(found), np.int64).reshape(-1, 2)
    return Seen(
        attribute=rubric.noun,
        rows=pairs[:, 0],
        codes=pairs[:, 1].astype(np.int32),
        values=np.full(len(asked), np.nan),
        asked=asked,
    )

"""Tables become counts of faces: the rows that are about one face of several."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graycard.face_counts import FaceCounts, FaceTally
from graycard.run.active_readers import ActiveReader
from graycard.run.folder import RunFolder
from graycard.run.schemas import GENERATIONS, READINGS
from graycard.run.tables import damaged, read_batches
from graycard.types import Attribute

_NO_MORE: Final[tuple[None, Iterator[dict[str, Any]]]] = (None, iter(()))


SpeaksOf = Callable[[Attribute, str | None], bool]
"""Whether readings of an attribute count for the prompt of this id."""


def _of_everything(_attribute: Attribute, _prompt: str | None) -> bool:
    return True


def count_faces(
    folder: RunFolder, reader: ActiveReader, *, speaks_of: SpeaksOf = _of_everything
) -> list[FaceCounts]:
    """Return what a reader read off every face, of attributes with categories.

    Every request is counted once: with the faces that were read, as an image without, or as gone.

    Args:
        folder: Of a run whose tables are there.
        reader: Of the run.
        speaks_of: Which prompts an attribute is counted for.

    Returns:
        Counts of those attributes of which a face was found at all.

    Raises:
        DamagedRunError: If a label is no category of its attribute, or the tables do not belong
            together.
    """
    attributes = {one.name: one for one in reader.attributes if one.categories}
    tallies = {name: FaceTally(one, reader.id) for name, one in attributes.items()}
    images = groupby(_rows(folder, reader.id), key=itemgetter("generation_id"))
    about, rows = next(images, _NO_MORE)
    columns = ("id", "prompt_id", "stratum", "marked", "outcome")
    for batch in read_batches(folder.generations, GENERATIONS):
        for one in batch.select(columns).to_pylist():
            faces = {name: _Faces(attribute) for name, attribute in attributes.items()}
            if one["id"] == about:
                for row in rows:
                    if row["attribute"] in faces:
                        faces[row["attribute"]].add(folder, row)
                about, rows = next(images, _NO_MORE)
            for name, tally in tallies.items():
                if speaks_of(attributes[name], one["prompt_id"]):
                    tally.add(
                        faces[name].labels if one["outcome"] == "ok" else None,
                        unread=faces[name].unread,
                        stratum=one["stratum"],
                        prompt=one["prompt_id"],
                        marked=one["marked"],
                    )
    if about is not None:
        problem = f"it reads faces of {about}, which was never made or is out of order"
        raise damaged(folder.readings, problem)
    counted = [counts for tally in tallies.values() for counts in tally.counted()]
    return [counts for counts in counted if counts.most.any()]


class _Faces:
    """What was read off the faces of one image."""

    def __init__(self, attribute: Attribute) -> None:
        self._attribute = attribute
        self.labels = np.zeros(len(attribute.categories), dtype=np.int64)
        self.unread = 0

    def add(self, folder: RunFolder, row: dict[str, Any]) -> None:
        label = row["label"]
        if label is None:
            self.unread += 1
        elif label in self._attribute.categories:
            self.labels[self._attribute.categories.index(label)] += 1
        else:
            problem = f"{label!r} is no category of {self._attribute.name}"
            raise damaged(folder.readings, problem)


def _rows(folder: RunFolder, reader: str) -> Iterator[dict[str, Any]]:
    columns = ("generation_id", "subject", "attribute", "label", "reader")
    for batch in read_batches(folder.readings, READINGS):
        some = batch.select(columns)
        readers, subjects = (some[name].cast(pa.string()) for name in ("reader", "subject"))
        mine = pc.and_(pc.equal(readers, reader), pc.match_substring(subjects, "#"))
        yield from some.filter(mine).to_pylist()

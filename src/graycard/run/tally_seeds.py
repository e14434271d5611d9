"""Tables become counts by seed: what prompts that share seeds have in common."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graycard.run.active_readers import ActiveReader
from graycard.run.folder import RunFolder
from graycard.run.schemas import GENERATIONS, READINGS
from graycard.run.tables import damaged, read_batches
from graycard.run.tally_faces import SpeaksOf
from graycard.types import ALL, IMAGE, OUTCOMES

OUTCOME: Final = "outcome"
"""What counts of requests are called, as an attribute."""

Group = tuple[str, bool | None, str]
"""An attribute, whether the prompts state it, and their stratum (`*` for all together)."""

_NO_MORE: Final[tuple[None, Iterator[dict[str, Any]]]] = (None, iter(()))


@dataclass(frozen=True, kw_only=True, eq=False)
class SeedCounts:
    """What was read of the images of each seed.

    Attributes:
        categories: Names of the columns.
        read: Shape (seeds, K).
        missing: Requested images of each seed of which nothing was read, shape (seeds,).
    """

    categories: tuple[str, ...]
    read: NDArray[np.int64]
    missing: NDArray[np.int64]


@dataclass
class _Cell:
    categories: tuple[str, ...]
    seeds: dict[int, NDArray[np.int64]] = field(default_factory=dict)
    known: bool = True

    def add(self, seed: int | None, label: str | None) -> None:
        if seed is None:
            self.known = False
            return
        column = len(self.categories) if label is None else self.categories.index(label)
        row = self.seeds.setdefault(seed, np.zeros(len(self.categories) + 1, dtype=np.int64))
        row[column] += 1

    def counted(self) -> SeedCounts:
        table = np.array(list(self.seeds.values()))
        return SeedCounts(categories=self.categories, read=table[:, :-1], missing=table[:, -1])


class _Cells:
    """Counts of the groups that are wanted."""

    def __init__(self, wanted: Collection[Group]) -> None:
        self._wanted = frozenset(wanted)
        self._cells: dict[Group, _Cell] = {}

    def add(
        self,
        attribute: str,
        categories: tuple[str, ...],
        image: dict[str, Any],
        label: str | None,
    ) -> None:
        for stratum in (image["stratum"], ALL):
            group = (attribute, image["marked"], stratum)
            if group in self._wanted:
                self._cells.setdefault(group, _Cell(categories)).add(image["seed"], label)

    def counted(self) -> dict[Group, SeedCounts]:
        return {group: one.counted() for group, one in self._cells.items() if one.known}


def outcomes_by_seed(folder: RunFolder, wanted: Collection[Group]) -> dict[Group, SeedCounts]:
    """Return what came of the requests of each seed, for groups of prompts.

    Args:
        folder: Of a run whose tables are there.
        wanted: Groups of the attribute `outcome`.

    Returns:
        Counts of those groups in which every image has a seed.

    Raises:
        DamagedRunError: If the table is not what was written.
    """
    cells = _Cells(wanted)
    for image in _images(folder):
        cells.add(OUTCOME, OUTCOMES, image, image["outcome"])
    return cells.counted()


def readings_by_seed(
    folder: RunFolder, reader: ActiveReader, wanted: Collection[Group], *, speaks_of: SpeaksOf
) -> dict[Group, SeedCounts]:
    """Return what a reader read of the images of each seed, for groups of prompts.

    Every request is counted once, as in the counts by prompt: under its label or as missing.

    Args:
        folder: Of a run whose tables are there.
        reader: Of the run.
        wanted: Groups of attributes with categories.
        speaks_of: Which prompts an attribute is counted for.

    Returns:
        Counts of those groups in which every image has a seed.

    Raises:
        DamagedRunError: If a label is no category of its attribute, or the tables do not belong
            together.
    """
    names = {attribute for attribute, _, _ in wanted}
    attributes = [one for one in reader.attributes if one.name in names]
    cells = _Cells(wanted)
    read = groupby(_readings(folder, reader.id), key=itemgetter("generation_id"))
    about, rows = next(read, _NO_MORE)
    for image in _images(folder):
        labels: dict[str, str | None] = {}
        if image["id"] == about:
            labels = {row["attribute"]: row["label"] for row in rows}
            about, rows = next(read, _NO_MORE)
        for one in attributes:
            label = labels.get(one.name)
            if label is not None and label not in one.categories:
                raise damaged(folder.readings, f"{label!r} is no category of {one.name}")
            if speaks_of(one, image["prompt_id"]):
                cells.add(one.name, one.categories, image, label)
    if about is not None:
        problem = f"it reads {about}, which was never made or is out of order"
        raise damaged(folder.readings, problem)
    return cells.counted()


def _images(folder: RunFolder) -> Iterator[dict[str, Any]]:
    columns = ("id", "prompt_id", "stratum", "marked", "seed", "outcome")
    for batch in read_batches(folder.generations, GENERATIONS):
        yield from batch.select(columns).to_pylist()


def _readings(folder: RunFolder, reader: str) -> Iterator[dict[str, Any]]:
    columns = ("generation_id", "subject", "attribute", "label", "reader")
    for batch in read_batches(folder.readings, READINGS):
        some = batch.select(columns)
        readers, subjects = (some[name].cast(pa.string()) for name in ("reader", "subject"))
        mine = pc.and_(pc.equal(readers, reader), pc.equal(subjects, IMAGE))
        yield from some.filter(mine).to_pylist()

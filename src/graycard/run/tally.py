"""Tables become counts: a stream over generations and readings, run in step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graycard.counts import NO_PROMPT, Counts, Row
from graycard.language import noted
from graycard.run.active_readers import ActiveReader
from graycard.run.folder import RunFolder
from graycard.run.schemas import COUNTS, GENERATIONS, READINGS
from graycard.run.tables import damaged, put_rows, read_batches
from graycard.types import IMAGE, OUTCOMES, Attribute

NOT_READ: Final = noted("not read")
"""Missing reason of pictures for which a reader left no reading at all."""

_OUTCOME: Final = Attribute(
    name="outcome",
    categories=OUTCOMES,
    scale="nominal",
    claim="what came of the request",
    source="Graycard",
)


@dataclass
class _Cell:
    """What is counted of one attribute of one reader."""

    attribute: Attribute
    read: Counter[tuple[int, str]] = field(default_factory=Counter)
    missing: Counter[tuple[int, str]] = field(default_factory=Counter)
    moments: dict[int, NDArray[np.float64]] = field(default_factory=dict)
    last: str = ""
    """Of which picture it was counted last, so that none is counted twice."""


class _Walk:
    """A walk along the generations in plan order, numbering prompts as they are met.

    Attributes:
        rows: Number of each prompt's row.
        depicted: Pictures by row.
        gone: Requests without a picture, by row and outcome.
    """

    def __init__(self, folder: RunFolder) -> None:
        self.rows: dict[Row, int] = {}
        self.depicted: Counter[int] = Counter()
        self.gone: Counter[tuple[int, str]] = Counter()
        self._path = folder.generations
        self._steps = self._walk()
        self._here = ("", -1)

    def row_of(self, generation_id: str) -> int:
        """Go on until this picture comes, and return its row."""
        while self._here[0] != generation_id:
            step = next(self._steps, None)
            if step is None:
                raise damaged(
                    self._path.with_name("readings.parquet"),
                    f"it reads {generation_id}, which was never made or is out of order",
                )
            self._here = step
        return self._here[1]

    def finish(self) -> None:
        """Go to the end."""
        for _ in self._steps:
            pass

    def _walk(self) -> Iterator[tuple[str, int]]:
        columns = ("id", "prompt_id", "stratum", "marked", "outcome")
        for batch in read_batches(self._path, GENERATIONS):
            for one in batch.select(columns).to_pylist():
                row = (one["stratum"], one["prompt_id"] or NO_PROMPT, one["marked"])
                number = self.rows.setdefault(row, len(self.rows))
                if one["outcome"] == "ok":
                    self.depicted[number] += 1
                else:
                    self.gone[number, one["outcome"]] += 1
                yield one["id"], number


def count_outcomes(folder: RunFolder) -> Counts:
    """Return how many requests of each prompt brought a picture, and how many went which way.

    Raises:
        DamagedRunError: If the table is not what was written.
    """
    walk = _Walk(folder)
    walk.finish()
    cell = _Cell(_OUTCOME)
    cell.read.update({(row, "ok"): n for row, n in walk.depicted.items()})
    return _counts(cell, "", walk)


def count_readings(folder: RunFolder, reader: ActiveReader) -> list[Counts]:
    """Return the counts of every attribute that a reader reads.

    Every requested picture is counted once an attribute: under its label, or as missing under
    the reader's reason, the outcome that left no picture, or `not read`. Only readings of the
    whole picture are counted. Memory holds a few thousand rows, however long the tables are.

    Raises:
        DamagedRunError: If the tables do not belong together or hold unknown labels.
    """
    walk = _Walk(folder)
    cells = {attribute.name: _Cell(attribute) for attribute in reader.attributes}
    for reading in _readings(folder, reader.id):
        cell = cells.get(reading["attribute"])
        if cell is not None and reading["subject"] == IMAGE:
            _count(folder.readings, cell, walk.row_of(reading["generation_id"]), reading)
    walk.finish()
    for cell in cells.values():
        _complete(cell, walk.depicted)
    return [_counts(cell, reader.id, walk) for cell in cells.values()]


def write_counts(folder: RunFolder, counts: list[Counts]) -> None:
    """Write `counts.parquet`, the long form of the counts."""
    put_rows(folder.counts, [row for one in counts for row in _long(one)], COUNTS)


def _readings(folder: RunFolder, reader: str) -> Iterator[dict[str, Any]]:
    columns = ("generation_id", "subject", "attribute", "label", "value", "reader",
               "missing_reason")  # fmt: skip
    for batch in read_batches(folder.readings, READINGS):
        for row in batch.select(columns).to_pylist():
            if row["reader"] == reader:
                yield row


def _count(path: Path, cell: _Cell, row: int, reading: dict[str, Any]) -> None:
    if reading["generation_id"] == cell.last:
        raise damaged(path, f"it holds {cell.attribute.name} of the picture {cell.last} twice")
    cell.last = reading["generation_id"]
    if reading["missing_reason"] is not None:
        cell.missing[row, reading["missing_reason"]] += 1
        return
    label, value = reading["label"], reading["value"]
    if cell.attribute.categories:
        if label not in cell.attribute.categories:
            raise damaged(path, f"{label!r} is no category of {cell.attribute.name}")
        cell.read[row, label] += 1
    if value is not None:
        moments = cell.moments.setdefault(row, np.zeros(3))
        moments += (1.0, value, value * value)


def _complete(cell: _Cell, depicted: Counter[int]) -> None:
    """Account for pictures of which this attribute was not read."""
    seen: Counter[int] = Counter()
    for (row, _), n in (*cell.read.items(), *cell.missing.items()):
        seen[row] += n
    if not cell.attribute.categories:
        for row, moments in cell.moments.items():
            seen[row] += int(moments[0])
    for row, n in depicted.items():
        if seen[row] < n:
            cell.missing[row, NOT_READ] += n - seen[row]


def _counts(cell: _Cell, reader: str, walk: _Walk) -> Counts:
    missing = cell.missing + walk.gone
    reasons = tuple(sorted({reason for _, reason in missing}))
    categories = cell.attribute.categories
    read_table = np.zeros((len(walk.rows), len(categories)), dtype=np.int64)
    missing_table = np.zeros((len(walk.rows), len(reasons)), dtype=np.int64)
    for (row, category), n in cell.read.items():
        read_table[row, categories.index(category)] = n
    for (row, reason), n in missing.items():
        missing_table[row, reasons.index(reason)] = n
    moments = None
    if cell.moments or cell.attribute.scale == "interval":
        moments = np.zeros((len(walk.rows), 3))
        for row, values in cell.moments.items():
            moments[row] = values
    return Counts(
        attribute=cell.attribute,
        reader=reader,
        strata=tuple(row[0] for row in walk.rows),
        prompt_ids=tuple(row[1] for row in walk.rows),
        marked=tuple(row[2] for row in walk.rows),
        read=read_table,
        reasons=reasons,
        missing=missing_table,
        moments=moments,
    )


def _long(counts: Counts) -> Iterator[dict[str, Any]]:
    for i, (stratum, prompt_id, marked) in enumerate(counts.rows):
        about = {
            "attribute": counts.attribute.name,
            "reader": counts.reader,
            "stratum": stratum,
            "prompt_id": prompt_id,
            "marked": marked,
        }
        for category, n in zip(counts.attribute.categories, counts.read[i].tolist(), strict=True):
            yield {**about, "kind": "category", "name": category, "n": n}
        for reason, n in zip(counts.reasons, counts.missing[i].tolist(), strict=True):
            yield {**about, "kind": "missing", "name": reason, "n": n}
        if counts.moments is not None:
            n, total, squares = counts.moments[i].tolist()
            value = {"n": int(n), "sum": total, "sum_of_squares": squares}
            yield {**about, "kind": "value", "name": counts.attribute.name, **value}

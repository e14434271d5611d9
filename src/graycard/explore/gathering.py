"""From the tables of runs to columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graycard.explore.seen import Seen
from graycard.explore.words_column import WordsColumn
from graycard.run.active_readers import ActiveReader
from graycard.run.run import Run
from graycard.run.schemas import GENERATIONS, READINGS
from graycard.run.tables import read_batches, read_table
from graycard.types import Attribute

_WORDS: Final = {
    "model": "model",
    "stratum": "stratum",
    "prompt": "prompt_id",
    "text": "text",
    "language": "language",
    "outcome": "outcome",
    "settings": "settings",
    "digest": "image_sha256",
    "extension": "image_extension",
    "detail": "detail",
}
_NEEDED: Final = pa.schema(
    [READINGS.field(name) for name in ("generation_id", "attribute", "label", "value", "reader")]
)


@dataclass(frozen=True, eq=False)
class Requests:
    """The requests of one run."""

    ids: NDArray[np.object_]
    words: dict[str, WordsColumn]
    factors: dict[str, WordsColumn]
    marked: NDArray[np.int32]
    repetition: NDArray[np.int64]
    seed: NDArray[np.int64]


def gather(run: Run) -> Requests:
    """Return the requests of a run, in plan order.

    Raises:
        DamagedRunError: The table is not there yet, or not what was written.
    """
    table = read_table(run.folder.generations, GENERATIONS)
    marked = pc.fill_null(table["marked"].cast(pa.int32()), 2)
    return Requests(
        ids=table["id"].to_numpy(),
        words={name: WordsColumn.of(table[column]) for name, column in _WORDS.items()},
        factors=_factors(table["factors"]),
        marked=marked.to_numpy().astype(np.int32),
        repetition=table["repetition"].to_numpy().astype(np.int64),
        seed=pc.fill_null(table["seed"], -1).to_numpy(),
    )


def _factors(column: pa.ChunkedArray) -> dict[str, WordsColumn]:
    """Return a column for each factor, from one of maps."""
    keys: dict[str, None] = {}
    rows = column.to_pylist()
    for row in rows:
        keys |= dict.fromkeys(key for key, _ in row or ())
    return {key: WordsColumn.of([dict(row or ()).get(key) for row in rows]) for key in keys}


def gather_readings(runs: Mapping[str, Run], ids: Sequence[NDArray[np.object_]]) -> dict[str, Seen]:
    """Return what was read in the runs, by attribute.

    Args:
        runs: By name.
        ids: Of the requests of each run, in order.
    """
    size, start = sum(map(len, ids)), 0
    found: dict[str, _Growing] = {}
    for run, own in zip(runs.values(), ids, strict=True):
        for key, reader, attribute in _read_in(run):
            grown = found.setdefault(key, _Growing(attribute, size))
            grown.begin(reader.id, start, start + len(own))
        if run.folder.readings.exists():
            _pour(run, pa.array(own), start, found)
        start += len(own)
    return {key: grown.seen() for key, grown in found.items()}


def _read_in(run: Run) -> list[tuple[str, ActiveReader, Attribute]]:
    """Return under which key a run's attributes stand; several readers of one stand apart."""
    pairs = [(reader, one) for reader in run.readers for one in reader.attributes]
    names = [attribute.name for _, attribute in pairs]
    return [
        (
            attribute.name
            if names.count(attribute.name) == 1
            else f"{attribute.name} ({reader.id})",
            reader,
            attribute,
        )
        for reader, attribute in pairs
    ]


class _Growing:
    """Readings of one attribute, gathered batch by batch."""

    def __init__(self, attribute: Attribute, size: int) -> None:
        self.attribute = attribute
        self.reader = ""
        self.rows: list[NDArray[np.int64]] = []
        self.codes: list[NDArray[np.int32]] = []
        self.values = np.full(size, np.nan)
        self.asked = np.zeros(size, bool)

    def begin(self, reader: str, start: int, stop: int) -> None:
        """Take the readings of this reader from here on, for the rows of one run."""
        self.reader = reader
        self.asked[start:stop] = True

    def add(self, rows: NDArray[np.int64], labels: pa.Array, values: NDArray[np.float64]) -> None:
        """Take readings of these rows."""
        codes = pc.index_in(
            labels.cast(pa.string()), pa.array(self.attribute.categories, pa.string())
        )
        known = codes.is_valid().to_numpy(zero_copy_only=False)
        self.rows.append(rows[known])
        self.codes.append(codes.drop_null().to_numpy().astype(np.int32))
        first = np.isfinite(values) & np.isnan(self.values[rows])
        # From the back, so that of several faces the first one's value stays.
        self.values[rows[first][::-1]] = values[first][::-1]

    def seen(self) -> Seen:
        """Return them as columns, in the order of the rows."""
        rows = np.concatenate(self.rows) if self.rows else np.zeros(0, np.int64)
        codes = np.concatenate(self.codes) if self.codes else np.zeros(0, np.int32)
        order = np.argsort(rows, kind="stable")
        return Seen(self.attribute, rows[order], codes[order], self.values, self.asked)


def _pour(run: Run, ids: pa.Array, start: int, found: Mapping[str, _Growing]) -> None:
    wanted = {(reader.id, attribute.name): key for key, reader, attribute in _read_in(run)}
    for batch in read_batches(run.folder.readings, _NEEDED, rows=65_536):
        places = pc.index_in(batch["generation_id"], ids)
        there = places.is_valid().to_numpy(zero_copy_only=False)
        rows = pc.fill_null(places, 0).to_numpy().astype(np.int64) + start
        readers, attributes = WordsColumn.of(batch["reader"]), WordsColumn.of(batch["attribute"])
        values = pc.fill_null(batch["value"], float("nan")).to_numpy(zero_copy_only=False)
        for (reader, attribute), key in wanted.items():
            chosen = there & readers.is_any([reader]) & attributes.is_any([attribute])
            if chosen.any():
                labels = batch["label"].filter(pa.array(chosen))
                found[key].add(rows[chosen], labels, values[chosen])

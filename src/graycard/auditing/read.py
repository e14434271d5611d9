"""One chunk of pictures becomes readings, one part a reader."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from graycard.components import load
from graycard.documents import canonical_json
from graycard.errors import GraycardError
from graycard.pictures import Picture, decode
from graycard.roles import Reader
from graycard.run.folder import RunFolder
from graycard.run.images import ImageStore
from graycard.run.schemas import GENERATIONS, READINGS
from graycard.run.spec import Component
from graycard.run.summary import READER_CRASHED
from graycard.run.tables import put_rows, read_table
from graycard.types import Reading

_PICTURES_A_TIME: Final = 16
_PIXELS_A_TIME: Final = 16_000_000


@dataclass(frozen=True)
class ReadDone:
    """What came of reading one chunk: readings made now, of pictures that crashed a reader too."""

    readings: int
    crashed: int


@dataclass(frozen=True)
class ReadJob:
    """Reads a chunk's pictures with every reader whose part is not there yet.

    Attributes:
        root: Of the run folder.
        readers: The readers, loaded once a process.
    """

    root: Path
    readers: tuple[Component, ...]
    round_: int = 0

    def __call__(self, chunk: int) -> ReadDone:
        """Read what every attempt at the chunk brought.

        Raises:
            DamagedRunError: If a picture or part is not what was written.
        """
        done = ReadDone(readings=0, crashed=0)
        folder = RunFolder(self.root)
        for attempt in range(1, folder.attempts(self.round_, chunk) + 1):
            absent = [
                reader
                for reader in map(loaded_reader, self.readers)
                if not folder.reading_part(reader.id, self.round_, chunk, attempt).exists()
            ]
            if absent:
                one = self._read(folder, chunk, attempt, absent)
                done = ReadDone(done.readings + one.readings, done.crashed + one.crashed)
        return done

    def _read(
        self, folder: RunFolder, chunk: int, attempt: int, readers: Sequence[Reader]
    ) -> ReadDone:
        part = read_table(folder.generation_part(self.round_, chunk, attempt), GENERATIONS)
        rows: dict[str, list[dict[str, Any]]] = {reader.id: [] for reader in readers}
        crashed = 0
        # Every picture is decoded once, for all readers.
        for pictures in _batches(part.to_pylist(), ImageStore(folder.images)):
            for reader in readers:
                readings, broken = _careful(reader, pictures)
                crashed += broken
                rows[reader.id] += [reading.model_dump() for reading in readings]
        for reader in readers:
            path = folder.reading_part(reader.id, self.round_, chunk, attempt)
            put_rows(path, [_as_row(row) for row in rows[reader.id]], READINGS)
        return ReadDone(sum(map(len, rows.values())), crashed)


def loaded_reader(component: Component) -> Reader:
    """Return the reader, loaded once in this process."""
    return _loaded(component.name, canonical_json(component.settings))


@cache
def _loaded(name: str, settings: str) -> Reader:
    reader: Reader = load("readers", name, json.loads(settings))
    return reader


def _batches(generations: Sequence[dict[str, Any]], images: ImageStore) -> Iterator[list[Picture]]:
    batch: list[Picture] = []
    pixels = 0
    for row in generations:
        if row["outcome"] != "ok":
            continue
        encoded = images.get(row["image_sha256"], row["image_extension"])
        rgb = decode(encoded).rgb
        batch.append(Picture(generation_id=row["id"], encoded=encoded, rgb=rgb))
        pixels += rgb.shape[0] * rgb.shape[1]
        if len(batch) == _PICTURES_A_TIME or pixels > _PIXELS_A_TIME:
            yield batch
            batch, pixels = [], 0
    if batch:
        yield batch


def _careful(reader: Reader, pictures: Sequence[Picture]) -> tuple[list[Reading], int]:
    """Read together; if the reader crashes, one by one, so that one picture costs one picture."""
    readings = _attempt(reader, pictures)
    if readings is not None:
        return readings, 0
    kept: list[Reading] = []
    crashed = 0
    for picture in pictures:
        alone = _attempt(reader, [picture])
        if alone is None:
            crashed += 1
            alone = [
                Reading(
                    generation_id=picture.generation_id,
                    attribute=attribute.name,
                    reader=reader.id,
                    missing_reason=READER_CRASHED,
                )
                for attribute in reader.attributes
            ]
        kept += alone
    return kept, crashed


def _attempt(reader: Reader, pictures: Sequence[Picture]) -> list[Reading] | None:
    try:
        return list(reader.read(pictures))
    except GraycardError:
        raise
    except Exception:  # whatever a reader raises, the audit must survive it
        return None


def _as_row(reading: dict[str, Any]) -> dict[str, Any]:
    probabilities = reading["probabilities"]
    return reading | {
        "probabilities": None if probabilities is None else list(probabilities.items()),
        "box": None if reading["box"] is None else list(reading["box"]),
    }

"""What comes of looking at a chunk's pictures: readings, or vectors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graycard.auditing.careful import carefully, embed_carefully
from graycard.pictures import Picture
from graycard.roles import Embedder, Reader, is_embedder
from graycard.run.folder import RunFolder
from graycard.run.schemas import READINGS, vectors_schema
from graycard.run.vectors import NO_PICTURE

NO_VECTOR: Final = "the embedder gives no vector of this picture"


class Harvest(Protocol):
    """What one reader or embedder makes of one part of generations."""

    def part(self, folder: RunFolder, round_: int, chunk: int, attempt: int) -> Path:
        """Return where it is kept."""
        ...

    def look(self, pictures: Sequence[Picture]) -> None:
        """Add what it makes of some pictures."""
        ...

    def table(self, generations: Sequence[dict[str, Any]]) -> pa.Table:
        """Return it all, given the rows of the part that was looked at."""
        ...


def harvest_of(reader: Reader | Embedder) -> Harvest:
    """Return an empty harvest."""
    return _Vectors(reader) if is_embedder(reader) else _Readings(reader)


class _Readings:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._rows: list[dict[str, Any]] = []

    def part(self, folder: RunFolder, round_: int, chunk: int, attempt: int) -> Path:
        return folder.reading_part(self._reader.id, round_, chunk, attempt)

    def look(self, pictures: Sequence[Picture]) -> None:
        readings = carefully(self._reader, pictures)
        self._rows += [_as_row(reading.model_dump()) for reading in readings]

    def table(self, generations: Sequence[dict[str, Any]]) -> pa.Table:  # noqa: ARG002  both harvests are asked alike
        return pa.Table.from_pylist(self._rows, schema=READINGS)


class _Vectors:
    """One row a request, so that the table runs in step with that of the generations."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._reasons: dict[str, str] = {}

    def part(self, folder: RunFolder, round_: int, chunk: int, attempt: int) -> Path:
        return folder.vector_part(self._embedder.id, round_, chunk, attempt)

    def look(self, pictures: Sequence[Picture]) -> None:
        vectors, crashed = embed_carefully(self._embedder, pictures)
        for picture, vector in zip(pictures, vectors, strict=True):
            if picture.generation_id in crashed:
                self._reasons[picture.generation_id] = crashed[picture.generation_id]
            elif np.isfinite(vector).all():
                self._vectors[picture.generation_id] = vector
            else:
                self._reasons[picture.generation_id] = NO_VECTOR

    def table(self, generations: Sequence[dict[str, Any]]) -> pa.Table:
        rows = [
            {
                "generation_id": row["id"],
                "vector": self._vectors.get(row["id"]),
                "missing_reason": self._reason(row),
            }
            for row in generations
        ]
        return pa.Table.from_pylist(rows, schema=vectors_schema(self._embedder.width))

    def _reason(self, row: dict[str, Any]) -> str | None:
        if row["outcome"] != "ok":
            return f"{NO_PICTURE}: {row['outcome']}"
        return self._reasons.get(row["id"])


def _as_row(reading: dict[str, Any]) -> dict[str, Any]:
    probabilities = reading["probabilities"]
    return reading | {
        "probabilities": None if probabilities is None else list(probabilities.items()),
        "box": None if reading["box"] is None else list(reading["box"]),
    }

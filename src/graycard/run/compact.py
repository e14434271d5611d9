"""Parts become tables: one of all generations, one of all readings, both in plan order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from graycard.errors import DamagedRunError
from graycard.run.folder import RunFolder
from graycard.run.images import ImageStore
from graycard.run.schemas import GENERATIONS, READINGS, vectors_schema
from graycard.run.tables import damaged, put_stream, read_batches, read_table

_ROWS_A_GROUP = 16_384


def compact_generations(folder: RunFolder, *, chunks: int, round_: int = 0) -> int:
    """Write `generations.parquet`; of several attempts at a request the latest counts.

    Returns:
        The number of generations.

    Raises:
        DamagedRunError: If a part is not whole.
    """
    parts = (latest_generations(folder, chunk, round_=round_) for chunk in range(chunks))
    return put_stream(folder.generations, _grouped(parts, GENERATIONS), GENERATIONS)


def refuse_missing_pictures(folder: RunFolder) -> None:
    """Raise if a picture that the table names is not there.

    Its bytes are compared with their hash when it is next read.

    Raises:
        DamagedRunError: It names the first one, and how many there are.
    """
    images = ImageStore(folder.images)
    first, missing = None, 0
    for batch in read_batches(folder.generations, GENERATIONS):
        for row in batch.select(("image_sha256", "image_extension")).to_pylist():
            if row["image_sha256"] is None:
                continue
            path = images.path(row["image_sha256"], row["image_extension"])
            if not path.exists():
                first, missing = first or path, missing + 1
    if first:
        raise DamagedRunError(
            what=f"{missing} pictures of the run are missing, {first} first",
            why="they were removed after they had been kept",
            fix="restore them from a copy of the run, or audit into a new folder",
        )


def compact_readings(
    folder: RunFolder, readers: Sequence[str], *, chunks: int, round_: int = 0
) -> int:
    """Write `readings.parquet`: one reader after the other, each in plan order.

    Returns:
        The number of readings.

    Raises:
        DamagedRunError: If a part is not whole.
    """
    parts = (
        _readings(folder, reader, chunk, round_=round_)
        for reader in readers
        for chunk in range(chunks)
    )
    return put_stream(folder.readings, _grouped(parts, READINGS), READINGS)


def compact_vectors(
    folder: RunFolder, embedder: str, *, width: int, chunks: int, round_: int = 0
) -> int:
    """Write the table of an embedder's vectors, one row a request, in plan order.

    Returns:
        The number of rows.

    Raises:
        DamagedRunError: If a part is not whole.
    """
    schema = vectors_schema(width)
    parts = (_vectors(folder, embedder, schema, chunk, round_=round_) for chunk in range(chunks))
    return put_stream(folder.vectors(embedder), _grouped(parts, schema), schema)


def latest_generations(folder: RunFolder, chunk: int, *, round_: int = 0) -> pa.Table:
    """Return the generations of a chunk, the latest attempt of each, in plan order."""
    table = read_table(folder.generation_part(round_, chunk), GENERATIONS)
    for attempt in range(2, folder.attempts(round_, chunk) + 1):
        path = folder.generation_part(round_, chunk, attempt)
        again = read_table(path, GENERATIONS)
        unknown = pc.invert(pc.is_in(again["id"], value_set=table["id"].combine_chunks()))
        if pc.any(unknown).as_py():
            raise damaged(path, "it retries a request that was never made")
        renewed = {row["id"]: row for row in again.to_pylist()}
        rows = [renewed.get(row["id"], row) for row in table.to_pylist()]
        table = pa.Table.from_pylist(rows, schema=GENERATIONS)
    return table


def _readings(folder: RunFolder, reader: str, chunk: int, *, round_: int) -> pa.Table:
    attempts = folder.attempts(round_, chunk)
    tables = [
        read_table(folder.reading_part(reader, round_, chunk, attempt), READINGS)
        for attempt in range(1, attempts + 1)
    ]
    if attempts == 1:
        return tables[0]
    # What a retry brought is put where the plan has it, so that both tables run in step.
    ids = latest_generations(folder, chunk, round_=round_)["id"].combine_chunks()
    joined = _joined(tables)
    places = pc.index_in(joined["generation_id"], value_set=ids)
    order = pc.sort_indices(
        pa.table({"place": places, "row": pa.array(range(joined.num_rows))}),
        sort_keys=[("place", "ascending"), ("row", "ascending")],
    )
    return joined.take(order)


def _vectors(
    folder: RunFolder, embedder: str, schema: pa.Schema, chunk: int, *, round_: int
) -> pa.Table:
    attempts = folder.attempts(round_, chunk)
    tables = [
        read_table(folder.vector_part(embedder, round_, chunk, attempt), schema)
        for attempt in range(1, attempts + 1)
    ]
    if attempts == 1:
        return tables[0]
    # The first attempt has a row for every request; a later one takes the place of its own.
    joined = _joined(tables)
    last = {name: row for row, name in enumerate(joined["generation_id"].to_pylist())}
    return joined.take([last[name] for name in tables[0]["generation_id"].to_pylist()])


def _grouped(parts: Iterator[pa.Table], schema: pa.Schema) -> Iterator[pa.Table]:
    """Yield row groups of a size that reads well, holding no more than one in memory."""
    pending: list[pa.Table] = []
    rows = 0
    for part in parts:
        pending.append(part)
        rows += part.num_rows
        if rows >= _ROWS_A_GROUP:
            yield _joined(pending)
            pending, rows = [], 0
    yield _joined(pending) if pending else schema.empty_table()


def _joined(tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables).unify_dictionaries().combine_chunks()

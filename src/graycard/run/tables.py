"""Parquet files in and out: whole, checked against their schema, with damage named."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from graycard.errors import DamagedRunError
from graycard.run.files import TEMPORARY, flush, make_folder, put, writing_to
from graycard.run.schemas import OLDER_HAVE_NULL

_MADE_FROM: Final = b"graycard-made-from"


def put_rows(path: Path, rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> None:
    """Write rows as one Parquet file, whole or not at all.

    Args:
        path: Its place.
        rows: By column name.
        schema: Of the table.
    """
    put_table(path, pa.Table.from_pylist([dict(row) for row in rows], schema=schema))


def made_from(path: Path) -> str | None:
    """Return the digest of the file that a table was made from, where it was kept.

    Raises:
        DamagedRunError: If the file is not whole.
    """
    with _naming_damage(path):
        kept = pq.ParquetFile(path).schema_arrow.metadata or {}
    digest: bytes | None = kept.get(_MADE_FROM)
    return None if digest is None else digest.decode()


def put_table(path: Path, table: pa.Table, *, made_from: str | None = None) -> None:
    """Write a small table as one Parquet file, whole or not at all.

    Args:
        path: Its place.
        table: Of a part, or of numbers.
        made_from: Digest of the file that the table was made from, kept in the metadata.
    """
    if made_from is not None:
        table = table.replace_schema_metadata({_MADE_FROM: made_from})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    put(path, sink.getvalue().to_pybytes())


def put_stream(path: Path, tables: Iterable[pa.Table], schema: pa.Schema) -> int:
    """Write tables one after the other into one Parquet file, whole or not at all.

    Memory holds one table at a time, however many there are.

    Returns:
        The number of rows written.
    """
    rows = 0
    temporary = path.with_name(f"{TEMPORARY}{secrets.token_hex(8)}")
    with writing_to(path):
        make_folder(path.parent)
        try:
            with pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
                for table in tables:
                    writer.write_table(table)
                    rows += table.num_rows
            flush(temporary)
            temporary.replace(path)
            flush(path.parent)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    return rows


def read_table(path: Path, schema: pa.Schema) -> pa.Table:
    """Return a small table.

    Raises:
        DamagedRunError: If the file is not whole, or its columns are not those expected.
    """
    with _naming_damage(path):
        return _fitting(path, pq.ParquetFile(path).read(), schema)


def read_batches(path: Path, schema: pa.Schema, *, rows: int = 8192) -> Iterator[pa.RecordBatch]:
    """Yield a table in batches of at most this many rows, in order.

    Raises:
        DamagedRunError: If the file is not whole, or its columns are not those expected.
    """
    with _naming_damage(path):
        file = pq.ParquetFile(path)
        _check_columns(path, file.schema_arrow, schema)
        columns = [name for name in schema.names if name in file.schema_arrow.names]
        # Page-wise reading, so that a large row group does not come into memory as a whole.
        for batch in file.iter_batches(batch_size=rows, columns=columns, use_threads=False):
            yield _with_later_columns(batch, schema)


class _naming_damage:  # noqa: N801 - reads as a phrase where it is used
    """Turn what Parquet says of a broken file into an error with a way out."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, FileNotFoundError):
            raise DamagedRunError(
                what=f"{self.path} is missing",
                why="the run was not finished, or the file was removed",
                fix="restore it from a copy of the run, or audit into a new folder"
                if self.path.parent.name == "plan"
                else f"graycard resume {_run_of(self.path)}",
            ) from error
        if isinstance(error, pa.ArrowException | OSError):
            raise damaged(self.path, "it is not a whole Parquet file") from error


def damaged(path: Path, why: str) -> DamagedRunError:
    """Return the error for a file of a run that is not what was written."""
    return DamagedRunError(
        what=f"{path} is damaged",
        why=why,
        fix=f"delete that file, then: graycard resume {_run_of(path)} (it is made anew)",
    )


def _run_of(path: Path) -> Path:
    for folder in path.parents:
        if (folder / "manifest.json").exists():
            return folder
    return path.parent


def _fitting(path: Path, table: pa.Table, schema: pa.Schema) -> pa.Table:
    _check_columns(path, table.schema, schema)
    return _with_later_columns(table, schema).cast(schema)


def _with_later_columns(
    rows: pa.Table | pa.RecordBatch, schema: pa.Schema
) -> pa.Table | pa.RecordBatch:
    """Return rows of a table that may be older, with nulls in the columns added since."""
    for field in schema:
        if field.name not in rows.schema.names:
            rows = rows.append_column(field, pa.nulls(rows.num_rows, field.type))
    return rows.select(schema.names)


def _check_columns(path: Path, found: pa.Schema, schema: pa.Schema) -> None:
    needed = [field.name for field in schema if field.metadata != OLDER_HAVE_NULL]
    absent = [name for name in needed if name not in found.names]
    if absent:
        raise damaged(path, f"it has no column {', '.join(absent)}")

"""The numbers of a run on disk: estimates, what was not estimated, and the references."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
from pydantic import ValidationError

from graycard.documents import read_text
from graycard.errors import DamagedRunError
from graycard.run.files import Version, put, version
from graycard.run.folder import RunFolder
from graycard.run.schemas import ESTIMATES
from graycard.run.tables import put_table
from graycard.types import Estimate, MeasureNote, NotEstimated, Noun, Reference

NounT = TypeVar("NounT", bound=Noun)


class Numbers(Noun):
    """Everything that was computed, and everything that could not be, with the reason.

    Attributes:
        measures: What each of the measures is; none in runs of earlier versions.
        estimates: The numbers.
        not_estimated: What has no valid answer, and why.
    """

    measures: tuple[MeasureNote, ...] = ()
    estimates: tuple[Estimate, ...]
    not_estimated: tuple[NotEstimated, ...]


class _References(Noun):
    references: tuple[Reference, ...]


def write_numbers(folder: RunFolder, numbers: Numbers) -> None:
    """Write `estimates.parquet` and `estimates.json`."""
    rows = [estimate.model_dump() for estimate in numbers.estimates]
    put_table(folder.estimates, pa.Table.from_pylist(rows, schema=ESTIMATES))
    put(folder.estimates_json, _lines(numbers))


def measured(folder: RunFolder) -> Version | None:
    """Return what is another one when a run's numbers are; None where there are none.

    All that changes a run (`audit`, `resume`, `read`, `measure`) writes the file of the numbers
    after its tables, so that they are whole when this changes.
    """
    return version(folder.estimates_json)


def read_numbers(folder: RunFolder) -> Numbers:
    """Return the numbers of a run.

    Raises:
        DamagedRunError: If `estimates.json` is absent or not what was written.
    """
    return _read(folder, folder.estimates_json, Numbers)


def write_references(folder: RunFolder, references: Sequence[Reference]) -> None:
    """Write `references.json`, so that reports need nothing but the run."""
    put(folder.references, _lines(_References(references=tuple(references))))


def read_references(folder: RunFolder) -> tuple[Reference, ...]:
    """Return the references that the run was compared with.

    Raises:
        DamagedRunError: If `references.json` is absent or not what was written.
    """
    if not folder.references.is_file():
        raise DamagedRunError(
            what=f"{folder.references} is missing",
            why="it holds the distributions that the run is compared with",
            fix=f"restore it, or name them again: graycard measure {folder.root} --reference NAME",
        )
    return _read(folder, folder.references, _References).references


def _lines(noun: Noun) -> bytes:
    """Return JSON with one row a line, which people and diffs can read."""
    parts = []
    for key, rows in noun.model_dump(mode="json").items():
        lines = ",\n  ".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
        parts.append(f'"{key}": [\n  {lines}\n]' if rows else f'"{key}": []')
    return ("{" + ",\n".join(parts) + "}\n").encode()


def _read(folder: RunFolder, path: Path, noun: type[NounT]) -> NounT:
    if not path.is_file():
        raise DamagedRunError(
            what=f"{path} is missing",
            why="the run was not measured yet",
            fix=f"graycard resume {folder.root}",
        )
    try:
        return noun.model_validate_json(read_text(path))
    except ValidationError as error:
        raise DamagedRunError(
            what=f"{path} is damaged",
            why=str(error.errors()[0]["msg"]),
            fix=f"graycard measure {folder.root}",
        ) from error

"""`labels.parquet`: the only home of people's labels in a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import pyarrow as pa
from pydantic import ValidationError

from graycard.errors import DamagedRunError
from graycard.run.files import Version, version
from graycard.run.folder import RunFolder
from graycard.run.lock import sole_writer
from graycard.run.schemas import LABELS
from graycard.run.tables import put_table, read_table
from graycard.types import WITHDRAWN, Label

About = tuple[str, str, str]
"""Generation, subject, attribute: what labels of several people are compared by."""

WAIT = 10.0
"""Seconds that a writer of labels waits for another writer of the run."""


def read_labels(folder: RunFolder) -> tuple[Label, ...]:
    """Return all labels that were ever given in a run, the earliest first.

    Raises:
        DamagedRunError: If the table is not what was written. Labels cannot be made anew.
    """
    found = version(folder.labels)
    return () if found is None else _read(folder, found)


@lru_cache(maxsize=4)
def _read(folder: RunFolder, _version: Version) -> tuple[Label, ...]:
    """Return a table that does not change: whoever adds labels puts another file in its place."""
    try:
        rows = read_table(folder.labels, LABELS).to_pylist()
        return tuple(Label.model_validate(row) for row in rows)
    except DamagedRunError as error:
        raise _damaged(folder, error.why) from error
    except ValidationError as error:
        entry = error.errors()[0]
        raise _damaged(folder, f"{'.'.join(map(str, entry['loc']))}: {entry['msg']}") from error


def add_labels(folder: RunFolder, labels: Iterable[Label], *, wait: float = WAIT) -> int:
    """Add labels to the table of a run: all of them or none, and none of them twice.

    Args:
        folder: Of the run.
        labels: In any order.
        wait: Seconds to wait for another writer of the run.

    Returns:
        How many were new.

    Raises:
        RunLockedError: If another process goes on writing to the run.
        DamagedRunError: If the table that is there is not what was written.
        EnvironmentFaultError: If the run cannot be written to. Nothing that was there is lost.
    """
    given = list(labels)
    if not given:
        return 0
    with sole_writer(folder, wait=wait):
        before = set(read_labels(folder))
        after = before.union(given)
        if len(after) > len(before):
            rows: list[dict[str, Any]] = [one.model_dump() for one in sorted(after, key=order)]
            put_table(folder.labels, pa.Table.from_pylist(rows, schema=LABELS))
        return len(after) - len(before)


def latest(labels: Iterable[Label]) -> tuple[Label, ...]:
    """Return the labels that count: of each rater, subject and attribute the latest.

    One that was taken back counts no longer, and no earlier one takes its place.
    """
    found: dict[tuple[str, About], Label] = {}
    for one in sorted(labels, key=order):
        found[one.rater, about(one)] = one
    return tuple(one for one in found.values() if one.missing_reason != WITHDRAWN)


def by_subject(labels: Sequence[Label]) -> dict[About, list[Label]]:
    """Return labels by what they are about."""
    found: dict[About, list[Label]] = {}
    for one in labels:
        found.setdefault(about(one), []).append(one)
    return found


def about(label: Label) -> About:
    """Return what a label is about."""
    return label.generation_id, label.subject, label.attribute


def order(label: Label) -> tuple[Any, ...]:
    """Return by what labels are sorted: when they were given, and then always the same way."""
    return (label.time, label.rater, *about(label), label.answer, label.rubric)


def _damaged(folder: RunFolder, why: str) -> DamagedRunError:
    return DamagedRunError(
        what=f"{folder.labels} is damaged",
        why=why,
        fix="restore it from a copy of the run: what people said cannot be made anew",
    )

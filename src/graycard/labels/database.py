"""The database in which labels wait: how it is opened, and its rows.

It is SQLite with a write-ahead log, which needs a disk of this machine: on a network drive use one
process at a time. Rows are numbered in the order in which they came, no number is used twice, and
only the earliest are ever taken away.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from pydantic import ValidationError

from graycard.errors import DamagedRunError, EnvironmentFaultError
from graycard.run.files import make_folder, writing_to
from graycard.types import Label

Row = tuple[int, Label]
"""A label and its number."""

_COLUMNS: Final = (
    "generation_id", "subject", "attribute", "label", "missing_reason", "rater", "time", "rubric",
)  # fmt: skip
_NAMED: Final = ", ".join(_COLUMNS)

_MAKE: Final = f"""
create table if not exists labels (
    number integer primary key autoincrement,
    {", ".join(f"{name} text" for name in _COLUMNS)}
)
"""
_READ: Final = (
    f"select number, {_NAMED} from labels"  # noqa: S608  our columns, nothing that anybody sent
    " where number >= ? or number = (select min(number) from labels) order by +number"
)
"""The plus keeps SQLite from going through all rows in order: it looks for those that are meant."""
_PLACES: Final = ", ".join("?" * len(_COLUMNS))
_ADD: Final = f"insert into labels ({_NAMED}) values ({_PLACES})"  # noqa: S608  our columns

_BUSY: Final = 10.0
"""Seconds that a label waits for another one that is being taken down."""


class Rows:
    """The labels in an opened database.

    Args:
        connection: To the database.
        path: Of it, for errors.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self._path = connection, path

    def labels(self, *, since: int = 0) -> list[Row]:
        """Return the first of all, and those from a number on, as they are at one moment."""
        found = self._connection.execute(_READ, [since]).fetchall()
        try:
            return [
                (row[0], Label.model_validate(dict(zip(_COLUMNS, row[1:], strict=True))))
                for row in found
            ]
        except ValidationError as error:
            raise _damaged(self._path, str(error.errors()[0]["msg"])) from error

    def count(self) -> int:
        """Return how many there are."""
        (n,) = self._connection.execute("select count(*) from labels").fetchone()
        return int(n)

    def last_time(self) -> datetime | None:
        """Return the time of the last one; none is later."""
        found = self._connection.execute(
            "select time from labels order by number desc limit 1"
        ).fetchone()
        return None if found is None else datetime.fromisoformat(found[0])

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let nobody else write until the end, when what was added is on disk.

        What was added before an error is undone as the database is closed.
        """
        self._connection.execute("begin immediate")
        yield
        self._connection.execute("commit")

    def add(self, label: Label) -> None:
        """Add a label."""
        row = label.model_dump() | {"time": label.time.isoformat()}
        self._connection.execute(_ADD, [row[name] for name in _COLUMNS])

    def remove(self, *, up_to: int) -> None:
        """Take labels away, up to and with that of a number."""
        self._connection.execute("delete from labels where number <= ?", [up_to])


@contextmanager
def opened(path: Path) -> Iterator[Rows]:
    """Open a database to write to it; it is made if it is not there.

    Raises:
        EnvironmentFaultError: If it cannot be written to.
        DamagedRunError: If it is no such database.
    """
    with writing_to(path):
        make_folder(path.parent)
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY, isolation_level=None)) as connection:
            _set_up(connection)
            yield Rows(connection, path)
    except sqlite3.OperationalError as error:
        raise cannot_be_written(path, str(error)) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error)) from error


@contextmanager
def looked_into(path: Path) -> Iterator[Rows]:
    """Open a database that is there, and write nothing.

    Raises:
        DamagedRunError: If it is no such database.
    """
    real = path.resolve()
    log = real.with_name(f"{real.name}-wal")
    # Without a log there is nothing to recover, and no file beside it need be written.
    whole = "" if log.exists() and log.stat().st_size else "&immutable=1"
    try:
        uri = f"{real.as_uri()}?mode=ro{whole}"
        with closing(sqlite3.connect(uri, uri=True, timeout=_BUSY)) as connection:
            yield Rows(connection, path)
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error)) from error


def may_write(path: Path) -> bool:
    """Return whether a file, and others beside it, may be written or made."""
    there = [one for one in (path, *path.parents) if one.exists()]
    folder = next(one for one in there if one != path)
    return folder.is_dir() and all(os.access(one, os.W_OK) for one in {there[0], folder})


def cannot_be_written(path: Path, why: str) -> EnvironmentFaultError:
    """Return the error for a database that takes no label."""
    return EnvironmentFaultError(
        what=f"{path} cannot be written to, so no label can be taken down",
        why=why,
        fix="copy the run to a folder that you may write to, and label there",
    )


def _set_up(connection: sqlite3.Connection) -> None:
    """Make the database what it should be, however many others are doing so.

    SQLite waits for a busy database by itself, but not to turn the write-ahead log on: of several
    processes that open a new database, all but one are told at once that it is locked.
    """
    until = monotonic() + _BUSY
    while True:
        try:
            connection.execute("pragma journal_mode=wal")
            connection.execute("pragma synchronous=full")
            connection.execute(_MAKE)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(0.01)
        else:
            return


def _damaged(path: Path, why: str) -> DamagedRunError:
    return DamagedRunError(
        what=f"{path} is damaged",
        why=why,
        fix="restore it from a copy of the run; labels that were moved into labels.parquet"
        " are safe",
    )

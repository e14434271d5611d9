"""Labels on their way: a small database that takes each of them down at once.

The app may be killed, its pages reloaded, and several people may label at a time, each in several
tabs. So every label is a transaction of its own, on disk before the next picture is shown, in
`labels/staging.sqlite` of the run (SQLite, write-ahead log). `collect` moves them into
`labels.parquet`, which stays their only home; doing it twice, or being killed in between, changes
nothing.

SQLite's write-ahead log needs a disk of this machine: on a network drive use one process at a time.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from pydantic import ValidationError

from graycard.choices import did_you_mean
from graycard.errors import DamagedRunError, EnvironmentFaultError, InputError
from graycard.labels.rubric import Rubric
from graycard.labels.table import WAIT, About, about, add_labels, latest, read_labels
from graycard.run.files import make_folder, writing_to
from graycard.run.folder import RunFolder
from graycard.types import CANNOT_TELL, IMAGE, NOT_DEPICTED, WITHDRAWN, Label

_COLUMNS: Final = (
    "generation_id", "subject", "attribute", "label", "missing_reason", "rater", "time", "rubric",
)  # fmt: skip

_MAKE: Final = f"""
create table if not exists labels (
    number integer primary key autoincrement,
    {", ".join(f"{name} text" for name in _COLUMNS)}
)
"""

_BUSY: Final = 10.0
"""Seconds that a label waits for another one that is being taken down."""


class ChangedMeanwhileError(InputError):
    """The same person has answered in another tab since the page was shown."""


@dataclass(frozen=True)
class Staging:
    """Labels of one run that are being given.

    Args:
        folder: Of the run.
        writable: Whether anything may be written; if not, the database is only looked into.

    Example:
        >>> Staging(RunFolder(tmp_path)).waiting()
        ()
    """

    folder: RunFolder
    writable: bool = True

    def labels(self) -> tuple[Label, ...]:
        """Return all labels of the run: those in its table, and those on their way."""
        # The table is read last: what is moved in between is then seen twice, and never missed.
        waiting = self.waiting()
        return tuple({*waiting, *read_labels(self.folder)})

    def waiting(self) -> tuple[Label, ...]:
        """Return labels that are on their way, in the order in which they were given."""
        if not self.folder.staging.exists():
            return ()
        writes = self.writable and may_write(self.folder.staging)
        opened = self._opened if writes else self._looked_into
        with opened() as database:
            return tuple(label for _, label in self._rows(database))

    def mine(self, rater: str) -> dict[About, Label]:
        """Return what one person said, of all that counts."""
        return {about(one): one for one in latest(self.labels()) if one.rater == rater}

    def give(
        self,
        *,
        generation_id: str,
        rubric: Rubric,
        answer: str,
        rater: str,
        seen: str = "",
        subject: str = IMAGE,
    ) -> Label:
        """Take down what somebody says of a picture; it is on disk when this returns.

        Args:
            generation_id: Whose picture.
            rubric: That was in view.
            answer: One of its answers, or `withdrawn`.
            rater: Pseudonym.
            seen: Time of the person's own label that the page showed, as ISO 8601; empty for none.
            subject: `image` or a face.

        Returns:
            The label; the one that is there already, if the person said the same before.

        Raises:
            InputError: If it is no answer of the rubric, or the rater's name is no pseudonym.
            ChangedMeanwhileError: If the person has said something else in another tab since.
            EnvironmentFaultError: If the run cannot be written to.
        """
        if answer not in (*rubric.answers, WITHDRAWN):
            raise InputError(
                what=f"{answer!r} is no answer of {rubric.id}",
                why=did_you_mean(
                    answer,
                    rubric.answers,
                    otherwise=f"the answers are: {', '.join(rubric.answers)}",
                ),
                fix="choose one of them",
            )
        said = answer not in (CANNOT_TELL, NOT_DEPICTED, WITHDRAWN)
        with self._opened() as database:
            # One writer from here on, so that nobody answers between the look and the label.
            database.execute("begin immediate")
            key = (generation_id, subject, rubric.attribute)
            before = self._counting(database, rater).get(key)
            if before is not None and (before.answer, before.rubric) == (answer, rubric.id):
                return before
            if before is None and answer == WITHDRAWN:
                raise _changed("it was taken back already")
            if seen != ("" if before is None else before.time.isoformat()):
                now = "nothing" if before is None else before.answer
                raise _changed(f"your label of this picture is now: {now}")
            label = _checked(
                generation_id=generation_id,
                subject=subject,
                attribute=rubric.attribute,
                label=answer if said else None,
                missing_reason=None if said else answer,
                rater=rater,
                time=self._next_time(database, before),
                rubric=rubric.id,
            )
            row = label.model_dump() | {"time": label.time.isoformat()}
            places = ", ".join("?" * len(_COLUMNS))
            database.execute(
                f"insert into labels ({', '.join(_COLUMNS)}) values ({places})",  # noqa: S608  our columns
                [row[name] for name in _COLUMNS],
            )
            database.execute("commit")
            return label

    def collect(self, *, wait: float = WAIT) -> int:
        """Move labels into the run's table; nothing is lost, or there twice, if it is broken off.

        Args:
            wait: Seconds to wait for another writer of the run.

        Returns:
            How many were new to the table.

        Raises:
            RunLockedError: If another process goes on writing to the run; they stay here.
            EnvironmentFaultError: If the run cannot be written to; they stay here.
        """
        if not self.folder.staging.exists():
            return 0
        with self._opened() as database:
            rows = self._rows(database)
            new = add_labels(self.folder, [label for _, label in rows], wait=wait)
            if rows:
                database.execute("delete from labels where number <= ?", [rows[-1][0]])
            return new

    def check_writable(self) -> None:
        """Raise if no label could be taken down.

        Raises:
            EnvironmentFaultError: If the run is read-only.
        """
        if not may_write(self.folder.staging):
            raise _cannot_be_written(self.folder.staging, "the run is read-only")
        if self.folder.staging.exists():  # whoever only looks leaves no file behind
            with self._opened() as database:
                database.execute("begin immediate")
                database.execute("rollback")

    def _counting(self, database: sqlite3.Connection, rater: str) -> dict[About, Label]:
        waiting = [label for _, label in self._rows(database)]
        every = {*waiting, *read_labels(self.folder)}
        return {about(one): one for one in latest(every) if one.rater == rater}

    def _next_time(self, database: sqlite3.Connection, before: Label | None) -> datetime:
        """Return the time; a clock that was set back must not put a label before an earlier one."""
        (last,) = database.execute("select max(time) from labels").fetchone()
        times = [datetime.now(UTC)]
        times += [datetime.fromisoformat(last) + timedelta(microseconds=1)] if last else []
        times += [before.time + timedelta(microseconds=1)] if before else []
        return max(times)

    def _rows(self, database: sqlite3.Connection) -> list[tuple[int, Label]]:
        found = database.execute(
            f"select number, {', '.join(_COLUMNS)} from labels order by number"  # noqa: S608  our columns
        ).fetchall()
        try:
            return [
                (row[0], Label.model_validate(dict(zip(_COLUMNS, row[1:], strict=True))))
                for row in found
            ]
        except ValidationError as error:
            raise self._damaged(str(error.errors()[0]["msg"])) from error

    @contextmanager
    def _looked_into(self) -> Iterator[sqlite3.Connection]:
        """Open the database where nothing may be written."""
        path = self.folder.staging.resolve()
        log = path.with_name(f"{path.name}-wal")
        # Without a log there is nothing to recover, and no file beside it need be written.
        whole = "" if log.exists() and log.stat().st_size else "&immutable=1"
        try:
            uri = f"{path.as_uri()}?mode=ro{whole}"
            with closing(sqlite3.connect(uri, uri=True, timeout=_BUSY)) as database:
                yield database
        except sqlite3.DatabaseError as error:
            raise self._damaged(str(error)) from error

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        path = self.folder.staging
        with writing_to(path):
            make_folder(path.parent)
        try:
            with closing(sqlite3.connect(path, timeout=_BUSY, isolation_level=None)) as database:
                _set_up(database)
                yield database
        except sqlite3.OperationalError as error:
            raise _cannot_be_written(path, str(error)) from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(str(error)) from error

    def _damaged(self, why: str) -> DamagedRunError:
        return DamagedRunError(
            what=f"{self.folder.staging} is damaged",
            why=why,
            fix="restore it from a copy of the run; labels that were moved into labels.parquet"
            " are safe",
        )


def _set_up(database: sqlite3.Connection) -> None:
    """Make the database what it should be, however many others are doing so.

    SQLite waits for a busy database by itself, but not to turn the write-ahead log on: of several
    processes that open a new database, all but one are told at once that it is locked.
    """
    until = monotonic() + _BUSY
    while True:
        try:
            database.execute("pragma journal_mode=wal")
            database.execute("pragma synchronous=full")
            database.execute(_MAKE)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(0.01)
        else:
            return


def may_write(path: Path) -> bool:
    """Return whether a file, and others beside it, may be written or made."""
    there = [one for one in (path, *path.parents) if one.exists()]
    folder = next(one for one in there if one != path)
    return folder.is_dir() and all(os.access(one, os.W_OK) for one in {there[0], folder})


def _cannot_be_written(path: Path, why: str) -> EnvironmentFaultError:
    return EnvironmentFaultError(
        what=f"{path} cannot be written to, so no label can be taken down",
        why=why,
        fix="copy the run to a folder that you may write to, and label there",
    )


def _checked(**fields: object) -> Label:
    try:
        return Label.model_validate(fields)
    except ValidationError as error:
        wrong = error.errors()[0]
        raise InputError(
            what=f"{'.'.join(map(str, wrong['loc']))} cannot be {wrong['input']!r}",
            why="a rater is known by a pseudonym of up to 40 letters, digits, dots and hyphens"
            if wrong["loc"] == ("rater",)
            else str(wrong["msg"]),
            fix="choose another one",
        ) from error


def _changed(why: str) -> ChangedMeanwhileError:
    return ChangedMeanwhileError(
        what="this picture was answered in another tab or window",
        why=why,
        fix="look at it again; nothing was changed",
    )

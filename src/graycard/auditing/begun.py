"""The beginning of a part: what came of a chunk so far, kept while the rest is being made."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from graycard.errors import DamagedRunError
from graycard.run.schemas import GENERATIONS
from graycard.run.tables import damaged, put_rows, read_table

SECONDS_BETWEEN_SAVES: Final = 2.0
"""Whoever is killed loses no more than was delivered in so many; fast chunks are never saved."""


class Begun:
    """What came of the first requests of a chunk; all of it becomes the part.

    Attributes:
        rows: Of the part, one a request, in their order, as far as they have come.
    """

    def __init__(self, path: Path, ids: Sequence[str], *, batch: int) -> None:
        """Take up what an interrupted launch kept.

        Args:
            path: Of the file that is there while the part is not.
            ids: Of the generations that the chunk asks for, in their order.
            batch: Pictures that the model makes at a time. Only whole batches are kept, so that
                the model is asked for the rest in the batches it would have made.

        Raises:
            DamagedRunError: If the file is not a beginning of this chunk.
        """
        self._path, self._ids, self._batch = path, ids, batch
        self.rows: list[dict[str, Any]] = []
        if path.exists():
            try:
                self.rows = read_table(path, GENERATIONS).to_pylist()
                if [row["id"] for row in self.rows] != list(ids[: len(self.rows)]):
                    raise damaged(path, "it is not a beginning of its chunk")
            except DamagedRunError as error:
                raise DamagedRunError(
                    what=error.what,
                    why=error.why,
                    fix=f"restore it from a copy of the run; or {error.fix}, and what it kept is "
                    "asked for, and may have to be paid for, again",
                ) from error
        self._saved = len(self.rows)
        self._when = time.monotonic()

    def add(self, row: dict[str, Any]) -> None:
        """Add what came of the next request, and save it all if that was not done for long."""
        self.rows.append(row)
        due = time.monotonic() - self._when >= SECONDS_BETWEEN_SAVES
        if due and len(self.rows) < len(self._ids):  # a whole chunk becomes its part at once
            self.save()

    def save(self) -> None:
        """Keep the whole batches on disk, whose pictures are there already."""
        whole = len(self.rows)
        if whole < len(self._ids):  # the last batch of a plan may be a smaller one
            whole -= whole % self._batch
        if whole > self._saved:
            put_rows(self._path, self.rows[:whole], GENERATIONS)
            self._saved, self._when = whole, time.monotonic()

"""What people say, by person: kept in memory, so that a look costs what is new and no more.

Labels have two places. The table is another file whenever it holds others. Of the database of those
on their way no row ever changes, and only the earliest are taken away: as long as its first row and
the last one that was read are there, all between them are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock

from graycard.labels.database import Row, Rows
from graycard.labels.table import About, about, order, read_labels
from graycard.run.files import Version, version
from graycard.run.folder import RunFolder
from graycard.types import WITHDRAWN, Label


class Said:
    """Of every person, attribute and thing the latest label.

    Args:
        labels: In any order.

    Example:
        >>> Said().by("ann", "glasses")
        {}
    """

    def __init__(self, labels: Iterable[Label] = ()) -> None:
        self._last: dict[str, dict[About, Label]] = {}
        self._counting: dict[tuple[str, str], dict[About, Label]] = {}
        self.add(labels)

    def add(self, labels: Iterable[Label]) -> None:
        """Take in more labels, in any order; one that is known already changes nothing."""
        for one in labels:
            key, last = about(one), self._last.setdefault(one.rater, {})
            if key in last and order(one) < order(last[key]):
                continue
            last[key] = one
            counting = self._counting.setdefault((one.rater, one.attribute), {})
            if one.missing_reason == WITHDRAWN:
                counting.pop(key, None)
            else:
                counting[key] = one

    def by(self, rater: str, attribute: str) -> dict[About, Label]:
        """Return what counts of what one person said of an attribute."""
        return dict(self._counting.get((rater, attribute), {}))

    def last(self, rater: str, thing: About) -> Label | None:
        """Return what one person said last of one thing, also where that was to take it back."""
        return self._last.get(rater, {}).get(thing)

    def raters(self, attribute: str) -> list[str]:
        """Return whose labels of an attribute count."""
        return sorted(
            who for (who, what), some in self._counting.items() if what == attribute and some
        )


class Followed:
    """The labels of a run, in both places, as far as they were read.

    Args:
        folder: Of the run.
    """

    def __init__(self, folder: RunFolder) -> None:
        self._folder, self._lock, self._said = folder, Lock(), Said()
        self._ends: list[Row] = []
        self._table: Version | None = None

    @contextmanager
    def read(self, rows: Rows | None) -> Iterator[Said]:
        """Yield what people have said by now; until the end no other thread reads on.

        Args:
            rows: Of the database, which is open; None where there is none.

        Raises:
            DamagedRunError: If the table is not what was written, or a row is no label.
        """
        with self._lock:
            known = self._ends[-1][0] if self._ends else 0
            found = rows.labels(since=known) if rows else []
            # The table is looked at last: what is moved in between is then seen twice, and never
            # missed.
            table = version(self._folder.labels)
            if table != self._table or not self._goes_on(found):
                found, known = rows.labels() if rows else [], 0
                table = version(self._folder.labels)
                self._said, self._ends, self._table = Said(read_labels(self._folder)), [], table
            self._said.add(label for number, label in found if number > known)
            self._ends = [found[0], found[-1]] if found else []
            yield self._said

    def _goes_on(self, found: list[Row]) -> bool:
        """Return whether rows begin with those that are known to be the first and the last."""
        return not self._ends or (found[:1] == self._ends[:1] and self._ends[-1] in found[:2])


@lru_cache(maxsize=16)
def followed(folder: RunFolder) -> Followed:
    """Return what this process has read of the labels of a run."""
    return Followed(folder)

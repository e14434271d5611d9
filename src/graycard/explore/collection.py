"""The requests of one run or of several, in columns, with what was read of their pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graycard.errors import InputError
from graycard.explore.filters import MISSING, PLAIN, Filter
from graycard.explore.gathering import gather, gather_readings
from graycard.explore.known import refuse_unknown
from graycard.explore.people import gather_people
from graycard.explore.seen import Seen
from graycard.explore.several_runs import opened, shared_embedder
from graycard.explore.words_column import WordsColumn
from graycard.language import in_a_row, say
from graycard.pictures import Picture, decode
from graycard.run.active_readers import ActiveReader
from graycard.run.run import Run
from graycard.types import OUTCOMES

_MARKED: Final = ("no", "yes", "unknown")


@dataclass(frozen=True, eq=False)
class Collection:
    """Requests of runs as rows, in the order of the runs and of their plans.

    Attributes:
        runs: Opened, by name: the folder's name, with a number where two are alike.
        ids: Of the generations, strings, shape (size,).
        words: By name `run`, `model`, `stratum`, `prompt`, `text`, `language`, `outcome`,
            `settings`, `digest`, `extension`, `detail`: a column each.
        factors: By name of the factor: how the text of the prompt was made.
        marked: Whether the prompt states what is measured, as words `yes`, `no`, `unknown`.
        repetition: int64, shape (size,).
        seed: int64, shape (size,); -1 where there is none.
        read: By attribute, what was read; where several readers of a run read the same attribute,
            by `attribute (reader id)`.
        people: By attribute, what most people said of it; empty where nobody labelled.

    Example:
        >>> import graycard
        >>> run = graycard.audit(images_per_prompt=2, out=tmp_path / "run")
        >>> all_ = Collection.open([run.path])
        >>> rows = all_.select(Filter(stratum=("nurse",)))
        >>> len(rows), all_.words["text"][rows[0]]
        (2, 'a photo of a nurse')
    """

    runs: Mapping[str, Run]
    ids: NDArray[np.object_]
    words: Mapping[str, WordsColumn]
    factors: Mapping[str, WordsColumn]
    marked: WordsColumn
    repetition: NDArray[np.int64]
    seed: NDArray[np.int64]
    read: Mapping[str, Seen]
    people: Mapping[str, Seen] = field(default_factory=dict)

    @classmethod
    def open(cls, paths: Sequence[Path]) -> Collection:
        """Open runs.

        Args:
            paths: Of run folders, at least one; finished or not.

        Raises:
            RunError: One is no run, was written by a newer Graycard, or has no tables yet.
            InputError: None is given, or the same twice.
        """
        runs = opened(paths)
        tables = {name: gather(run) for name, run in runs.items()}
        words = {
            name: WordsColumn.joined(one.words[name] for one in tables.values())
            for name in next(iter(tables.values())).words
        }
        sizes = [len(one.ids) for one in tables.values()]
        names = [
            WordsColumn(np.zeros(n, np.int32), (name,)) for name, n in zip(runs, sizes, strict=True)
        ]
        words["run"] = WordsColumn.joined(names)
        factors = dict.fromkeys(key for one in tables.values() for key in one.factors)
        return cls(
            runs=runs,
            ids=np.concatenate([one.ids for one in tables.values()]),
            words=words,
            factors={
                key: WordsColumn.joined(
                    one.factors.get(key, WordsColumn.of(pa.nulls(len(one.ids))))
                    for one in tables.values()
                )
                for key in factors
            },
            marked=WordsColumn(np.concatenate([one.marked for one in tables.values()]), _MARKED),
            repetition=np.concatenate([one.repetition for one in tables.values()]),
            seed=np.concatenate([one.seed for one in tables.values()]),
            read=gather_readings(runs, [one.ids for one in tables.values()]),
            people=gather_people(runs, [one.ids for one in tables.values()]),
        )

    def with_labels(self) -> Collection:
        """Return the same requests with what people have said of them by now."""
        run = self.words["run"]
        ids = [self.ids[run.is_any([name])] for name in self.runs]
        return replace(self, people=gather_people(self.runs, ids))

    @property
    def size(self) -> int:
        """The number of requests."""
        return len(self.ids)

    @cached_property
    def _rows(self) -> dict[tuple[str, str], int]:
        run = self.words["run"]
        return {(run[row] or "", self.ids[row]): row for row in range(self.size)}

    def row(self, run: str, generation_id: str) -> int:
        """Return the row of a request.

        Raises:
            InputError: The run has none of this id, or there is no such run.
        """
        found = self._rows.get((run, generation_id))
        if found is None:
            raise InputError(
                what=say(
                    "there is no request {name} in {run}", name=repr(generation_id), run=repr(run)
                ),
                why=say("the runs here are {names}", names=in_a_row([*self.runs])),
                fix=say("take the id from the table generations of that run"),
            )
        return found

    def select(self, wanted: Filter) -> NDArray[np.int64]:
        """Return the rows that a filter lets through, in order.

        Raises:
            InputError: It asks for something that no row has, such as a stratum misspelt.
        """
        through = np.ones(self.size, bool)
        for name in ("run", "model", "stratum", "prompt", "language", "outcome"):
            if asked := getattr(wanted, name):
                known = OUTCOMES if name == "outcome" else self.words[name].words
                refuse_unknown(name, asked, known)
                through &= self.words[name].is_any(asked)
        if wanted.marked:
            refuse_unknown("marked", wanted.marked, _MARKED)
            through &= self.marked.is_any(wanted.marked)
        for named, columns in ((wanted.read, self.read), (wanted.label, self.people)):
            for attribute, labels in named.items():
                refuse_unknown("attribute", [attribute], [*columns], like=PLAIN)
                seen = columns[attribute]
                refuse_unknown(attribute, labels, (*seen.attribute.categories, MISSING))
                through &= seen.is_any(labels)
        return np.flatnonzero(through)

    def path(self, row: int) -> Path | None:
        """Return where the picture of a row lies; None if the request brought none."""
        digest, extension = self.words["digest"][row], self.words["extension"][row]
        if digest is None or extension is None:
            return None
        return self.runs[self.words["run"][row] or ""].images.path(digest, extension)

    def picture(self, row: int) -> Picture | None:
        """Return the picture of a row, decoded; None if the request brought none.

        Raises:
            DamagedRunError: Its bytes are no longer those that were kept.
            UndecodableError: They are no picture.
        """
        digest, extension = self.words["digest"][row], self.words["extension"][row]
        if digest is None or extension is None:
            return None
        encoded = self.runs[self.words["run"][row] or ""].images.get(digest, extension)
        return Picture(self.ids[row], encoded, decode(encoded).rgb)

    def runs_of(self, rows: NDArray[np.int64]) -> tuple[str, ...]:
        """Return the names of the runs that rows are of, in the order of the runs."""
        column = self.words["run"]
        return tuple(column.words[code] for code in np.unique(column.codes[rows]))

    def vectors(
        self, embedder: str | None = None, *, runs: Sequence[str] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the vectors of all pictures that have one.

        Args:
            embedder: Name or id; None if there is only one. It must be the same in all these runs.
            runs: Names of those that are asked about; None for all.

        Returns:
            The rows, int64, shape (n,), and the vectors, float32, shape (n, width), as they were
            made (not of length 1).

        Raises:
            InputError: A run has none, or several, or not the same as the others.
        """
        made = self.embedder(embedder, runs=runs).id
        rows, arrays = [], []
        for name, run in self._some(runs).items():
            for batch in run.vectors(made):
                rows += [self.row(name, one) for one in batch.ids]
                arrays.append(batch.array)
        return np.array(rows, np.int64), np.concatenate(arrays)

    def embedder(
        self, embedder: str | None = None, *, runs: Sequence[str] | None = None
    ) -> ActiveReader:
        """Return the embedder whose vectors all runs have that are asked about.

        Args:
            embedder: Its name or id; None if there is only one.
            runs: Names of those that are asked about; None for all.

        Raises:
            InputError: A run has none, or several, or not the same as the others.
        """
        return shared_embedder(self._some(runs), embedder)

    def _some(self, names: Sequence[str] | None) -> Mapping[str, Run]:
        return self.runs if names is None else {name: self.runs[name] for name in names}

"""What the app has open: the runs, their rows, and what was worked out of them already."""

from __future__ import annotations

import logging
import shlex
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Final

import numpy as np
from fastapi import Depends, Request
from markupsafe import escape
from numpy.typing import NDArray

from graycard.app.background import Background
from graycard.app.thumbnails import Thumbnails
from graycard.errors import GraycardError, InputError
from graycard.explore.collection import Collection
from graycard.explore.words_column import WordsColumn
from graycard.labels.drawn import samples
from graycard.labels.shares import Labelled, labelled
from graycard.labels.staging import Staging
from graycard.language import say, several
from graycard.report.facts import Facts, gather
from graycard.report.words import FIRST
from graycard.roles import DRAWN_WORLD
from graycard.run.evidence import measured
from graycard.run.files import version
from graycard.run.folder import RunFolder

if TYPE_CHECKING:
    from jinja2 import Environment

_log = logging.getLogger(__name__)

_MAIN: Final = 3
"""Readings that a picture's text alternative tells, at most."""


class Opened:
    """The runs that the app shows.

    Args:
        paths: Of the run folders.
        writable: Whether labels may be written.
        live: Whether there is a server behind the pages; not so in a static copy.
        thumbnails: Made before; without them, none.
        views: Addresses that the overview of a static copy leads to.

    Attributes:
        names: Of the runs, in the order of their numbers.
        runs: Of the same order.
        thumbnails: Small pictures made so far.
        background: Does what takes longer than a page may.
        environment: The templates.

    Raises:
        RunError: If a folder is no run that is measured.
        InputError: If none is given, or one twice.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        writable: bool = True,
        live: bool = True,
        thumbnails: Thumbnails | None = None,
        views: Sequence[str] = (),
    ) -> None:
        from graycard.app.looks import environment

        # Before the tables are read, so that what is added meanwhile is read at the next look.
        self._measured = tuple(measured(RunFolder(path)) for path in paths)
        self._said = tuple(version(RunFolder(path).labels) for path in paths)
        self._collection = Collection.open(paths)
        self.names = tuple(self._collection.runs)
        self.runs = tuple(self._collection.runs.values())
        self.writable, self.live, self.views = writable, live, tuple(views)
        self.thumbnails = thumbnails or Thumbnails()
        self.background = Background(anew=live)
        self.environment: Environment = environment(self)
        self._facts: dict[int, Facts] = {}
        self._labelled: dict[int, tuple[tuple[int, int], tuple[Labelled, ...]]] = {}
        self._lock, self._looking = Lock(), Lock()

    @property
    def collection(self) -> Collection:
        """All requests of all runs as rows, with what is in their tables of labels by now."""
        with self._looking:
            said = tuple(version(run.folder.labels) for run in self.runs)
            if said != self._said:
                self._collection, self._said = self._collection.with_labels(), said
            return self._collection

    def changed(self) -> bool:
        """Whether a run is another one than it was when it was opened, people's labels apart."""
        return self._measured != tuple(measured(run.folder) for run in self.runs)

    def again(self) -> Opened:
        """Return the same runs opened anew; pictures do not change, so thumbnails are kept.

        Raises:
            RunError: One is no longer a run that is measured.
        """
        return Opened(
            [run.path for run in self.runs],
            writable=self.writable,
            live=self.live,
            thumbnails=self.thumbnails,
        )

    @property
    def own(self) -> bool:
        """Whether this is the app of those who label; copies for others name no rater."""
        return self.writable and self.live

    def number(self, run: int) -> int:
        """Return the number of a run that a URL names.

        Raises:
            InputError: There is no such run here.
        """
        if not 0 <= run < len(self.runs):
            raise InputError(
                what=say("there is no run {number} here", number=run),
                why=several(
                    len(self.runs),
                    "{n} run is open; the first has the number 0.",
                    "{n} runs are open; the first has the number 0.",
                    n=len(self.runs),
                ),
                fix=say("Begin at the overview."),
            )
        return run

    def place(self, run: int) -> str:
        """Return where a run lies, for commands that a page tells.

        A static copy is for others: it names the folder, and not where it lies on this machine.
        """
        path = self.runs[run].path
        return str(path) if self.live else path.name

    def facts(self, run: int) -> Facts:
        """Return what a run's report tells; it is read once."""
        with self._lock:
            if run not in self._facts:
                self._facts[run] = gather(self.runs[run])
            return self._facts[run]

    def prepare(self) -> None:
        """Work out what the first pages need, so that nobody waits for it before a page."""
        for run in range(len(self.runs)):
            self.facts(run)

    def without_places(self, made: str) -> str:
        """Return a page that, in a copy for others, does not tell where the runs lie.

        Errors name the command that mends them, with the path of the run, for a shell or as it is.
        """
        if self.writable and self.live:
            return made
        for name, run in zip(self.names, self.runs, strict=True):
            # Quoted first: an apostrophe is written otherwise in quotes, so that the path is not
            # in them as it is.
            for written in (shlex.quote, str):
                made = made.replace(escape(written(str(run.path))), escape(written(name)))
        return made

    def run_of(self, row: int) -> int:
        """Return the number of a row's run."""
        return int(self.collection.words["run"].codes[row])

    def runs_of(self, rows: NDArray[np.int64]) -> frozenset[int]:
        """Return the numbers of the runs that rows are of."""
        return frozenset(np.unique(self.collection.words["run"].codes[rows]).tolist())

    def row_of(self, run: int, digest: str) -> int | None:
        """Return the first row of a run that brought the picture with this hash."""
        return self._pictures.get((run, digest))

    @cached_property
    def _pictures(self) -> dict[tuple[int, str], int]:
        runs, digests = self.collection.words["run"].codes, self.collection.words["digest"]
        found: dict[tuple[int, str], int] = {}
        for row, (run, code) in enumerate(zip(runs.tolist(), digests.codes.tolist(), strict=True)):
            if code >= 0:
                found.setdefault((run, digests.words[code]), row)
        return found

    def labelled(self, run: int) -> tuple[Labelled, ...]:
        """Return what people say of a run; it is read again when they have said more."""
        folder = self.runs[run].folder
        if not folder.labels.exists():
            return ()
        version = (folder.labels.stat().st_mtime_ns, len(samples(folder)))
        with self._lock:
            if self._labelled.get(run, ((0, 0), ()))[0] != version:
                self._labelled[run] = (version, labelled(folder))
            return self._labelled[run][1]

    def collect_labels(self) -> None:
        """Move people's labels into the tables of the runs, as far as that can be done now."""
        for run in range(len(self.runs) if self.writable else 0):
            try:
                self.collect_labels_of(run)
            except GraycardError as error:
                # They are on disk, and are moved when somebody next labels or looks at the run.
                folder = self.runs[run].folder
                _log.warning("labels of %s stay in %s: %s", folder.root, folder.staging, error)

    def collect_labels_of(self, run: int) -> int:
        """Move people's labels into the table of a run, and return how many were new.

        Raises:
            RunLockedError: Another process goes on writing to the run.
            EnvironmentFaultError: The run cannot be written to.
        """
        return Staging(self.runs[run].folder).collect()

    @cached_property
    def drawn(self) -> frozenset[int]:
        """Numbers of the runs whose pictures show the drawn world."""
        domains = enumerate(run.spec.model_domain for run in self.runs)
        return frozenset(run for run, domain in domains if domain == DRAWN_WORLD)

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """Whether prompts state what is measured: the answers that occur."""
        every = np.arange(self.collection.size)
        return tuple(self.collection.marked.counted(every))

    @cached_property
    def main(self) -> dict[str, WordsColumn]:
        """The labels by which a picture is told to those who do not see it, by attribute."""
        order = {name: place for place, name in enumerate(FIRST)}
        labelled = {
            key: seen for key, seen in self.collection.read.items() if seen.attribute.categories
        }
        ranked = sorted(
            labelled, key=lambda key: order.get(labelled[key].attribute.name, len(order))
        )
        return {key: labelled[key].first() for key in ranked[:_MAIN]}


def here(request: Request) -> Opened:
    """Return what a request is answered from: the same from its beginning to its end."""
    opened: Opened = request.app.state.renewal.now()
    request.state.opened = opened
    return opened


def answered_from(request: Request) -> Opened:
    """Return what a request is answered from; if it never came to that, what was opened last."""
    opened: Opened = getattr(request.state, "opened", request.app.state.renewal.opened)
    return opened


Here = Annotated[Opened, Depends(here)]
"""For the views of pages: `def view(request: Request, here: Here) -> Response`."""

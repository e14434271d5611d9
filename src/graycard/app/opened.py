"""What the app has open: the runs, their rows, and what was worked out of them already."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Final

import pyarrow as pa
from fastapi import Depends, Request

from graycard.app.thumbnails import Thumbnails
from graycard.errors import InputError
from graycard.language import say, several
from graycard.report.facts import Facts, gather
from graycard.roles import DRAWN_WORLD
from graycard.run.run import load_run
from graycard.run.schemas import GENERATIONS
from graycard.run.tables import read_batches

if TYPE_CHECKING:
    from jinja2 import Environment

_PICTURES: Final = pa.schema(
    [GENERATIONS.field(name) for name in ("image_sha256", "image_extension")]
)


class Opened:
    """The runs that the app shows.

    Args:
        paths: Of the run folders.
        writable: Whether labels may be written.
        live: Whether there is a server behind the pages; not so in a static copy.

    Raises:
        RunError: If a folder is no run that is measured.
    """

    def __init__(self, paths: Sequence[Path], *, writable: bool = True, live: bool = True) -> None:
        from graycard.app.looks import environment

        self.runs = tuple(load_run(path) for path in paths)
        self.writable, self.live = writable, live
        self.thumbnails = Thumbnails()
        self.environment: Environment = environment(self)
        self._facts: dict[int, Facts] = {}
        self._extensions: dict[int, dict[str, str]] = {}
        self._lock = Lock()

    @property
    def names(self) -> tuple[str, ...]:
        """Of the runs: those of their folders, numbered where two are the same."""
        plain = [run.path.resolve().name for run in self.runs]
        return tuple(
            f"{name} ({number})" if plain.count(name) > 1 else name
            for number, name in enumerate(plain, start=1)
        )

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

    def facts(self, run: int) -> Facts:
        """Return what a run's report tells; it is read once."""
        with self._lock:
            if run not in self._facts:
                self._facts[run] = gather(self.runs[run])
            return self._facts[run]

    def extensions(self, run: int) -> dict[str, str]:
        """Return how the pictures of a run are kept, by their hash; it is read once."""
        with self._lock:
            if run not in self._extensions:
                self._extensions[run] = {
                    digest: extension
                    for batch in read_batches(self.runs[run].folder.generations, _PICTURES)
                    for digest, extension in zip(
                        *(batch.column(name).to_pylist() for name in _PICTURES.names), strict=True
                    )
                    if digest is not None
                }
            return self._extensions[run]

    @cached_property
    def drawn(self) -> frozenset[int]:
        """Numbers of the runs whose pictures show the drawn world."""
        domains = enumerate(run.spec.model_domain for run in self.runs)
        return frozenset(run for run, domain in domains if domain == DRAWN_WORLD)


def here(request: Request) -> Opened:
    """Return what the app that answers a request has open."""
    opened: Opened = request.app.state.opened
    return opened


Here = Annotated[Opened, Depends(here)]
"""For the views of pages: `def view(request: Request, here: Here) -> Response`."""

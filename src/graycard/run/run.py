"""One run, opened for looking at."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from graycard.choices import did_you_mean
from graycard.errors import InputError
from graycard.language import noted
from graycard.roles import DRAWN_WORLD
from graycard.run.active_readers import ActiveReader, read_active_readers
from graycard.run.evidence import Numbers, read_numbers, read_references
from graycard.run.folder import RunFolder
from graycard.run.images import ImageStore
from graycard.run.manifest import Manifest, read_manifest
from graycard.run.schemas import COUNTS, ESTIMATES, GENERATIONS, READINGS
from graycard.run.spec import ResolvedSpec, read_resolved
from graycard.run.tables import read_table
from graycard.run.vectors import Vectors, read_vectors
from graycard.types import Reference

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Run:
    """A run folder, opened for reading.

    Tables come as pandas data frames. What is large stays on disk until it is asked for.

    Args:
        path: Of the run folder.

    Raises:
        RunError: If the folder is no run, or was written by a newer Graycard.

    Example:
        >>> Run(Path("no-such-run"))
        Traceback (most recent call last):
        graycard.errors.RunError: there is no run no-such-run
          why  no folder of that name exists
          fix  graycard audit --out RUN makes one
    """

    def __init__(self, path: Path) -> None:
        self.folder = RunFolder(path)
        self.manifest: Manifest = read_manifest(self.folder)
        self.spec: ResolvedSpec = read_resolved(self.folder)

    def __repr__(self) -> str:
        state = "measured" if self.folder.estimates_json.exists() else "unfinished"
        return f"<Run {self.path}: {self.spec.requests} requests of {self.spec.model}, {state}>"

    @property
    def path(self) -> Path:
        """Of the run folder."""
        return self.folder.root

    @property
    def report(self) -> Path:
        """Where the HTML report stands."""
        return self.path / "report.html"

    @property
    def images(self) -> ImageStore:
        """The pictures, by hash."""
        return ImageStore(self.folder.images)

    @cached_property
    def numbers(self) -> Numbers:
        """Estimates and what was not estimated, as nouns."""
        return read_numbers(self.folder)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The reference distributions that the run was compared with."""
        return read_references(self.folder)

    @cached_property
    def readers(self) -> tuple[ActiveReader, ...]:
        """The readers whose readings count, and what they read."""
        return read_active_readers(self.folder)

    @property
    def estimates(self) -> pd.DataFrame:
        """One row a number that may be quoted; the columns are those of `Estimate`."""
        return self._frame(self.folder.estimates, ESTIMATES)

    @property
    def generations(self) -> pd.DataFrame:
        """One row a requested image, whatever came of it."""
        return self._frame(self.folder.generations, GENERATIONS)

    @property
    def readings(self) -> pd.DataFrame:
        """One row a thing read, or not read, off a picture."""
        return self._frame(self.folder.readings, READINGS)

    @property
    def counts(self) -> pd.DataFrame:
        """What the measures saw: per prompt, images by category and by missing reason."""
        return self._frame(self.folder.counts, COUNTS)

    def embedder(self, embedder: str | None = None) -> ActiveReader:
        """Return the embedder whose vectors the run has.

        Args:
            embedder: Its name or id; None if there is only one.

        Raises:
            InputError: If there is none of that name, or several.
        """
        made = [one for one in self.readers if one.width is not None]
        chosen = [one for one in made if embedder in (None, one.name, one.id)]
        if len(chosen) != 1:
            raise InputError(
                what=self._no_one_embedder(embedder, several=bool(chosen)),
                why=did_you_mean(
                    embedder or "",
                    [] if chosen else [name for one in made for name in (one.name, one.id)],
                    otherwise=noted(
                        "its embedders are: {names}", names=", ".join(one.id for one in made)
                    )
                    if made
                    else noted("no embedder has read its pictures"),
                ),
                fix=noted("name one of them by its id") if made else self._how_to_get_vectors(),
            )
        return chosen[0]

    def _how_to_get_vectors(self) -> str:
        place = shlex.quote(str(self.path))
        if self.spec.model_domain == DRAWN_WORLD:
            return noted("`graycard read {name} --reader embedding`", name=place)
        return noted(
            "`graycard read {name} --reader embedding:openai/clip-vit-large-patch14@main`, or"
            " another CLIP, SigLIP or DINOv2 model by its hub id or folder",
            name=place,
        )

    def _no_one_embedder(self, named: str | None, *, several: bool) -> str:
        run = self.path.resolve().name
        if named is None:
            if several:
                return noted("the run {run} has several vectors", run=run)
            return noted("the run {run} has no vectors", run=run)
        return f"the run {run} has {'several' if several else 'no'} vectors {named!r}"

    def vectors(self, embedder: str | None = None, *, rows: int = 8192) -> Iterator[Vectors]:
        """Yield the vectors of the pictures, in plan order.

        Args:
            embedder: Name or id of the embedder; None if there is only one.
            rows: Requests a batch, at most; memory holds one batch.

        Raises:
            InputError: If there is none of that name, or several.
            DamagedRunError: If the table is not whole.
        """
        one = self.embedder(embedder)
        return read_vectors(self.folder, one.id, width=one.width or 0, rows=rows)

    def _frame(self, path: Path, schema: pa.Schema) -> pd.DataFrame:
        frame: pd.DataFrame = read_table(path, schema).to_pandas()
        return frame


def load_run(path: str | Path) -> Run:
    """Open a run folder.

    Args:
        path: Of the folder.

    Raises:
        RunError: If it is no run, or was written by a newer Graycard.
    """
    return Run(Path(path))

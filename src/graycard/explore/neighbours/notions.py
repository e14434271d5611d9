"""Notions of near for the pictures of runs: by a number, by visual words, by an embedder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from graycard.choices import meant
from graycard.errors import DamagedRunError, InputError
from graycard.explore.lost import NO_PICTURE
from graycard.explore.neighbours._rows import Vectors
from graycard.explore.neighbours.nearest import Nearest, Neighbours, nearest_among
from graycard.explore.neighbours.visual_words import TO_LEARN, visual_words
from graycard.explore.outside import Outside, outside_of
from graycard.language import noted
from graycard.pictures import UndecodableError

if TYPE_CHECKING:
    from graycard.explore.collection import Collection

VISUAL_WORDS: Final = "visual-words"
NUMBERS: Final = ("colourfulness", "colourfulness_absolute", "lightness", "contrast")
"""What the reader `colour` reads, each a notion of near of its own: the colourfulness of Hasler and
Süsstrunk, the widely copied variant that drops the signs first, lightness and contrast."""

NOT_READ: Final = "it was not read"
NO_VECTOR: Final = "no vector was made"
NO_KEY_POINTS: Final = "no key points"
GONE: Final = "its file is gone or broken"
COMMON: Final = "all its visual words are in every picture"
"""Reasons for which a picture has no neighbours."""

Progress = Callable[[int, int], None]
"""Told how many of how many pictures were looked at."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Notion:
    """One notion of near, ready to be asked.

    Attributes:
        name: Such as `lightness`, `visual-words` or an embedder's id.
        unit: Of the differences, if it is a number; None if vectors are compared, by cosine.
        rows: Of the collection, rising: the pictures that have neighbours.
        missing: Requests that have none, by reason.
        index: Finds neighbours; its rows are places in `rows`.
        vectors: Of each of `rows`, if vectors are compared: float32, dense or sparse (CSR).
        values: Of each of `rows`, if it is a number.
        outside: That the embedder was not validated on the pictures, where it was not.
    """

    name: str
    unit: str | None
    rows: NDArray[np.int64]
    missing: Mapping[str, int]
    index: Nearest
    values: NDArray[np.float64] | None = None
    vectors: Vectors | None = None
    outside: Outside | None = None

    def neighbours(self, row: int, *, k: int = 64) -> Neighbours:
        """Return the k nearest of a picture, as rows of the collection.

        Raises:
            InputError: It has no neighbours in this notion.
        """
        at = int(np.searchsorted(self.rows, row))
        if at == len(self.rows) or self.rows[at] != row:
            raise InputError(
                what=noted("this request has no neighbours by {name}", name=self.name),
                why=noted(
                    "it has no picture, or nothing of it was measured; {n} have", n=len(self.rows)
                ),
                fix=noted("choose another picture, or another notion of near"),
            )
        found = self.index.query(at, k=k)
        return Neighbours(
            of=row,
            rows=self.rows[found.rows],
            values=found.values,
            among=found.among,
            recall=found.recall,
        )


def notions(collection: Collection) -> tuple[str, ...]:
    """Return the names of all notions of near that there are for these runs.

    Numbers are there if the reader `colour` read them, embedders if all runs have vectors of them.
    """
    numbers = [name for name in collection.read if name.partition(" ")[0] in NUMBERS]
    embedders = [
        {one.id for one in run.readers if one.width is not None} for run in collection.runs.values()
    ]
    return (*numbers, VISUAL_WORDS, *sorted(set.intersection(*embedders)))


def directions(collection: Collection) -> tuple[str, ...]:
    """Return the names of those notions that compare vectors, embedders first."""
    vectors = [one for one in notions(collection) if one not in collection.read]
    return (*(one for one in vectors if one != VISUAL_WORDS), VISUAL_WORDS)


def notion(
    collection: Collection, name: str, *, seed: int = 0, progress: Progress | None = None
) -> Notion:
    """Get ready to find neighbours.

    Numbers and vectors are taken from the runs. Visual words are learned from the pictures, which
    takes a while: some hundredths of a second for each.

    Args:
        collection: Of the runs whose pictures are compared, all with all.
        name: One of `notions(collection)`, or the name of an embedder.
        seed: Of the vocabulary, for visual words.
        progress: Is told how many pictures were looked at.

    Raises:
        InputError: There is no such notion for these runs.
        EnvironmentFaultError: A package for it is missing.
        NothingObservedError: The pictures have no key points, so there are no visual words.
    """
    if name == VISUAL_WORDS:
        return _by_words(collection, seed=seed, progress=progress)
    if name in notions(collection) and name in collection.read:
        return _by_number(collection, name)
    _refuse_misspelt(collection, name)
    if name.partition(" ")[0] in NUMBERS:
        several = [one for one in notions(collection) if one.startswith(f"{name} (")]
        raise InputError(
            what=f"the runs have {'several readings' if several else 'no reading'} of {name}",
            why=f"they are: {', '.join(several)}" if several else "nobody read it",
            fix="name one of them with its reader"
            if several
            else "graycard read RUN --reader colour, for each run; no picture is made again",
        )
    return _by_vectors(collection, name)


def _refuse_misspelt(collection: Collection, name: str) -> None:
    embedders = {
        known
        for run in collection.runs.values()
        for one in run.readers
        if one.width is not None
        for known in (one.name, one.id)
    }
    known = (*NUMBERS, *notions(collection), *sorted(embedders))
    if name not in known and (near := meant(name, known)):
        raise InputError(
            what=f"{name!r} is no notion of near",
            why=f"did you mean {near!r}?",
            fix=f"choose one of: {', '.join(notions(collection))}",
        )


def _by_number(collection: Collection, name: str) -> Notion:
    seen = collection.read[name]
    there = np.isfinite(seen.values)
    rows = np.flatnonzero(there)
    return Notion(
        name=name,
        unit=seen.attribute.unit or name,
        rows=rows,
        missing=_missing(collection, ~there, NOT_READ),
        index=nearest_among(seen.values[rows]),
        values=seen.values[rows],
    )


def _by_vectors(collection: Collection, name: str) -> Notion:
    rows, vectors = collection.vectors(name)
    order = np.argsort(rows, kind="stable")
    if not np.array_equal(order, np.arange(len(rows))):
        rows, vectors = rows[order], vectors[order]
    without = np.ones(collection.size, bool)
    without[rows] = False
    run = next(iter(collection.runs.values()))
    return Notion(
        name=run.embedder(name).id,
        unit=None,
        rows=rows,
        missing=_missing(collection, without, NO_VECTOR),
        index=nearest_among(vectors),
        vectors=vectors,
        outside=outside_of(collection, name),
    )


def _by_words(collection: Collection, *, seed: int, progress: Progress | None) -> Notion:
    pictures = np.flatnonzero(collection.words["digest"].codes >= 0)
    done = 0

    def read(at: int) -> NDArray[np.uint8] | None:
        nonlocal done
        done += 1
        if progress is not None:
            # Those from which the vocabulary is learned are read twice.
            progress(done, len(pictures) + min(len(pictures), TO_LEARN))
        try:
            picture = collection.picture(int(pictures[at]))
        except (DamagedRunError, UndecodableError):
            return None
        return picture.rgb if picture is not None else None

    found = visual_words(read, len(pictures), seed=seed)
    some = np.diff(found.vectors.indptr) > 0
    vectors = found.vectors[some]
    missing = Counter(_missing(collection, collection.words["digest"].codes < 0, GONE))
    missing[NO_KEY_POINTS] = int((found.key_points == 0).sum())
    missing[GONE] = int((found.key_points < 0).sum())
    missing[COMMON] = int((~some & (found.key_points > 0)).sum())
    return Notion(
        name=VISUAL_WORDS,
        unit=None,
        rows=pictures[some],
        missing=dict(+missing),
        index=nearest_among(vectors),
        vectors=vectors,
    )


def _missing(collection: Collection, without: NDArray[np.bool_], reason: str) -> dict[str, int]:
    """Return why requests have no neighbours: no picture, by outcome, or a reason of the notion."""
    outcomes = collection.words["outcome"].counted(np.flatnonzero(without))
    pictured = outcomes.pop("ok", 0)
    lost = {f"{NO_PICTURE}{outcome}": n for outcome, n in outcomes.items()}
    return {**lost, **({reason: pictured} if pictured else {})}

"""Samples in a run: drawn once, and kept with the weights that their numbers need."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import pyarrow as pa

from graycard.errors import DamagedRunError, SpecError
from graycard.labels.faces import box_of, faces_by_picture
from graycard.labels.frame import By, Each, Pictured, read_frame
from graycard.labels.kept import keep_rubric, kept_rubric
from graycard.labels.rubric import Rubric, one_of_each
from graycard.labels.sample import Drawn, draw, each_face
from graycard.run.folder import RunFolder
from graycard.run.lock import sole_writer
from graycard.run.schemas import SAMPLE
from graycard.run.tables import put_table, read_table
from graycard.types import IMAGE

_NAME = re.compile(r"sample-(\d{3,})\.parquet")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A sample of a run.

    Attributes:
        number: 0 for the first of the run.
        drawn: What is asked about, in the order in which it is shown: its pictures, or the faces of
            one after the other.
        by: Cells that got the same number of pictures.
        seed: It was drawn with.
        rubrics: What is asked of each picture, or face.
        each: What is asked about: each `picture` as a whole, or each `face` of a picture that shows
            several.
    """

    number: int
    drawn: tuple[Drawn, ...]
    by: By
    seed: int
    rubrics: tuple[Rubric, ...]
    each: Each = "picture"

    def __hash__(self) -> int:
        """Return a hash that does not grow with the sample, which is looked up at every answer."""
        return hash((self.number, self.by, self.seed, len(self.drawn)))

    @cached_property
    def places(self) -> dict[tuple[str, str], int]:
        """Where each generation's picture, or face of it, stands."""
        return {one.thing.key: place for place, one in enumerate(self.drawn)}

    @cached_property
    def pictures(self) -> tuple[Drawn, ...]:
        """The first of what is asked of each picture, in the order in which they are shown."""
        first: dict[str, Drawn] = {}
        for one in self.drawn:
            first.setdefault(one.picture.generation_id, one)
        return tuple(first.values())

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Which picture of the sample that of each generation is, from 1."""
        return {one.picture.generation_id: n for n, one in enumerate(self.pictures, start=1)}

    @cached_property
    def faces(self) -> dict[str, tuple[str, ...]]:
        """The subjects that are asked about, by generation, of pictures that show several faces."""
        found: dict[str, list[str]] = {}
        for one in self.drawn:
            if one.subject != IMAGE:
                found.setdefault(one.picture.generation_id, []).append(one.subject)
        return {generation: tuple(some) for generation, some in found.items()}

    @property
    def population(self) -> int:
        """How many pictures it was drawn from; the weights sum to it."""
        cells = {one.picture.cell(self.by): one.size for one in self.pictures}
        return sum(cells.values())

    @property
    def drawn_by_stratum(self) -> Counter[str]:
        """How many pictures were drawn of each stratum."""
        return Counter(one.picture.stratum for one in self.pictures)

    def rubric(self, attribute: str) -> Rubric | None:
        """Return what is asked of an attribute, if it is asked of this sample."""
        return next((one for one in self.rubrics if one.attribute == attribute), None)


def draw_sample(
    folder: RunFolder,
    n: int,
    *,
    rubrics: Sequence[Rubric],
    by: By = "stratum",
    each: Each = "picture",
    seed: int = 0,
    wait: float = 0,
) -> Sample:
    """Draw a sample of a run's pictures and keep it, and the rubrics, in the run.

    Args:
        folder: Of the run.
        n: How many; all pictures if there are no more.
        rubrics: What people are to be asked of each picture.
        by: Cells that get the same number of pictures.
        each: What is asked about: each `picture` as a whole, or each `face` of a picture that shows
            several; the same pictures are drawn.
        seed: Another one draws others; a larger sample with the same seed holds the smaller one.
        wait: Seconds to wait for another writer of the run.

    Raises:
        InputError: If there are no pictures, fewer are asked for than there are cells, or faces
            are and no reader said where they are.
        SpecError: If two rubrics are about one attribute, or a rubric is not about persons and each
            face is to be asked about.
        RunLockedError: If another process is writing to the run.
    """
    asked = one_of_each(rubrics)
    if each == "face":
        _check_about_persons(asked)
    with sole_writer(folder, wait=wait):
        made = draw(read_frame(folder).pictures, n, by=by, seed=seed)
        if each == "face":
            made = each_face(made, faces_by_picture(folder))
        for rubric in asked:
            keep_rubric(folder, rubric)
        number = max((number for number, _ in _numbered(folder)), default=-1) + 1
        sample = Sample(
            number=number, drawn=tuple(made), by=by, seed=seed, rubrics=asked, each=each
        )
        rows = [_row(place, one, sample) for place, one in enumerate(sample.drawn)]
        put_table(folder.sample(number), pa.Table.from_pylist(rows, schema=SAMPLE))
    return sample


def samples(folder: RunFolder) -> tuple[Sample, ...]:
    """Return all samples of a run, the earliest first.

    Raises:
        DamagedRunError: If one is not what was drawn.
    """
    return tuple(
        _read(folder, number, path, path.stat().st_mtime_ns) for number, path in _numbered(folder)
    )


def sample_of(folder: RunFolder, attribute: str) -> Sample | None:
    """Return the sample that was drawn last of those that ask for an attribute."""
    asking = [one for one in samples(folder) if one.rubric(attribute) is not None]
    return asking[-1] if asking else None


def _check_about_persons(rubrics: Sequence[Rubric]) -> None:
    for one in rubrics:
        if one.about != "person":
            raise SpecError(
                what=f"the rubric {one.name} cannot be asked of each face",
                why="it is about the picture as a whole",
                fix="draw for it apart, without --each face; or, if its question is about one"
                " person, state about: person in the rubric",
            )


def _row(place: int, one: Drawn, sample: Sample) -> dict[str, object]:
    return {
        "generation_id": one.picture.generation_id,
        "place": place,
        "stratum": one.picture.stratum,
        "prompt_id": one.picture.prompt_id,
        "marked": one.picture.marked,
        "size": one.size,
        "drawn": one.drawn,
        "weight": one.weight,
        "drawn_by": sample.by,
        "seed": sample.seed,
        "rubrics": [rubric.id for rubric in sample.rubrics],
        "each": sample.each,
        "subject": one.subject,
        "box": None if one.box is None else list(one.box),
    }


def _numbered(folder: RunFolder) -> list[tuple[int, Path]]:
    found = (
        (_NAME.fullmatch(path.name), path) for path in folder.labelling.glob("sample-*.parquet")
    )
    return sorted((int(match[1]), path) for match, path in found if match)


@lru_cache(maxsize=32)
def _read(folder: RunFolder, number: int, path: Path, _version: int) -> Sample:
    try:
        rows = read_table(path, SAMPLE).to_pylist()
    except DamagedRunError as error:
        raise _damaged(path, error.why) from error
    first = rows[0] if rows else {}
    if first.get("drawn_by") not in ("stratum", "prompt", "none"):
        raise _damaged(path, "it holds no picture" if not rows else "nothing says how it was drawn")
    drawn = tuple(
        Drawn(
            picture=Pictured(
                generation_id=row["generation_id"],
                stratum=row["stratum"],
                prompt_id=row["prompt_id"],
                marked=row["marked"],
            ),
            size=row["size"],
            drawn=row["drawn"],
            subject=row["subject"] or IMAGE,
            box=box_of(row["box"]),
        )
        for row in sorted(rows, key=lambda row: row["place"])
    )
    sample = Sample(
        number=number,
        drawn=drawn,
        by=first["drawn_by"],
        seed=first["seed"],
        rubrics=tuple(kept_rubric(folder, id_) for id_ in first["rubrics"]),
        each=first["each"] or "picture",
    )
    counted = Counter(one.picture.cell(sample.by) for one in sample.pictures)
    for one in drawn:
        if counted[one.picture.cell(sample.by)] != one.drawn or one.size < one.drawn:
            raise _damaged(path, "its weights are not those of its pictures")
        if (one.subject == IMAGE) is not (one.box is None):
            raise _damaged(path, "a face has no box, or a picture has one")
    return sample


def _damaged(path: Path, why: str) -> DamagedRunError:
    return DamagedRunError(
        what=f"{path} is damaged",
        why=why,
        fix="restore it from a copy of the run, or delete it and draw again with the same seed",
    )

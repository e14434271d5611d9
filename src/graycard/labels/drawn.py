"""Samples in a run: drawn once, and kept with the weights that their numbers need."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import pyarrow as pa

from graycard.errors import DamagedRunError
from graycard.labels.frame import By, Pictured, read_frame
from graycard.labels.kept import keep_rubric, kept_rubric
from graycard.labels.rubric import Rubric, one_of_each
from graycard.labels.sample import Drawn, draw
from graycard.run.folder import RunFolder
from graycard.run.lock import sole_writer
from graycard.run.schemas import SAMPLE
from graycard.run.tables import put_table, read_table

_NAME = re.compile(r"sample-(\d{3,})\.parquet")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A sample of a run.

    Attributes:
        number: 0 for the first of the run.
        drawn: Its pictures, in the order in which they are shown.
        by: Cells that got the same number of pictures.
        seed: It was drawn with.
        rubrics: What is asked of each picture.
    """

    number: int
    drawn: tuple[Drawn, ...]
    by: By
    seed: int
    rubrics: tuple[Rubric, ...]

    def __hash__(self) -> int:
        """Return a hash that does not grow with the sample, which is looked up at every answer."""
        return hash((self.number, self.by, self.seed, len(self.drawn)))

    @cached_property
    def places(self) -> dict[str, int]:
        """Where the picture of each generation stands."""
        return {one.picture.generation_id: place for place, one in enumerate(self.drawn)}

    @property
    def population(self) -> int:
        """How many pictures it was drawn from; the weights sum to it."""
        cells = {one.picture.cell(self.by): one.size for one in self.drawn}
        return sum(cells.values())

    @property
    def drawn_by_stratum(self) -> Counter[str]:
        """How many pictures were drawn of each stratum."""
        return Counter(one.picture.stratum for one in self.drawn)

    def rubric(self, attribute: str) -> Rubric | None:
        """Return what is asked of an attribute, if it is asked of this sample."""
        return next((one for one in self.rubrics if one.attribute == attribute), None)


def draw_sample(
    folder: RunFolder,
    n: int,
    *,
    rubrics: Sequence[Rubric],
    by: By = "stratum",
    seed: int = 0,
    wait: float = 0,
) -> Sample:
    """Draw a sample of a run's pictures and keep it, and the rubrics, in the run.

    Args:
        folder: Of the run.
        n: How many; all pictures if there are no more.
        rubrics: What people are to be asked of each picture.
        by: Cells that get the same number of pictures.
        seed: Another one draws others; a larger sample with the same seed holds the smaller one.
        wait: Seconds to wait for another writer of the run.

    Raises:
        InputError: If there are no pictures, or fewer are asked for than there are cells.
        SpecError: If two rubrics are about one attribute.
        RunLockedError: If another process is writing to the run.
    """
    asked = one_of_each(rubrics)
    with sole_writer(folder, wait=wait):
        made = draw(read_frame(folder).pictures, n, by=by, seed=seed)
        for rubric in asked:
            keep_rubric(folder, rubric)
        number = max((number for number, _ in _numbered(folder)), default=-1) + 1
        sample = Sample(number=number, drawn=tuple(made), by=by, seed=seed, rubrics=asked)
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
        )
        for row in sorted(rows, key=lambda row: row["place"])
    )
    by: By = first["drawn_by"]
    counted = Counter(one.picture.cell(by) for one in drawn)
    if any(counted[one.picture.cell(by)] != one.drawn or one.size < one.drawn for one in drawn):
        raise _damaged(path, "its weights are not those of its pictures")
    rubrics = tuple(kept_rubric(folder, id_) for id_ in first["rubrics"])
    return Sample(number=number, drawn=drawn, by=by, seed=first["seed"], rubrics=rubrics)


def _damaged(path: Path, why: str) -> DamagedRunError:
    return DamagedRunError(
        what=f"{path} is damaged",
        why=why,
        fix="restore it from a copy of the run, or delete it and draw again with the same seed",
    )

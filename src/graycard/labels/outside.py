"""What of a run's labels goes out: what was drawn to be labelled, and whose answers about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from graycard.labels.drawn import samples
from graycard.labels.faces import Box, read_faces
from graycard.labels.rubric import Rubric
from graycard.run.folder import RunFolder
from graycard.run.images import ImageStore
from graycard.run.schemas import GENERATIONS
from graycard.run.tables import damaged, read_batches
from graycard.types import IMAGE, Label


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing in one picture to be labelled, with what was said of it by those who are shown.

    Attributes:
        generation_id: Whose picture.
        subject: `image` or a face.
        box: Where that face is; None for a picture, or if no reader said it.
        image: Path of the picture in the run folder, with forward slashes.
        asked: Rubrics by which it was drawn to be labelled.
        labels: Those that go out with it.
    """

    generation_id: str
    subject: str
    box: Box | None
    image: str
    asked: tuple[Rubric, ...]
    labels: tuple[Label, ...]

    @property
    def open(self) -> tuple[Rubric, ...]:
        """What is asked and none of the labels answers, under this version of the rubric."""
        done = {one.rubric for one in self.labels}
        return tuple(one for one in self.asked if one.id not in done)


def tasks(folder: RunFolder, labels: Iterable[Label]) -> tuple[Task, ...]:
    """Return everything that was drawn, or is labelled, in the order in which it was drawn.

    Args:
        folder: Of the run.
        labels: Of the run, those that go out: of whoever may be seen by whoever gets the file.

    Raises:
        DamagedRunError: If a table is not what was written, or a picture is not there any more.
    """
    said: dict[tuple[str, str], list[Label]] = {}
    for one in labels:
        said.setdefault((one.generation_id, one.subject), []).append(one)
    asked = _asked(folder)
    keys = [*asked, *sorted({*said} - {*asked})]
    boxes = _boxes(folder, keys)
    wanted = {generation for generation, _ in keys}
    images = dict(_images(folder, wanted))
    if absent := wanted - {*images}:
        raise damaged(folder.generations, f"it has no picture of {min(absent)} any more")
    return tuple(
        Task(
            generation_id=generation,
            subject=subject,
            box=boxes.get((generation, subject)),
            image=images[generation],
            asked=tuple(asked.get((generation, subject), {}).values()),
            labels=tuple(said.get((generation, subject), ())),
        )
        for generation, subject in keys
    )


def _asked(folder: RunFolder) -> dict[tuple[str, str], dict[str, Rubric]]:
    """Return what is asked of each picture or face, by attribute.

    Where an attribute was first asked of whole pictures and then of each face, or the other way
    round, only the sample's way that was drawn last is asked any more.
    """
    found: dict[tuple[str, str], dict[str, Rubric]] = {}
    drawn = samples(folder)
    each = {rubric.attribute: sample.each for sample in drawn for rubric in sample.rubrics}
    for sample in drawn:
        rubrics = {
            one.attribute: one for one in sample.rubrics if each[one.attribute] == sample.each
        }
        for one in sample.drawn if rubrics else ():
            found.setdefault(one.thing.key, {}).update(rubrics)
    return found


def _boxes(folder: RunFolder, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Box]:
    """Return where faces are: as they were drawn, and of others as they were read."""
    drawn = {one.thing.key: one.box for sample in samples(folder) for one in sample.drawn}
    chosen = any(subject != IMAGE and (one, subject) not in drawn for one, subject in keys)
    known = {**(read_faces(folder) if chosen else {}), **drawn}
    return {key: box for key, box in known.items() if box is not None}


def _images(folder: RunFolder, wanted: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the path of each picture that is wanted, by its generation."""
    store = ImageStore(folder.images)
    for batch in read_batches(folder.generations, GENERATIONS):
        for row in batch.select(("id", "image_sha256", "image_extension")).to_pylist():
            if row["id"] in wanted and row["image_sha256"] is not None:
                path = store.path(row["image_sha256"], row["image_extension"])
                yield row["id"], path.relative_to(folder.root).as_posix()

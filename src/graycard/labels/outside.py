"""What of a run's labels goes out: what was drawn to be labelled, and whose answers about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from graycard.labels.drawn import samples
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
        image: Path of the picture in the run folder, with forward slashes.
        asked: Rubrics by which it was drawn to be labelled.
        labels: Those that go out with it.
    """

    generation_id: str
    subject: str
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
    asked: dict[tuple[str, str], dict[str, Rubric]] = {}
    for sample in samples(folder):
        for drawn in sample.drawn:
            rubrics = asked.setdefault((drawn.picture.generation_id, IMAGE), {})
            rubrics.update({one.attribute: one for one in sample.rubrics})
    keys = [*asked, *sorted({*said} - {*asked})]
    wanted = {generation for generation, _ in keys}
    images = dict(_images(folder, wanted))
    if absent := wanted - {*images}:
        raise damaged(folder.generations, f"it has no picture of {min(absent)} any more")
    return tuple(
        Task(
            generation_id=generation,
            subject=subject,
            image=images[generation],
            asked=tuple(asked.get((generation, subject), {}).values()),
            labels=tuple(said.get((generation, subject), ())),
        )
        for generation, subject in keys
    )


def _images(folder: RunFolder, wanted: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the path of each picture that is wanted, by its generation."""
    store = ImageStore(folder.images)
    for batch in read_batches(folder.generations, GENERATIONS):
        for row in batch.select(("id", "image_sha256", "image_extension")).to_pylist():
            if row["id"] in wanted and row["image_sha256"] is not None:
                path = store.path(row["image_sha256"], row["image_extension"])
                yield row["id"], path.relative_to(folder.root).as_posix()

"""What of a run's labels goes out: those that count, and what was drawn and is not labelled yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from graycard.labels.drawn import samples
from graycard.labels.rubric import Rubric
from graycard.labels.table import latest, read_labels
from graycard.run.folder import RunFolder
from graycard.run.images import ImageStore
from graycard.run.schemas import GENERATIONS
from graycard.run.tables import read_batches
from graycard.types import IMAGE, Label


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing in one picture to be labelled, with what was said of it.

    Attributes:
        generation_id: Whose picture.
        subject: `image` or a face.
        image: Path of the picture in the run folder, with forward slashes.
        asked: Rubrics by which it was drawn to be labelled.
        labels: Those that count, by rater.
    """

    generation_id: str
    subject: str
    image: str
    asked: tuple[Rubric, ...]
    labels: tuple[Label, ...]

    @property
    def open(self) -> tuple[Rubric, ...]:
        """What is asked and nobody has answered yet."""
        done = {one.attribute for one in self.labels}
        return tuple(one for one in self.asked if one.attribute not in done)


def tasks(folder: RunFolder) -> tuple[Task, ...]:
    """Return everything that was drawn or labelled, in the order in which it was drawn.

    Raises:
        DamagedRunError: If a table is not what was written.
    """
    labels: dict[tuple[str, str], list[Label]] = {}
    for one in latest(read_labels(folder)):
        labels.setdefault((one.generation_id, one.subject), []).append(one)
    asked: dict[tuple[str, str], dict[str, Rubric]] = {}
    for sample in samples(folder):
        for drawn in sample.drawn:
            rubrics = asked.setdefault((drawn.picture.generation_id, IMAGE), {})
            rubrics.update({one.attribute: one for one in sample.rubrics})
    keys = [*asked, *sorted({*labels} - {*asked})]
    images = dict(_images(folder, {generation for generation, _ in keys}))
    return tuple(
        Task(
            generation_id=generation,
            subject=subject,
            image=images[generation],
            asked=tuple(asked.get((generation, subject), {}).values()),
            labels=tuple(labels.get((generation, subject), ())),
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

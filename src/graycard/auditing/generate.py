"""One chunk of requests becomes pictures and one part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graycard.auditing.begun import Begun
from graycard.auditing.executors import Tell
from graycard.components import load
from graycard.documents import canonical_json
from graycard.errors import DamagedRunError, GraycardError
from graycard.roles import Delivery, Model, Request
from graycard.run.compact import latest_generations
from graycard.run.folder import RunFolder
from graycard.run.images import ImageStore
from graycard.run.plan import generation_id
from graycard.run.schemas import GENERATIONS
from graycard.run.spec import Component
from graycard.run.tables import put_rows
from graycard.types import Generation

PlannedChunk = tuple[int, list[dict[str, Any]]]


@dataclass(frozen=True)
class GenerateJob:
    """Makes the pictures of a chunk and writes its part, unless the part is there.

    Attributes:
        root: Of the run folder.
        model: The model under test, loaded once a process.
        model_id: That it must turn out to be.
        retry_failed: Whether a chunk that is there gets another attempt at what failed.
    """

    root: Path
    model: Component
    model_id: str
    retry_failed: bool = False
    round_: int = 0

    def __call__(self, planned: PlannedChunk, tell: Tell) -> None:
        """Carry out one chunk of the plan, or what an interrupted launch left of it.

        Args:
            planned: Number and requests of the chunk.
            tell: Is told of each request that was carried out, and on which device.

        Raises:
            GraycardError: If the model, the disk or the run folder is at fault; then there is
                no part, and what was delivered until then is kept as its beginning.
        """
        chunk, rows = planned
        total = len(rows)
        folder = RunFolder(self.root)
        attempt = folder.attempts(self.round_, chunk) + 1
        if attempt > 1:  # a kill may have come between the part and the end of its beginning
            folder.begun_part(self.round_, chunk, attempt - 1).unlink(missing_ok=True)
        if attempt > 1 and self.retry_failed:
            rows = _failed_rows(folder, chunk, rows, round_=self.round_)
        elif attempt > 1:
            rows = []
        if not rows:
            tell(0, there=total)
            return
        model = loaded_model(self.model)
        if model.id != self.model_id:
            raise GraycardError(
                what=f"the model is {model.id}, the run was begun with {self.model_id}",
                why="its weights, revision or version changed in between",
                fix="restore them, or audit into a new folder: --out FOLDER",
            )
        rows = _with_ids(rows, model)
        beginning = folder.begun_part(self.round_, chunk, attempt)
        begun = Begun(beginning, [row["id"] for row in rows], batch=_batch_of(model))
        left = rows[len(begun.rows) :]
        tell(0, there=total - len(left))
        try:
            for row in _carried_out(model, left, ImageStore(folder.images), attempt):
                begun.add(row)
                missing = row["image_sha256"] is None
                tell(1, missing=missing, device=getattr(model, "device", None))
            put_rows(folder.generation_part(self.round_, chunk, attempt), begun.rows, GENERATIONS)
        except _MiscountError:  # of no delivery is it known whose it is
            beginning.unlink(missing_ok=True)
            raise
        except BaseException:  # Ctrl-C, too
            with suppress(GraycardError):  # what went wrong first is what must be told
                begun.save()
            raise
        beginning.unlink(missing_ok=True)


def loaded_model(component: Component) -> Model:
    """Return the model, loaded once in this process."""
    return _loaded(component.name, canonical_json(component.settings))


@cache
def _loaded(name: str, settings: str) -> Model:
    import json

    model: Model = load("models", name, json.loads(settings))
    return model


def _carried_out(
    model: Model, rows: Sequence[dict[str, Any]], images: ImageStore, attempt: int
) -> Iterator[dict[str, Any]]:
    """Ask the model for every row, keep each picture, and yield the row of its part."""
    settings = canonical_json(model.settings)
    deliveries = iter(model.generate([_request_of(row) for row in rows]))
    for row in rows:
        delivery = next(deliveries, None)
        if delivery is None:
            raise _miscounted(model, "fewer")
        digest = None
        if delivery.outcome == "ok":
            encoded, extension = _image_of(delivery, model)
            digest = images.put(encoded, extension)
        generation = Generation(
            id=row["id"],
            prompt_id=row["prompt_id"],
            text=row["text"],
            stratum=row["stratum"],
            marked=row["marked"],
            repetition=row["repetition"],
            seed=row["seed"],
            model=model.id,
            settings=settings,
            outcome=delivery.outcome,
            detail=delivery.detail,
            attempts=attempt,
            revised_prompt=delivery.revised_prompt,
            image_sha256=digest,
            image_extension=delivery.extension if digest else None,
        )
        whole = row | generation.model_dump()
        yield {name: whole.get(name) for name in GENERATIONS.names}
    if next(deliveries, None) is not None:
        raise _miscounted(model, "more")


def _batch_of(model: Model) -> int:
    batch = getattr(model, "batch", 1)
    # Else it would end the run, and hide Ctrl-C, where the beginning of a chunk is kept.
    if not isinstance(batch, int) or batch < 1:
        raise GraycardError(
            what=f"the model {model.id} says that its batch is {batch!r}",
            why="it is how many pictures are made at a time: a whole number, at least 1",
            fix="mend the model; graycard.testing.check_model finds such faults",
        )
    return batch


class _MiscountError(GraycardError):
    """A model answered another number of requests than it was asked."""


def _miscounted(model: Model, how_many: str) -> _MiscountError:
    return _MiscountError(
        what=f"the model {model.id} brings {how_many} deliveries than it got requests",
        why="so nothing says which picture belongs to which request",
        fix="mend the model; graycard.testing.check_model finds such faults",
    )


def _request_of(row: dict[str, Any]) -> Request:
    return Request(
        text=row["text"],
        repetition=row["repetition"],
        seed=row["seed"],
        source=row["source"],
    )


def _with_ids(rows: Sequence[dict[str, Any]], model: Model) -> list[dict[str, Any]]:
    settings = canonical_json(model.settings)
    return [row | {"id": generation_id(model.id, settings, _request_of(row))} for row in rows]


def _image_of(delivery: Delivery, model: Model) -> tuple[bytes, str]:
    if delivery.image is None or delivery.extension is None:
        raise GraycardError(
            what=f"the model {model.id} says ok and brings no picture",
            why="a delivery with outcome ok needs image and extension",
            fix="mend the model; graycard.testing.check_model finds such faults",
        )
    return delivery.image, delivery.extension


def _failed_rows(
    folder: RunFolder, chunk: int, rows: list[dict[str, Any]], *, round_: int
) -> list[dict[str, Any]]:
    outcomes = latest_generations(folder, chunk, round_=round_)["outcome"].to_pylist()
    if len(outcomes) != len(rows):
        raise DamagedRunError(
            what=f"chunk {chunk} has {len(outcomes)} generations, its plan {len(rows)}",
            why="a part or the plan is not what was written",
            fix="restore the run from a copy, or audit into a new folder",
        )
    return [row for row, outcome in zip(rows, outcomes, strict=True) if outcome == "failed"]

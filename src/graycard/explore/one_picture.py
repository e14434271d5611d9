"""Everything that a run knows of one requested picture, and the picture made again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graycard.auditing.generate import loaded_model
from graycard.errors import InputError
from graycard.pictures import sha256
from graycard.roles import Request
from graycard.run.run import Run
from graycard.run.schemas import GENERATIONS, READINGS
from graycard.run.tables import read_batches
from graycard.types import Generation, Reading

_MANY = 65_536


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a run knows of one request.

    Attributes:
        generation: What was asked and what came of it.
        language: Of the prompt, as a BCP 47 tag.
        factors: How the prompt was made.
        source: Of a picture that was fetched: its path in the folder.
        readings: What was read off it, reader after reader.
    """

    generation: Generation
    language: str | None
    factors: Mapping[str, str]
    source: str | None
    readings: tuple[Reading, ...]


def known(run: Run, generation_id: str) -> Known:
    """Return what a run knows of one request.

    Raises:
        InputError: The run has no such request.
        DamagedRunError: A table is not what was written.
    """
    rows = _rows(run.folder.generations, GENERATIONS, "id", generation_id)
    if not rows:
        raise InputError(
            what=f"the run has no request {generation_id!r}",
            why="no row of its table of requests has this id",
            fix=f"graycard explore pictures {run.path} --json lists the ids",
        )
    row = rows[0]
    made = {name: row[name] for name in Generation.model_fields if name in row}
    readings = (
        _rows(run.folder.readings, READINGS, "generation_id", generation_id)
        if run.folder.readings.exists()
        else []
    )
    return Known(
        generation=Generation.model_validate(made),
        language=row["language"],
        factors=dict(row["factors"] or ()),
        source=row["source"],
        readings=tuple(Reading.model_validate(_plain(one)) for one in readings),
    )


@dataclass(frozen=True, kw_only=True)
class Again:
    """A picture that was made again.

    Attributes:
        outcome: What came of the request this time.
        detail: Why, in words.
        image: The bytes; None where no picture came.
        extension: Of their format.
        same: Whether they are, byte for byte, those of the run.
    """

    outcome: str
    detail: str | None
    image: bytes | None
    extension: str | None
    same: bool


def make_again(run: Run, generation_id: str) -> Again:
    """Ask the model of a run once more for one picture: the same text, seed and settings.

    The run itself stays as it is. On the same machine with the same versions, the same bytes come;
    elsewhere, or where several pictures were made at once, they may differ in the last digits.

    Raises:
        InputError: The run has no such request, its pictures lay in a folder, or its model is not
            what it was.

    Example:
        >>> import graycard
        >>> run = graycard.audit(images_per_prompt=1, readers=["colour"], out=tmp_path / "run")
        >>> make_again(run, run.generations["id"][0]).same
        True
    """
    if run.spec.listing_digest is not None:
        raise InputError(
            what="this picture cannot be made again",
            why="the run looked at pictures in a folder: Graycard did not make them",
            fix="its file, prompt and seed stand in the run's table generations, where known",
        )
    one = known(run, generation_id).generation
    model = loaded_model(run.spec.asked.model)
    if model.id != one.model:
        raise InputError(
            what=f"the model is {model.id}, the picture was made by {one.model}",
            why="its weights, revision or version changed in between",
            fix="restore them; the manifest of the run says which versions made it",
        )
    asked = Request(text=one.text, repetition=one.repetition, seed=one.seed)
    (delivery,) = model.generate([asked])
    return Again(
        outcome=delivery.outcome,
        detail=delivery.detail,
        image=delivery.image,
        extension=delivery.extension,
        same=delivery.image is not None and sha256(delivery.image) == one.image_sha256,
    )


def _rows(path: Any, schema: pa.Schema, column: str, value: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for batch in read_batches(path, schema, rows=_MANY):
        there = pc.equal(batch[column], value)
        if pc.any(there).as_py():
            found += batch.filter(there).to_pylist()
    return found


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of readings as the noun takes it: maps as dicts, boxes as tuples."""
    probabilities, box = row["probabilities"], row["box"]
    return row | {
        "probabilities": None if probabilities is None else dict(probabilities),
        "box": None if box is None else tuple(box),
    }

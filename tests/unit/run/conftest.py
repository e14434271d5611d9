from __future__ import annotations

import pytest

from graycard.run.active_readers import ActiveReader
from graycard.run.folder import RunFolder
from graycard.run.schemas import GENERATIONS, READINGS
from graycard.run.tables import put_rows
from graycard.types import Attribute

HAT = Attribute(
    name="hat", categories=("no", "yes"), scale="nominal", claim="a hat is worn", source="tests"
)
LIGHT = Attribute(name="light", scale="interval", claim="how light it is", source="tests")
EYE = ActiveReader(id="eye@1", name="eye", domains=("any",), attributes=(HAT, LIGHT))


def generation(number, outcome="ok", *, stratum="nurse", prompt="p", marked=False, attempts=1):
    return {
        "id": f"g{number}",
        "prompt_id": prompt,
        "text": None if prompt is None else "a text",
        "language": "en",
        "stratum": stratum,
        "marked": marked,
        "factors": [],
        "repetition": number,
        "seed": number,
        "source": None,
        "model": "m@1",
        "settings": "{}",
        "outcome": outcome,
        "detail": None,
        "attempts": attempts,
        "revised_prompt": None,
        "image_sha256": "0" * 64 if outcome == "ok" else None,
        "image_extension": "png" if outcome == "ok" else None,
    }


def reading(number, attribute="hat", *, label=None, value=None, missing=None, subject="image"):
    return {
        "generation_id": f"g{number}",
        "subject": subject,
        "attribute": attribute,
        "label": label,
        "value": value,
        "probabilities": None,
        "box": None,
        "reader": EYE.id,
        "missing_reason": missing,
    }


@pytest.fixture
def folder(tmp_path):
    return RunFolder(tmp_path)


@pytest.fixture
def tables(folder):
    """Write both tables of a run from rows."""

    def write(generations, readings):
        put_rows(folder.generations, generations, GENERATIONS)
        put_rows(folder.readings, readings, READINGS)
        return folder

    return write

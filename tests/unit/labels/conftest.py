from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from graycard.documents import write_yaml
from graycard.labels.rubric import Rubric
from graycard.run.files import put
from graycard.run.folder import RunFolder
from graycard.run.schemas import GENERATIONS, READINGS
from graycard.run.spec import AuditSpec, ResolvedSpec
from graycard.run.tables import put_rows
from graycard.types import CANNOT_TELL, NOT_DEPICTED, WITHDRAWN, Label

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

HAT = Rubric.model_validate(
    {
        "name": "hat",
        "attribute": "hat",
        "question": "Is a hat worn?",
        "claim": "Whether a hat is seen.",
        "source": "tests",
        "categories": [
            {"name": "no", "when": "there is none"},
            {"name": "yes", "when": "there is one"},
        ],
        "cannot_tell": "it is dark",
        "not_depicted": "there is no head",
    }
)

WHO = Rubric.model_validate(
    HAT.model_dump() | {"name": "who", "attribute": "who", "about": "person"}
)


def generation(number, outcome="ok", *, stratum="nurse", prompt="p", marked=False):
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
        "attempts": 1,
        "revised_prompt": None,
        "image_sha256": f"{number:064x}" if outcome == "ok" else None,
        "image_extension": "png" if outcome == "ok" else None,
    }


def label(number, answer="yes", *, rater="ann", minute=0, rubric=HAT, subject="image"):
    said = answer not in (CANNOT_TELL, NOT_DEPICTED, WITHDRAWN)
    return Label(
        generation_id=f"g{number}",
        subject=subject,
        attribute=rubric.attribute,
        label=answer if said else None,
        missing_reason=None if said else answer,
        rater=rater,
        time=NOON + timedelta(minutes=minute),
        rubric=rubric.id,
    )


@pytest.fixture
def folder(tmp_path):
    return RunFolder(tmp_path / "run")


@pytest.fixture
def run(folder):
    """Write the tables of a run: pictures, by stratum."""

    def write(*generations, faces=()):
        put_rows(folder.generations, list(generations), GENERATIONS)
        readings = [
            {
                "generation_id": one,
                "subject": f"faces@1#{k}",
                "attribute": "face_size",
                "value": 0.5,
                "reader": "faces@1",
            }
            for one, k in faces
        ]
        put_rows(folder.readings, readings, READINGS)
        spec = ResolvedSpec(
            asked=AuditSpec(),
            model="m@1",
            model_settings={},
            model_domain="drawn world",
            prompts=None,
            listing_digest=None,
            requests=len(generations),
            chunk=8,
        )
        put(folder.spec, write_yaml(spec.model_dump(mode="json")).encode())
        return folder

    return write


def box(k):
    return [10.0 * k, 5.0, 10.0 * k + 8, 15.0]


def face_reading(number, k, *, finder="faces@1", where=box):
    return {
        "generation_id": f"g{number}",
        "subject": f"{finder}#{k}",
        "attribute": "face_size",
        "value": 0.5,
        "box": None if where is None else where(k),
        "reader": finder,
    }


@pytest.fixture
def crowd(run):
    """Write a run whose pictures show as many faces as is said of each."""

    def write(*faces, **options):
        folder = run(*(generation(i, **options) for i in range(len(faces))))
        rows = [face_reading(i, k) for i, n in enumerate(faces) for k in range(n)]
        put_rows(folder.readings, rows, READINGS)
        return folder

    return write


def of_who(number, answer, k=None, **more):
    subject = "image" if k is None else f"faces@1#{k}"
    return label(number, answer, rubric=WHO, subject=subject, **more)

"""Labels as Label Studio has them: tasks with annotations, in its JSON.

One task a picture (or face), one annotation a rater, one result of the type `choices` an attribute.
What Label Studio has no field for stands in the `meta` of the result, which it keeps as it is.
The frame of a face is a prediction of the type `rectanglelabels`, and no label.

Source:
    https://labelstud.io/guide/task_format (read in 2026)
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from graycard.documents import read_text
from graycard.errors import SpecError
from graycard.labels.given import Given
from graycard.labels.outside import Task
from graycard.labels.rubric import Rubric
from graycard.pictures import UndecodableError, upright_size
from graycard.types import IMAGE, Label

_LOCAL: Final = "/data/local-files/?d="
"""Where Label Studio serves files of a folder that it was told of."""

_FRAME: Final = "face-asked-about"
"""What frames of faces are called in the interface; no attribute can have this name."""


def tasks_json(tasks: Sequence[Task], *, root: Path) -> str:
    """Return tasks as the JSON that Label Studio imports and exports.

    Args:
        tasks: Of a run.
        root: Folder of the run, in which the pictures lie.
    """
    faces = show_faces(tasks)
    return json.dumps(
        [_task(number, one, root, faces=faces) for number, one in enumerate(tasks, start=1)],
        indent=1,
        ensure_ascii=False,
    )


def show_faces(tasks: Sequence[Task]) -> bool:
    """Return whether any task is about one face of a picture."""
    return any(one.box is not None for one in tasks)


def labelling_config(rubrics: Sequence[Rubric], *, faces: bool = False) -> str:
    """Return the labelling interface that asks what rubrics ask, as Label Studio's XML.

    Args:
        rubrics: What is asked.
        faces: Whether tasks are about faces, so that it says about which, and shows its frame.
    """
    lines = ["<View>", '  <Image name="image" value="$image"/>']
    if faces:
        lines += [
            '  <Header value="$about"/>',
            f'  <RectangleLabels name="{_FRAME}" toName="image"><Label value="face"/>'
            "</RectangleLabels>",
        ]
    for rubric in rubrics:
        lines += [
            f"  <Header value={quoteattr(rubric.question)}/>",
            f'  <Choices name={quoteattr(rubric.attribute)} toName="image" choice="single">',
        ]
        hints = {one.name: one.when for one in rubric.categories}
        for answer in rubric.answers:
            hint = hints.get(answer, "")
            told = f" hint={quoteattr(hint)}" if hint else ""
            lines.append(f"    <Choice value={quoteattr(answer)}{told}/>")
        lines.append("  </Choices>")
    return "\n".join([*lines, "</View>"]) + "\n"


def read_tasks(path: Path) -> list[Given]:
    """Return the labels of a JSON file that Label Studio exported.

    Annotations that were skipped are left out, and predictions and frames of faces, which are a
    machine's. A rater
    whose pseudonym the file does not hold is `user-<number>`: addresses are never kept.

    Raises:
        SpecError: If it is no JSON, or holds no tasks with choices.
    """
    try:
        tasks = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise SpecError(
            what=f"{path} is not JSON",
            why=str(error),
            fix="export the project from Label Studio as JSON (not JSON-MIN)",
        ) from None
    if not isinstance(tasks, list):
        raise _not_tasks(path, "it does not hold a list of tasks")
    return [
        given for number, task in enumerate(tasks, start=1) for given in _given(path, number, task)
    ]


def _task(number: int, task: Task, root: Path, *, faces: bool) -> dict[str, Any]:
    by_rater: dict[str, list[Label]] = {}
    for one in task.labels:
        by_rater.setdefault(one.rater, []).append(one)
    return {
        "id": number,
        "data": {
            "image": f"{_LOCAL}{task.image}",
            "generation_id": task.generation_id,
            "subject": task.subject,
            **({"about": _about(task)} if faces else {}),
        },
        "annotations": [
            {
                "id": at,
                "was_cancelled": False,
                "created_at": max(one.time for one in labels).isoformat(),
                "result": [_result(one) for one in labels],
            }
            for at, labels in enumerate(by_rater.values(), start=1)
        ],
        "predictions": _frames(task, root),
    }


def _about(task: Task) -> str:
    if task.box is None:
        return "About the picture as a whole"
    left, top, right, bottom = (f"{edge:.0f}" for edge in task.box)
    return f"About the face {left} to {right} pixels across and {top} to {bottom} down, framed"


def _frames(task: Task, root: Path) -> list[dict[str, Any]]:
    """Return the frame of a face, in per cent of the picture; none if it shows nothing of it."""
    if task.box is None:
        return []
    with suppress(OSError, UndecodableError):
        width, height = upright_size((root / task.image).read_bytes())
        left, top = max(task.box[0], 0), max(task.box[1], 0)
        right, bottom = min(task.box[2], width), min(task.box[3], height)
        if left >= right or top >= bottom:
            return []
        across, down = 100 / width, 100 / height
        value = {
            "x": round(left * across, 3),
            "y": round(top * down, 3),
            "width": round((right - left) * across, 3),
            "height": round((bottom - top) * down, 3),
            "rotation": 0,
            "rectanglelabels": ["face"],
        }
        frame = {
            "id": "frame",
            "from_name": _FRAME,
            "to_name": "image",
            "type": "rectanglelabels",
            "original_width": width,
            "original_height": height,
            "image_rotation": 0,
            "value": value,
        }
        return [{"model_version": task.subject.rpartition("#")[0], "result": [frame]}]
    return []


def _result(label: Label) -> dict[str, Any]:
    return {
        "id": f"{label.attribute}-{label.rater}",
        "from_name": label.attribute,
        "to_name": "image",
        "type": "choices",
        "value": {"choices": [label.answer]},
        "meta": {"rater": label.rater, "time": label.time.isoformat(), "rubric": label.rubric},
    }


def _given(path: Path, number: int, task: Any) -> Iterator[Given]:
    where = f"task {number}"
    try:
        data, annotations = task["data"], task.get("annotations", [])
        generation, subject = str(data["generation_id"]), str(data.get("subject") or IMAGE)
        for annotation in annotations:
            if annotation.get("was_cancelled"):
                continue
            rater, time = _rater(annotation.get("completed_by")), annotation.get("created_at") or ""
            for result in annotation["result"]:
                if result.get("from_name") == _FRAME:
                    continue
                if result["type"] != "choices":
                    raise _not_tasks(path, f"{where} has a result of the type {result['type']!r}")
                chosen, meta = result["value"]["choices"], result.get("meta") or {}
                if len(chosen) != 1:
                    raise _not_tasks(path, f"{where} has {len(chosen)} choices of one attribute")
                yield Given(
                    where=where,
                    generation_id=generation,
                    subject=subject,
                    attribute=str(result["from_name"]),
                    answer=str(chosen[0]),
                    rater=str(meta.get("rater") or rater),
                    time=str(meta.get("time") or time),
                    rubric=str(meta.get("rubric") or ""),
                )
    except (KeyError, TypeError, AttributeError) as error:
        raise _not_tasks(path, f"{where} lacks {error}") from None


def _rater(completed_by: Any) -> str:
    """Return the pseudonym of a user of Label Studio: its number, never a name or an address."""
    number = completed_by.get("id") if isinstance(completed_by, dict) else completed_by
    return f"user-{number}" if isinstance(number, int) else ""


def _not_tasks(path: Path, why: str) -> SpecError:
    return SpecError(
        what=f"{path} does not hold labels as Label Studio exports them; nothing was imported",
        why=why,
        fix="export the project as JSON; each task needs data.generation_id, as graycard label"
        " RUN --export TASKS.json writes it",
    )

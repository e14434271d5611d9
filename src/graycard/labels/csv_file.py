"""Labels as a CSV file: one row a label, and one to fill in for what is not labelled yet."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from graycard.choices import close_match
from graycard.errors import SpecError
from graycard.labels.given import Given
from graycard.labels.outside import Task
from graycard.labels.rubric import FORMULA, Rubric
from graycard.rows import read_rows
from graycard.types import IMAGE

COLUMNS: Final = (
    "generation_id", "image", "subject", "box", "attribute", "question", "answers", "label",
    "rater", "time", "rubric", "when",
)  # fmt: skip
_BETWEEN: Final = " | "
_NEEDED: Final = ("generation_id", "attribute", "label")


def csv_text(tasks: Sequence[Task], *, kept: Mapping[str, Rubric], rater: str | None = None) -> str:
    """Return labels as CSV, each row with what is asked: the file may be all that a person gets.

    No cell can begin like a formula of a spreadsheet: rubrics refuse such categories, ids and
    pseudonyms begin with a letter or a digit, and a question or subject that would is put behind
    an apostrophe.

    Args:
        tasks: Of a run; what none of their labels answers becomes a row with an empty label.
        kept: Rubrics of the run, by id.
        rater: Pseudonym of the person who is to fill those in, if that is known.
    """
    asked = {id_: _asked(rubric) for id_, rubric in kept.items()}
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for task in tasks:
        picture = (task.generation_id, task.image, _harmless(task.subject), _box(task))
        for one in task.labels:
            time = one.time.isoformat()
            said = (one.answer, one.rater, time, one.rubric)
            # A label whose rubric is not in the run any more says at least what it says.
            question, answers, when = asked.get(one.rubric, ("", "", ""))
            writer.writerow((*picture, one.attribute, question, answers, *said, when))
        for rubric in task.open:
            open_ = ("", rater or "", "", rubric.id)
            question, answers, when = asked[rubric.id]
            writer.writerow((*picture, rubric.attribute, question, answers, *open_, when))
    return table.getvalue()


def _asked(rubric: Rubric) -> tuple[str, str, str]:
    """Return the question, the answers as they are written, and when each is given."""
    question = " ".join(rubric.question.split())
    when = (*(one.when for one in rubric.categories), rubric.cannot_tell, rubric.not_depicted)
    told = (f"{name}: {text}" for name, text in zip(rubric.answers, when, strict=True))
    return (
        _harmless(question),
        _BETWEEN.join(rubric.answers),
        _BETWEEN.join(" ".join(text.split()) for text in told),
    )


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def read_csv(path: Path) -> list[Given]:
    """Return the rows of a CSV file that have a label.

    Args:
        path: With the columns `generation_id`, `attribute` and `label`, and any of `subject`,
            `rater`, `time` and `rubric`. What else `csv_text` writes is for people to read and
            is not looked at.

    Raises:
        SpecError: If it is no CSV file or has other columns.
    """
    rows = read_rows(path)
    if rows:
        _check_columns(path, list(rows[0].cells))
    return [
        Given(
            where=f"line {row.line}",
            generation_id=row.cells["generation_id"].strip(),
            subject=row.cells.get("subject", "").strip() or IMAGE,
            attribute=row.cells["attribute"].strip(),
            answer=row.cells["label"].strip(),
            rater=row.cells.get("rater", "").strip(),
            time=row.cells.get("time", "").strip(),
            rubric=row.cells.get("rubric", "").strip(),
        )
        for row in rows
        if row.cells["label"].strip()
    ]


def _box(task: Task) -> str:
    """Return left, top, right and bottom in whole pixels; nothing for a picture."""
    # Readers may see a face beyond the edge; a cell that begins with a minus would be a formula.
    return " ".join(f"{max(edge, 0):.0f}" for edge in task.box or ())


def _check_columns(path: Path, columns: Sequence[str]) -> None:
    absent = [name for name in _NEEDED if name not in columns]
    unknown = [name for name in columns if name not in COLUMNS]
    if not absent and not unknown:
        return
    told = [f"there is no column {name}" for name in absent]
    for name in unknown:
        near = close_match(name, COLUMNS)
        told.append(f"{name!r} is not known" + (f" (did you mean {near}?)" if near else ""))
    raise SpecError(
        what=f"{path} line 1 does not name the columns of labels; nothing was imported",
        why="; ".join(told),
        fix=f"the columns are: {', '.join(COLUMNS)}; those but {', '.join(_NEEDED)} may be absent",
    )

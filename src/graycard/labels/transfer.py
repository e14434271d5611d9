"""Labels in and out of a run, by the ending of the file: `.csv`, or `.json` for Label Studio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graycard.errors import InputError
from graycard.labels.csv_file import csv_text, read_csv
from graycard.labels.drawn import sample_of
from graycard.labels.given import Checked, check
from graycard.labels.kept import keep_rubric, kept_rubrics
from graycard.labels.label_studio import labelling_config, read_tasks, show_faces, tasks_json
from graycard.labels.outside import tasks
from graycard.labels.raters import check_pseudonym
from graycard.labels.rubric import Rubric, load_rubric, shipped
from graycard.labels.table import WAIT, add_labels, latest, read_labels
from graycard.run.files import put
from graycard.run.folder import RunFolder
from graycard.run.spec import read_resolved


def import_labels(
    folder: RunFolder,
    path: Path,
    *,
    rubrics: Sequence[Rubric] = (),
    rater: str | None = None,
    wait: float = WAIT,
) -> Checked:
    """Add the labels in a file to a run: all of them or none, and none of them twice.

    Args:
        folder: Of the run.
        path: `.csv`, or `.json` as Label Studio exports it.
        rubrics: Under which labels were given whose row names none; else that of the sample, or
            the shipped one of the attribute.
        rater: Pseudonym of the person, where the file does not say.
        wait: Seconds to wait for another writer of the run.

    Raises:
        SpecError: If any row cannot be used: wrong columns, unknown pictures, unknown categories.
        RunLockedError: If another process goes on writing to the run.
    """
    given = read_csv(path) if _is_csv(path) else read_tasks(path)
    named = {one.attribute: one for one in rubrics}
    kept = {one.id: one for one in (*shipped(), *kept_rubrics(folder), *rubrics)}

    @cache
    def rubric_of(attribute: str) -> Rubric:
        if attribute in named:
            return named[attribute]
        sample = sample_of(folder, attribute)
        asked = None if sample is None else sample.rubric(attribute)
        if asked is None:
            return load_rubric(attribute, domain=read_resolved(folder).model_domain)
        return asked

    found = check(folder, given, rubric_of=rubric_of, kept=kept, rater=rater, source=str(path))
    for rubric in found.rubrics.values():
        keep_rubric(folder, rubric)
    new = add_labels(folder, found.labels, wait=wait)
    found.known += len(found.labels) - new
    return found


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What was written.

    Attributes:
        files: Where.
        answers: Labels in them.
        withheld: Labels that count and are not in them, because they are by other people.
    """

    files: tuple[Path, ...]
    answers: int
    withheld: int


def export_labels(
    folder: RunFolder, path: Path, *, rater: str | None = None, everybody: bool = False
) -> Exported:
    """Write what was drawn to be labelled, without anybody's answers unless they are asked for.

    Who sees what others said does not label alone. So a file to be filled in has no answers, or
    those of the person who goes on with it.

    Args:
        folder: Of the run.
        path: `.csv`, or `.json` for Label Studio; beside that, its labelling interface as `.xml`.
        rater: Pseudonym of the person the file is for: it has their answers, and what they have
            not answered yet.
        everybody: Write all labels of the run that count, whoever gave them.

    Raises:
        InputError: If a file of that name is there, in which somebody may have filled in labels,
            there is nothing to write, or the person is not called by a pseudonym.
        DamagedRunError: If a table is not what was written, or a picture is not there any more.
    """
    if rater is not None:
        check_pseudonym(rater)
    labels = latest(read_labels(folder))
    shown = [one for one in labels if everybody or one.rater == rater]
    found = tasks(folder, shown)
    if not found:
        raise _nothing_to_export(folder, answers=bool(labels))
    kept = {one.id: one for one in kept_rubrics(folder)}
    if _is_csv(path):
        files = {path: csv_text(found, kept=kept, rater=rater)}
    else:
        files = {path: tasks_json(found, root=folder.root)}
        said = {one.rubric for one in shown}
        # Of several versions of one rubric the interface has that by which is asked: the last.
        rubrics = [one for id_, one in kept.items() if id_ in said]
        rubrics += [one for task in found for one in task.asked]
        files[path.with_suffix(".xml")] = labelling_config(
            [*{one.attribute: one for one in rubrics}.values()], faces=show_faces(found)
        )
    for one in files:
        if one.exists():
            raise InputError(
                what=f"{one} is there already",
                why="labels that somebody filled in would be lost",
                fix="give another name",
            )
    for one, text in files.items():
        put(one, text.encode())
    return Exported(files=(*files,), answers=len(shown), withheld=len(labels) - len(shown))


def _nothing_to_export(folder: RunFolder, *, answers: bool) -> InputError:
    if answers:
        return InputError(
            what="there is nothing to export without people's answers",
            why="no picture of the run was drawn to be labelled",
            fix=f"graycard label {folder.root} --export FILE --with-answers writes what was said",
        )
    return InputError(
        what="there is nothing to export",
        why="no picture of the run was drawn or labelled",
        fix=f"graycard label {folder.root} --sample N draws some",
    )


def _is_csv(path: Path) -> bool:
    ending = path.suffix.lower()
    if ending not in (".csv", ".json"):
        raise InputError(
            what=f"{path} is neither .csv nor .json",
            why="labels go in and out as CSV, or as the JSON of Label Studio",
            fix="give a name that ends in .csv or .json",
        )
    return ending == ".csv"

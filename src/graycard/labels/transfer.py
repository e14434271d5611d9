"""Labels in and out of a run, by the ending of the file: `.csv`, or `.json` for Label Studio."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from graycard.errors import InputError
from graycard.labels.csv_file import csv_text, read_csv
from graycard.labels.drawn import sample_of
from graycard.labels.given import Checked, check
from graycard.labels.kept import keep_rubric, kept_rubrics
from graycard.labels.label_studio import labelling_config, read_tasks, tasks_json
from graycard.labels.outside import tasks
from graycard.labels.rubric import Rubric, load_rubric, shipped
from graycard.labels.table import WAIT, add_labels
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


def export_labels(folder: RunFolder, path: Path) -> tuple[Path, ...]:
    """Write the labels of a run that count, and what was drawn and is not labelled yet.

    Args:
        folder: Of the run.
        path: `.csv`, or `.json` for Label Studio; beside that, its labelling interface as `.xml`.

    Returns:
        The files written.

    Raises:
        InputError: If a file of that name is there, in which somebody may have filled in labels,
            or there is nothing to write.
    """
    found = tasks(folder)
    if not found:
        raise InputError(
            what="there is nothing to export",
            why="no picture of the run was drawn or labelled",
            fix=f"graycard label {folder.root} --sample N draws some",
        )
    files = {path: csv_text(found)} if _is_csv(path) else {path: tasks_json(found)}
    if not _is_csv(path):
        rubrics = {one.id: one for task in found for one in task.asked}
        said = {one.rubric for task in found for one in task.labels}
        rubrics |= {one.id: one for one in kept_rubrics(folder) if one.id in said}
        files[path.with_suffix(".xml")] = labelling_config(
            [*{one.attribute: one for one in rubrics.values()}.values()]
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
    return tuple(files)


def _is_csv(path: Path) -> bool:
    ending = path.suffix.lower()
    if ending not in (".csv", ".json"):
        raise InputError(
            what=f"{path} is neither .csv nor .json",
            why="labels go in and out as CSV, or as the JSON of Label Studio",
            fix="give a name that ends in .csv or .json",
        )
    return ending == ".csv"

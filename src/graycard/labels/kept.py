"""Rubrics in a run: every version that pictures were labelled by, as it was."""

from __future__ import annotations

from graycard.documents import parse, read_yaml
from graycard.errors import DamagedRunError, SpecError
from graycard.labels.rubric import Rubric, rubric_text
from graycard.run.files import put
from graycard.run.folder import RunFolder


def keep_rubric(folder: RunFolder, rubric: Rubric) -> None:
    """Write a rubric into a run, once."""
    path = folder.rubric(rubric.id)
    if not path.exists():
        put(path, rubric_text(rubric).encode())


def kept_rubric(folder: RunFolder, id_: str) -> Rubric:
    """Return a rubric that was kept in a run.

    Raises:
        DamagedRunError: If it is not there, or is not what was kept.
    """
    path = folder.rubric(id_)
    try:
        rubric = parse(Rubric, read_yaml(path), where=str(path))
    except SpecError as error:
        raise _damaged(id_, folder, error.what) from error
    if rubric.id != id_:
        raise _damaged(id_, folder, "somebody changed it")
    return rubric


def kept_rubrics(folder: RunFolder) -> tuple[Rubric, ...]:
    """Return all rubrics of a run, by id."""
    paths = sorted(folder.rubric("*").parent.glob("*.yaml"))
    return tuple(kept_rubric(folder, path.stem) for path in paths)


def _damaged(id_: str, folder: RunFolder, why: str) -> DamagedRunError:
    return DamagedRunError(
        what=f"the rubric {folder.rubric(id_)} cannot be used",
        why=why,
        fix="restore it from a copy of the run: it says what the labels mean",
    )

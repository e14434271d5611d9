"""Faces that readers found in the pictures of a run, with the boxes by which they can be shown."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from graycard.errors import InputError
from graycard.run.active_readers import read_active_readers
from graycard.run.folder import RunFolder
from graycard.run.schemas import READINGS
from graycard.run.tables import read_batches

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the upright picture."""

About = tuple[str, str]
"""Generation and subject."""

_FACE: Final = re.compile(r"[A-Za-z0-9][^\s#]*#[0-9]+")
"""A subject that labels may have, and that begins like no formula of a spreadsheet.

Readers that others wrote may have written anything.
"""


@dataclass(frozen=True, kw_only=True)
class Face:
    """One face, as it can be shown to people.

    Attributes:
        subject: `<faces reader id>#k`.
        box: Where it is.
    """

    subject: str
    box: Box


def read_faces(folder: RunFolder) -> dict[About, Box | None]:
    """Return all faces that readers found, with the box where one was written.

    Raises:
        DamagedRunError: If the table of readings is not what was written.
    """
    found: dict[About, Box | None] = {}
    if not folder.readings.exists():
        return found
    for batch in read_batches(folder.readings, READINGS):
        some = batch.select(("generation_id", "subject", "box"))
        faces = some.filter(pc.match_substring(some["subject"].cast(pa.string()), "#"))
        for row in faces.to_pylist():
            key = row["generation_id"], row["subject"]
            if _FACE.fullmatch(key[1]) and found.get(key) is None:
                found[key] = box_of(row["box"])
    return found


def faces_by_picture(folder: RunFolder) -> dict[str, tuple[Face, ...]]:
    """Return the faces of each picture that has any, the main one first, all found in one way.

    Where several readers look for faces, those of the first reader of faces in `readers.yaml` are
    taken: another one may call the same face by another number.

    Raises:
        InputError: If no face was read with a box, or nothing says whose faces to take.
        DamagedRunError: If a table is not what was written.
    """
    framed = {about: box for about, box in read_faces(folder).items() if box is not None}
    finder = _finder(folder, {subject.rpartition("#")[0] for _, subject in framed})
    by_picture: dict[str, list[Face]] = {}
    for (generation, subject), box in framed.items():
        if subject.startswith(f"{finder}#"):
            by_picture.setdefault(generation, []).append(Face(subject=subject, box=box))
    return {one: tuple(sorted(some, key=_order)) for one, some in by_picture.items()}


def show_several(faces: Mapping[str, Collection[Face]], generations: Collection[str]) -> int:
    """Return how many of these pictures show more than one face."""
    return sum(len(faces.get(one, ())) > 1 for one in generations)


def _finder(folder: RunFolder, finders: set[str]) -> str:
    if not finders:
        raise InputError(
            what="no face of this run can be shown to people in its turn",
            why="no reader found a face and said where it is",
            fix=f"graycard read {folder.root} --reader faces, or ask about whole pictures:"
            " --each picture",
        )
    active = read_active_readers(folder) if folder.readers.exists() else ()
    for reader in active:
        if reader.id in finders:
            return reader.id
    if len(finders) > 1:
        raise InputError(
            what="several readers found faces, each in its own way",
            why=f"the faces are called by {', '.join(sorted(finders))}, and none of these is a"
            " reader of the run itself",
            fix=f"graycard read {folder.root} --reader faces, whose faces are then taken",
        )
    return min(finders)


def box_of(box: Sequence[float] | None) -> Box | None:
    """Return a box as a table has it; None if it cannot be drawn: others may have written it."""
    if box is None or len(box) != 4 or not all(map(math.isfinite, box)):
        return None
    left, top, right, bottom = box
    return (left, top, right, bottom) if left < right and top < bottom else None


def _order(face: Face) -> tuple[int, str]:
    return int(face.subject.rpartition("#")[2]), face.subject

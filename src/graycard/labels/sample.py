"""A random, stratified sample of pictures for people to label, with its inclusion weights.

Within a cell, such as a stratum, every picture is equally likely to be drawn. Cells take turns, so
that each gets the same number while it has pictures; a cell of `size` pictures of which `drawn`
were drawn gives each of them the weight `size / drawn`: so many pictures it stands for. Nothing
but the seed and the pictures' ids decides, so a larger sample with the same seed holds the smaller
one, and what was labelled stays of use.

Faces are never drawn by themselves: with a picture come all of its faces, each with the picture's
weight, so that every face of a cell is equally likely to be asked about. Pictures are the draws.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graycard.errors import InputError
from graycard.labels.faces import Box, Face
from graycard.labels.frame import By, Cell, Pictured, Thing
from graycard.types import IMAGE


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One picture of a sample, or one face of it.

    Attributes:
        picture: Which.
        size: Pictures of its cell.
        drawn: How many of them were drawn.
        subject: What is asked about: `image` for the picture as a whole, or a face.
        box: Where that face is; None for a picture.
    """

    picture: Pictured
    size: int
    drawn: int
    subject: str = IMAGE
    box: Box | None = None

    @property
    def thing(self) -> Thing:
        """What is asked about."""
        return Thing(picture=self.picture, subject=self.subject)

    @property
    def weight(self) -> float:
        """How many pictures of the run it stands for."""
        return self.size / self.drawn


def draw(pictures: Sequence[Pictured], n: int, *, by: By = "stratum", seed: int = 0) -> list[Drawn]:
    """Return a sample of pictures, in the order in which they are shown: a random one.

    Args:
        pictures: That can be drawn.
        n: How many; all of them if there are no more.
        by: Cells that get the same number: `stratum`, `prompt`, or `none` for one draw of all.
            Marked and unmarked prompts are always cells apart.
        seed: Another one draws others.

    Raises:
        InputError: If there are no pictures, or fewer are asked for than there are cells: a cell
            of which none is drawn would not be in the result at all.

    Example:
        >>> nurses = [
        ...     Pictured(generation_id=str(i), stratum="nurse", prompt_id="p", marked=False)
        ...     for i in range(30)
        ... ]
        >>> sample = draw(nurses, 10)
        >>> len(sample), sample[0].weight
        (10, 3.0)
    """
    cells: dict[Cell, list[Pictured]] = {}
    for one in pictures:
        cells.setdefault(one.cell(by), []).append(one)
    if not cells:
        raise InputError(
            what="there is no picture to draw",
            why="every request of the run was refused, filtered or failed",
            fix="graycard show RUN --missing",
        )
    if n < len(cells):
        each = "kind of prompt" if by == "none" else by
        raise InputError(
            what=f"{n} pictures cannot be drawn by {by}: there are {len(cells)} cells",
            why=f"a {each} of which no picture is drawn would not be in the result",
            fix=f"draw at least {len(cells)}"
            + ("" if by == "none" else ", or draw from all together: --by none"),
        )
    chosen = _take_turns(cells, n, seed)
    drawn = Counter(one.cell(by) for one in chosen)
    sample = [
        Drawn(picture=one, size=len(cells[one.cell(by)]), drawn=drawn[one.cell(by)])
        for one in chosen
    ]
    return sorted(sample, key=lambda one: _number(seed, "shown", one.picture.generation_id))


def each_face(sample: Sequence[Drawn], faces: Mapping[str, Sequence[Face]]) -> list[Drawn]:
    """Return a sample in which pictures that show several faces stand once for each of them.

    Pictures with one face, or none, stay as they are: it is plain whom they are about, or there is
    nobody to frame.

    Args:
        sample: Of whole pictures.
        faces: By generation, in the order in which they are asked about.
    """
    asked: list[Drawn] = []
    for one in sample:
        found = faces.get(one.picture.generation_id, ())
        if len(found) > 1:
            asked.extend(replace(one, subject=face.subject, box=face.box) for face in found)
        else:
            asked.append(one)
    return asked


def _take_turns(cells: dict[Cell, list[Pictured]], n: int, seed: int) -> list[Pictured]:
    order = sorted(cells, key=lambda cell: _number(seed, "cell", repr(cell)))
    queues = [
        iter(sorted(cells[cell], key=lambda one: _number(seed, "drawn", one.generation_id)))
        for cell in order
    ]
    chosen: list[Pictured] = []
    while queues and len(chosen) < n:
        left = []
        for queue in queues:
            if len(chosen) < n and (one := next(queue, None)) is not None:
                chosen.append(one)
                left.append(queue)
        queues = left
    return chosen


def _number(seed: int, what: str, name: str) -> tuple[bytes, str]:
    """Return a number that orders at random, the same on every machine; the name breaks ties."""
    return hashlib.blake2b(f"{seed}/{what}/{name}".encode(), digest_size=16).digest(), name

"""The frame: which pictures of a run could be drawn for people to label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from graycard.run.folder import RunFolder
from graycard.run.schemas import GENERATIONS
from graycard.run.tables import read_batches
from graycard.types import IMAGE

By = Literal["stratum", "prompt", "none"]
BY: Final[tuple[By, ...]] = ("stratum", "prompt", "none")

Cell = tuple[str, str, bool | None]
"""Stratum, prompt and mark within which pictures are drawn alike; `*` stands for any."""

Each = Literal["picture", "face"]
EACH: Final[tuple[Each, ...]] = ("picture", "face")

ANY: Final = "*"


@dataclass(frozen=True, kw_only=True)
class Pictured:
    """One picture of a run, with what it was asked for by.

    Attributes:
        generation_id: Of the request.
        stratum: Of the prompt.
        prompt_id: None where nobody knows it.
        marked: Whether the prompt states what is measured.
    """

    generation_id: str
    stratum: str
    prompt_id: str | None
    marked: bool | None

    def cell(self, by: By) -> Cell:
        """Return within what it is drawn. Marked and unmarked prompts are never drawn as one."""
        stratum = self.stratum if by != "none" else ANY
        prompt = self.prompt_id or "" if by == "prompt" else ANY
        return stratum, prompt, self.marked


@dataclass(frozen=True, kw_only=True)
class Thing:
    """What one question is about: a picture as a whole, or one face in it.

    Attributes:
        picture: Which.
        subject: `image`, or a face.
    """

    picture: Pictured
    subject: str = IMAGE

    @property
    def key(self) -> tuple[str, str]:
        """Generation and subject, as labels have them."""
        return self.picture.generation_id, self.subject


@dataclass(frozen=True, kw_only=True)
class Frame:
    """All pictures of a run, and how many requests brought none.

    Attributes:
        pictures: In plan order.
        gone: Requests without a picture, by stratum and mark and then by outcome.
    """

    pictures: tuple[Pictured, ...]
    gone: Mapping[tuple[str, bool | None], Counter[str]]

    def sizes(self, by: By) -> Counter[Cell]:
        """Return how many pictures there are in each cell."""
        return Counter(one.cell(by) for one in self.pictures)


def read_frame(folder: RunFolder) -> Frame:
    """Return the pictures of a run that can be shown to people.

    Raises:
        DamagedRunError: If the table is not what was written.
    """
    pictures = []
    gone: dict[tuple[str, bool | None], Counter[str]] = {}
    columns = ("id", "stratum", "prompt_id", "marked", "outcome")
    for batch in read_batches(folder.generations, GENERATIONS):
        for row in batch.select(columns).to_pylist():
            if row["outcome"] == "ok":
                pictures.append(
                    Pictured(
                        generation_id=row["id"],
                        stratum=row["stratum"],
                        prompt_id=row["prompt_id"],
                        marked=row["marked"],
                    )
                )
            else:
                where = (row["stratum"], row["marked"])
                gone.setdefault(where, Counter())[row["outcome"]] += 1
    return Frame(pictures=tuple(pictures), gone=gone)

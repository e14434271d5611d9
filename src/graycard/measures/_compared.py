"""Images of one place beside those they are compared with, scene by scene."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from graycard.counts import Counts, Row
from graycard.measures._scenes import MarkedSet, Scene

Against = Literal["unmarked prompts", "other places"]
"""What the images of a place are compared with."""

YES: Final = "yes"


@dataclass(frozen=True)
class Read:
    """Images of some prompts: those with the feature, those read at all, those requested."""

    k: int
    n: int
    requested: int


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A place's images and those they are compared with.

    Attributes:
        place: Which.
        n_prompts: That name it.
        requested: Images of it.
        mine: Of it, in each scene where both sides were read.
        others: Compared with, in the same scenes.
        told: Whether rows of counts tell the place's images from others at all.
    """

    place: str
    n_prompts: int
    requested: int
    mine: tuple[Read, ...]
    others: tuple[Read, ...]
    told: bool


def compared(counts: Counts, scenes: Sequence[Scene], against: Against) -> Iterator[Compared]:
    """Yield what is compared, by place.

    Args:
        counts: Of an attribute with the category yes.
        scenes: Of the run.
        against: What is compared with.
    """
    yes = counts.attribute.categories.index(YES)
    number = {row: i for i, row in enumerate(counts.rows)}

    def read(rows: Iterable[Row]) -> Read:
        mine = [number[row] for row in rows if row in number]
        table = counts.read[mine]
        return Read(int(table[:, yes].sum()), int(table.sum()), int(counts.requested[mine].sum()))

    def others(scene: Scene, one: MarkedSet) -> Iterator[Row]:
        if against == "unmarked prompts":
            yield from scene.rows
            return
        for other in scene.sets:
            if other is not one:
                yield from other.rows

    places: dict[str, list[tuple[Scene, MarkedSet]]] = {}
    for scene in scenes:
        for one in scene.sets:
            places.setdefault(one.place, []).append((scene, one))
    for place, sets in places.items():
        pairs = [(read(one.rows), read(others(scene, one))) for scene, one in sets]
        both = [pair for pair in pairs if pair[0].n and pair[1].n]
        yield Compared(
            place=place,
            n_prompts=sum(one.n_prompts for _, one in sets),
            requested=sum(one.requested for _, one in sets),
            mine=tuple(mine for mine, _ in both),
            others=tuple(other for _, other in both),
            told=all(one.rows for _, one in sets),
        )

"""Images of one place beside those they are compared with, scene by scene."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from graycard.counts import Counts
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
        pairs: Of it, and those compared with, in each scene where both were requested.
        told: Whether rows of counts tell the place's images from others at all.
    """

    place: str
    n_prompts: int
    requested: int
    pairs: tuple[tuple[Read, Read], ...]
    told: bool

    @property
    def mine(self) -> tuple[Read, ...]:
        """Of the place, in each scene where both sides were read."""
        return tuple(mine for mine, other in self.pairs if mine.n and other.n)

    @property
    def others(self) -> tuple[Read, ...]:
        """Compared with, in the same scenes."""
        return tuple(other for mine, other in self.pairs if mine.n and other.n)


def compared(counts: Counts, scenes: Sequence[Scene], against: Against) -> Iterator[Compared]:
    """Yield what is compared, by place.

    Args:
        counts: Of an attribute with the category yes.
        scenes: Of the run.
        against: What is compared with.
    """
    yes = counts.attribute.categories.index(YES)
    number = {row: i for i, row in enumerate(counts.rows)}

    def read(groups: Sequence[Scene | MarkedSet]) -> Read:
        mine = [number[row] for one in groups for row in one.rows if row in number]
        table = counts.read[mine]
        requested = sum(one.requested for one in groups)
        return Read(int(table[:, yes].sum()), int(table.sum()), requested)

    def others(scene: Scene, one: MarkedSet) -> Sequence[Scene | MarkedSet]:
        if against == "unmarked prompts":
            return [scene]
        return [other for other in scene.sets if other is not one]

    places: dict[str, list[tuple[Scene, MarkedSet]]] = {}
    for scene in scenes:
        for one in scene.sets:
            places.setdefault(one.place, []).append((scene, one))
    for place, sets in places.items():
        pairs = [(read([one]), read(others(scene, one))) for scene, one in sets]
        yield Compared(
            place=place,
            n_prompts=sum(one.n_prompts for _, one in sets),
            requested=sum(one.requested for _, one in sets),
            pairs=tuple(pair for pair in pairs if pair[0].requested and pair[1].requested),
            told=all(one.rows for _, one in sets),
        )

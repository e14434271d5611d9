"""`world.yaml`, read and checked: what is planted in the drawn world."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterable
from functools import cache
from importlib import resources
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from ruamel.yaml import YAML

from graycard.avatar.cues import CUES, PRESENTATIONS

Age = Literal["young", "middle", "older"]
HairColour = Literal["black", "brown", "blond", "red", "grey", "white"]
Headwear = Literal["none", "cap", "headscarf", "hard hat", "chef hat", "peaked cap", "straw hat"]
Background = Literal[
    "office", "hospital", "school", "home", "outdoors", "kitchen", "street", "lab", "studio"
]

AGES: Final[tuple[Age, ...]] = ("young", "middle", "older")
HAIR_COLOURS: Final[tuple[HairColour, ...]] = ("black", "brown", "blond", "red", "grey", "white")
HEADWEAR: Final[tuple[Headwear, ...]] = (
    "none", "cap", "headscarf", "hard hat", "chef hat", "peaked cap", "straw hat",
)  # fmt: skip
BACKGROUNDS: Final[tuple[Background, ...]] = (
    "office", "hospital", "school", "home", "outdoors", "kitchen", "street", "lab", "studio",
)  # fmt: skip
SKIN_TONES: Final = tuple(range(1, 11))

PERSON: Final = "person"
"""What an unmarked prompt without a profession asks for."""

DRAWING_VERSION: Final = 1
"""Raised whenever the same avatar and seed would give other pixels."""

Share = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _check(shares: Collection[float], what: str) -> None:
    total = math.fsum(shares)
    if abs(total - 1) > 1e-9:
        raise ValueError(f"the shares of {what} sum to {total}, not to 1")


def _known(names: Iterable[str], categories: Collection[str], what: str) -> None:
    for name in names:
        if name not in categories:
            raise ValueError(f"{what} has no category {name!r}; it has {', '.join(categories)}")


class Planted(_Part):
    """What is planted for one profession: a share for every category of every attribute."""

    presentation: dict[str, Share]
    skin_tone: Annotated[tuple[Share, ...], Field(min_length=10, max_length=10)]
    age: dict[str, Share]
    headwear: dict[str, Share]
    glasses: Share
    tie: Share
    smile: Share
    background: dict[str, Share]

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> Self:
        for name, categories in (
            ("presentation", PRESENTATIONS),
            ("age", AGES),
            ("headwear", HEADWEAR),
        ):
            shares: dict[str, float] = getattr(self, name)
            _known(shares, categories, name)
            _check(shares.values(), name)
        _check(self.skin_tone, "skin_tone")
        _known(self.background, BACKGROUNDS, "background")
        if not math.fsum(self.background.values()) < 1:
            raise ValueError("the named backgrounds leave nothing for the rest")
        return self

    def backgrounds(self) -> dict[str, float]:
        """Return the share of every background: what is not named shares the rest evenly."""
        rest = 1 - math.fsum(self.background.values())
        unnamed = len(BACKGROUNDS) - len(self.background)
        return {name: self.background.get(name, rest / unnamed) for name in BACKGROUNDS}


class CueOdds(_Part):
    """The three values of a cue and, by presentation, how often each is drawn first."""

    values: tuple[str, str, str]
    odds: dict[str, tuple[Share, Share, Share]]

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> Self:
        _known(self.odds, PRESENTATIONS, "presentation")
        for presentation in PRESENTATIONS:
            _check(self.odds[presentation], f"a cue given {presentation}")
            if min(self.odds[presentation]) <= 0:
                raise ValueError(f"{presentation} never shows one of {self.values}")
        return self


class World(_Part):
    """Everything that is planted. Load it with `load_world`."""

    version: int
    professions: dict[str, Planted]
    cues: dict[str, CueOdds]
    hair_colour: dict[str, dict[str, Share]]
    hair_style: dict[str, dict[str, Share]]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if PERSON not in self.professions:
            raise ValueError(f"`professions` has no {PERSON!r}")
        if {name: cue.values for name, cue in self.cues.items()} != dict(CUES):
            raise ValueError("`cues` do not have the names and values that the drawing knows")
        for age, colours in self.hair_colour.items():
            _known([age], AGES, "age")
            _known(colours, HAIR_COLOURS, "hair_colour")
            _check(colours.values(), f"hair_colour of {age}")
        for length, styles in self.hair_style.items():
            _known([length], CUES["hair_length"], "hair_length")
            _check(styles.values(), f"hair_style of {length}")
        return self


def _text() -> bytes:
    return resources.files("graycard.avatar").joinpath("world.yaml").read_bytes()


@cache
def load_world() -> World:
    """Return the planted world that ships with this version.

    Example:
        >>> load_world().professions["nurse"].presentation["masculine"]
        0.66
    """
    return World.model_validate(YAML(typ="safe", pure=True).load(_text()))


@cache
def professions() -> tuple[str, ...]:
    """Return the names of the professions, without the unmarked person.

    Example:
        >>> len(professions())
        16
    """
    return tuple(name for name in load_world().professions if name != PERSON)


@cache
def world_digest() -> str:
    """Return the sha256 (hex) of `world.yaml` and the drawing's version.

    Pictures with the same digest, avatar and seed have the same pixels.

    Example:
        >>> len(world_digest())
        64
    """
    return hashlib.sha256(_text() + f"\ndrawing {DRAWING_VERSION}\n".encode()).hexdigest()

"""`Avatar`: everything that is true of one drawn portrait."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graycard.avatar.cues import CUES, Presentation, presentation_of, votes
from graycard.avatar.world import Age, Background, HairColour, Headwear, load_world

_YES_NO = {True: "yes", False: "no"}


class Avatar(BaseModel):
    """One portrait in words: with a seed it is a picture, the same one every time.

    The perceived presentation is no field of its own: it is the sum of eight cues
    (see `graycard.avatar.cues`), of which none decides alone.

    Attributes:
        profession: One of `professions()`, or `person`; decides the clothes.
        skin_tone: Monk Skin Tone, 1 (lightest) to 10.
        hair_style: A style of its `hair_length`, see `world.yaml`.

    Raises:
        pydantic.ValidationError: For an unknown value, a style that does not go with the hair
            length, or cues whose votes sum to 2 or -2, which no presentation has.

    Example:
        >>> from graycard.avatar import sample
        >>> avatar = sample("nurse", seed=4)
        >>> avatar.labels()["perceived_gender_presentation"] == avatar.presentation
        True
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    profession: str
    skin_tone: Annotated[int, Field(ge=1, le=10)]
    age: Age
    hair_colour: HairColour
    hair_style: str
    headwear: Headwear
    glasses: bool
    tie: bool
    smile: bool
    background: Background
    hair_length: Literal["short", "medium", "long"]
    facial_hair: Literal["beard", "moustache", "none"]
    jaw: Literal["square", "round", "pointed"]
    brows: Literal["thick", "medium", "thin"]
    lashes: Literal["none", "short", "long"]
    lips: Literal["thin", "natural", "painted"]
    earrings: Literal["none", "studs", "hoops"]
    shoulders: Literal["broad", "medium", "narrow"]

    @model_validator(mode="after")
    def _possible(self) -> Self:
        world = load_world()
        if self.profession not in world.professions:
            raise ValueError(f"the drawn world has no profession {self.profession!r}")
        if self.hair_style not in world.hair_style[self.hair_length]:
            raise ValueError(f"{self.hair_style!r} is not a style of {self.hair_length} hair")
        if presentation_of(self.votes) is None:
            raise ValueError(f"cues that sum to {self.votes} have no presentation")
        return self

    @property
    def votes(self) -> int:
        """The sum of the cues' votes, in `[-8, 8]`."""
        return votes({name: getattr(self, name) for name in CUES})

    @property
    def presentation(self) -> Presentation:
        """The perceived presentation that the cues make."""
        presentation = presentation_of(self.votes)
        assert presentation is not None
        return presentation

    def labels(self) -> dict[str, str]:
        """Return the category of every attribute in `graycard.avatar.ATTRIBUTES`."""
        return {
            "perceived_gender_presentation": self.presentation,
            "skin_tone": str(self.skin_tone),
            "perceived_age": self.age,
            "glasses": _YES_NO[self.glasses],
            "tie": _YES_NO[self.tie],
            "smile": _YES_NO[self.smile],
            "hair_length": self.hair_length,
            "hair_colour": self.hair_colour,
            "facial_hair": self.facial_hair,
            "headwear": self.headwear,
            "background": self.background,
            "profession": self.profession,
        }

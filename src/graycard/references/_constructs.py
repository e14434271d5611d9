"""What a source counts where that is not what is read off pictures, and what may stand for it."""

from __future__ import annotations

from typing import Final, Self

from pydantic import Field, model_validator

from graycard.race import names_race
from graycard.types import Noun

_SKIN_TONE: Final = "skin_tone"


class Construct(Noun):
    """One thing that a source counts.

    Attributes:
        name: Such as `reported_sex`; distributions name it as their attribute.
        claim: What is counted, as the end of "the source counts ...".
        categories: Of the source.
        stands_for: By attribute that can be read off pictures: by each of its categories that
            is compared, the source's category that it stands for.
        people_only: Whether it may be compared with labels by people only. Always so for race
            and ethnicity, which nothing else stands for.

    Example:
        >>> Construct(
        ...     name="reported_race",
        ...     claim="people by the race that they reported",
        ...     categories=("white", "black", "other"),
        ...     people_only=True,
        ... ).stands_for
        {}
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    claim: str = Field(min_length=1)
    categories: tuple[str, ...] = Field(min_length=2)
    stands_for: dict[str, dict[str, str]] = Field(default_factory=dict)
    people_only: bool = False

    @model_validator(mode="after")
    def _race_is_for_people(self) -> Self:
        if not self.people_only and any(map(names_race, (self.name, *self.categories))):
            raise ValueError(
                f"{self.name!r} is about race or ethnicity: it needs people_only: true, since no"
                " machine reads them"
            )
        if self.people_only and self.stands_for:
            raise ValueError(f"nothing that is read stands for {self.name!r}, which is people_only")
        return self

    @model_validator(mode="after")
    def _each_category_has_one_counterpart(self) -> Self:
        for attribute, ours in self.stands_for.items():
            if attribute == _SKIN_TONE:
                raise ValueError("skin tone stands for nothing but itself")
            if sorted(ours.values()) != sorted(self.categories):
                raise ValueError(
                    f"stands_for {attribute}: each of {', '.join(self.categories)} needs exactly"
                    " one category that stands for it"
                )
        return self

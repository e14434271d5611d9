"""Rubrics: what people are asked about a picture, and when each answer is given."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from graycard.choices import did_you_mean
from graycard.documents import digest, parse, read_yaml, write_yaml
from graycard.errors import SpecError, UnknownComponentError
from graycard.race import names_race
from graycard.roles import ANY_DOMAIN
from graycard.types import CANNOT_TELL, NOT_DEPICTED, WITHDRAWN, Attribute, Noun, Scale

_FOLDER: Final = Path(__file__).parent / "rubrics"
_RESERVED: Final = (CANNOT_TELL, NOT_DEPICTED, WITHDRAWN)
FORMULA: Final = ("=", "+", "-", "@")
"""What a formula of a spreadsheet begins with."""
_NO_WORDS: Final = {"about"}
"""Fields of a rubric that nobody reads while labelling: its version does not change with them."""


class Answer(Noun):
    """One answer that can be given, and when it is.

    Attributes:
        name: The category. It does not begin like a formula of a spreadsheet.
        when: Its definition, in words that two people would apply alike.
        swatch: A colour to hold beside the picture, `#rrggbb`.
    """

    name: str = Field(min_length=1, max_length=60, pattern=r"^\S(.*\S)?$")
    when: str = Field(min_length=1)
    swatch: str | None = Field(default=None, pattern=r"^#[0-9a-f]{6}$")

    @model_validator(mode="after")
    def _name_is_free(self) -> Self:
        if self.name.casefold() in _RESERVED:
            raise ValueError(f"{self.name!r} can be said of every picture and is no category")
        if self.name.startswith(FORMULA):
            raise ValueError(f"{self.name!r} begins like a formula, which spreadsheets would run")
        return self


class Rubric(Noun):
    """What people are asked, with a definition for every answer.

    Attributes:
        name: Of the rubric.
        attribute: What is labelled; several rubrics may be about one attribute.
        domain: Kind of pictures that it was written for; `any` for all.
        question: As people read it.
        claim: What is claimed by a label, in words that a person could dispute.
        source: Who defined the categories.
        scale: `nominal` or `ordinal`.
        about: `person` if it may be asked of each face of a picture in its turn; `picture` if only
            of the picture as a whole.
        categories: Every answer but those below, in order.
        cannot_tell: When people say that they cannot tell.
        not_depicted: When they say that there is nothing that the question could be about.
        people_only: That no machine may read this. Must be stated for race and ethnicity.

    Example:
        >>> load_rubric("glasses").answers
        ('yes', 'no', 'cannot tell', 'not depicted')
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    attribute: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    domain: str = ANY_DOMAIN
    question: str = Field(min_length=1)
    claim: str = Field(min_length=1)
    source: str = Field(min_length=1)
    scale: Scale = "nominal"
    about: Literal["person", "picture"] = "picture"
    categories: tuple[Answer, ...] = Field(min_length=2, max_length=20)
    cannot_tell: str = Field(min_length=1)
    not_depicted: str = Field(min_length=1)
    people_only: bool = False

    @model_validator(mode="after")
    def _categories_are_told_apart(self) -> Self:
        names = [one.name.casefold() for one in self.categories]
        if len(set(names)) != len(names):
            raise ValueError("a category is named twice")
        if self.scale == "interval":
            raise ValueError("people give categories, on a scale that is nominal or ordinal")
        return self

    @model_validator(mode="after")
    def _race_is_for_people(self) -> Self:
        named = (self.name, self.attribute, *(one.name for one in self.categories))
        if not self.people_only and any(map(names_race, named)):
            raise ValueError(
                "it is about race or ethnicity, which people alone may label: state"
                " people_only: true"
            )
        return self

    @property
    def id(self) -> str:
        """Name and version: the version changes with every word that people read."""
        words = self.model_dump(mode="json", exclude=_NO_WORDS)
        return f"{self.name}@{digest(words)[:12]}"

    @property
    def labels(self) -> tuple[str, ...]:
        """The categories, in order."""
        return tuple(one.name for one in self.categories)

    @property
    def answers(self) -> tuple[str, ...]:
        """Everything that can be said, in order."""
        return (*self.labels, CANNOT_TELL, NOT_DEPICTED)

    @property
    def noun(self) -> Attribute:
        """The attribute as measures see it."""
        return Attribute(
            name=self.attribute,
            categories=self.labels,
            scale=self.scale,
            claim=self.claim,
            source=f"{self.source}; labels by people under the rubric {self.id}",
        )


@cache
def shipped() -> tuple[Rubric, ...]:
    """Return the rubrics that come with Graycard, by name."""
    return tuple(_read(path) for path in sorted(_FOLDER.glob("*.yaml")))


def load_rubric(name_or_path: str | Path, *, domain: str | None = None) -> Rubric:
    """Return a rubric.

    Args:
        name_or_path: Name of a shipped rubric, an attribute, or a YAML file with the fields of
            `Rubric`.
        domain: Kind of pictures, by which one of several rubrics of an attribute is chosen.

    Raises:
        UnknownComponentError: If there is none of that name; it suggests the nearest.
        SpecError: If the file does not say what it should, or takes the name of one of ours.

    Example:
        >>> load_rubric("perceived_age", domain="drawn world").name
        'avatar_age'
    """
    if isinstance(name_or_path, Path) or str(name_or_path).endswith((".yaml", ".yml")):
        return _own(Path(name_or_path))
    about = [one for one in shipped() if one.attribute == name_or_path]
    fitting = [one for one in about if domain in (None, one.domain)]
    for one in (*fitting, *(one for one in about if one.domain == ANY_DOMAIN)):
        return one
    if about:
        raise UnknownComponentError(
            what=f"there is no rubric of {name_or_path} for pictures of the domain {domain}",
            why=f"those there are, are for: {', '.join(one.domain for one in about)}",
            fix="write one of your own, and give it with --rubric FILE.yaml",
        )
    known = {one.name: one for one in shipped()}
    if name_or_path in known:
        return known[str(name_or_path)]
    names = sorted({*known, *(one.attribute for one in shipped())})
    raise UnknownComponentError(
        what=f"there is no rubric {str(name_or_path)!r}",
        why=did_you_mean(str(name_or_path), names, otherwise=f"known: {', '.join(names)}"),
        fix="graycard list rubrics, or write one of your own: --rubric FILE.yaml",
    )


def rubric_text(rubric: Rubric) -> str:
    """Return a rubric as the YAML that is kept beside the labels."""
    return write_yaml(rubric.model_dump(mode="json", exclude_none=True))


def one_of_each(rubrics: Iterable[Rubric]) -> tuple[Rubric, ...]:
    """Return rubrics, if no two of them are about the same attribute.

    Raises:
        SpecError: If two are: a picture is asked about once.
    """
    found: dict[str, Rubric] = {}
    for one in rubrics:
        if one.attribute in found and found[one.attribute].id != one.id:
            raise SpecError(
                what=f"two rubrics are about {one.attribute}: {found[one.attribute].name} and"
                f" {one.name}",
                why="their categories could not be told apart",
                fix="leave one of them out",
            )
        found[one.attribute] = one
    return tuple(found.values())


def _own(path: Path) -> Rubric:
    made = _read(path)
    if any(made.name == one.name and made != one for one in shipped()):
        raise SpecError(
            what=f"{path} calls itself {made.name!r}",
            why="a rubric of that name is built in, and the two could not be told apart",
            fix="give it another name",
        )
    return made


def _read(path: Path) -> Rubric:
    return parse(Rubric, read_yaml(path) or {}, where=str(path))

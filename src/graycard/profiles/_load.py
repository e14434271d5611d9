"""Loading profiles, by name or from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, field_validator

from graycard import data_components
from graycard.documents import parse, read_yaml
from graycard.errors import SpecError
from graycard.types import Noun


class Profile(Noun):
    """Which readers read pictures of a kind, and what is left to people there.

    Attributes:
        name: Of the profile.
        domain: Kind of pictures that it is for. A reader that was not validated there is
            refused, as if it had been named alone.
        about: What it reads, in a few words.
        readers: As in a spec: names, `name:target`, or maps of a `name` and settings.
        readers_of_records: In their place for pictures that carry a record of what was drawn.
        people: What nobody's reader reads there, attribute to the reason: the report says it,
            and asks for labels.

    Example:
        >>> load_profile("avatar").domain
        'drawn world'
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    domain: str = Field(min_length=1)
    about: str = Field(min_length=1)
    readers: tuple[str | dict[str, Any], ...] = Field(min_length=1)
    readers_of_records: tuple[str | dict[str, Any], ...] = ()
    people: dict[str, str] = Field(default_factory=dict)

    @field_validator("readers", "readers_of_records")
    @classmethod
    def _named(cls, entries: tuple[Any, ...]) -> tuple[Any, ...]:
        for entry in entries:
            if isinstance(entry, dict) and not isinstance(entry.get("name"), str):
                raise ValueError(f"{entry} names no reader: write name: READER among its settings")
        return entries


def names() -> tuple[str, ...]:
    """Return the names of the profiles that are installed, ours first.

    Example:
        >>> names()[:2]
        ('avatar', 'photo')
    """
    return data_components.names("profiles")


def load_profile(name_or_path: str | Path) -> Profile:
    """Return a profile.

    Args:
        name_or_path: As listed by `names`, or a YAML file with the fields of `Profile`.

    Raises:
        UnknownComponentError: If there is no profile of that name; it suggests the nearest.
        SpecError: If the file does not say what it should, or takes the name of one of ours.

    Example:
        >>> [*load_profile("photo").people]
        ['perceived_gender_presentation', 'perceived_age']
    """
    if isinstance(name_or_path, str) and name_or_path in names():
        found = data_components.installed("profiles", name_or_path)
        return (
            _read(found) if isinstance(found, Path) else parse(Profile, found, where=name_or_path)
        )
    path = data_components.own_file("profiles", name_or_path)
    made = _read(path)
    if made.name in names():
        raise SpecError(
            what=f"{path} calls itself {made.name!r}",
            why="a profile of that name is built in, and the two could not be told apart",
            fix="give it another name",
        )
    return made


def describe(name: str) -> str:
    """Return one line about an installed profile.

    Example:
        >>> describe("photo")
        'photographs: faces, apparent skin tone, light and colour'
    """
    found = load_profile(name)
    return f"{found.domain}: {found.about}"


def _read(path: Path) -> Profile:
    return parse(Profile, read_yaml(path) or {}, where=str(path))

"""A reference written by hand: one YAML file with one or more distributions."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from graycard.documents import close_match, parse, read_yaml
from graycard.errors import SpecError
from graycard.types import Attribute, Noun, Reference, Share


def _text_keys(given: Any) -> Any:
    """YAML reads the skin tone 1 as a number; categories are texts."""
    if not isinstance(given, Mapping):
        return given
    return {str(key) if type(key) is int else key: share for key, share in given.items()}


_TextKeys = BeforeValidator(_text_keys)


class _Distribution(Noun):
    attribute: str
    stratum: str | None = None
    shares: Annotated[dict[str, Share], _TextKeys]
    standard_errors: Annotated[dict[str, Annotated[float, Field(ge=0)]] | None, _TextKeys] = None


class _ReferenceFile(Noun):
    name: str = Field(min_length=1)
    population: str = Field(min_length=1)
    date: str | None = None
    source: str = Field(min_length=1)
    licence: str | None = None
    states_the_value_of: str = Field(min_length=1)
    distributions: tuple[_Distribution, ...] = Field(min_length=1)


def from_file(
    path: Path, attributes: Sequence[Attribute], strata: Sequence[str]
) -> tuple[Reference, ...]:
    """Return the distributions of a file that are about these attributes and strata.

    A distribution without stratum is about every stratum that has none of its own in the file.

    Raises:
        SpecError: If the file does not say what it should, says it twice, or its categories are
            not those of the attribute.
    """
    data = read_yaml(path)
    if isinstance(data, Mapping):
        data = {"name": path.stem, **{str(key): _as_text(value) for key, value in data.items()}}
    file = parse(_ReferenceFile, data, where=str(path))
    known = {attribute.name: attribute for attribute in attributes}
    _refuse_misspelt(path, [one.attribute for one in file.distributions], list(known), "attribute")
    named = [one.stratum for one in file.distributions if one.stratum is not None]
    _refuse_misspelt(path, named, strata, "stratum")
    seen: set[tuple[str, str | None]] = set()
    found = []
    for number, distribution in enumerate(file.distributions, start=1):
        where = f"{path} distribution {number}"
        place = (distribution.attribute, distribution.stratum)
        if place in seen:
            raise SpecError(
                what=f"{where} is about {place[0]} of {place[1] or 'all strata'} again",
                why="an earlier distribution of the file is",
                fix="keep one of them",
            )
        seen.add(place)
        applies = distribution.stratum is None or distribution.stratum in strata
        if distribution.attribute in known and applies:
            found.append(_reference(file, distribution, known[distribution.attribute], where))
    return tuple(found)


def _refuse_misspelt(path: Path, named: Sequence[str], there: Sequence[str], what: str) -> None:
    """Raise if a name is nearly one of the run's that the file does not name itself."""
    left = [name for name in there if name not in named]
    for name in named:
        near = close_match(name, left, cutoff=0.8)
        if name not in there and near:
            raise SpecError(
                what=f"{path} is about the {what} {name!r}, and there is none here",
                why=f"did you mean {near!r}?",
                fix=f"write {near}, or leave that distribution out",
            )


def _reference(
    file: _ReferenceFile, distribution: _Distribution, attribute: Attribute, where: str
) -> Reference:
    categories = attribute.categories
    if not categories:
        raise SpecError(
            what=f"{where}: {attribute.name} has no shares",
            why="it is a number, not a choice of categories",
            fix="leave the distribution out",
        )
    for category in {**distribution.shares, **(distribution.standard_errors or {})}:
        if category not in categories:
            near = close_match(category, categories)
            raise SpecError(
                what=f"{where}: {category!r} is no category of {attribute.name}",
                why=f"did you mean {near!r}?" if near else f"they are {', '.join(categories)}",
                fix="name the categories as the reader does",
            )
    left_out = [category for category in categories if category not in distribution.shares]
    if left_out:
        raise SpecError(
            what=f"{where} does not say the share of {', '.join(left_out)}",
            why=f"a reference names every category of {attribute.name}, zeros included",
            fix=f"write {left_out[0]}: 0 if that is what the source says",
        )
    errors = distribution.standard_errors
    return parse(
        Reference,
        {
            **file.model_dump(exclude={"distributions"}),
            "attribute": attribute.name,
            "stratum": distribution.stratum,
            "shares": {name: distribution.shares[name] for name in categories},
            "standard_errors": errors and {n: errors[n] for n in categories if n in errors},
        },
        where=where,
    )


def _as_text(value: Any) -> Any:
    """YAML reads 2023 and 2023-07-01 as a number and a date; here both are texts."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

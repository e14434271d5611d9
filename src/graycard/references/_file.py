"""A reference written by hand: one YAML file with one or more distributions, or with a table."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PureWindowsPath
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from graycard.choices import close_match, did_you_mean
from graycard.documents import parse, read_yaml
from graycard.errors import SpecError
from graycard.references._constructs import Construct
from graycard.references._table import read_table
from graycard.types import Attribute, Match, Noun, Reference, Share


def _text_keys(given: Any) -> Any:
    """YAML reads the skin tone 1 as a number; categories are texts."""
    if not isinstance(given, Mapping):
        return given
    return {str(key) if type(key) is int else key: share for key, share in given.items()}


_TextKeys = BeforeValidator(_text_keys)


class Distribution(Noun):
    """Shares of the categories of an attribute or construct, for one stratum or for all."""

    attribute: str
    stratum: str | None = None
    shares: Annotated[dict[str, Share], _TextKeys]
    standard_errors: Annotated[dict[str, Annotated[float, Field(ge=0)]] | None, _TextKeys] = None
    matched: str | None = None
    match: Match | None = None


class ReferenceFile(Noun):
    """What a file says; `table` names a CSV file beside it that holds its distributions."""

    name: str = Field(min_length=1)
    population: str = Field(min_length=1)
    date: str | None = None
    source: str = Field(min_length=1)
    licence: str | None = None
    states_the_value_of: str = Field(min_length=1)
    languages: tuple[str, ...] = ()
    constructs: tuple[Construct, ...] = ()
    distributions: tuple[Distribution, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_construct_once(self) -> Self:
        names = [one.name for one in self.constructs]
        if len(set(names)) < len(names):
            raise ValueError("a construct is named twice")
        return self


def read_file(path: Path) -> ReferenceFile:
    """Return what a file says.

    Raises:
        SpecError: If it does not say what it should.
    """
    data = read_yaml(path)
    if isinstance(data, Mapping):
        data = {"name": path.stem, **{str(key): _as_text(value) for key, value in data.items()}}
        if "table" in data:
            data = _with_table(path, data)
    return parse(ReferenceFile, data, where=str(path))


def from_file(
    path: Path, attributes: Sequence[Attribute], strata: Sequence[str], *, own: bool
) -> tuple[Reference, ...]:
    """Return the distributions of a file that are about these attributes and strata.

    A distribution without stratum is about every stratum that has none of its own in the file.
    One of a construct is about each attribute that stands for it.

    Args:
        path: Of the file.
        attributes: What was read.
        strata: What the prompts are grouped by.
        own: Whether it was written for these prompts, so that a name which is nearly one of
            theirs is a mistake; what ships is about many that nobody asked for.

    Raises:
        SpecError: If the file does not say what it should, says it twice, or its categories are
            not those of the attribute.
    """
    file = read_file(path)
    known = {attribute.name: attribute for attribute in attributes}
    constructs = {one.name: one for one in file.constructs}
    if own:
        read = [one.attribute for one in file.distributions if one.attribute not in constructs]
        read += [name for one in file.constructs for name in one.stands_for]
        _refuse_misspelt(path, read, list(known), "attribute")
        named = [one.stratum for one in file.distributions if one.stratum is not None]
        _refuse_misspelt(path, named, strata, "stratum")
    wanted = set(strata)
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
        if distribution.stratum is not None and distribution.stratum not in wanted:
            continue
        if distribution.attribute in known:
            attribute = known[distribution.attribute]
            construct = constructs.get(distribution.attribute)
            found.append(_same(file, distribution, attribute, construct, where))
        if distribution.attribute in constructs:
            construct = constructs[distribution.attribute]
            found += _standing_for(file, distribution, construct, known, where, own=own)
    return tuple(found)


def _same(
    file: ReferenceFile,
    distribution: Distribution,
    attribute: Attribute,
    construct: Construct | None,
    where: str,
) -> Reference:
    """Return a distribution of the very attribute that is read."""
    categories = attribute.categories
    if not categories:
        raise SpecError(
            what=f"{where}: {attribute.name} has no shares",
            why="it is a number, not a choice of categories",
            fix="leave the distribution out",
        )
    _check_categories(distribution, categories, of=attribute.name, where=where)
    return _reference(
        file,
        distribution,
        {category: category for category in categories},
        where,
        attribute=attribute.name,
        counted=construct and construct.claim,
        people_only=construct is not None and construct.people_only,
    )


def _standing_for(
    file: ReferenceFile,
    distribution: Distribution,
    construct: Construct,
    known: Mapping[str, Attribute],
    where: str,
    *,
    own: bool,
) -> Iterator[Reference]:
    """Yield a distribution of something else for each attribute that stands for it."""
    _check_categories(distribution, construct.categories, of=construct.name, where=where)
    for name, theirs in construct.stands_for.items():
        attribute = known.get(name)
        if attribute is None:
            continue
        strange = [category for category in theirs if category not in attribute.categories]
        if strange and own:
            raise SpecError(
                what=f"{where}: {strange[0]!r} is no category of {name}",
                why=f"they are {', '.join(attribute.categories) or 'none: it is a number'}",
                fix=f"name the categories that stand for {construct.name} as the reader does",
            )
        if not strange:
            ordered = {one: theirs[one] for one in attribute.categories if one in theirs}
            yield _reference(
                file,
                distribution,
                ordered,
                where,
                attribute=name,
                counted=construct.claim,
                stands_for=ordered,
            )


def _reference(
    file: ReferenceFile,
    distribution: Distribution,
    theirs: Mapping[str, str],
    where: str,
    **about: Any,
) -> Reference:
    """Return a distribution as a reference, whose categories have `theirs` as names in the file."""
    errors = distribution.standard_errors
    return parse(
        Reference,
        {
            **file.model_dump(exclude={"distributions", "constructs"}),
            "stratum": distribution.stratum,
            "shares": {ours: distribution.shares[name] for ours, name in theirs.items()},
            "standard_errors": errors
            and {ours: errors[name] for ours, name in theirs.items() if name in errors},
            "matched": distribution.matched,
            "match": distribution.match,
            **about,
        },
        where=where,
    )


def _check_categories(
    distribution: Distribution, categories: Sequence[str], *, of: str, where: str
) -> None:
    for category in {**distribution.shares, **(distribution.standard_errors or {})}:
        if category not in categories:
            raise SpecError(
                what=f"{where}: {category!r} is no category of {of}",
                why=did_you_mean(
                    category, categories, otherwise=f"they are {', '.join(categories)}"
                ),
                fix="name the categories as the reader does",
            )
    left_out = [category for category in categories if category not in distribution.shares]
    if left_out:
        raise SpecError(
            what=f"{where} does not say the share of {', '.join(left_out)}",
            why=f"a reference names every category of {of}, zeros included",
            fix=f"write {left_out[0]}: 0 if that is what the source says",
        )


def _with_table(path: Path, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a file says with its table as distributions."""
    if "distributions" in data or not isinstance(data["table"], str):
        raise SpecError(
            what=f"{path}: table stands for the distributions",
            why="it is the name of a CSV file beside this one, in place of a list",
            fix="give one of the two",
        )
    if not _is_plain(data["table"]):
        raise SpecError(
            what=f"{path}: the table {data['table']!r} is not the name of a file",
            why="a reference is this file and a table beside it, and opens nothing else",
            fix="put the table into the same folder, and write its name without any folder",
        )
    listed = data.get("constructs")
    constructs = [
        parse(Construct, one, where=f"{path} construct {number}")
        for number, one in enumerate(listed if isinstance(listed, list) else [], start=1)
    ]
    rest = {key: value for key, value in data.items() if key != "table"}
    distributions = list(read_table(path.parent / data["table"], constructs))
    return {**rest, "constructs": constructs, "distributions": distributions}


def _is_plain(name: str) -> bool:
    """Return whether a name is that of a file beside, by the rules of any system."""
    return name not in {"", ".."} and "\0" not in name and PureWindowsPath(name).name == name


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


def _as_text(value: Any) -> Any:
    """YAML reads 2023 and 2023-07-01 as a number and a date; here both are texts."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

"""Groups of pictures of runs whose faces are averaged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from graycard.documents import digest
from graycard.errors import InputError
from graycard.explore.filters import Filter

if TYPE_CHECKING:
    from graycard.explore.collection import Collection

_EVERYTHING: Final = "all pictures"


@dataclass(frozen=True, kw_only=True)
class Group:
    """Pictures that a filter lets through.

    Attributes:
        name: What was asked for, such as `stratum=ceo, perceived_age=older`; names come from
            prompts and files.
        rows: Of the requests, those with a picture.
        pictures: Their files.
        prompts: Their texts; None if one is not known.
        requested: Requests that the filter lets through.
        without_picture: Those that brought none, by outcome.
        drawn_from: Pictures that there are, of which these were drawn at random; None if all are
            here.
        id: Digest of the pictures' contents and prompts: the same group has the same.
    """

    name: str
    rows: tuple[int, ...]
    pictures: tuple[Path, ...]
    prompts: tuple[str, ...] | None
    requested: int
    without_picture: Mapping[str, int]
    drawn_from: int | None
    id: str


def group_of(
    collection: Collection, wanted: Filter, *, most: int | None = None, seed: int = 0
) -> Group:
    """Return the pictures that a filter lets through, or so many of them drawn at random.

    Args:
        collection: Requests of runs.
        wanted: What they must be like.
        most: How many are taken at most; None for all.
        seed: Of the draw.

    Raises:
        InputError: The filter asks for something that no request has.
    """
    rows = collection.select(wanted)
    paths = [(int(row), path) for row in rows if (path := collection.path(int(row))) is not None]
    there = {row for row, _ in paths}
    outcomes = collection.words["outcome"]
    without = outcomes.counted(np.array([row for row in rows if int(row) not in there], np.int64))
    drawn_from = None
    if most is not None and len(paths) > most:
        drawn_from = len(paths)
        chosen = np.sort(np.random.default_rng(seed).choice(drawn_from, most, replace=False))
        paths = [paths[i] for i in chosen]
    texts = [collection.words["text"][row] for row, _ in paths]
    known = tuple(text for text in texts if text is not None)
    contents = [collection.words["digest"][row] for row, _ in paths]
    asked = (f"{name.removeprefix('read.')}={value}" for name, value in wanted.to_query())
    return Group(
        name=", ".join(asked) or _EVERYTHING,
        rows=tuple(row for row, _ in paths),
        pictures=tuple(path for _, path in paths),
        prompts=known if len(known) == len(texts) else None,
        requested=len(rows),
        without_picture=without,
        drawn_from=drawn_from,
        id=digest(sorted(zip(contents, texts, strict=True), key=str)),
    )


def instead(wanted: Filter, other: Filter) -> Filter:
    """Return a filter with what another one asks for in place of what it asks of the same.

    Example:
        >>> ceo = Filter(stratum=("ceo",), model=("a",))
        >>> instead(ceo, Filter(stratum=("nurse",))).to_query()
        [('model', 'a'), ('stratum', 'nurse')]
    """
    changes = {
        name: value for name in Filter.model_fields
        if (value := getattr(other, name)) and name not in ("read", "label")
    }  # fmt: skip
    both = {"read": {**wanted.read, **other.read}, "label": {**wanted.label, **other.label}}
    return wanted.model_copy(update={**changes, **both})


def must_differ(first: Group, second: Group) -> None:
    """Raise unless two groups share no picture.

    Raises:
        InputError: They share one.
    """
    common = len(set(first.rows) & set(second.rows))
    if common:
        raise InputError(
            what=f"{common} picture{' is' if common == 1 else 's are'} in both groups",
            why=f"they are {first.name} and {second.name}",
            fix="choose groups that share no picture",
        )


def prompts_of(first: Group, second: Group) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the prompts of both groups; None if one of them is not known."""
    if first.prompts is None or second.prompts is None:
        return None
    return first.prompts, second.prompts

"""Groups of pictures of runs whose faces are averaged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from graycard.documents import digest
from graycard.errors import InputError
from graycard.explore.filters import Filter
from graycard.explore.words_column import NONE
from graycard.language import say, several

if TYPE_CHECKING:
    from graycard.explore.collection import Collection


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
        id: Digest of the pictures' contents and prompts in this order.
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
    every = collection.select(wanted)
    came = collection.words["digest"].codes[every] != NONE
    without = collection.words["outcome"].counted(every[~came])
    rows, drawn_from = every[came], None
    if most is not None and len(rows) > most:
        drawn_from = len(rows)
        rows = np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))
    paths = [(row, path) for row in rows.tolist() if (path := collection.path(row)) is not None]
    texts = [collection.words["text"][row] for row, _ in paths]
    known = tuple(text for text in texts if text is not None)
    contents = [collection.words["digest"][row] for row, _ in paths]
    return Group(
        name=_name(wanted),
        rows=tuple(row for row, _ in paths),
        pictures=tuple(path for _, path in paths),
        prompts=known if len(known) == len(texts) else None,
        requested=len(every),
        without_picture=without,
        drawn_from=drawn_from,
        id=digest(list(zip(contents, texts, strict=True))),
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


def must_differ(collection: Collection, first: Filter, second: Filter) -> None:
    """Raise unless two filters share no picture, whatever is drawn of them.

    Raises:
        InputError: They share one, or one asks for something that no request has.
    """
    both = np.intersect1d(collection.select(first), collection.select(second))
    common = int((collection.words["digest"].codes[both] != NONE).sum())
    if common:
        raise InputError(
            what=several(
                common,
                "{n} picture is in both groups",
                "{n} pictures are in both groups",
                n=common,
            ),
            why=say("They are {first} and {second}.", first=_name(first), second=_name(second)),
            fix=say("Choose groups that share no picture."),
        )


def _name(wanted: Filter) -> str:
    asked = (f"{name.removeprefix('read.')}={value}" for name, value in wanted.to_query())
    return ", ".join(asked) or say("all pictures")


def prompts_of(first: Group, second: Group) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the prompts of both groups; None if one of them is not known."""
    if first.prompts is None or second.prompts is None:
        return None
    return first.prompts, second.prompts

"""Pictures in a grid: which page of them, and what stands for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from fastapi import Request
from numpy.typing import NDArray

from graycard.app.opened import Opened
from graycard.app.thumbnails import SIDES
from graycard.errors import InputError
from graycard.explore.collection import Collection
from graycard.language import in_a_row, say, several
from graycard.report.words import attribute_name, category_name, outcome_word, stratum_name

EACH: Final = 60
"""Pictures a page."""

PAGE: Final = "page"
"""The parameter that says which page of a grid is shown, from 1 on."""


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One request in a grid.

    Attributes:
        row: Of the collection.
        href: Of the page about it.
        source: Of its thumbnail; None where there is no picture.
        alt: What stands for the picture where it is not seen.
        label: Why there is none; empty where there is one.
        caption: Below it.
        side: Width and height of its place, in pixels.
    """

    row: int
    href: str
    source: str | None
    alt: str
    label: str
    caption: str
    side: int = SIDES[0]


@dataclass(frozen=True, kw_only=True)
class Gallery:
    """A page of a grid.

    Attributes:
        tiles: On this page.
        total: Of all its pages.
        page: Which one this is, from 1 on.
        pages: How many there are.
        each: Tiles a page.
        drawn: Whether all of them are of the drawn world, whose pixels are shown as they are.
        runs: Numbers of the runs that they are of.
    """

    tiles: tuple[Tile, ...]
    total: int
    page: int
    pages: int
    each: int
    drawn: bool
    runs: frozenset[int]


def gallery(
    request: Request,
    opened: Opened,
    rows: Sequence[int] | NDArray[np.int64],
    *,
    each: int = EACH,
    captions: Sequence[str] | None = None,
) -> Gallery:
    """Return the page of a grid that a URL asks for.

    Args:
        request: Of the page; its parameter `page` counts from 1.
        opened: What the app shows.
        rows: Of the collection, in the order in which they are shown.
        each: Tiles a page.
        captions: Of the rows; None for their strata.

    Raises:
        InputError: The grid has no such page.
    """
    pages = max(1, -(-len(rows) // each))
    asked = request.query_params.get(PAGE) or "1"
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    if not 1 <= number <= pages:
        raise InputError(
            what=say("there is no page {asked} of these pictures", asked=repr(asked[:20])),
            why=several(
                pages,
                "There is {pages} page of them.",
                "There are {pages} pages of them.",
                pages=pages,
            ),
            fix=say("Begin at the first page."),
        )
    start = (number - 1) * each
    shown = [int(row) for row in rows[start : start + each]]
    said = captions[start : start + each] if captions is not None else [None] * len(shown)
    runs = frozenset(opened.run_of(row) for row in shown)
    return Gallery(
        tiles=tuple(
            tile(opened, row, caption=caption) for row, caption in zip(shown, said, strict=True)
        ),
        total=len(rows),
        page=number,
        pages=pages,
        each=each,
        drawn=runs <= opened.drawn,
        runs=runs,
    )


def tile(opened: Opened, row: int, *, caption: str | None = None) -> Tile:
    """Return one request as a tile.

    Args:
        opened: What the app shows.
        row: Of the collection.
        caption: Below it; None for its stratum.
    """
    collection, run = opened.collection, opened.run_of(row)
    outcome = collection.words["outcome"][row] or ""
    digest = collection.words["digest"][row]
    return Tile(
        row=row,
        href=f"/picture/{run}/{collection.ids[row]}",
        source=None if digest is None else f"/thumbnail/{run}/{digest}/{SIDES[0]}",
        alt=alternative(opened, row),
        label="" if digest is not None else outcome_word(outcome),
        caption=_stratum(opened, row) if caption is None else caption,
    )


def alternative(opened: Opened, row: int) -> str:
    """Return what stands for a picture where it is not seen: what was asked, came and was read."""
    collection = opened.collection
    text = collection.words["text"][row]
    asked = f"“{text}”" if text is not None else _stratum(opened, row)
    outcome = collection.words["outcome"][row] or ""
    if outcome != "ok":
        return say("{asked}: {outcome}", asked=asked, outcome=outcome_word(outcome))
    readings = [
        f"{attribute_name(key)} {category_name(key, label)}"
        for key, column in opened.main.items()
        if (label := column[row]) is not None
    ]
    if not readings:
        return say("{asked}, image {number}", asked=asked, number=_number(collection, row))
    return say(
        "{asked}, image {number}; read as {readings}",
        asked=asked,
        number=_number(collection, row),
        readings=in_a_row(readings),
    )


def _number(collection: Collection, row: int) -> int:
    return int(collection.repetition[row]) + 1


def _stratum(opened: Opened, row: int) -> str:
    return stratum_name(opened.collection.words["stratum"][row] or "")

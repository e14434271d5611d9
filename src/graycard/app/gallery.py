"""Pictures in a grid: which of them, what stands for each, and the form that chooses others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from fastapi import Request
from numpy.typing import NDArray

from graycard.app.opened import Opened
from graycard.app.thumbnails import SIDES
from graycard.errors import InputError
from graycard.explore.collection import Collection
from graycard.explore.filters import MISSING, Filter
from graycard.language import say, several
from graycard.report.words import FIRST, attribute_name, category_name, outcome_word, stratum_name

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
    """

    tiles: tuple[Tile, ...]
    total: int
    page: int
    pages: int
    each: int
    drawn: bool


@dataclass(frozen=True, kw_only=True)
class Field:
    """One choice of the form above a grid.

    Attributes:
        name: The parameter of the URL.
        label: Of the form's element.
        options: Value, text, and whether it is chosen.
    """

    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...]

    @property
    def chosen(self) -> int:
        """How many options are chosen."""
        return sum(chosen for _, _, chosen in self.options)


@dataclass(frozen=True, kw_only=True)
class FilterForm:
    """The form above a grid.

    Attributes:
        first: What is asked most.
        more: Everything else, folded away.
        kept: Parameters of the page itself, which the form passes on.
        wanted: What is chosen now.
    """

    first: tuple[Field, ...]
    more: tuple[Field, ...]
    kept: tuple[tuple[str, str], ...]
    wanted: Filter

    @property
    def chosen(self) -> bool:
        """Whether anything is asked for."""
        return self.wanted != Filter()


def wanted(request: Request, *, prefix: str = "") -> Filter:
    """Return the filter that a page's URL says.

    Args:
        request: Of the page.
        prefix: Of the names of its parameters, where a page has several filters.
    """
    items = request.query_params.multi_items()
    return Filter.from_query(
        (key.removeprefix(prefix), value) for key, value in items if key.startswith(prefix)
    )


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
    return Gallery(
        tiles=tuple(
            tile(opened, row, caption=caption) for row, caption in zip(shown, said, strict=True)
        ),
        total=len(rows),
        page=number,
        pages=pages,
        each=each,
        drawn=all(opened.run_of(row) in opened.drawn for row in shown),
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
        readings=", ".join(readings),
    )


def _number(collection: Collection, row: int) -> int:
    return int(collection.repetition[row]) + 1


def filter_form(
    request: Request,
    opened: Opened,
    *,
    keep: Iterable[str] = (),
    without: Iterable[str] = (),
    prefix: str = "",
) -> FilterForm:
    """Return the form that chooses among all pictures.

    Args:
        request: Of the page.
        opened: What the app shows.
        keep: Parameters of the page itself that the form passes on.
        without: Fields that the page asks in another way.
        prefix: Of the names of its parameters, where a page has several filters.
    """
    collection, now = opened.collection, wanted(request, prefix=prefix)
    asked = [
        ("run", say("Run"), now.run, collection.words["run"].words),
        ("model", say("Model"), now.model, collection.words["model"].words),
        ("stratum", say("Stratum"), now.stratum, sorted(collection.words["stratum"].words)),
        ("outcome", say("Outcome"), now.outcome, collection.words["outcome"].words),
        ("marked", say("Prompt states it"), now.marked, opened.marks),
        ("language", say("Language"), now.language, collection.words["language"].words),
    ]
    plain = [
        Field(
            name=f"{prefix}{name}",
            label=label,
            options=tuple((one, _said(name, one), one in chosen) for one in words),
        )
        for name, label, chosen, words in asked
        if name not in without and len(words) > 1
    ]
    read = [
        _of_attribute(
            f"{prefix}read.{key}", attribute_name(key), seen.attribute.categories, now.read, key
        )
        for key, seen in collection.read.items()
        if seen.attribute.categories
    ]
    people = [
        _of_attribute(
            f"{prefix}label.{key}",
            say("people: {attribute}", attribute=attribute_name(key)),
            seen.attribute.categories,
            now.label,
            key,
        )
        for key, seen in collection.people.items()
    ]
    main = [one for one in read if one.name.removeprefix(f"{prefix}read.") in FIRST]
    rest = [one for one in read if one not in main]
    passed = set(keep)
    return FilterForm(
        first=(*plain, *main, *people),
        more=tuple(sorted(rest, key=lambda one: one.label)),
        kept=tuple(
            (key, value) for key, value in request.query_params.multi_items() if key in passed
        ),
        wanted=now,
    )


def _stratum(opened: Opened, row: int) -> str:
    return stratum_name(opened.collection.words["stratum"][row] or "")


def _of_attribute(
    name: str,
    label: str,
    categories: Sequence[str],
    chosen: dict[str, tuple[str, ...]],
    key: str,
) -> Field:
    now = chosen.get(key, ())
    options = [(one, category_name(key, one), one in now) for one in categories]
    options.append((MISSING, say("(missing)"), MISSING in now))
    return Field(name=name, label=label, options=tuple(options))


def _said(name: str, value: str) -> str:
    if name == "outcome":
        return outcome_word(value)
    if name == "marked":
        return {"yes": say("yes"), "no": say("no")}.get(value, say("not known"))
    if name == "stratum":
        return stratum_name(value)
    return value.partition("@")[0] if name == "model" else value

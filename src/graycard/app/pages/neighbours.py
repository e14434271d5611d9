"""Neighbours: click a picture, see what is near it, and change what near means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Final
from urllib.parse import urlencode

import numpy as np
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from numpy.typing import NDArray

from graycard.app.answers import link, page
from graycard.app.filter_form import filter_form, wanted
from graycard.app.gallery import Gallery, Tile, gallery, tile
from graycard.app.misspelt import refuse_others
from graycard.app.opened import Here, Opened
from graycard.app.pages import Page
from graycard.app.suggested import suggested
from graycard.app.waiting import patience, waiting
from graycard.errors import InputError
from graycard.explore.neighbours import words
from graycard.explore.neighbours.notions import Notion, notion, notions
from graycard.language import in_a_row, say

router = APIRouter()
PAGE: Final = Page(path="/neighbours", name=lambda: say("Neighbours"), router=router)

_NEAREST: Final = 64
_OF: Final = re.compile(r"^(\d{1,4})-([0-9a-f]{1,128})$")
"""A picture in an address: the number of its run, and its id."""


@router.get("/neighbours")
def neighbours(
    request: Request,
    here: Here,
    of: Annotated[str, Query(max_length=200)] = "",
    by: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Show the pictures to begin with, or those that are nearest to one."""
    refuse_others(request, ("of", "by"))
    known = notions(here.collection)
    chosen = notion_asked(by, known)
    such = here.collection.select(wanted(request))
    values: dict[str, object] = {
        "title": say("Neighbours"),
        "notions": [
            # The first needs no parameter: what it shows has one address.
            (
                link(request, {"by": None if one == known[0] else one, "page": None}),
                words.title(one),
                one == chosen,
            )
            for one in known
        ],
        "form": filter_form(request, here, keep=("of", "by")),
    }
    if not of:
        shown = gallery(request, here, such)
        tiles = tuple(_walk(here, one, by) for one in shown.tiles)
        values |= {"gallery": replace(shown, tiles=tiles), "of": None}
        return page(request, "neighbours.html.j2", values, of=shown.runs)
    row = _row(here, of)
    task = here.background.ask(
        f"neighbours by {chosen}",
        lambda progress: notion(here.collection, chosen, progress=progress),
    )
    if not task.ended(patience(here)):
        what = say("Pictures are made comparable by {notion}.", notion=words.name(chosen))
        return waiting(request, task, title=say("Neighbours"), what=what)
    near = _near(request, here, task.result(), row, by, such)
    nearest = near["gallery"]
    around = nearest.runs if isinstance(nearest, Gallery) else frozenset[int]()
    return page(request, "neighbours.html.j2", {**values, **near}, of=around | {here.run_of(row)})


def address(opened: Opened, row: int, by: str = "") -> str:
    """Return the address of a picture's neighbours.

    Args:
        opened: What the app shows.
        row: Of the picture.
        by: What near means; empty for the first notion that there is.
    """
    query = {"of": f"{opened.run_of(row)}-{opened.collection.ids[row]}", "by": by}
    return f"/neighbours?{urlencode({key: value for key, value in query.items() if value})}"


def _near(
    request: Request, here: Opened, ready: Notion, row: int, by: str, such: NDArray[np.int64]
) -> dict[str, object]:
    """Return what the page tells of a picture and its neighbours, of which such are shown."""
    told: dict[str, object] = {
        "of": tile(here, row),
        "about": words.about(ready),
        "missing": words.missing(ready),
        "among": None,
        "gallery": None,
        "refused": None,
    }
    try:
        found = ready.neighbours(row, k=_NEAREST)
    except InputError as error:
        # Another notion may have some: the page keeps its links.
        return told | {"refused": error}
    let_through = np.isin(found.rows, such)
    rows, values = found.rows[let_through], found.values[let_through]
    captions = [words.value(ready, number) for number in values.tolist()]
    shown: Gallery = gallery(request, here, rows, each=_NEAREST, captions=captions)
    return told | {
        "among": words.among(found),
        "gallery": replace(shown, tiles=tuple(_walk(here, one, by) for one in shown.tiles)),
        "nearest": len(found.rows),
    }


def _walk(here: Opened, one: Tile, by: str) -> Tile:
    """Return a tile that leads to the neighbours of its picture."""
    return one if one.source is None else replace(one, href=address(here, one.row, by))


def notion_asked(by: str, known: Sequence[str]) -> str:
    """Return the notion of near that a URL asks for; the first one if it asks for none.

    Raises:
        InputError: There is no such notion here.
    """
    if by and by not in known:
        raise InputError(
            what=say("{name} is no notion of near here", name=repr(by[:40])),
            why=suggested(by, known, otherwise=say("There are: {names}.", names=in_a_row(known))),
            fix=say("Choose one of them."),
        )
    return by or known[0]


def _row(here: Opened, of: str) -> int:
    matched = _OF.match(of)
    if matched is None:
        raise InputError(
            what=say("no picture is named so"),
            why=say("A picture is named by the number of its run and its id."),
            fix=say("Begin with a picture of the page Neighbours."),
        )
    return here.collection.row(here.names[here.number(int(matched[1]))], matched[2])

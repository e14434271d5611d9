"""Average faces of two groups beside each other, with who is not in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from graycard.app.answers import page
from graycard.app.averages import (
    MOST,
    Average,
    average_key,
    comparison_file,
    comparison_key,
    make_average,
    make_comparison,
)
from graycard.app.filter_form import filter_form, wanted
from graycard.app.offered import Link, address, called, groups, pairs, together
from graycard.app.opened import Here, Opened
from graycard.app.pages import Page
from graycard.app.waiting import ended
from graycard.errors import GraycardError
from graycard.explore.average_faces import words
from graycard.explore.average_faces.compare import Comparison
from graycard.explore.average_faces.groups import Group, group_of, must_differ
from graycard.explore.filters import Filter
from graycard.faces.find import face_finder
from graycard.language import say

router = APIRouter()
_PATH: Final = "/average-faces"
PAGE: Final = Page(path=_PATH, name=lambda: say("Average faces"), router=router)

Key = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]

_PREFIXES: Final = ("a.", "b.")
_TYPES: Final = {"png": "image/png", "json": "application/json"}


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of both groups, as the page shows it.

    Attributes:
        name: What was asked for, in words for people.
        group: Its pictures.
        key: Of its average.
        href: Of its pictures in a grid.
        drawn: Whether all are of the drawn world.
        average: Once it is made.
        error: Why it cannot be made.
        done: Pictures that were looked at.
        total: Of so many; 0 while it waits its turn.
    """

    name: str
    group: Group
    key: str
    href: str
    drawn: bool
    average: Average | None
    error: GraycardError | None
    done: int
    total: int


@router.get("/average-faces")
def average_faces(
    request: Request,
    here: Here,
    show: Annotated[str, Query()] = "",
    test: Annotated[str, Query()] = "",
) -> Response:
    """Show the averages that the URL asks for, or how far they are."""
    filters = [wanted(request, prefix=prefix) for prefix in _PREFIXES]
    asked = [one for one in filters if one != Filter()] or ([Filter()] if show else [])
    if len(asked) == 2:
        must_differ(here.collection, *asked)
    chosen = [group_of(here.collection, one, most=MOST) for one in asked]
    sides = [_side(here, group, one) for group, one in zip(chosen, asked, strict=True)]
    made = [one.average for one in sides if one.average is not None]
    found, error = None, None
    running = any(one.average is None and one.error is None for one in sides)
    if test and len(made) == 2:
        key = comparison_key(chosen[0], chosen[1])
        work = partial(make_comparison, (chosen[0], chosen[1]), (made[0], made[1]))
        found, error = ended(here, here.background.ask(key, work))
        running = found is None and error is None
    values = {
        "title": say("Average faces"),
        "forms": [filter_form(request, here, prefix=prefix) for prefix in _PREFIXES],
        "sides": sides,
        "running": running,
        "comparison": found,
        "comparison_cautions": words.made_of_readings(*asked) if found else [],
        "comparison_error": error,
        "comparison_key": comparison_key(chosen[0], chosen[1]) if found else None,
        "words": words,
        "most": MOST,
        "offered": None if here.live or sides else _offered(here),
    }
    shown = {here.run_of(row) for group in chosen for row in group.rows}
    return page(request, "average_faces.html.j2", values, of=shown if chosen else None)


@router.get("/average-faces/{key}/{name}")
def file(key: Key, name: str, here: Here) -> Response:
    """Return a picture or the numbers of an average that was made, or a comparison's numbers."""
    task = here.background.get(key)
    if task is None or not task.ended():
        raise HTTPException(404)
    made = task.result()
    content: bytes | None = None
    if isinstance(made, Average):
        content = made.files.get(name)
    elif isinstance(made, Comparison) and name == "comparison.json":
        content = comparison_file(made)
    if content is None:
        raise HTTPException(404)
    return Response(content, media_type=_TYPES[name.rpartition(".")[2]])


def _side(here: Opened, group: Group, asked: Filter) -> Side:
    key = average_key(group)
    task = here.background.ask(key, partial(make_average, group))
    came = ended(here, task)
    query = urlencode(asked.to_query())
    return Side(
        name=called(asked),
        group=group,
        key=key,
        href=f"/pictures?{query}" if query else "/pictures",
        drawn={here.run_of(row) for row in group.rows} <= here.drawn,
        average=came[0],
        error=came[1],
        done=task.done,
        total=task.total,
    )


def _offered(here: Opened) -> list[tuple[str, list[Link]]]:
    """Return the averages that a static copy has, with their addresses; none without landmarks."""
    if not face_finder().has_landmarks:
        return []
    each = groups(here.collection)
    single = [one.wanted for one in each]
    return [
        (say("One group"), [(address(_PATH, one), called(one), False) for one in single]),
        (
            say("Two groups, and what chance makes of them"),
            [(address(_PATH, *two, test="yes"), together(two), False) for two in pairs(each)],
        ),
    ]

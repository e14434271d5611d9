"""The same picture again: groups of pictures that are one, and how often that happens."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import Response

from graycard.app.answers import page
from graycard.app.filter_form import filter_form, wanted
from graycard.app.gallery import Tile, gallery, tile
from graycard.app.opened import Here, Opened
from graycard.app.pages import Page
from graycard.app.waiting import patience, waiting
from graycard.explore.same_pictures import words
from graycard.explore.same_pictures.in_runs import Found, SameInRuns, same_among
from graycard.explore.same_pictures.looked import look
from graycard.language import say
from graycard.report.numbers import count
from graycard.report.table import Table

router = APIRouter()
PAGE: Final = Page(path="/same", name=lambda: say("Same pictures"), router=router)

_GROUPS: Final = 20
"""Groups a page."""
_SHOWN: Final = 12
"""Pictures of a group that are shown."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A group on the page: what it is, its first pictures, and how many more there are."""

    said: str
    tiles: tuple[Tile, ...]
    more: int


@router.get("/same")
def same(request: Request, here: Here) -> Response:
    """Show which pictures of those that are asked for are the same, and how often that is so."""
    rows = here.collection.select(wanted(request))
    title, what = say("Same pictures"), say("Pictures are compared with each other.")
    every = np.arange(here.collection.size)
    looking = here.background.ask(
        "fingerprints", lambda progress: look(here.collection, every, progress=progress)
    )
    if not looking.ended(patience(here)):
        return waiting(request, looking, title=title, what=what)
    looked = looking.result()
    comparing = here.background.ask(
        f"same pictures of {sha256(rows.tobytes()).hexdigest()}",
        lambda _: same_among(here.collection, looked.among(rows)),
    )
    if not comparing.ended(patience(here)):
        return waiting(request, comparing, title=title, what=what)
    found = comparing.result()
    # The first picture of each stands for its group, so that the grid's way of turning pages does.
    turned = gallery(request, here, [one.rows[0] for one in found.groups], each=_GROUPS)
    start = (turned.page - 1) * _GROUPS
    values = {
        "title": title,
        "asked": len(rows),
        "size": here.collection.size,
        "summary": words.summary(found),
        "cautions": words.cautions(found),
        "missing": words.missing(found),
        "repeats": _table(found),
        "unrepeated": words.unrepeated(found),
        "form": filter_form(request, here),
        "groups": [_shown(here, one) for one in found.groups[start : start + _GROUPS]],
        "turned": turned,
    }
    return page(request, "same.html.j2", values, of=here.runs_of(rows))


def _shown(here: Opened, group: Found) -> Shown:
    texts = here.collection.words["text"]
    tiles = tuple(tile(here, row, caption=texts[row]) for row in group.rows[:_SHOWN])
    return Shown(said=words.group(group), tiles=tiles, more=max(0, len(group.rows) - _SHOWN))


def _table(found: SameInRuns) -> Table:
    rows = []
    for model, every in found.repeats.items():
        for one in every:
            kind = say("different prompts") if one.of == "different prompts" else say("one prompt")
            interval = say("{low} to {high}", low=words.rare(one.low), high=words.rare(one.high))
            rows.append(
                (model.partition("@")[0], kind, count(one.same), count(one.pairs),
                 words.rare(one.share), interval, count(one.n))
            )  # fmt: skip
    return Table(
        caption=say("How likely two pictures of a model are the same"),
        columns=(
            say("model"),
            say("pairs of"),
            say("the same"),
            say("pairs"),
            say("chance"),
            say("interval"),
            say("pictures"),
        ),
        rows=tuple(rows),
    )

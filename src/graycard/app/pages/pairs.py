"""The pairs of pictures that are most alike of all, by a notion of near that compares vectors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Annotated, Final, get_args

import numpy as np
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from numpy.typing import NDArray

from graycard.app.answers import link, page
from graycard.app.background import Progress, Task
from graycard.app.figures import Records
from graycard.app.filter_form import filter_form, wanted
from graycard.app.gallery import Tile, gallery, tile
from graycard.app.misspelt import refuse_others
from graycard.app.opened import Here, Opened
from graycard.app.pages import Page
from graycard.app.pages.neighbours import notion_asked
from graycard.app.suggested import suggested
from graycard.app.waiting import patience, waiting
from graycard.errors import GraycardError, InputError
from graycard.explore.neighbours import pairs_words, words
from graycard.explore.neighbours.notions import Notion, directions, notion
from graycard.explore.neighbours.pairs_in_runs import Apart, PairsInRuns, pairs_in_runs
from graycard.language import in_a_row, say
from graycard.report.words import stratum_name

router = APIRouter()
PAGE: Final = Page(path=None, name=lambda: say("Most alike pairs"), router=router)

_PAIRS: Final = 60
_EACH: Final = 20
"""Pairs a page."""

_TOLD: Final = ("run", "model", "stratum", "text")
"""What a download tells of each picture, beside its id and seed."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A pair on the page: how alike it is, and both pictures."""

    said: str
    tiles: tuple[Tile, ...]


@router.get("/neighbours/pairs")
def pairs(
    request: Request,
    here: Here,
    by: Annotated[str, Query(max_length=200)] = "",
    apart: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Show the most alike pairs of the pictures that are asked for."""
    refuse_others(request, ("by", "apart"))
    known, kinds = directions(here.collection), _kinds(here)
    chosen, kind = notion_asked(by, known), _kind(apart, kinds)
    rows = here.collection.select(wanted(request))
    title = say("Most alike pairs")
    values: dict[str, object] = {
        "title": title,
        "notions": [
            (_other(request, "by", one, known[0]), words.title(one), one == chosen) for one in known
        ],
        "kinds": [
            (_other(request, "apart", one, kinds[0]), _called(one), one == kind) for one in kinds
        ],
        "form": filter_form(request, here, keep=("by", "apart")),
        "refused": None,
    }
    getting_ready: Task[Notion] = here.background.ask(
        f"neighbours by {chosen}",
        lambda progress: notion(here.collection, chosen, progress=progress),
    )
    if not getting_ready.ended(patience(here)):
        what = say("Pictures are made comparable by {notion}.", notion=words.name(chosen))
        return waiting(request, getting_ready, title=title, what=what)
    try:
        ready = getting_ready.result()
    except GraycardError as error:
        return _refused(request, here, values, error, rows)
    comparing: Task[PairsInRuns] = here.background.ask(
        f"pairs by {chosen}, {kind} apart, of {sha256(rows.tobytes()).hexdigest()}",
        partial(_compared, here, ready, rows, kind),
    )
    if not comparing.ended(patience(here)):
        what = say("Pictures are compared with each other.")
        return waiting(request, comparing, title=title, what=what)
    try:
        found = comparing.result()
    except GraycardError as error:
        return _refused(request, here, values, error, rows)
    values |= _told(request, here, ready, found)
    tables = {"pairs": records(here, found, chosen)}
    return page(request, "pairs.html.j2", values, tables=tables, of=here.runs_of(rows))


def _refused(
    request: Request,
    here: Opened,
    values: dict[str, object],
    error: GraycardError,
    rows: NDArray[np.int64],
) -> Response:
    """Return the page with its links: other pairs, or another notion, may be there."""
    return page(request, "pairs.html.j2", values | {"refused": error}, of=here.runs_of(rows))


def _compared(
    here: Opened, ready: Notion, rows: NDArray[np.int64], kind: Apart, progress: Progress
) -> PairsInRuns:
    return pairs_in_runs(here.collection, ready, rows, apart=kind, k=_PAIRS, progress=progress)


def _told(request: Request, here: Opened, ready: Notion, found: PairsInRuns) -> dict[str, object]:
    """Return what the page tells of the pairs that were found."""
    # The first picture of each stands for its pair, so that the grid's way of turning pages does.
    turned = gallery(request, here, found.pairs.one, each=_EACH)
    start = (turned.page - 1) * _EACH
    return {
        "summary": pairs_words.summary(found),
        "cautions": [pairs_words.usual(found), *pairs_words.cautions(found)],
        "about": words.about(ready),
        "missing": words.missing(ready),
        "pairs": [
            _shown(here, found, place) for place in range(start, min(start + _EACH, turned.total))
        ],
        "turned": turned,
    }


def _kinds(here: Opened) -> tuple[Apart, ...]:
    """Return in what pictures of pairs can differ here, what is shown first in front."""
    words = here.collection.words
    there = {"prompts": len(words["text"].words) > 1, "runs": len(here.names) > 1, "any": True}
    return tuple(one for one in get_args(Apart) if there[one])


def _kind(apart: str, kinds: tuple[Apart, ...]) -> Apart:
    for one in kinds:
        if apart in ("", one):
            return one
    raise InputError(
        what=say("pairs here cannot be chosen by {name}", name=repr(apart[:40])),
        why=suggested(apart, kinds, otherwise=say("There are: {names}.", names=in_a_row(kinds))),
        fix=say("Use a link or a form of the app."),
    )


def _called(apart: Apart) -> str:
    return {
        "prompts": say("Of different prompts"),
        "runs": say("Of different runs"),
        "any": say("Of any pictures"),
    }[apart]


def _other(request: Request, name: str, value: str, first: str) -> str:
    """Return the address with another choice; the first needs no parameter, so it has one."""
    return link(request, {name: None if value == first else value, "page": None})


def _shown(here: Opened, found: PairsInRuns, place: int) -> Shown:
    rows = (int(found.pairs.one[place]), int(found.pairs.other[place]))
    cosine, one_seed = float(found.pairs.cosines[place]), bool(found.one_seed[place])
    return Shown(
        said=pairs_words.pair(cosine, one_seed=one_seed),
        tiles=tuple(tile(here, row, caption=_caption(here, row)) for row in rows),
    )


def _caption(here: Opened, row: int) -> str:
    of = here.collection.words
    stratum = stratum_name(of["stratum"][row] or "")
    asked = stratum if len(of["stratum"].words) > 1 else of["text"][row] or stratum
    return in_a_row([asked, of["run"][row] or ""]) if len(here.names) > 1 else asked


def records(here: Opened, found: PairsInRuns, by: str) -> Records:
    """Return the pairs as records for programs, with all digits."""
    collection, pairs = here.collection, found.pairs

    def told(row: int) -> tuple[str | int | None, ...]:
        seed = int(collection.seed[row])
        known = (collection.words[name][row] for name in _TOLD)
        return (str(collection.ids[row]), *known, None if seed < 0 else seed)

    names = [f"{side}_{name}" for side in "ab" for name in ("id", *_TOLD, "seed")]
    return Records(
        columns=("rank", "cosine", "by", "apart", *names, "pairs", "usual", "one_in_100"),
        rows=tuple(
            (
                place + 1, float(pairs.cosines[place]), by, found.apart,
                *told(int(pairs.one[place])), *told(int(pairs.other[place])),
                pairs.among, pairs.usual, pairs.high,
            )
            for place in range(len(pairs.one))
        ),
    )  # fmt: skip

"""Two sets of pictures in step: a prompt of a run, chosen twice. A run is a model with settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import Response
from numpy.typing import NDArray

from graycard.app.answers import page
from graycard.app.comparisons import of_two_prompts, of_two_runs
from graycard.app.filter_form import filter_form, wanted
from graycard.app.gallery import PAGE as NUMBER
from graycard.app.gallery import gallery
from graycard.app.offered import PAIRS, Link
from graycard.app.opened import Here, Opened
from graycard.app.pages import Page
from graycard.app.sides import Side, chosen, described, prompts_of
from graycard.explore.filters import Filter
from graycard.explore.side_by_side import SideBySide, aspects, side_by_side
from graycard.explore.side_by_side.asked import MODEL, PROMPT, RUN, SETTING
from graycard.explore.side_by_side.of_runs import asked
from graycard.explore.side_by_side.words import cautions, missing
from graycard.language import say
from graycard.report.numbers import count

router = APIRouter()
_PATH: Final = "/compare"
PAGE: Final = Page(path=_PATH, name=lambda: say("Compare"), router=router)

EACH: Final = 24
"""Pictures a page, on each side."""

MOST: Final = 400
"""With more prompts than this, a field to type one takes the place of a list."""


@dataclass(frozen=True, kw_only=True)
class InStep:
    """Rows of both sides, line by line.

    Attributes:
        left: Rows of the collection.
        right: Beside each of them.
        said: What must be known of the lines.
        gone: What stands on none of them, with how many and why.
    """

    left: list[int]
    right: list[int]
    said: list[str]
    gone: list[str]


@router.get("/compare")
def compare(request: Request, here: Here) -> Response:
    """Show two sets of pictures."""
    prompts = prompts_of(here)
    left, right = chosen(request, here)
    such = np.zeros(here.collection.size, bool)
    such[here.collection.select(wanted(request))] = True
    lines = in_step(here, left, right, such)
    sides = [
        (one, gallery(request, here, rows, each=EACH, captions=_numbers(len(rows))))
        for one, rows in ((left, lines.left), (right, lines.right))
    ]
    values = {
        "title": say("Compare"),
        "sides": sides,
        "prompts": prompts,
        "typed": len(prompts) > MOST,
        "runs": _runs(here),
        "swapped": swapped(request, left, right),
        "lines": lines,
        "form": filter_form(request, here, without=("run", "model")),
        "offered": [] if here.live else _offered(here, prompts),
    }
    shown = frozenset[int]().union(*(grid.runs for _, grid in sides))
    return page(request, "compare.html.j2", values, of=shown)


def in_step(here: Opened, left: Side, right: Side, such: NDArray[np.bool_]) -> InStep:
    """Return both sides line by line: by their seeds where they share them, else as they come.

    Args:
        here: What the app shows.
        left: One side.
        right: The other.
        such: Whether a row of the collection is asked for, shape (rows,). A pair is shown where one
            of both is: how the other one came out is what a comparison is for.
    """
    if left.prompt == right.prompt and left.run == right.run:
        rows = left.rows[such[left.rows]].tolist()
        said = [say("Both sides show the same requests."), *_shown(left, len(rows))]
        return InStep(left=rows, right=rows, said=said, gone=[])
    found = _paired(here, left, right)
    if found is not None and (left.prompt == right.prompt or found.same_seed):
        cells = [line.cells for line in found.lines]
        kept = [two for two in cells if any(row is not None and such[row] for row in two)]
        only = say(
            "On {n} of {all} lines a picture is such.",
            n=count(len(kept)), all=count(len(cells)),
        )  # fmt: skip
        return InStep(
            left=[cell[0] for cell in kept if cell[0] is not None],
            right=[cell[1] for cell in kept if cell[1] is not None],
            said=[
                *([_what_is_the_same(left, right)] if found.same_seed == len(cells) else []),
                *cautions(found),
                *([] if such.all() else [only]),
            ],
            gone=missing(found),
        )
    sides = [(one, one.rows[such[one.rows]]) for one in (left, right)]
    n = min(len(rows) for _, rows in sides)
    gone = [
        say("{n} more of {side} have nothing beside them", n=count(more), side=one.title)
        for one, rows in sides
        if (more := len(rows) - n)
    ]
    loose = say(
        "The prompts or their seeds differ: pictures on one line are no pair. Compare many with"
        " many, not one with one."
    )
    few = [sentence for one, rows in sides for sentence in _shown(one, len(rows))]
    first, second = (rows[:n].tolist() for _, rows in sides)
    return InStep(left=first, right=second, said=[loose, *few], gone=gone)


def _shown(side: Side, n: int) -> list[str]:
    if n == len(side.rows):
        return []
    return [
        say(
            "{n} of {all} pictures of {side} are such.",
            n=count(n), all=count(len(side.rows)), side=side.title,
        )
    ]  # fmt: skip


def _paired(here: Opened, left: Side, right: Side) -> SideBySide | None:
    if not (left.rows.size and right.rows.size):
        return None
    if left.prompt != right.prompt and not _share_seeds(here, left, right):
        return None
    every = [asked(here.collection, int(row)) for row in (*left.rows, *right.rows)]
    apart = {MODEL, RUN} if left.prompt == right.prompt else {MODEL, RUN, PROMPT}
    vary = [name for name in aspects(every) if name in apart or name.startswith(SETTING)]
    if not vary:
        return None
    found = side_by_side(every, vary=vary)
    return found if len(found.columns) == 2 else None


def _share_seeds(here: Opened, left: Side, right: Side) -> bool:
    shared = np.intersect1d(here.collection.seed[left.rows], here.collection.seed[right.rows])
    return bool((shared >= 0).any())


def _what_is_the_same(left: Side, right: Side) -> str:
    if left.prompt == right.prompt:
        return say("Pictures on one line have the same prompt and seed.")
    if left.run == right.run:
        return say("Pictures on one line have the same seed; their prompts differ.")
    return say("Pictures on one line have the same seed; their prompts and runs differ.")


def swapped(request: Request, left: Side, right: Side) -> str:
    """Return the address at which the sides have changed places."""
    query = [
        ("left.prompt", right.prompt),
        ("left.run", right.run),
        ("right.prompt", left.prompt),
        ("right.run", left.run),
    ]
    query += wanted(request).to_query()
    if number := request.query_params.get(NUMBER):
        query.append((NUMBER, number))
    return f"{request.url.path}?{urlencode(query)}"


def _offered(here: Opened, prompts: list[str]) -> list[tuple[str, list[Link]]]:
    """Return the comparisons that a static copy has, with their addresses."""
    strata = here.collection.words["stratum"]
    # Where there are many prompts, strata stand for them.
    by_stratum = len(prompts) > len(strata.words)
    every = {
        name: (
            called,
            sorted(strata.counted(here.collection.select(Filter(run=(name,)))))
            if by_stratum
            else prompts_of(here, name),
        )
        for name, called in _runs(here)
    }
    return [
        (say("One prompt of two runs"), of_two_runs(_PATH, every, most=MOST)),
        (say("Two prompts of one run"), of_two_prompts(_PATH, every, most=PAIRS)),
    ]


def _runs(here: Opened) -> list[tuple[str, str]]:
    """Return the names of the runs, each with what tells it from the others."""
    every = range(len(here.names))
    return [(name, described(here, number, of=every)) for number, name in enumerate(here.names)]


def _numbers(n: int) -> list[str]:
    return [str(number) for number in range(1, n + 1)]

"""Words that tell two groups of pictures apart."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from typing import Annotated, Final
from urllib.parse import urlencode

import numpy as np
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from numpy.typing import NDArray

from graycard.app.answers import page
from graycard.app.background import Progress, Task
from graycard.app.figures import Figure, Records
from graycard.app.filter_form import filter_form, wanted
from graycard.app.offered import (
    PAIRS,
    STRATA,
    Link,
    address,
    beside_others,
    called,
    groups,
    pairs,
    together,
)
from graycard.app.opened import Here, Opened
from graycard.app.pages import Page
from graycard.app.waiting import ended
from graycard.errors import GraycardError
from graycard.explore.collection import Collection
from graycard.explore.filters import Filter
from graycard.explore.telling import TellingWord, TellingWords, require_words, words_apart
from graycard.explore.telling.compare import LEVEL
from graycard.explore.telling.found import CALLED
from graycard.explore.telling.written import compared_in_words, in_words, none_in_words
from graycard.language import say, speaking, spoken
from graycard.report.charts.chart import Axis, Chart, Key, Mark, Row, nice_axis, plain_ticks
from graycard.report.numbers import count, percent
from graycard.report.table import Table

router = APIRouter()
_PATH: Final = "/words"
PAGE: Final = Page(path=_PATH, name=lambda: say("Words apart"), router=router)

_PREFIXES: Final = ("a.", "b.")
_EACH: Final = 15
"""Words of each side in the chart; the table has all."""
_HEIGHT: Final = 28


@router.get("/words")
def words(request: Request, here: Here, show: Annotated[str, Query()] = "") -> Response:
    """Show the words that tell the groups apart that the URL asks for."""
    first, second = (wanted(request, prefix=prefix) for prefix in _PREFIXES)
    asked = bool(show) or (first, second) != (Filter(), Filter())
    found: TellingWords | None = None
    error: GraycardError | None = None
    if asked:
        work = partial(compare_sides, here.collection, first, second, spoken())
        labels = labels_used(here.collection, {*first.label, *second.label})
        key = f"words {spoken()} {first.to_query()} {second.to_query()} {labels}"
        task: Task[TellingWords] = here.background.ask(key, work)
        came = ended(here, task)
        found, error = came
    offered: list[tuple[str, list[Link]]] = []
    if not (here.live or asked):
        try:
            offered = _offered(here)
        except GraycardError as without:
            error = without
    values = {
        "title": say("Words that tell pictures apart"),
        "forms": [filter_form(request, here, prefix=prefix) for prefix in _PREFIXES],
        "running": asked and found is None and error is None,
        "refused": error,
        "sides": [_called(one) for one in (first, second)] if asked else [],
        "pictures": [_pictures(here, one) for one in (first, second)],
        "offered": offered,
        "most": (STRATA, PAIRS),
        "found": found,
        "compared": "" if found is None else compared_in_words(found),
        "in_words": in_words,
        "none_in_words": none_in_words,
    }
    figures = {} if found is None else {"words": words_figure(found)}
    of = here.runs_of(_rows(here.collection, first, second)) if asked else None
    return page(request, "words.html.j2", values, figures=figures, of=of)


def _called(side: Filter) -> str:
    return say("all others") if side == Filter() else called(side)


def _pictures(here: Opened, side: Filter) -> str | None:
    """Return the address of a side's pictures; None for all others, which no filter names.

    A copy leads to single strata only: a grid of all others for each of them would take the place
    of pages that tell more.
    """
    if side == Filter() or not (here.live or len(side.stratum) == 1):
        return None
    # Of a stratum whose prompts are all of one kind the kind need not be asked for: one grid, one
    # address.
    wider = side.model_copy(update={"marked": ()})
    rows = here.collection.select(side)
    asked = wider if np.array_equal(here.collection.select(wider), rows) else side
    return f"/pictures?{urlencode(asked.to_query())}"


def _offered(here: Opened) -> list[tuple[str, list[Link]]]:
    """Return the comparisons that a static copy has, with their addresses.

    Those that would be refused are left out.

    Raises:
        GraycardError: Each comparison would be refused, and why.
    """
    collection = here.collection
    each = groups(collection)
    beside, two_groups = (
        [(two, collection.runs_of(_rows(collection, *two))) for two in some]
        for some in (beside_others(each), pairs(each))
    )
    # Where no two groups are offered, --view may still name some.
    asked = {runs for _, runs in (*beside, *two_groups)} or {(name,) for name in collection.runs}
    refused = {runs: why for runs in sorted(asked) if (why := _why_not(collection, runs))}
    if len(refused) == len(asked):
        raise next(iter(refused.values()))
    apart = [
        (address(_PATH, *two), called(two[0]), False) for two, runs in beside if runs not in refused
    ]
    both = [
        (address(_PATH, *two), together(two), False)
        for two, runs in two_groups
        if runs not in refused
    ]
    return [(say("One stratum, and all others"), apart), (say("Two groups"), both)]


def _why_not(collection: Collection, runs: tuple[str, ...]) -> GraycardError | None:
    """Return why groups with pictures of these runs cannot be compared; None if they can."""
    try:
        require_words(collection, runs=runs)
    except GraycardError as error:
        return error
    return None


def _rows(collection: Collection, first: Filter, second: Filter) -> NDArray[np.int64]:
    """Return the requests that two sides have; one that asks for nothing is all others."""
    return np.concatenate([collection.select(first), collection.select(second)])


def words_figure(found: TellingWords) -> Figure:
    """Return the words that tell most on either side, all of them in the table."""
    shown = [*_most(found, 1), *reversed(_most(found, -1))]
    axis, ticks = nice_axis([end for one in shown for end in (one.low, one.high)] or [1.0])
    rows = [
        (
            one.word, f"{one.difference:+.2f}", f"{one.low:+.2f} – {one.high:+.2f}",
            f"{one.floor_high:.2f}", percent(one.oftener), f"{one.p_adjusted:.4f}",
        )
        for one in found.words
    ]  # fmt: skip
    return Figure(
        title=say("What is seen more in the first group, and what in the second"),
        caption=say(
            "Differences in standard deviations of pictures within a group: to the right, more in"
            " the first. Beyond chance: p below {level}, by 9,999 shuffles and by Welch's t-test,"
            " adjusted for all {words} words (Benjamini and Hochberg).",
            level=f"{CALLED:g}", words=count(len(found.words)),
        ),
        chart=Chart(
            alt=say("Words by how much more they are seen in one group, with intervals."),
            rows=tuple(_row(one, axis) for one in shown),
            ticks=plain_ticks(axis, ticks),
            axis=say("difference in standard deviations"),
            keys=(
                Key(text=say("beyond chance"), look="beyond", kind="point", shape="diamond"),
                Key(text=say("within chance"), look="within", kind="point"),
                Key(text=say("interval"), look="interval", kind="line"),
                Key(text=say("95 of 100 stay within by chance"), look="floor", kind="bar"),
            ),
        ),
        table=Table(
            caption=say("All words"),
            columns=(
                say("word"), say("difference"), say("interval"), say("floor"),
                say("first scores higher"), say("p, adjusted"),
            ),
            rows=tuple(rows),
        ),
        records=Records(
            columns=(
                "word", "difference", "low", "high", "level", "floor_high", "oftener",
                "p_adjusted", "n", "other_n", "missing", "other_missing", "unit", "vocabulary",
                "source",
            ),
            rows=tuple(
                (
                    one.word, one.difference, one.low, one.high, LEVEL, one.floor_high,
                    one.oftener, one.p_adjusted, found.n, found.other_n, found.missing,
                    found.other_missing, found.unit, found.vocabulary, found.source,
                )
                for one in found.words
            ),
        ),
    )  # fmt: skip


def compare_sides(
    collection: Collection, first: Filter, second: Filter, language: str, progress: Progress
) -> TellingWords:
    """Compare the first side with the second; one that nothing was asked of is all others."""
    progress(0, 1)
    with speaking(language):
        if first == Filter():
            return words_apart(collection, group=second).turned()
        against = None if second == Filter() else second
        return words_apart(collection, group=first, against=against)


def labels_used(collection: Collection, attributes: set[str]) -> str:
    """Return a digest of people's labels of attributes: they change while the app runs."""
    digest = sha256()
    for name in sorted(attributes & set(collection.people)):
        seen = collection.people[name]
        digest.update(name.encode() + seen.rows.tobytes() + seen.codes.tobytes())
    return digest.hexdigest()


def _most(found: TellingWords, sign: int) -> list[TellingWord]:
    some = [one for one in found.words if one.difference * sign > 0]
    called = [one for one in some if one.called]
    return (called or some)[:_EACH]


def _row(one: TellingWord, axis: Axis) -> Row:
    look, shape = ("beyond", "diamond") if one.called else ("within", "circle")
    middle = _HEIGHT / 2
    return Row(
        label=one.word,
        value=f"{one.difference:+.2f}",
        height=_HEIGHT,
        marks=(
            Mark(
                kind="bar", x=axis.at(-one.floor_high), x2=axis.at(one.floor_high),
                y=middle - 7, size=14, look="floor",
            ),
            Mark(kind="line", x=axis.at(one.low), x2=axis.at(one.high), y=middle, look="interval"),
            Mark(kind="point", x=axis.at(one.difference), y=middle, look=look, shape=shape),
        ),
    )  # fmt: skip

"""Labelling: one picture or face at a time, the rubric in view, every answer on disk at once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from graycard.app.answers import page
from graycard.app.desk import AtDesk, Filled, sit_down
from graycard.app.framed import framed
from graycard.app.opened import Here, Opened
from graycard.app.pages import Page
from graycard.errors import EnvironmentFaultError
from graycard.labels.drawn import samples
from graycard.labels.rubric import Rubric
from graycard.labels.session import Question, session_of, take_back
from graycard.labels.shown import pictures_shown
from graycard.labels.staging import ChangedMeanwhileError, Staging
from graycard.labels.worded import worded
from graycard.language import say, several
from graycard.run.folder import RunFolder

router = APIRouter()
PAGE: Final = Page(path="/label", name=lambda: say("Label"), router=router, defaults={"run": "0"})

_KEYS: Final = "1234567890"

Place = Annotated[int, Query(ge=0, lt=1_000_000)]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of a run's pictures, and how far it is.

    Attributes:
        rubric: By which.
        drawn: What is to be labelled: pictures, or faces one by one.
        pictures: In how many pictures; None where each is asked about as a whole.
        people: How many people have labelled any of them.
        raters: Who has labelled how many of them; none where that is nobody's business.
    """

    rubric: Rubric
    drawn: int
    pictures: int | None
    people: int
    raters: tuple[tuple[str, int], ...]


@router.get("/label")
def begin(
    request: Request,
    here: Here,
    run: Annotated[int, Query(ge=0)] = 0,
    moved: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """Show what is asked of the pictures of a run, and let people begin or go on."""
    folder = here.runs[here.number(run)].folder
    values = {
        "title": say("Label the pictures"),
        "run": run,
        "asked": _asked(here, folder),
        "closed": _why_closed(here, folder),
        "moved": None if moved is None else _moved(moved),
        "waiting": Staging(folder).n_waiting() if here.own else 0,
        "folder": here.place(run),
    }
    return page(request, "label.html.j2", values, of=[run])


@router.get("/label/question")
def question(
    request: Request,
    here: Here,
    desk: AtDesk,
    at: Place | None = None,
    changed: Annotated[str, Query()] = "",
) -> Response:
    """Show what is asked about at a place; without one, go to the first that is not labelled."""
    if not here.own:
        # What one person said, and when, is not for others, and nothing can be answered here.
        return _see_other(f"/label?run={here.number(desk.run)}")
    staging, asked = sit_down(here, desk)
    session = session_of(staging, asked, desk.rater)
    place, last = session.next() if at is None else at, session.last
    if at is None and place is not None:
        # Every address shows one picture, so that going back shows the picture before.
        return _see_other(desk.url(at=place))
    values: dict[str, object] = {
        "title": worded(session.rubric).question,
        "desk": desk,
        "session": session,
        "rubric": session.rubric,
        "answers": _answers(session.rubric),
        "place": place,
        "next": None if place is None else session.next(place),
        "last": last,
        "last_seen": "" if last is None else session.mine[last].time.isoformat(),
        "changed": changed == "yes",
        "closed": _why_closed(here, staging.folder),
    }
    if place is None:
        return page(request, "labelled.html.j2", values, of=[desk.run])
    generation, _ = session.thing(place)  # refuses a place that there is not
    mine = session.mine.get(place)
    shown = pictures_shown(staging.folder, session.sample)[place]
    values |= {
        "shown": shown,
        "number": session.sample.numbers[generation],
        "framed": framed(here, desk.run, session, place, shown),
        "mine": mine,
        "seen": "" if mine is None else mine.time.isoformat(),
    }
    return page(request, "question.html.j2", values, of=[desk.run])


@router.post("/label/answer")
def answer(here: Here, sent: Filled, answer: Annotated[str, Form()]) -> Response:
    """Take an answer down, and go on to the next picture."""
    desk, place = sent.desk, sent.place
    staging, asked = sit_down(here, desk)
    asked.must_show(place, picture=sent.picture, subject=sent.subject, rubric=sent.rubric)
    try:
        staging.give(
            generation_id=sent.picture,
            subject=sent.subject,
            rubric=asked.rubric,
            answer=answer,
            rater=desk.rater,
            seen=sent.seen,
        )
    except ChangedMeanwhileError:
        return _see_other(desk.url(at=place, changed="yes"))
    following = session_of(staging, asked, desk.rater).next(place)
    return _see_other(desk.url() if following is None else desk.url(at=following))


@router.post("/label/undo")
def undo(here: Here, sent: Filled) -> Response:
    """Take the person's last answer back, and show that picture again."""
    staging, asked = sit_down(here, sent.desk)
    asked.must_show(sent.place, picture=sent.picture, subject=sent.subject, rubric=sent.rubric)
    # Sent twice, or answered anew in another tab: the picture shows what holds now.
    with suppress(ChangedMeanwhileError):
        take_back(staging, asked, rater=sent.desk.rater, place=sent.place, seen=sent.seen)
    return _see_other(sent.desk.url(at=sent.place))


@router.post("/label/collect")
def collect(here: Here, run: Annotated[int, Form(ge=0)]) -> Response:
    """Move answers into the run's table of labels."""
    moved = here.collect_labels_of(here.number(run))
    return _see_other(f"/label?{urlencode({'run': run, 'moved': moved})}")


def _asked(here: Opened, folder: RunFolder) -> list[Asked]:
    """Return everything that is asked, each as the sample that was drawn last asks it."""
    newest: dict[str, Question] = {}
    for sample in samples(folder):
        newest |= {one.attribute: Question(sample=sample, rubric=one) for one in sample.rubrics}
    staging = Staging(folder, writable=here.own)
    return [_asked_of(here, staging, one) for one in newest.values()]


def _asked_of(here: Opened, staging: Staging, question: Question) -> Asked:
    attribute = question.rubric.attribute
    every = {
        rater: len(question.answers(staging.said_by(rater, attribute)))
        for rater in staging.raters(attribute)
    }
    counts = tuple((rater, n) for rater, n in every.items() if n)
    return Asked(
        rubric=question.rubric,
        drawn=question.size,
        pictures=len(question.sample.pictures) if question.sample.each == "face" else None,
        people=len(counts),
        raters=counts if here.own else (),
    )


def _answers(rubric: Rubric) -> list[tuple[str, str, str, str | None]]:
    """Return every answer with its key, when it is given, and its swatch."""
    n = len(rubric.categories)
    keys = [*[*_KEYS, *("" for _ in range(n))][:n], "c", "n"]
    swatches = [*(one.swatch for one in rubric.categories), None, None]
    return list(zip(rubric.answers, keys, worded(rubric).when, swatches, strict=True))


def _why_closed(here: Opened, folder: RunFolder) -> str:
    """Return why no answer can be taken down, if none can."""
    if not here.live:
        return say("This is a static copy: labelling needs the app.")
    if not here.writable:
        return say("This copy of the app can be looked at only: it takes no answers.")
    try:
        Staging(folder).check_writable()
    except EnvironmentFaultError as error:
        return say("No answer can be taken down: {why}. {fix}.", why=error.why, fix=error.fix)
    return ""


def _moved(n: int) -> str:
    return several(
        n,
        "{n} answer was moved into labels.parquet.",
        "{n} answers were moved into labels.parquet.",
        n=n,
    )


def _see_other(url: str) -> Response:
    """Return an answer after which a reload sends nothing again."""
    return RedirectResponse(url, status_code=303)

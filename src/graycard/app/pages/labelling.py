"""Labelling: one picture at a time, the rubric in view, and every answer on disk at once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from graycard.app.answers import page
from graycard.app.opened import Here, Opened
from graycard.app.pages import Page
from graycard.errors import EnvironmentFaultError, InputError
from graycard.labels.drawn import Sample, sample_of, samples
from graycard.labels.rubric import Rubric
from graycard.labels.session import Session, session_of, take_back
from graycard.labels.shown import pictures_shown
from graycard.labels.staging import ChangedMeanwhileError, Staging
from graycard.labels.table import latest
from graycard.language import say, several
from graycard.run.folder import RunFolder
from graycard.types import CANNOT_TELL, NOT_DEPICTED

router = APIRouter()
PAGE: Final = Page(path="/label", name=lambda: say("Label"), router=router)

_KEYS: Final = "1234567890"

Place = Annotated[int, Query(ge=0, lt=1_000_000)]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of a run's pictures, and how far it is.

    Attributes:
        rubric: By which.
        drawn: Pictures to be labelled.
        people: How many people have labelled any of them.
        raters: Who has labelled how many of them; none where that is nobody's business.
    """

    rubric: Rubric
    drawn: int
    people: int
    raters: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One person before one question of one run.

    Attributes:
        run: Number of the run.
        attribute: That is labelled.
        rater: Pseudonym of the person.
        blind: Whether prompts are hidden.
    """

    run: int
    attribute: str
    rater: str
    blind: bool

    @property
    def otherwise(self) -> Desk:
        """The same with prompts shown, or hidden again."""
        return replace(self, blind=not self.blind)

    def url(self, **more: int | str) -> str:
        """Return the address of a question: it says who labels what, and nothing else."""
        asked = {"run": self.run, "attribute": self.attribute, "rater": self.rater}
        if not self.blind:
            asked["blind"] = "no"
        return f"/label/question?{urlencode(asked | more)}"


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
        "waiting": len(Staging(folder).waiting()) if here.own else 0,
        "folder": here.place(run),
    }
    return page(request, "label.html.j2", values)


@router.get("/label/question")
def question(
    request: Request,
    here: Here,
    attribute: Annotated[str, Query()],
    rater: Annotated[str, Query()],
    run: Annotated[int, Query(ge=0)] = 0,
    at: Place | None = None,
    blind: Annotated[str, Query()] = "yes",
    changed: Annotated[str, Query()] = "",
) -> Response:
    """Show the picture at a place; without one, go to the first that is not labelled."""
    if not here.own:
        # What one person said, and when, is not for others, and nothing can be answered here.
        return _see_other(f"/label?run={here.number(run)}")
    desk = Desk(run=run, attribute=attribute, rater=rater.strip(), blind=blind != "no")
    _, session = _sit_down(here, desk)
    place, last = session.next() if at is None else at, session.last
    if at is None and place is not None:
        # Every address shows one picture, so that going back shows the picture before.
        return _see_other(desk.url(at=place))
    values: dict[str, object] = {
        "title": session.rubric.question,
        "desk": desk,
        "session": session,
        "rubric": session.rubric,
        "answers": _answers(session.rubric),
        "place": place,
        "next": None if place is None else session.next(place),
        "last": last,
        "last_seen": "" if last is None else session.mine[last].time.isoformat(),
        "changed": changed == "yes",
        "closed": _why_closed(here, here.runs[run].folder),
    }
    if place is None:
        return page(request, "labelled.html.j2", values)
    session.generation(place)  # refuses a place that there is not
    mine = session.mine.get(place)
    values |= {
        "shown": pictures_shown(here.runs[run].folder, session.sample)[place],
        "mine": mine,
        "seen": "" if mine is None else mine.time.isoformat(),
    }
    return page(request, "question.html.j2", values)


@router.post("/label/answer")
def answer(
    here: Here,
    run: Annotated[int, Form(ge=0)],
    attribute: Annotated[str, Form()],
    rater: Annotated[str, Form()],
    place: Annotated[int, Form(ge=0)],
    picture: Annotated[str, Form()],
    rubric: Annotated[str, Form()],
    answer: Annotated[str, Form()],
    seen: Annotated[str, Form()] = "",
    blind: Annotated[str, Form()] = "yes",
) -> Response:
    """Take an answer down, and go on to the next picture."""
    desk = Desk(run=run, attribute=attribute, rater=rater, blind=blind != "no")
    staging, session = _sit_down(here, desk)
    session.must_show(place, picture=picture, rubric=rubric)
    try:
        staging.give(
            generation_id=session.generation(place),
            rubric=session.rubric,
            answer=answer,
            rater=rater,
            seen=seen,
        )
    except ChangedMeanwhileError:
        return _see_other(desk.url(at=place, changed="yes"))
    _, session = _sit_down(here, desk)
    following = session.next(place)
    return _see_other(desk.url() if following is None else desk.url(at=following))


@router.post("/label/undo")
def undo(
    here: Here,
    run: Annotated[int, Form(ge=0)],
    attribute: Annotated[str, Form()],
    rater: Annotated[str, Form()],
    place: Annotated[int, Form(ge=0)],
    picture: Annotated[str, Form()],
    rubric: Annotated[str, Form()],
    seen: Annotated[str, Form()],
    blind: Annotated[str, Form()] = "yes",
) -> Response:
    """Take the person's last answer back, and show that picture again."""
    desk = Desk(run=run, attribute=attribute, rater=rater, blind=blind != "no")
    staging, session = _sit_down(here, desk)
    session.must_show(place, picture=picture, rubric=rubric)
    # Sent twice, or answered anew in another tab: the picture shows what holds now.
    with suppress(ChangedMeanwhileError):
        take_back(staging, session, rater=rater, place=place, seen=seen)
    return _see_other(desk.url(at=place))


@router.post("/label/collect")
def collect(here: Here, run: Annotated[int, Form(ge=0)]) -> Response:
    """Move answers into the run's table of labels."""
    moved = here.collect_labels_of(here.number(run))
    return _see_other(f"/label?{urlencode({'run': run, 'moved': moved})}")


def _sit_down(here: Opened, desk: Desk) -> tuple[Staging, Session]:
    """Return what a person needs to label: somewhere to put answers, and where they are."""
    folder = here.runs[here.number(desk.run)].folder
    sample = sample_of(folder, desk.attribute)
    rubric = None if sample is None else sample.rubric(desk.attribute)
    if sample is None or rubric is None:
        raise InputError(
            what=say("nothing was drawn to be labelled as {name}", name=desk.attribute),
            why=say("Pictures are drawn at random before they are labelled."),
            fix=f"graycard label {folder.root} --sample 100 --attribute {desk.attribute}",
        )
    staging = Staging(folder)
    return staging, session_of(staging, sample, rubric, desk.rater)


def _asked(here: Opened, folder: RunFolder) -> list[Asked]:
    """Return everything that is asked, each as the sample that was drawn last asks it."""
    newest: dict[str, Sample] = {}
    for sample in samples(folder):
        newest.update({rubric.attribute: sample for rubric in sample.rubrics})
    labels = latest(Staging(folder, writable=here.own).labels()) if newest else ()
    found = []
    for attribute, sample in newest.items():
        rubric = sample.rubric(attribute)
        if rubric is None:
            continue
        drawn = {one.picture.generation_id for one in sample.drawn}
        mine = [one for one in labels if one.rubric == rubric.id and one.generation_id in drawn]
        raters = sorted({one.rater for one in mine})
        counts = tuple((name, sum(one.rater == name for one in mine)) for name in raters)
        found.append(
            Asked(
                rubric=rubric,
                drawn=len(drawn),
                people=len(raters),
                raters=counts if here.own else (),
            )
        )
    return found


def _answers(rubric: Rubric) -> list[tuple[str, str, str, str | None]]:
    """Return every answer with its key, when it is given, and its swatch."""
    keys = [*_KEYS, *("" for _ in rubric.categories)]
    found = [
        (one.name, key, one.when, one.swatch)
        for one, key in zip(rubric.categories, keys, strict=False)
    ]
    return [
        *found,
        (CANNOT_TELL, "c", rubric.cannot_tell, None),
        (NOT_DEPICTED, "n", rubric.not_depicted, None),
    ]


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

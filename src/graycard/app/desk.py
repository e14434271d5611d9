"""One person before one question: what an address and a form of the labelling page say of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form, Query

from graycard.app.opened import Opened
from graycard.errors import InputError
from graycard.labels.drawn import sample_of
from graycard.labels.session import Question
from graycard.labels.staging import Staging
from graycard.language import say
from graycard.types import IMAGE

_HIDDEN, _SHOWN = "yes", "no"


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
            asked["blind"] = _SHOWN
        return f"/label/question?{urlencode(asked | more)}"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a form sends with an answer, or to take one back.

    Attributes:
        desk: Who sends it, and to which question.
        place: In the sample.
        picture: Id of the generation whose picture was shown.
        subject: `image`, or the face that was framed.
        rubric: Id of the rubric that was in view.
        seen: Time of the person's own label that was shown, as ISO 8601; empty for none.
    """

    desk: Desk
    place: int
    picture: str
    subject: str
    rubric: str
    seen: str


def desk_of(
    attribute: Annotated[str, Query()],
    rater: Annotated[str, Query()],
    run: Annotated[int, Query(ge=0)] = 0,
    blind: Annotated[str, Query()] = _HIDDEN,
) -> Desk:
    """Return who labels what, as an address says it."""
    return Desk(run=run, attribute=attribute, rater=rater.strip(), blind=blind != _SHOWN)


def sent_by(
    run: Annotated[int, Form(ge=0)],
    attribute: Annotated[str, Form()],
    rater: Annotated[str, Form()],
    place: Annotated[int, Form(ge=0)],
    picture: Annotated[str, Form()],
    rubric: Annotated[str, Form()],
    subject: Annotated[str, Form()] = IMAGE,
    seen: Annotated[str, Form()] = "",
    blind: Annotated[str, Form()] = _HIDDEN,
) -> Sent:
    """Return what a form says besides the answer."""
    desk = Desk(run=run, attribute=attribute, rater=rater, blind=blind != _SHOWN)
    return Sent(desk=desk, place=place, picture=picture, subject=subject, rubric=rubric, seen=seen)


AtDesk = Annotated[Desk, Depends(desk_of)]
Filled = Annotated[Sent, Depends(sent_by)]
"""For views that take a form: `def view(here: Here, sent: Filled) -> Response`."""


def sit_down(here: Opened, desk: Desk) -> tuple[Staging, Question]:
    """Return what a person needs to label: somewhere to put answers, and what is asked.

    Raises:
        InputError: There is no such run here, or nothing was drawn to be labelled so.
    """
    folder = here.runs[here.number(desk.run)].folder
    sample = sample_of(folder, desk.attribute)
    rubric = None if sample is None else sample.rubric(desk.attribute)
    if sample is None or rubric is None:
        raise InputError(
            what=say("nothing was drawn to be labelled as {name}", name=desk.attribute),
            why=say("Pictures are drawn at random before they are labelled."),
            fix=f"graycard label {folder.root} --sample 100 --attribute {desk.attribute}",
        )
    return Staging(folder), Question(sample=sample, rubric=rubric)

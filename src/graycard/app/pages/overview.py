"""The overview: what the runs are, and what each of them says in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_plus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from graycard.app.answers import page
from graycard.app.opened import Here, Opened
from graycard.app.pages import Page
from graycard.language import say
from graycard.report.first_screen import InShort, in_short
from graycard.report.how_sure import how_sure
from graycard.report.not_known import not_known
from graycard.report.opening import opening, title
from graycard.report.words import paragraph
from graycard.types import OUTCOMES

router = APIRouter()
PAGE: Final = Page(path="/", name=lambda: say("Overview"), router=router)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the overview tells of a run."""

    number: int
    name: str
    title: str
    short: InShort
    opening: str
    how_sure: tuple[str, ...]
    not_known: tuple[str, ...]
    outcomes: tuple[tuple[str, int], ...]
    requested: int
    strata: tuple[tuple[str, int, int], ...]


@router.get("/")
def overview(request: Request, here: Here) -> Response:
    """Show what every run says."""
    runs = [told(here, number) for number in range(len(here.runs))]
    values = {
        "title": say("Overview"),
        "runs": runs,
        "views": [(one, unquote_plus(one)) for one in here.views],
    }
    return page(request, "overview.html.j2", values)


def told(here: Opened, number: int) -> Told:
    """Return what the overview tells of a run."""
    facts = here.facts(number)
    return Told(
        number=number,
        name=here.names[number],
        title=title(facts),
        short=in_short(facts),
        opening=paragraph(opening(facts)),
        how_sure=tuple(how_sure(facts)),
        not_known=tuple(not_known(facts)),
        outcomes=tuple((name, facts.outcomes[name]) for name in OUTCOMES),
        requested=facts.requested,
        strata=tuple((one.name, one.outcomes["ok"], one.requested) for one in facts.strata),
    )

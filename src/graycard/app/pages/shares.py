"""Shares of what was read, by stratum, against each reference: one attribute at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from graycard.app.answers import page
from graycard.app.figures import Cell, Figure, Records
from graycard.app.misspelt import refuse_others
from graycard.app.opened import Here
from graycard.app.pages import Page
from graycard.app.suggested import suggested
from graycard.errors import InputError
from graycard.language import in_a_row, retell, say
from graycard.report.facts import Facts
from graycard.report.figures import gap_figure, share_figure
from graycard.report.people import by_people
from graycard.report.series import on_one_axis, series
from graycard.report.words import listed, stratum_name
from graycard.run.shared_seeds import REFUSED, UNKNOWN
from graycard.types import Estimate

router = APIRouter()
PAGE: Final = Page(path="/shares", name=lambda: say("Shares"), router=router, defaults={"run": "0"})

_COLUMNS: Final = (
    "measure",
    "attribute",
    "category",
    "stratum",
    "marked",
    "reference",
    "value",
    "low",
    "high",
    "level",
    "method",
    "denominator",
    "n",
    "n_missing",
    "missing_low",
    "missing_high",
    "n_prompts",
    "floor_mean",
    "floor_high",
    "p_adjusted",
)
"""What a download has of an estimate: whatever must stand beside the number."""

_NAMED: Final = 6
"""Strata that are named of those without a gap."""


@router.get("/shares")
def shares(
    request: Request,
    here: Here,
    run: Annotated[int, Query(ge=0)] = 0,
    attribute: Annotated[str, Query()] = "",
) -> Response:
    """Show the shares of an attribute in a run, and how far they are from each reference."""
    refuse_others(request, ("run", "attribute"), filtered=False)
    facts = here.facts(here.number(run))
    found = [*series(facts, "share"), *series(facts, "share_of_faces")]
    people = by_people(facts, here.labelled(run))
    names = list(dict.fromkeys([one.name for one in found] + [one.attribute for one in people]))
    if attribute and attribute not in names:
        raise InputError(
            what=say("this run has no shares of {attribute}", attribute=attribute),
            why=suggested(
                attribute,
                names,
                otherwise=say("It has those of: {names}.", names=in_a_row(names) or say("nothing")),
            ),
            fix=say("Choose one of them."),
        )
    chosen = attribute or next(iter(names), "")
    faces = say(", of all faces")
    of_images = {
        f"share-{i}": Figure.of(
            # As in the report: references are of whole pictures.
            share_figure(one, facts.references)
            if one.measure == "share"
            else share_figure(one, (), of=faces),
            records=records(one.estimates),
        )
        for i, one in enumerate(found)
        if one.name == chosen
    }
    every = series(facts, "representation_gap")
    gaps = {
        f"gap-{i}": Figure.of(
            gap_figure(one, on_one_axis(one, every)), records=records(one.estimates)
        )
        for i, one in enumerate(every)
        if one.name == chosen
    }
    labelled = next((one for one in people if one.attribute == chosen), None)
    of_people = {
        f"people-{i}": Figure.of(figure, records=records(one.estimates))
        for i, (figure, one) in enumerate(
            zip(labelled.figures, labelled.series, strict=True) if labelled else ()
        )
    }
    values = {
        "title": say("Shares"),
        "run": run,
        "attribute": chosen,
        "attributes": names,
        "shares": list(of_images),
        "people": labelled,
        "of_people": list(of_people),
        "gaps": list(gaps),
        "refused": [
            say("None for {strata}: {reason}.", strata=strata, reason=retell(reason))
            for reason in (REFUSED, UNKNOWN)
            if (strata := _refused(facts, chosen, reason))
        ],
        "references": [one for one in facts.references if one.attribute == chosen],
    }
    figures = {**of_images, **of_people, **gaps}
    return page(request, "shares.html.j2", values, figures=figures, of=[run])


def _refused(facts: Facts, attribute: str, reason: str) -> str:
    """Return for which strata shared seeds leave no gap of an attribute; empty if they do not."""
    strata = [
        stratum_name(one.stratum)
        for one in facts.numbers.not_estimated
        if one.reason == reason
        and (one.measure, one.attribute) == ("representation_gap", attribute)
    ]
    return listed(list(dict.fromkeys(strata)), most=_NAMED)


def records(estimates: Iterable[Estimate]) -> Records:
    """Return estimates as records for programs, with all digits."""
    rows = (tuple(_cell(getattr(one, column)) for column in _COLUMNS) for one in estimates)
    return Records(columns=_COLUMNS, rows=tuple(rows))


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str | int | float) else None

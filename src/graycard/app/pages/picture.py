"""One requested picture: what was asked, what came, what was read and said of it."""

from __future__ import annotations

import shlex
from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from graycard.app.answers import page
from graycard.app.gallery import Tile, alternative, tile
from graycard.app.images import RunNumber
from graycard.app.opened import Here, Opened
from graycard.app.pages import Page
from graycard.app.thumbnails import SIDES
from graycard.explore.one_picture import Known, known
from graycard.labels.table import latest, read_labels
from graycard.language import in_a_row, retell, say
from graycard.report.numbers import decimal, percent
from graycard.report.safe import in_sentence
from graycard.report.table import Table
from graycard.report.words import (
    aside,
    attribute_name,
    category_name,
    clauses,
    entry,
    outcome_word,
    rank,
    stratum_name,
)
from graycard.types import IMAGE, Reading

router = APIRouter()
PAGE: Final = Page(path=None, name=lambda: say("Picture"), router=router)

_SURE: Final = 3
"""Categories whose probabilities are told."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the page shows beside its tables.

    Attributes:
        large: Address of a large version; None where there is no picture.
        original: Address of the picture as it came.
        alt: What stands for it where it is not seen.
        side: Pixels of the large version's longer side, at most.
    """

    large: str | None
    original: str | None
    alt: str
    side: int = SIDES[1]


@router.get("/picture/{run}/{picture}")
def picture(
    request: Request,
    here: Here,
    run: RunNumber,
    picture: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")],
) -> Response:
    """Show everything that is known of one request."""
    name = here.names[here.number(run)]
    row = here.collection.row(name, picture)
    found = known(here.runs[run], picture)
    digest = found.generation.image_sha256
    values = {
        "title": in_sentence(
            found.generation.text or found.source or stratum_name(found.generation.stratum)
        ),
        "run": run,
        "run_name": name,
        "picture": Shown(
            large=None if digest is None else f"/thumbnail/{run}/{digest}/{SIDES[1]}",
            original=None if digest is None else f"/image/{run}/{digest}",
            alt=alternative(here, row),
        ),
        "is_drawn": run in here.drawn,
        "known": found,
        "asked": asked(found),
        "readings": readings(found.readings),
        "labels": labels(here, run, picture),
        "again": again(here, run, picture),
        "before": beside(here, row, -1),
        "after": beside(here, row, 1),
    }
    return page(request, "picture.html.j2", values, of=[run])


def asked(found: Known) -> list[tuple[str, str]]:
    """Return what was asked and what came of it, as terms and values."""
    one = found.generation
    marked = {True: say("yes"), False: say("no"), None: say("not known")}[one.marked]
    factors = clauses([entry(name, value) for name, value in found.factors.items()])
    terms = [
        (say("Prompt"), one.text or say("not known")),
        (say("Language of the prompt"), found.language),
        (say("Stratum"), stratum_name(one.stratum)),
        (say("The prompt states what is measured"), marked),
        (say("How the prompt was made"), factors),
        (say("File"), found.source),
        (say("Model"), one.model),
        (say("Settings"), one.settings),
        (say("Seed"), None if one.seed is None else str(one.seed)),
        (say("Repetition"), str(one.repetition + 1)),
        (say("Outcome"), outcome_word(one.outcome)),
        (say("Notes"), one.detail),
        (say("Attempts"), str(one.attempts)),
        (say("Prompt that the model says it used"), one.revised_prompt),
        (say("Picture (sha256)"), one.image_sha256),
        (say("Request (id)"), one.id),
    ]
    return [(term, value) for term, value in terms if value]


def readings(found: tuple[Reading, ...]) -> Table | None:
    """Return every reading as a row, those that matter first."""
    if not found:
        return None
    ordered = sorted(found, key=lambda one: (rank(one.attribute), one.subject, one.reader))
    rows = [
        (_about(one.attribute, one.subject), _read(one), one.reader, _how_sure(one))
        for one in ordered
    ]
    columns = (say("attribute"), say("reading"), say("reader"), say("evidence"))
    told = 4 if any(evidence for *_, evidence in rows) else 3
    return Table(
        caption=say("What was read off the picture"),
        columns=columns[:told],
        rows=tuple(row[:told] for row in rows),
    )


def _about(attribute: str, subject: str) -> str:
    """Return what is read or labelled, and of which face; the main one is face 1."""
    name, number = attribute_name(attribute), subject.rpartition("#")[2]
    if subject == IMAGE:
        return name
    # Readers that others wrote may call a subject anything.
    return name + aside(f"{say('face')} {int(number) + 1 if number.isdecimal() else number}")


def _read(one: Reading) -> str:
    if one.label is not None:
        value = "" if one.value is None else aside(decimal(one.value))
        return f"{category_name(one.attribute, one.label)}{value}"
    if one.value is not None:
        return decimal(one.value)
    return say("missing: {reason}", reason=retell(one.missing_reason or ""))


def _how_sure(one: Reading) -> str:
    said = []
    if one.probabilities:
        likely = sorted(one.probabilities.items(), key=lambda item: -item[1])[:_SURE]
        named = ((category_name(one.attribute, name), percent(share)) for name, share in likely)
        said.append(in_a_row([f"{name} {share}" for name, share in named]))
    if one.text:
        said.append(f"“{one.text}”")
    if one.box:
        left, top, right, bottom = (f"{edge:.0f}" for edge in one.box)
        said.append(
            say(
                "pixels {left} to {right} across, {top} to {bottom} down",
                left=left,
                right=right,
                top=top,
                bottom=bottom,
            )
        )
    return clauses(said)


def labels(here: Opened, run: int, picture: str) -> Table | None:
    """Return what people said of the picture; who, and when, only to those who label."""
    found = [
        one for one in latest(read_labels(here.runs[run].folder)) if one.generation_id == picture
    ]
    if not found:
        return None
    if not here.own:
        counted = Counter((one.attribute, one.subject, one.answer, one.rubric) for one in found)
        return Table(
            caption=say("What people said of the picture"),
            columns=(say("attribute"), say("label"), say("rubric"), say("n")),
            rows=tuple(
                (
                    _about(attribute, subject),
                    category_name(attribute, answer),
                    rubric,
                    str(n),
                )
                for (attribute, subject, answer, rubric), n in sorted(
                    counted.items(), key=lambda item: (rank(item[0][0]), *item[0])
                )
            ),
        )
    return Table(
        caption=say("What people said of the picture"),
        columns=(say("attribute"), say("label"), say("rater"), say("rubric"), say("when")),
        rows=tuple(
            (
                _about(one.attribute, one.subject),
                category_name(one.attribute, one.answer),
                one.rater,
                one.rubric,
                f"{one.time:%Y-%m-%d %H:%M} UTC",
            )
            for one in sorted(found, key=lambda one: (rank(one.attribute), one.subject, one.rater))
        ),
    )


def again(here: Opened, run: int, picture: str) -> str | None:
    """Return the command that makes the picture again; None where nobody here made it."""
    opened = here.runs[run]
    if opened.spec.listing_digest is not None:
        return None
    return f"graycard explore again {shlex.quote(here.place(run))} {picture}"


def beside(here: Opened, row: int, step: int) -> Tile | None:
    """Return the request before or after one, in its run."""
    other = row + step
    if not 0 <= other < here.collection.size or here.run_of(other) != here.run_of(row):
        return None
    return tile(here, other)

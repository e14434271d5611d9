"""How a view answers: a page, a download of one of its figures, or an error as a page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Final
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from graycard.app.figures import Figure, Records, download
from graycard.app.opened import answered_from
from graycard.app.pages import Page
from graycard.app.tongue import PARAMETER
from graycard.errors import EnvironmentFaultError, GraycardError, InputError, RunLockedError
from graycard.language import retell, say
from graycard.report.words import first_upper

_OWN: Final = ("figure", "download", PARAMETER)
"""Parameters of a URL that do not say which view it is."""


def page(
    request: Request,
    template: str,
    values: Mapping[str, object],
    *,
    figures: Mapping[str, Figure] | None = None,
    tables: Mapping[str, Records] | None = None,
    status: int = 200,
    of: Collection[int] | None = None,
) -> Response:
    """Return a page, or what a link below one of its charts asks for.

    Args:
        request: That is answered.
        template: Its file name.
        values: What the template shows; `title` is needed, everything else is its own.
        figures: Charts by key; in the template they are `figures`.
        tables: Numbers without a chart that can be downloaded, by key.
        status: Of HTTP.
        of: Numbers of the runs whose pictures or numbers it shows; None for all that are open.

    Raises:
        InputError: A download is asked for that the page does not have.
    """
    charts = figures or {}
    taken = download(request, charts, tables)
    return taken or _rendered(request, template, {**values, "figures": charts}, status, of)


def link(request: Request, changes: Mapping[str, object]) -> str:
    """Return the address of the view that is shown, some of its parameters changed.

    Args:
        request: That is answered.
        changes: New values by parameter; None takes a parameter away.
    """
    kept = [
        (key, value)
        for key, value in request.query_params.multi_items()
        if key not in _OWN and key not in changes
    ]
    new = [(key, str(value)) for key, value in changes.items() if value is not None]
    query = urlencode([*kept, *new])
    return f"{request.url.path}?{query}" if query else request.url.path


def tell_errors(app: FastAPI) -> None:
    """Make every error a page that says what happened, why, and what to do next."""

    @app.exception_handler(GraycardError)
    def ours(request: Request, error: GraycardError) -> Response:
        user = isinstance(error, InputError)
        passing = isinstance(error, EnvironmentFaultError | RunLockedError)
        status = 400 if user else 503 if passing else 500
        return _told(request, error, status)

    @app.exception_handler(RequestValidationError)
    def misread(request: Request, error: RequestValidationError) -> Response:
        wrong = ", ".join(sorted({str(one["loc"][-1]) for one in error.errors()}))
        told = InputError(
            what=say("This address is not one that the app makes."),
            why=say("Not understood: {parameters}.", parameters=wrong),
            fix=say("Use a link or a form of the app."),
        )
        return _told(request, told, 400)

    @app.exception_handler(HTTPException)
    def missing(request: Request, error: HTTPException) -> Response:
        told = InputError(
            what=say("There is nothing here."),
            why=say("No page, picture or file has this address."),
            fix=say("Begin at the overview."),
        )
        return _told(request, told, error.status_code)

    @app.exception_handler(Exception)
    def ours_to_mend(request: Request, _: Exception) -> Response:
        told = GraycardError(
            what=say("This page could not be made."),
            why=say("Something is wrong in Graycard itself; the terminal has the details."),
            fix=say("Please report it with the lines that the terminal shows."),
        )
        return _told(request, told, 500)


def _told(request: Request, error: GraycardError, status: int) -> Response:
    values = {"title": first_upper(retell(error.what)), "error": error}
    return _rendered(request, "error.html.j2", values, status)


def _rendered(
    request: Request,
    template: str,
    values: Mapping[str, object],
    status: int,
    of: Collection[int] | None = None,
) -> Response:
    opened = answered_from(request)
    pages: Sequence[Page] = request.app.state.pages
    shell = {
        "menu": [(one.path, one.name()) for one in pages if one.path is not None],
        "path": request.url.path,
        "link": partial(link, request),
        "renewing": request.app.state.renewal.running,
        "drawn_world": bool(opened.drawn if of is None else opened.drawn.intersection(of)),
    }
    made = opened.environment.get_template(template).render({**shell, **values})
    return HTMLResponse(opened.without_places(made), status)

"""The page that is shown while work goes on."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from fastapi import Request
from fastapi.responses import Response

from graycard.app.answers import page
from graycard.app.background import Task
from graycard.app.opened import Opened
from graycard.errors import GraycardError

T = TypeVar("T")

PATIENCE: Final = 1.5
"""Seconds that a page waits for a result before it says how far the work is."""

_IN_PLACE: Final = 0.8
"""The same where the page has something else to show, and may wait for several results."""

_ALL_DAY: Final = 86_400.0
"""For a static copy: nobody can come back to it."""


def patience(opened: Opened) -> float:
    """Return how many seconds a page waits for work: in a static copy, as long as it takes."""
    return PATIENCE if opened.live else _ALL_DAY


def ended(opened: Opened, task: Task[T]) -> tuple[T | None, GraycardError | None]:
    """Return what came of work, or why nothing did; neither while it is going on.

    Args:
        opened: What the app shows: in a static copy, work is never going on.
        task: The work.
    """
    if not task.ended(_IN_PLACE if opened.live else _ALL_DAY):
        return None, None
    try:
        return task.result(), None
    except GraycardError as error:
        return None, error


def waiting(request: Request, task: Task[Any], *, title: str, what: str) -> Response:
    """Return a page that says how far some work is, and that shows the result when it is there.

    Args:
        request: That is answered; it is the one to be sent again.
        task: The work.
        title: Of the page.
        what: Is being done, in a sentence.
    """
    values = {"title": title, "what": what, "done": task.done, "total": task.total}
    return page(request, "waiting.html.j2", values, status=202)

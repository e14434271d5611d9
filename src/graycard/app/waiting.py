"""The page that is shown while work goes on."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request
from fastapi.responses import Response

from graycard.app.answers import page
from graycard.app.background import Task
from graycard.app.opened import Opened

PATIENCE: Final = 1.5
"""Seconds that a page waits for a result before it says how far the work is."""

_ALL_DAY: Final = 86_400.0


def patience(opened: Opened) -> float:
    """Return how many seconds a page waits for work: in a static copy, as long as it takes."""
    return PATIENCE if opened.live else _ALL_DAY


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

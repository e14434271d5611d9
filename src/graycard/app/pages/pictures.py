"""All pictures, or those that are such and such."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from graycard.app.answers import page
from graycard.app.filter_form import filter_form, wanted
from graycard.app.gallery import gallery
from graycard.app.opened import Here
from graycard.app.pages import Page
from graycard.language import say

router = APIRouter()
PAGE: Final = Page(path="/pictures", name=lambda: say("Pictures"), router=router)


@router.get("/pictures")
def pictures(request: Request, here: Here) -> Response:
    """Show the pictures that the URL asks for."""
    rows = here.collection.select(wanted(request))
    shown = gallery(request, here, rows)
    values = {
        "title": say("Pictures"),
        "form": filter_form(request, here),
        "gallery": shown,
        "size": here.collection.size,
    }
    return page(request, "pictures.html.j2", values, of=shown.runs)

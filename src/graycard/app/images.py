"""Pictures and the files that pages load, by number and hash only: no path comes from a URL."""

from __future__ import annotations

from html import escape
from typing import Annotated, Final

from fastapi import APIRouter, Path
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from graycard.app.looks import served
from graycard.app.opened import Here, Opened
from graycard.app.thumbnails import SIDES
from graycard.errors import DamagedRunError
from graycard.language import say
from graycard.pictures import UndecodableError

router = APIRouter()

Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
RunNumber = Annotated[int, Path(ge=0, lt=1000)]

_FOREVER: Final = {"cache-control": "private, max-age=31536000, immutable"}
"""What is named by the hash of its content never changes."""

_TYPES: Final = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "avif": "image/avif",
}


@router.get("/static/{name}")
def static(name: str) -> Response:
    """Return a style sheet or script of our own."""
    if name not in served():
        raise HTTPException(404)
    content, media_type = served()[name]
    return Response(content, media_type=media_type, headers=_FOREVER)


@router.get("/image/{run}/{digest}")
def image(run: RunNumber, digest: Digest, here: Here) -> Response:
    """Return a picture as it came."""
    extension = _extension(here, run, digest)
    try:
        encoded = here.runs[run].images.get(digest, extension)
    except DamagedRunError:
        raise HTTPException(404) from None
    return Response(encoded, media_type=_TYPES[extension], headers=_FOREVER)


@router.get("/thumbnail/{run}/{digest}/{side}")
def thumbnail(run: RunNumber, digest: Digest, side: int, here: Here) -> Response:
    """Return a small version of a picture, or a placeholder where there is none to be made."""
    if side not in SIDES:
        raise HTTPException(404)
    extension = _extension(here, run, digest)
    key = f"{run}/{digest}/{side}"
    found = here.thumbnails.get(key)
    if found is None:
        try:
            encoded = here.runs[run].images.get(digest, extension)
            found = here.thumbnails.make(encoded, side=side)
        except DamagedRunError:
            return _placeholder(say("no longer in the run folder"), side)
        except UndecodableError:
            return _placeholder(say("broken picture"), side)
        here.thumbnails.put(key, found)
    return Response(found, media_type="image/webp", headers=_FOREVER)


def _extension(here: Opened, run: int, digest: str) -> str:
    """Return how a picture of the run is kept; what is not a picture of it is not served."""
    row = here.row_of(run, digest)
    extension = None if row is None else here.collection.words["extension"][row]
    if extension not in _TYPES:
        raise HTTPException(404)
    return extension


def _placeholder(text: str, side: int) -> Response:
    words = escape(text)
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}"'
        f' viewBox="0 0 192 192"><rect width="192" height="192" fill="#e8e6e1"/>'
        '<text x="96" y="100" text-anchor="middle" font-family="sans-serif" font-size="13"'
        f' fill="#55595f">{words}</text></svg>'
    )
    return Response(drawn, media_type="image/svg+xml")

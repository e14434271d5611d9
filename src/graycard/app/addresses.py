"""Addresses of pages: which of them are one view, and which are written first where room is short.

Links lead to one view by several addresses, such as `/shares` and `/shares?run=0`. A static copy
writes it once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from graycard.app.gallery import PAGE
from graycard.app.tongue import PARAMETER
from graycard.errors import InputError

Defaults = Mapping[str, Mapping[str, str]]
"""By the path of a page, values of parameters that show the same as no value."""

_NO_PAGES: Final = ("/image/", "/thumbnail/")
_LEFT: Final = {PAGE: "1"}
"""Of any page: the first page of a grid is the one that is shown anyway."""


def canonical(address: str, defaults: Defaults) -> str:
    """Return the one address that a static copy has for a view; a place on the page is kept.

    Args:
        address: From the root on.
        defaults: Of the pages.

    Example:
        >>> canonical("/shares?run=0&attribute=glasses&page=1", {"/shares": {"run": "0"}})
        '/shares?attribute=glasses'
        >>> canonical("/pictures?stratum=a%20nurse&outcome=#main", {})
        '/pictures?stratum=a+nurse#main'
    """
    parts = urlsplit(address)
    page = f"/{parts.path.split('/')[1]}"
    idle = {**_LEFT, **defaults.get(page, {})}
    kept = sorted(pair for pair in parse_qsl(parts.query) if idle.get(pair[0]) != pair[1])
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{parts.path}{query}{f'#{parts.fragment}' if parts.fragment else ''}"


def is_page(address: str) -> bool:
    """Return whether an address is that of a page, and not of a file that pages load or offer.

    Example:
        >>> is_page("/shares?run=0"), is_page("/shares?figure=share-0&download=csv")
        (True, False)
    """
    parts = urlsplit(address)
    is_file = parts.path.startswith(_NO_PAGES) or "." in parts.path
    return not (is_file or any(name == "download" for name, _ in parse_qsl(parts.query)))


def rank(address: str, menu: Collection[str]) -> int:
    """Return how late a page comes: what tells of many pictures before what tells of one.

    Pages of the menu come first (0), then views of theirs (1), parts of them and grids (2), further
    pages of grids (3), single pictures (4), and neighbours of single pictures (5).

    Args:
        address: Canonical.
        menu: Paths of the pages of the menu.

    Example:
        >>> menu = ("/", "/shares", "/pictures", "/neighbours", "/clusters")
        >>> [rank(one, menu) for one in ("/shares", "/shares?attribute=glasses", "/clusters/3")]
        [0, 1, 2]
        >>> [rank(one, menu) for one in ("/pictures?page=2", "/picture/0/ab", "/neighbours?of=ab")]
        [3, 4, 5]
    """
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query))
    if parts.path == "/neighbours" and "of" in asked:
        return 5
    if parts.path.startswith("/picture/"):
        return 4
    if PAGE in asked:
        return 3
    if parts.path not in menu or (parts.path == "/pictures" and asked):
        return 2
    return 1 if asked else 0


def kind(address: str) -> str:
    """Return of which kind a page is, as the first word of its path.

    Example:
        >>> kind("/picture/0/ab"), kind("/clusters/of?name=nurse"), kind("/")
        ('picture', 'clusters', 'overview')
    """
    return urlsplit(address).path.split("/")[1] or "overview"


def view(typed: str) -> str:
    """Return the view that somebody names by an address of the app, as a browser shows it.

    Args:
        typed: Such as `http://127.0.0.1:8642/words?a.stratum=nurse`, or what follows the port.

    Raises:
        InputError: It is no address of a page.

    Example:
        >>> view("http://127.0.0.1:8642/words?a.stratum=nurse&lang=en#words")
        '/words?a.stratum=nurse'
    """
    try:
        parts = urlsplit(typed.strip())
    except ValueError:
        parts = urlsplit("")
    query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] != PARAMETER])
    address = f"{parts.path}?{query}" if query else parts.path
    if not address.startswith("/") or not is_page(address):
        raise InputError(
            what=f"{typed!r} is no address of a page",
            why="an address begins with / and names no picture and no download",
            fix="take it from the browser: graycard explore RUN",
        )
    return address

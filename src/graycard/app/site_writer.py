"""Pages as files: asked one after the other, what tells of many pictures first, then linked."""

from __future__ import annotations

import heapq
import os
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from html import escape, unescape
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI

from graycard.app.addresses import canonical, is_page, kind, rank
from graycard.app.asking import Answer, ask
from graycard.app.tongue import COOKIE
from graycard.errors import GraycardError, InputError
from graycard.run.files import put

Progress = Callable[[int, int], None]
"""Told how many pages of how many are written; links on a page may lead to more."""

_LINK: Final = re.compile(r'\b(href|src)="(/[^"]*)"')
_NO_FOLLOW: Final = re.compile(r'<a\b[^>]*\brel="nofollow"[^>]*>')
_FORM: Final = re.compile(r"<form\b.*?</form>", re.DOTALL)
_TITLE: Final = re.compile(r"<title>(.*?) · Graycard</title>", re.DOTALL)
_SUFFIXES: Final = {
    "text/html": "html",
    "text/css": "css",
    "text/javascript": "js",
    "text/csv": "csv",
    "application/json": "json",
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/bmp": "bmp",
    "image/tiff": "tif",
    "image/avif": "avif",
}


class SiteWriter:
    """Writes the pages of an app that no server will stand behind.

    Args:
        app: That is asked.
        folder: Where files are put.
        most: Pages at most.
        language: In which they are said.
        views: Addresses of pages that come right after the overview.

    Attributes:
        pages: How many pages were written.
        files: How many other files.
        left_out: Pages that there was no room for, counted by kind.
        broken: Pages and files that could not be made.
    """

    def __init__(
        self, app: FastAPI, folder: Path, *, most: int, language: str, views: Sequence[str]
    ) -> None:
        self._app, self._folder, self._most = app, folder, most
        self._cookie = f"{COOKIE}={language}"
        menu = {one.path: one.defaults for one in app.state.pages if one.path is not None}
        self._menu, self._defaults = frozenset(menu), menu
        self._views = frozenset(self._plain(one) for one in views)
        self._names: dict[str, str] = {}  # address to file, of what is written
        self._known = set[str]()
        self._of_kind = Counter[tuple[int, str]]()
        self._waiting: list[tuple[int, int, int, str]] = []
        self.pages, self.files = 0, 0
        self.left_out: dict[str, int] = {}
        self.broken = set[str]()

    async def write(self, progress: Progress | None = None) -> None:
        """Write the overview, and of what is reached from it as many pages as there is room for.

        Raises:
            GraycardError: The overview cannot be made.
            InputError: A view that was named cannot be made.
        """
        await self._meet("/")
        for one in sorted(self._views):
            await self._meet(one)
        while self._waiting and self.pages < self._most:
            *_, address = heapq.heappop(self._waiting)
            await self._take(address)
            if progress is not None:
                progress(self.pages, min(self.pages + len(self._waiting), self._most))
        left_out = Counter(kind(address) for *_, address in self._waiting)
        self.left_out = dict(left_out.most_common())
        # Which links lead somewhere is known now.
        for name in [name for address, name in self._names.items() if is_page(address)]:
            page = (self._folder / name).read_text("utf-8")
            put(self._folder / name, _LINK.sub(partial(self._relative, page=name), page).encode())

    async def _take(self, address: str) -> None:
        """Keep a page with its links as they are, and take note of what they lead to."""
        answer = await self._ask(address)
        page = _NO_FOLLOW.sub("<a>", _FORM.sub("", answer.body.decode()))
        self._names[address] = _file_name(address, "html")
        put(self._folder / self._names[address], page.encode())
        self.pages += 1
        for link in dict.fromkeys(unescape(found[1]) for found in _LINK.findall(page)):
            await self._meet(link)

    async def _ask(self, address: str) -> Answer:
        answer = await ask(self._app, address, cookie=self._cookie)
        if answer.status == 200:
            return answer
        if address == "/":
            raise GraycardError(
                what=f"the page {address} could not be made",
                why=f"the app answered {answer.status}",
                fix="look at it in the app: graycard explore RUN",
            )
        if address in self._views:
            told = _TITLE.search(answer.body.decode())
            raise InputError(
                what=f"the view {address} could not be made",
                why=unescape(told[1]) if told else f"the app answered {answer.status}",
                fix="open it in the app, and take its address from the browser: graycard explore"
                " RUN",
            )
        # What is answered in place of a page is a page, too, and says why there is no other.
        self.broken.add(address)
        return answer

    async def _meet(self, link: str) -> None:
        """Let a page that is linked wait for its turn, or write a file that is."""
        address = self._plain(link)
        if address in self._known:
            return
        self._known.add(address)
        if is_page(address):
            first = address == "/" or address in self._views
            at = -1 if first else rank(address, self._menu)
            # Kinds take turns, so that many pages of one kind leave room for the others.
            turn = (at, kind(address))
            self._of_kind[turn] += 1
            waits = (at, self._of_kind[turn], len(self._known), address)
            heapq.heappush(self._waiting, waits)
            return
        answer = await self._ask(address)
        if address in self.broken:
            return
        media = answer.headers["content-type"].partition(";")[0]
        self._names[address] = _file_name(address, _SUFFIXES[media])
        put(self._folder / self._names[address], answer.body)
        self.files += 1

    def _plain(self, link: str) -> str:
        return canonical(link, self._defaults).partition("#")[0]

    def _relative(self, found: re.Match[str], *, page: str) -> str:
        address = unescape(found[2])
        name = self._names.get(self._plain(address))
        if name is None:
            return "data-left-out" if found[1] == "href" else ""
        link = os.path.relpath(name, PurePosixPath(page).parent)
        place = urlsplit(address).fragment
        return f'{found[1]}="{escape(f"{link}#{place}" if place else link, quote=True)}"'


def _file_name(address: str, suffix: str) -> str:
    """Return a file's name for an address: legible, short, and no other address's."""
    parts = urlsplit(address)
    path = re.sub(r"[^A-Za-z0-9/_-]+", "-", parts.path.strip("/")) or "index"
    path = path.removesuffix(f"-{suffix}")
    if parts.query and not parts.path.startswith("/static/"):
        digest = sha256(address.encode()).hexdigest()[:8]
        told = re.sub(r"[^A-Za-z0-9]+", "-", parts.query)[:40].strip("-")
        path = f"{path}-{told}-{digest}"
    return f"{path}.{suffix}"

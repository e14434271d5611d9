"""The pages as files, to publish beside a paper: the same views, with relative links."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import secrets
import shutil
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from html import escape, unescape
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI

from graycard.app.asking import Answer, ask
from graycard.app.server import build
from graycard.app.tongue import COOKIE
from graycard.errors import GraycardError, InputError
from graycard.run.files import TEMPORARY, flush, put, writing_to

MOST: Final = 2_000
"""Pages that are written, unless more are asked for."""

_LINK: Final = re.compile(r'\b(href|src)="(/[^"]*)"')
_NO_FOLLOW: Final = re.compile(r'<a\b[^>]*\brel="nofollow"[^>]*>')
_FORM: Final = re.compile(r"<form\b.*?</form>", re.DOTALL)
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


@dataclass(frozen=True, kw_only=True)
class Site:
    """What was written.

    Attributes:
        start: The file to begin with.
        pages: How many pages.
        files: How many other files.
        left_out: Pages that there was no room for; links to them are text.
        broken: Pages and files that could not be made, as of a picture that is damaged: the page
            says why, and links to the file are text.
    """

    start: Path
    pages: int
    files: int
    left_out: int
    broken: int


def write_site(
    runs: Sequence[Path], folder: Path, *, most: int = MOST, language: str = "en"
) -> Site:
    """Write the pages of the app as files that need no server.

    Pages are taken in the order of their distance from the overview. Forms, and whatever else
    needs a server, are left out; every page says so. The folder is there once all of it is.

    Args:
        runs: Run folders.
        folder: New or empty.
        most: Pages at most; one of every picture may be too many.
        language: In which they are written.

    Raises:
        InputError: There is something in the folder.
        RunError: A run cannot be shown.
        GraycardError: The overview cannot be made.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InputError(
            what=f"{folder} is not empty",
            why="what is there might be overwritten, or be published by mistake",
            fix="name a new folder",
        )
    app = build(runs, live=False)
    with _whole(folder) as temporary:
        writer = _Writer(app, temporary, most, language)
        # In a thread of its own: where this is called, as in a notebook, a loop may run already.
        with ThreadPoolExecutor(max_workers=1) as thread:
            thread.submit(lambda: asyncio.run(writer.write())).result()
    return Site(
        start=folder / "index.html",
        pages=writer.pages,
        files=writer.files,
        left_out=len(writer.left_out),
        broken=len(writer.broken),
    )


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """Give a folder to write to, and put what is in it in place if all goes well."""
    place = folder.resolve()
    # A folder that is there may be a mounted one, which cannot be renamed away.
    there = place.is_dir()
    temporary = (place if there else place.parent) / f"{TEMPORARY}{secrets.token_hex(8)}"
    try:
        yield temporary
        with writing_to(folder):
            if there:
                for one in list(temporary.iterdir()):
                    one.replace(place / one.name)
            else:
                temporary.replace(place)
            flush(place if there else place.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


class _Writer:
    def __init__(self, app: FastAPI, folder: Path, most: int, language: str) -> None:
        self._app, self._folder, self._most = app, folder, most
        self._cookie = f"{COOKIE}={language}"
        self._names: dict[str, str] = {}  # address to file
        self._waiting = deque(["/"])
        self.pages, self.files = 0, 0
        self.left_out, self.broken = set[str](), set[str]()

    async def write(self) -> None:
        """Write the overview and all that is reached from it."""
        self._names["/"] = "index.html"
        while self._waiting:
            address = self._waiting.popleft()
            answer = await self._ask(address)
            html = _FORM.sub("", answer.body.decode())
            html = _NO_FOLLOW.sub("<a>", html)
            for link in dict.fromkeys(unescape(found[1]) for found in _LINK.findall(html)):
                await self._meet(link)
            name = self._names[address]
            self._put(name, _LINK.sub(partial(self._relative, page=name), html).encode())
            self.pages += 1

    async def _ask(self, address: str) -> Answer:
        answer = await ask(self._app, address, cookie=self._cookie)
        if answer.status != 200 and address == "/":
            raise GraycardError(
                what=f"the page {address} could not be made",
                why=f"the app answered {answer.status}",
                fix="look at it in the app: graycard explore RUN",
            )
        if answer.status != 200:
            # What is answered in place of a page is a page, too, and says why there is no other.
            self.broken.add(address)
        return answer

    async def _meet(self, address: str) -> None:
        """Take note of a page that is linked, or write a file that is."""
        plain = address.partition("#")[0]
        if plain in self._names or plain in self.left_out or plain in self.broken:
            return
        is_page = _is_page(plain)
        if is_page and self.pages + len(self._waiting) >= self._most - 1:
            self.left_out.add(plain)
            return
        if is_page:
            self._names[plain] = _file_name(plain, "html")
            self._waiting.append(plain)
            return
        answer = await self._ask(plain)
        if plain in self.broken:
            return
        kind = answer.headers["content-type"].partition(";")[0]
        self._names[plain] = _file_name(plain, _SUFFIXES[kind])
        self._put(self._names[plain], answer.body)
        self.files += 1

    def _put(self, name: str, content: bytes) -> None:
        put(self._folder / name, content)

    def _relative(self, found: re.Match[str], *, page: str) -> str:
        address, hash_, place = unescape(found[2]).partition("#")
        name = self._names.get(address)
        if name is None:
            return "data-left-out" if found[1] == "href" else ""
        link = os.path.relpath(name, PurePosixPath(page).parent)
        return f'{found[1]}="{escape(f"{link}{hash_}{place}", quote=True)}"'


def _is_page(address: str) -> bool:
    """Return whether an address is that of a page, and not of a file that pages load or offer."""
    path, query = urlsplit(address).path, urlsplit(address).query
    is_file = path.startswith(("/image/", "/thumbnail/")) or "." in path or "download=" in query
    return not is_file


def _file_name(address: str, suffix: str) -> str:
    """Return a file's name for an address: legible, short, and no other address's."""
    parts = urlsplit(address)
    path = re.sub(r"[^A-Za-z0-9/_-]+", "-", parts.path.strip("/")) or "index"
    path = path.removesuffix(f"-{suffix}")
    if parts.query and not parts.path.startswith("/static/"):
        digest = hashlib.sha256(address.encode()).hexdigest()[:8]
        told = re.sub(r"[^A-Za-z0-9]+", "-", parts.query)[:40].strip("-")
        path = f"{path}-{told}-{digest}"
    return f"{path}.{suffix}"

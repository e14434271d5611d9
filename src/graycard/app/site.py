"""The pages as files, to publish beside a paper: the same views, with relative links."""

from __future__ import annotations

import asyncio
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graycard.app.addresses import view
from graycard.app.server import build
from graycard.app.site_writer import Progress, SiteWriter
from graycard.errors import InputError
from graycard.language import refuse_unknown_language
from graycard.run.files import TEMPORARY, flush, writing_to

MOST: Final = 2_000
"""Pages that are written, unless more are asked for."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """What was written.

    Attributes:
        start: The file to begin with.
        pages: How many pages.
        files: How many other files.
        left_out: Pages that there was no room for, counted by kind; links to them are text.
        broken: Pages and files that could not be made, as of a picture that is damaged: the page
            says why, and links to the file are text.
    """

    start: Path
    pages: int
    files: int
    left_out: Mapping[str, int]
    broken: int


def write_site(
    runs: Sequence[Path],
    folder: Path,
    *,
    most: int = MOST,
    language: str = "en",
    views: Sequence[str] = (),
    progress: Progress | None = None,
) -> Site:
    """Write the pages of the app as files that need no server.

    What forms would ask for is offered by links where there is not too much of it, and `views` adds
    more. Pages that tell of many pictures come first, and those of single pictures last. Forms, and
    whatever else needs a server, are left out; every page says so. The folder is there once all of
    it is.

    Args:
        runs: Run folders.
        folder: New or empty.
        most: Pages at most; one of every picture may be too many.
        language: In which they are written.
        views: Addresses of pages of the app that must be among them; the overview leads to them.
        progress: Told after each page.

    Raises:
        InputError: There is something in the folder, there is no such language, a view is none,
            or there are too many.
        RunError: A run cannot be shown.
        GraycardError: The overview cannot be made.
    """
    refuse_unknown_language(language)
    if folder.exists() and any(folder.iterdir()):
        raise InputError(
            what=f"{folder} is not empty",
            why="what is there might be overwritten, or be published by mistake",
            fix="name a new folder",
        )
    named = tuple(dict.fromkeys(view(one) for one in views))
    if len(named) >= most:
        raise InputError(
            what=f"{len(named)} views do not fit into {most} pages",
            why="the overview is a page as well",
            fix=f"--most-pages {len(named) + 1} or more",
        )
    app = build(runs, live=False, views=named)
    with _whole(folder) as temporary:
        writer = SiteWriter(app, temporary, most=most, language=language, views=named)
        # In a thread of its own: where this is called, as in a notebook, a loop may run already.
        with ThreadPoolExecutor(max_workers=1) as thread:
            thread.submit(lambda: asyncio.run(writer.write(progress))).result()
    return Site(
        start=folder / "index.html",
        pages=writer.pages,
        files=writer.files,
        left_out=writer.left_out,
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

"""`graycard explore RUN ...`: the local web app, or its pages as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graycard.cli._progress import PageLines
from graycard.cli._say import say
from graycard.cli.explore._options import RunPaths
from graycard.errors import InputError

_PUBLIC = (
    "Listen on all addresses of this machine and answer to this host name, too. EVERYBODY who can "
    "reach the port sees all pictures and prompts of these runs; there is no password. Such a copy "
    "takes no labels and names nobody who gave any. For containers; may be given several times."
)

_VIEW = (
    "With --export: a page that must be among them, by its address in the app, such as "
    "'/words?a.stratum=nurse&b.stratum=ceo'; may be given several times."
)

_LANGUAGE = (
    "Of the pages, en or zh-Hans. Without it a browser gets what was chosen in it or what it"
    " prefers, and a static copy is English."
)


def app(
    runs: RunPaths,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="To listen on, 8642 if it is free; 0 for any."),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address and open nothing.")
    ] = False,
    public_as: Annotated[
        list[str] | None, typer.Option("--public-as", metavar="HOST", help=_PUBLIC)
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the pages to a new folder and serve nothing."),
    ] = None,
    most_pages: Annotated[int, typer.Option(min=1, help="With --export: pages at most.")] = 2000,
    view: Annotated[list[str] | None, typer.Option(metavar="ADDRESS", help=_VIEW)] = None,
    language: Annotated[str | None, typer.Option(help=_LANGUAGE)] = None,
) -> None:
    """Look at runs in the browser of this machine. Nothing is written but people's labels."""
    from graycard.hub.packages import require_packages

    require_packages(
        ("fastapi", "uvicorn", "python_multipart"), what="the pages of the app", extra="explore"
    )
    if export is not None:
        _export(runs, export, most_pages=most_pages, language=language or "en", views=view or [])
        return
    if view:
        raise InputError(
            what="--view is given without --export",
            why="it names pages of a static copy; an app has all of them",
            fix="add --export DIR, or open the address in the app",
        )
    from graycard.app.server import serve

    def started(address: str) -> None:
        say(f"open {address} (Ctrl-C ends it)")
        if not (no_browser or public_as):
            import webbrowser

            webbrowser.open(address)

    serve(runs, port=port, public_as=public_as or (), language=language, started=started)


def _export(
    runs: list[Path], folder: Path, *, most_pages: int, language: str, views: list[str]
) -> None:
    from graycard.app.site import write_site

    site = write_site(
        runs, folder, most=most_pages, language=language, views=views, progress=PageLines()
    )
    say(f"{site.pages} pages and {site.files} files; begin with {site.start}")
    if site.left_out:
        n = sum(site.left_out.values())
        pages = "1 more page was" if n == 1 else f"{n} more pages were"
        kinds = ", ".join(f"{kind} {n}" for kind, n in site.left_out.items())
        say(
            f"note: {pages} left out ({kinds}); --most-pages writes them, --view one of them",
            err=True,
        )
    if site.broken:
        say(f"note: {site.broken} pages or files could not be made; their pages say why", err=True)

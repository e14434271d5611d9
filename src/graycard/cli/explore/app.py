"""`graycard explore RUN ...`: the local web app, or its pages as files."""

from __future__ import annotations

from typing import Annotated

import typer

from graycard.cli._say import say
from graycard.cli.explore._options import RunPaths

_PUBLIC = (
    "Listen on all addresses of this machine and answer to this host name, too. EVERYBODY who can "
    "reach the port sees all pictures and prompts of these runs; there is no password. Such a copy "
    "takes no labels. For containers; may be given several times."
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
) -> None:
    """Look at runs in the browser of this machine. Nothing is written but people's labels."""
    from graycard.hub.packages import require_packages

    require_packages(
        ("fastapi", "uvicorn", "python_multipart"), what="the pages of the app", extra="explore"
    )
    from graycard.app.server import serve

    def started(address: str) -> None:
        say(f"open {address} (Ctrl-C ends it)")
        if not (no_browser or public_as):
            import webbrowser

            webbrowser.open(address)

    serve(runs, port=port, public_as=public_as or (), started=started)

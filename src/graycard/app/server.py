"""The app, and the server that shows it to this machine's browser."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from graycard.app import images
from graycard.app.answers import tell_errors
from graycard.app.guard import LOOPBACK, Guard, Rules
from graycard.app.opened import Opened
from graycard.app.pages import pages
from graycard.app.renewal import Renewal
from graycard.app.tongue import PARAMETER, Tongue
from graycard.errors import EnvironmentFaultError
from graycard.language import refuse_unknown_language

PORT: Final = 8642
"""Taken where it is free and no other was asked for."""

_HOME: Final = "127.0.0.1"
_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104  asked for by name only
_FRAMED_BY: Final = ("'self'", "https://huggingface.co")
"""Who may show a public copy in a frame: a Space is shown so."""


class _App(FastAPI):
    """FastAPI, with the guard outside everything, answers to errors included."""

    rules: Rules

    def build_middleware_stack(self) -> ASGIApp:
        return Guard(Tongue(super().build_middleware_stack()), rules=self.rules)


def build(
    runs: Sequence[Path],
    *,
    public_as: Sequence[str] = (),
    live: bool = True,
    views: Sequence[str] = (),
) -> FastAPI:
    """Return the app for some runs; it listens nowhere yet.

    Args:
        runs: Run folders.
        public_as: Host names to answer to besides those of this machine; with any, the app writes
            nothing.
        live: Whether a server will stand behind the pages; not so for a static copy.
        views: Addresses that the overview of a static copy leads to.

    Raises:
        RunError: If a folder is no run that is measured.
    """
    app = _App(docs_url=None, redoc_url=None, openapi_url=None)
    names = LOOPBACK | {name.lower() for name in public_as}
    app.rules = Rules(
        names=names, writable=not public_as, framed_by=_FRAMED_BY if public_as else ()
    )
    app.state.renewal = Renewal(Opened(runs, writable=not public_as, live=live, views=views))
    app.state.pages = pages()
    app.include_router(images.router)
    for one in app.state.pages:
        app.include_router(one.router)
    tell_errors(app)
    return app


def serve(
    runs: Sequence[Path],
    *,
    port: int | None = None,
    public_as: Sequence[str] = (),
    language: str | None = None,
    started: Callable[[str], None] = print,
) -> None:
    """Show runs to the browsers of this machine until interrupted.

    Args:
        runs: Run folders.
        port: To listen on; 0 for any that is free, None for 8642 or else any that is free.
        public_as: Host names under which everybody may look; see `graycard explore app --help`.
        language: In which the address that is told opens the pages; None for what the browser
            prefers.
        started: Is told the address once the server answers.

    Raises:
        InputError: If there is no such language.
        RunError: If a folder is no run that is measured.
        EnvironmentFaultError: If the port is taken.
    """
    if language is not None:
        refuse_unknown_language(language)
    opening = "" if language is None else f"?{PARAMETER}={language}"
    app = build(runs, public_as=public_as)
    app.state.renewal.opened.prepare()
    with _listening(_EVERYWHERE if public_as else _HOME, port) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/{opening}"
        server_of(app, started=lambda: started(address)).run(sockets=[listener])


def server_of(app: FastAPI, *, started: Callable[[], None]) -> uvicorn.Server:
    """Return a server for an app, which listens on the sockets that it is run with.

    Args:
        app: As `build` makes it.
        started: Is called once the server answers.
    """
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="off",
    )
    return _Server(config, started, app.state.renewal)


class _Server(uvicorn.Server):
    """A server that says when it answers, and leaves no label on its way."""

    def __init__(
        self, config: uvicorn.Config, answers: Callable[[], None], renewal: Renewal
    ) -> None:
        super().__init__(config)
        self._answers, self._renewal = answers, renewal

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._renewal.opened.collect_labels()  # of an app that was killed
        await super().startup(sockets)
        if self.started:
            self._answers()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        self._renewal.opened.collect_labels()


def _listening(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens on a port, or on another one if none was asked for."""
    try:
        return socket.create_server((host, PORT if port is None else port))
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        if port is None:
            return socket.create_server((host, 0))
        raise EnvironmentFaultError(
            what=f"port {port} cannot be listened on",
            why=str(error.strerror),
            fix="choose another one with --port, or --port 0 for any that is free",
        ) from error

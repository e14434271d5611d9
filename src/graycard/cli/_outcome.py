"""What a command that wrote to a run says when it is done."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from graycard.run.run import Run

_INTERRUPTED = 130
_TERMINATED = 143
_FINISHED_WITH_FAULTS = 4


def tell(run: Run, *, as_json: bool) -> None:
    """Print what came of a run and where its report is.

    Raises:
        typer.Exit: With code 4 if requests failed or a reader crashed.
    """
    from graycard.run.summary import summarise

    summary = summarise(run)
    if as_json:
        typer.echo(json.dumps(summary.model_dump(), indent=2, ensure_ascii=False))
    else:
        outcomes = ", ".join(f"{n} {name}" for name, n in summary.outcomes.items() if n)
        images = "image" if summary.requested == 1 else "images"
        numbers = "number" if summary.estimates == 1 else "numbers"
        typer.echo(f"{summary.requested} {images} requested: {outcomes}")
        typer.echo(f"{summary.estimates} {numbers}, {summary.not_estimated} that could not be had")
        typer.echo(f"report  {summary.report}")
    if summary.outcomes["failed"] or summary.crashed:
        if summary.outcomes["failed"]:
            again = f"graycard resume {run.path} --retry-failed"
            failed = summary.outcomes["failed"]
            requests = "request" if failed == 1 else "requests"
            typer.echo(f"note: {failed} {requests} failed; {again}", err=True)
        if summary.crashed:
            show = f"graycard show {run.path} --missing"
            typer.echo(f"note: a reader crashed on {summary.crashed} readings; {show}", err=True)
        raise typer.Exit(_FINISHED_WITH_FAULTS)


class _Terminated(KeyboardInterrupt):
    """The process was asked to end, as by `kill`, a job scheduler or a container's stop."""


@contextmanager
def resumable(path: Path) -> Iterator[None]:
    """Say on Ctrl-C, and when asked to end, that what is done is kept, and how to go on."""
    before = signal.getsignal(signal.SIGTERM)
    # Handlers can be set in the main thread alone; one that is not Python's could not be set back.
    ours = before is not None and threading.current_thread() is threading.main_thread()
    if ours:
        signal.signal(signal.SIGTERM, _end)
    try:
        yield
    except KeyboardInterrupt as error:
        typer.echo(f"\ninterrupted; {_how_to_go_on(path)}", err=True)
        code = _TERMINATED if isinstance(error, _Terminated) else _INTERRUPTED
        raise typer.Exit(code) from None
    finally:
        if ours:
            signal.signal(signal.SIGTERM, before)


def _how_to_go_on(path: Path) -> str:
    from graycard.run.folder import RunFolder

    if RunFolder(path).manifest.is_file():
        return f"to go on: graycard resume {path}"
    return "nothing was asked for yet; to begin anew, give the same command again"


def _end(*_: object) -> NoReturn:
    raise _Terminated

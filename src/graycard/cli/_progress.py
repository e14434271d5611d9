"""How far long work is: a bar on a terminal, plain lines in a log, on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import typer

if TYPE_CHECKING:
    from graycard.auditing.progress import Phase, Progress

_SECONDS_BETWEEN_LINES: Final = 10.0
_COUNTED: Final = ("generate", "read")


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Show progress in the way that fits where standard error goes."""
    if sys.stderr.isatty():
        with _bars() as progress:
            yield progress
    else:
        yield _Lines()


class _Lines:
    """A line when a phase begins, every few seconds, and when it ends."""

    def __init__(self) -> None:
        self._phase = ""
        self._began = 0.0
        self._said = 0.0

    def __call__(self, phase: Phase, *, done: int, total: int, new: int = 0) -> None:
        now = time.monotonic()
        if phase != self._phase:
            self._phase, self._began, self._said = phase, now, now
        if done < total and (done == 0 or now - self._said < _SECONDS_BETWEEN_LINES):
            return
        self._said = now
        if phase not in _COUNTED:
            typer.echo(f"{phase}: done", err=True)
            return
        rate = new / max(now - self._began, 1e-9)
        left = f", {(total - done) / rate:.0f} s left" if rate and done < total else ""
        pace = f"{rate:.0f} a second{left}" if new else "already there"
        if 0 < new < done:
            pace = f"{done - new} already there, {pace}"
        typer.echo(f"{phase}: {done} of {total} images, {pace}", err=True)


class PageLines:
    """A line every few seconds while pages are written; links on them may lead to more."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._said >= _SECONDS_BETWEEN_LINES:
            self._said = now
            typer.echo(f"{done} of at least {total} pages are written", err=True)


@contextmanager
def _bars() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeRemainingColumn,
    )

    bars = Progress(
        TextColumn("{task.description:<9}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    tasks: dict[str, TaskID] = {}

    def progress(phase: Phase, *, done: int, total: int, new: int = 0) -> None:
        if phase not in tasks:
            tasks[phase] = bars.add_task(phase, total=total, rate="")
        task = bars.tasks[bars.task_ids.index(tasks[phase])]
        rate = f"{task.speed:.0f}/s" if task.speed and new and phase in _COUNTED else ""
        bars.update(tasks[phase], completed=done, rate=rate)

    with bars:
        yield progress

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
_SECONDS_WITHOUT_A_LINE: Final = 60.0
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
    """A line when a phase begins and ends, with each tenth of it, and at least every minute.

    Tenths that follow each other within seconds have none.
    """

    def __init__(self) -> None:
        self._phase = ""
        self._began = self._said = 0.0
        self._tenth = 0

    def __call__(
        self, phase: Phase, *, done: int, total: int, new: int = 0, missing: int = 0
    ) -> None:
        now = time.monotonic()
        begins = phase != self._phase
        if begins:
            self._phase, self._began, self._said, self._tenth = phase, now, now, 0
        if phase not in _COUNTED:
            if done == total:
                typer.echo(f"{phase}: done", err=True)
            return
        tenth, waited = 10 * done // max(total, 1), now - self._said
        nothing_yet = begins and done == 0
        due = tenth > self._tenth and waited >= _SECONDS_BETWEEN_LINES
        if not (nothing_yet or due or waited >= _SECONDS_WITHOUT_A_LINE or done == total):
            return
        self._said, self._tenth = now, tenth
        words = [f"{phase}: {done} of {total} images"]
        if new < done:
            words.append(f"{done - new} already there" if new else "already there")
        if missing:
            words.append(f"{missing} without a picture")
        if new:
            rate = new / max(now - self._began, 1e-9)
            words.append(_pace(rate))
            if done < total:
                words.append(f"{_span((total - done) / rate)} left")
        typer.echo(", ".join(words), err=True)


def _pace(a_second: float) -> str:
    """Return a rate by the unit in which it is no small fraction."""
    for unit, times in (("second", 1), ("minute", 60)):
        if a_second * times >= 1:
            return f"{_short(a_second * times)} a {unit}"
    return f"{_short(a_second * 3600)} an hour"


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{_short(seconds / 3600)} h"


def _short(number: float) -> str:
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}"


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

    def progress(
        phase: Phase,
        *,
        done: int,
        total: int,
        new: int = 0,
        missing: int = 0,  # noqa: ARG001  a bar has no room for it
    ) -> None:
        if phase not in tasks:
            tasks[phase] = bars.add_task(phase, total=total, rate="")
        task = bars.tasks[bars.task_ids.index(tasks[phase])]
        rate = _pace(task.speed) if task.speed and new and phase in _COUNTED else ""
        bars.update(tasks[phase], completed=done, rate=rate)

    with bars:
        yield progress

"""How long work says how far it is."""

from __future__ import annotations

from typing import Literal, Protocol

Phase = Literal["generate", "read", "measure", "report"]


class Progress(Protocol):
    """Something that is told how far a phase is."""

    def __call__(
        self, phase: Phase, *, done: int, total: int, new: int = 0, missing: int = 0
    ) -> None:
        """Take note of how far a phase is.

        Args:
            phase: Of the audit.
            done: Images (or steps) that are done.
            total: Of how many.
            new: How many of those done were not there already when the phase began.
            missing: How many of the new ones brought no picture.
        """
        ...


def silent(phase: Phase, *, done: int, total: int, new: int = 0, missing: int = 0) -> None:
    """Say nothing."""


class Count:
    """Tells how far a phase is, while a chunk is being made as well as when it is whole.

    Attributes:
        new: Images of the phase that are done and were not there when it began.

    Example:
        >>> def progress(phase, *, done, total, new=0, missing=0):
        ...     print(f"{done} of {total}, {new} new, {missing} of them missing")
        >>> count = Count(progress, "generate", total=4)
        0 of 4, 0 new, 0 of them missing
        >>> count(0, there=2)
        2 of 4, 0 new, 0 of them missing
        >>> count(2, missing=1)
        4 of 4, 2 new, 1 of them missing
    """

    def __init__(self, progress: Progress, phase: Phase, *, total: int) -> None:
        self._progress, self._phase, self._total = progress, phase, total
        self.new = self._there = self._missing = 0
        self._say()

    def __call__(self, new: int, *, there: int = 0, missing: int = 0) -> None:
        """Take note of what was done since; see `executors.Tell`."""
        self.new += new
        self._there += there
        self._missing += missing
        if new or there:
            self._say()

    def _say(self) -> None:
        done = self._there + self.new
        self._progress(
            self._phase, done=done, total=self._total, new=self.new, missing=self._missing
        )

"""How long work says how far it is."""

from __future__ import annotations

from typing import Literal, Protocol

Phase = Literal["generate", "read", "measure", "report"]


class Progress(Protocol):
    """Something that is told how far a phase is."""

    def __call__(self, phase: Phase, *, done: int, total: int, new: int = 0) -> None:
        """Take note of how far a phase is.

        Args:
            phase: Of the audit.
            done: Images (or steps) that are done.
            total: Of how many.
            new: How many of those done were not there already when the phase began.
        """
        ...


def silent(phase: Phase, *, done: int, total: int, new: int = 0) -> None:
    """Say nothing."""


class Count:
    """Tells how far a phase is, while a chunk is being made as well as when it is whole.

    Attributes:
        new: Images of the phase that are done and were not there when it began.

    Example:
        >>> def progress(phase, *, done, total, new=0):
        ...     print(phase, done, "of", total, "of which new", new)
        >>> count = Count(progress, "generate", total=4)
        generate 0 of 4 of which new 0
        >>> count.whole(2, told=0, new=0)  # a chunk that was there
        generate 2 of 4 of which new 0
        >>> count(1)
        generate 3 of 4 of which new 1
        >>> count(1)
        generate 4 of 4 of which new 2
        >>> count.whole(2, told=2, new=2)
    """

    def __init__(self, progress: Progress, phase: Phase, *, total: int) -> None:
        self._progress, self._phase, self._total = progress, phase, total
        self.new = self._there = 0
        self._say()

    def __call__(self, more: int) -> None:
        """Take note that so many more images are done."""
        self.new += more
        self._say()

    def whole(self, images: int, *, told: int, new: int) -> None:
        """Take note that a chunk is done.

        Args:
            images: In it.
            told: How many of these the count was told of.
            new: How many of these were not there.
        """
        self.new += new - told
        self._there += images - new
        if images > told:
            self._say()

    def _say(self) -> None:
        done = self._there + self.new
        self._progress(self._phase, done=done, total=self._total, new=self.new)

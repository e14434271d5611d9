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

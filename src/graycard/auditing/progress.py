"""How long work says how far it is."""

from __future__ import annotations

from typing import Literal, Protocol

Phase = Literal["generate", "read", "measure", "report"]


class Progress(Protocol):
    """Something that is told how far a phase is."""

    def __call__(self, phase: Phase, *, done: int, total: int) -> None:
        """Take note that so many of so many images (or steps) of a phase are done."""
        ...


def silent(phase: Phase, *, done: int, total: int) -> None:
    """Say nothing."""

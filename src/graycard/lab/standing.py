"""How far the stages of a training folder are."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import torch

from graycard.lab.stages import STAGES


class Standing(NamedTuple):
    """How far a stage is.

    Attributes:
        step: Optimiser steps done and kept.
        steps: Of its schedule.
    """

    step: int
    steps: int

    def __str__(self) -> str:
        return f"{self.step} of {self.steps} steps"


def standing(folder: Path) -> dict[str, Standing]:
    """Return how far each stage is that has a checkpoint."""
    found: dict[str, Standing] = {}
    for stage in STAGES:
        path = folder / "checkpoints" / f"{stage}.pt"
        if path.exists():
            state = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
            found[stage] = Standing(state["step"], state["schedule"]["steps"])
    return found

"""The pictures of an evaluation: drawn once, each from a seed of its own."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from diffusers import StableDiffusionPipeline
from numpy.typing import NDArray

from graycard.avatar import professions
from graycard.avatar.seeds import derive
from graycard.lab.evaluate.prompts import MARKED, unmarked
from graycard.lab.generation import generate
from graycard.lab.precision import Precision
from graycard.lab.stage import Say

GUIDANCES: Final = (1.0, 2.0, 3.0, 5.0)
"""At which the shares of unmarked prompts are looked at."""

MARKED_GUIDANCE: Final = 3.0
"""At which marked prompts have to be obeyed."""


@dataclass(frozen=True)
class Drawn:
    """What the model drew, uint8.

    Attributes:
        unmarked: Guidance to pictures of every profession, shape
            `(professions, each, 64, 64, 3)`.
        empty: Pictures of the empty prompt at guidance 1, shape `(n, 64, 64, 3)`.
        marked: Pictures of the marked prompts at guidance 3, shape `(prompts, each, 64, 64, 3)`.
        seconds: That drawing took.
    """

    unmarked: Mapping[float, NDArray[np.uint8]]
    empty: NDArray[np.uint8]
    marked: NDArray[np.uint8]
    seconds: float

    @property
    def pictures(self) -> int:
        """How many there are."""
        rows = [*self.unmarked.values(), self.marked]
        return len(self.empty) + sum(len(row) for block in rows for row in block)


def draw(
    pipeline: StableDiffusionPipeline,
    *,
    each: int,
    seed: int,
    steps: int,
    guidances: Sequence[float] = GUIDANCES,
    precision: Precision = "float32",
    say: Say = print,
) -> Drawn:
    """Draw everything that is to be judged.

    No two pictures share a seed, so that shares at different guidances are independent.

    Args:
        pipeline: Of avatars.
        each: Pictures a prompt and guidance; of the empty prompt as many as of all professions.
        seed: Of the evaluation.
        steps: Of the scheduler.
        guidances: Of the unmarked prompts.
        precision: That the pipeline computes in.
        say: Told about progress, a line at a time.
    """
    start = time.monotonic()

    def drawn(what: str, prompts: Sequence[str], n: int, guidance: float) -> NDArray[np.uint8]:
        began = time.monotonic()
        images = generate(
            pipeline,
            [prompt for prompt in prompts for _ in range(n)],
            seeds=[
                derive(seed, what, f"{guidance:g}", prompt, at) % 2**32
                for prompt in prompts
                for at in range(n)
            ],
            steps=steps,
            guidance=guidance,
            precision=precision,
        )
        pace = len(images) / max(time.monotonic() - began, 1e-9)
        say(f"{what}, guidance {guidance:g}: {len(images)} pictures, {pace:.0f} a second")
        return images.reshape(len(prompts), n, *images.shape[1:])

    names = [unmarked(name) for name in professions()]
    by_guidance = {w: drawn("unmarked", names, each, w) for w in guidances}
    empty = drawn("empty prompt", [""], each * len(names), 1.0)[0]
    marked = drawn("marked", MARKED, each, MARKED_GUIDANCE)
    return Drawn(by_guidance, empty, marked, time.monotonic() - start)

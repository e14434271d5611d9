"""Which examples a step learns from: marked and unmarked captions in a fixed proportion."""

from __future__ import annotations

import torch
from torch import Tensor

from graycard.errors import InputError
from graycard.lab.examples import Examples
from graycard.lab.stage import batch_of


def is_marked(examples: Examples) -> Tensor:
    """Return whose captions state something, bool, shape `(n,)`.

    Every caption claims a profession, and marked ones something besides.
    """
    return torch.tensor([len(claims) > 1 for claims in examples.claims])


class Mixture:
    """Batches of marked and unmarked captions.

    Args:
        examples: With captions of both kinds.
        name: Of what the batches are for; others have another order.
        seed: Of the plan.
        batch: Examples a step, 2 or more.
        marked: Share of marked captions in a batch; at least one caption is of each kind.

    Raises:
        InputError: If captions of one kind are missing.
    """

    def __init__(
        self, examples: Examples, *, name: str, seed: int, batch: int, marked: float
    ) -> None:
        chosen = is_marked(examples)
        count = min(max(1, round(marked * batch)), batch - 1)
        pools = {"marked": (chosen, count), "unmarked": (~chosen, batch - count)}
        for kind, (there, _) in pools.items():
            if not there.any():
                raise InputError(
                    what=f"none of {len(examples)} captions is {kind}",
                    why="every step of the U-Net learns from marked and unmarked captions",
                    fix="set a larger number of examples in the plan",
                )
        self._pools = {
            f"{name} {kind}": (there.nonzero()[:, 0], n) for kind, (there, n) in pools.items()
        }
        self._seed = seed

    def batch(self, step: int) -> Tensor:
        """Return the numbers of a step's examples, the marked ones first."""
        return torch.cat(
            [
                pool[batch_of(name, step, seed=self._seed, n=len(pool), batch=count)]
                for name, (pool, count) in self._pools.items()
            ]
        )

"""What the stage `shares` has learned about how hard each category has to be pushed.

A push in proportion to the gap leaves a gap: where the ordinary loss pulls the other way, the two
come to rest before the shares are the planted ones. So the push has a second part, which grows as
long as a category is drawn too often and shrinks as long as it is drawn too rarely: the Lagrange
multipliers of the constraint that shares are the planted ones, found while the weights are, as in
Platt and Barr, "Constrained differential optimization" (1987). The part in proportion damps them.
"""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor, nn

OF_ALL, OWN = 0.002, 0.004
"""What a drawing adds to the multipliers of all professions, and to those of its own."""

AT_MOST: Final = 0.3
"""Of a multiplier: what cannot be learned may not drown what can."""


class Multipliers(nn.Module):
    """A multiplier for each category of each profession; they begin at 0.

    The drawings before the first step of the stage count as well: what is wrong in them has been so
    for long. 1,152 of them weigh as much as 192 steps.

    It has nothing to train; it is a module so that a stage's checkpoints hold it.

    Args:
        true: Planted shares, shape `(professions, categories)`.

    Attributes:
        values: Of the same shape; positive where a category has been drawn too often.

    Example:
        >>> multipliers = Multipliers(torch.tensor([[0.5, 0.5], [0.5, 0.5]]))
        >>> multipliers.count(torch.tensor([[1.0, 0.0]]), torch.tensor([1]))
        >>> multipliers.values
        tensor([[ 0.0010, -0.0010],
                [ 0.0030, -0.0030]])
    """

    values: Tensor

    def __init__(self, true: Tensor) -> None:
        super().__init__()
        self._true = true
        self.register_buffer("values", torch.zeros_like(true))

    def count(self, shown: Tensor, professions: Tensor) -> None:
        """Let drawings count.

        Args:
            shown: Of each category how likely a drawing shows it, shape `(n, categories)`.
            professions: Their numbers, shape `(n,)`.
        """
        too_often = shown - self._true[professions]
        values = self.values + OF_ALL * too_often.sum(dim=0)
        values = values.index_add(0, professions, OWN * too_often)
        self.values = values.clamp(-AT_MOST, AT_MOST)

"""What is compared with what: pictures, prompts, or the pictures of the same prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from graycard.errors import NothingObservedError
from graycard.explore.telling.scores import Array, Labels
from graycard.language import say

Unit = Literal["pictures", "prompts", "pictures of the same prompts"]

PROMPTS: Final = 6
"""Prompts a group, from which on prompts are the draws, and not their pictures."""
_FEWEST: Final = 3


@dataclass(frozen=True, eq=False)
class Design:
    """Draws, each with its weight in the difference of the groups.

    Attributes:
        unit: What a draw is.
        members: Which draw each picture is part of, -1 for those left out; shape (N,).
        weights: Of each draw, positive in the first group; each side sums to 1 and -1; shape (U,).
        blocks: Among whose draws chance may exchange the groups; shape (U,).
    """

    unit: Unit
    members: Labels
    weights: Array
    blocks: Labels

    @property
    def draws(self) -> tuple[int, int]:
        """How many draws each group has."""
        return int((self.weights > 0).sum()), int((self.weights < 0).sum())


def design_of(prompts: Sequence[str], first: NDArray[np.bool_]) -> Design:
    """Return how two groups are compared.

    Pictures of one prompt are repeats. So if the groups have prompts in common, pictures are only
    compared with those of the same prompt, every prompt weighing alike. Else, if each group has six
    prompts, a prompt is one draw. Else the groups are these very prompts, and pictures are draws.

    Args:
        prompts: Of each picture, of both groups.
        first: Whether each picture is of the first group.

    Raises:
        NothingObservedError: If a group has fewer than three draws.

    Example:
        >>> found = design_of(["a", "a", "b", "b", "b", "b"], np.array([1, 1, 1, 0, 0, 0], bool))
        Traceback (most recent call last):
        graycard.errors.NothingObservedError: too few pictures can be compared: 1 and 3
          why  it takes 3 in each group (only prompts that both groups have are compared)
          fix  choose larger groups, or ask for more images a prompt
        >>> design_of(["a"] * 3 + ["b"] * 4, np.arange(7) < 3).weights.round(2)
        array([ 0.33,  0.33,  0.33, -0.25, -0.25, -0.25, -0.25])
    """
    names, asked = np.unique(np.array(prompts, dtype=str), return_inverse=True)
    sides = [np.bincount(asked[rows], minlength=len(names)) for rows in (first, ~first)]
    shared = (sides[0] > 0) & (sides[1] > 0)
    unit: Unit
    if shared.any():
        unit = "pictures of the same prompts"
        kept = shared[asked]
        members = np.where(kept, np.cumsum(kept) - 1, -1)
        asked, first = asked[kept], first[kept]
        size = np.where(first, sides[0][asked], sides[1][asked]) * shared.sum()
        made = Design(unit, members, np.where(first, 1, -1) / size, asked)
    elif min(int((one > 0).sum()) for one in sides) >= PROMPTS:
        unit = "prompts"
        of_first = sides[0] > 0
        number = np.where(of_first, of_first.sum(), (~of_first).sum())
        weights = np.where(of_first, 1, -1) / number
        made = Design(unit, asked, weights, np.zeros(len(names), np.int64))
    else:
        unit = "pictures"
        size = np.where(first, first.sum(), (~first).sum())
        rows = np.arange(len(first))
        made = Design(unit, rows, np.where(first, 1, -1) / size, np.zeros(len(rows), np.int64))
    if min(made.draws) < _FEWEST:
        raise NothingObservedError(
            what=say(
                "too few pictures can be compared: {n} and {other}",
                n=made.draws[0],
                other=made.draws[1],
            ),
            why=say(
                "it takes {n} in each group (only prompts that both groups have are compared)",
                n=_FEWEST,
            )
            if shared.any()
            else say("it takes {n} in each group", n=_FEWEST),
            fix=say("choose larger groups, or ask for more images a prompt"),
        )
    return made


def least_p(design: Design) -> float:
    """Return the p-value of the groups that are as far apart as can be, over all arrangements.

    Of groups of one size in every block the mirrored arrangement is as far apart.

    Args:
        design: Of the comparison.

    Example:
        >>> least_p(design_of(["a"] * 3 + ["b"] * 3, np.arange(6) < 3))
        0.1
    """
    arrangements, mirrored = 1, 2
    for block in np.unique(design.blocks):
        own = design.weights[design.blocks == block] > 0
        arrangements *= comb(len(own), int(own.sum()))
        if 2 * int(own.sum()) != len(own):
            mirrored = 1
    return mirrored / arrangements


def errors(design: Design, draws: Array) -> tuple[Array, Array]:
    """Return the standard error of the difference for each word, and its degrees of freedom.

    With ``r`` what is left of a draw without the mean of its block and group of ``n``, and ``w``
    its weight: ``sqrt(Σ w² r² n / (n - 1))``, with Satterthwaite's degrees of freedom, since groups
    may scatter differently. Groups of one draw in a block have no scatter of their own; then the
    differences of the blocks are the draws.

    Args:
        design: Of the comparison.
        draws: Shape (U, W).

    Returns:
        Both of shape (W,).

    Source:
        Welch, "The significance of the difference between two means when the population variances
        are unequal", Biometrika 29 (1938); Satterthwaite, "An approximate distribution of estimates
        of variance components", Biometrics Bulletin 2 (1946).

    Example:
        >>> two = Design("pictures", np.arange(5), np.array([1, 1, 1, -1.5, -1.5]) / 3,
        ...              np.zeros(5, np.int64))
        >>> error, freedom = errors(two, np.array([[0.0], [3], [6], [1], [1]]))
        >>> error.round(3), freedom.round(3)  # all of the scatter is that of the three
        (array([1.732]), array([2.]))
    """
    cell = 2 * design.blocks + (design.weights > 0)
    _, cells = np.unique(cell, return_inverse=True)
    sizes = np.bincount(cells)
    blocks = len(np.unique(design.blocks))
    if sizes.min() < 2 or blocks >= PROMPTS:
        _, block = np.unique(design.blocks, return_inverse=True)
        steps = np.zeros((blocks, draws.shape[1]))
        np.add.at(steps, block, blocks * design.weights[:, None] * draws)
        return steps.std(0, ddof=1) / np.sqrt(blocks), np.full(draws.shape[1], blocks - 1.0)
    sums = np.zeros((len(sizes), draws.shape[1]))
    np.add.at(sums, cells, draws)
    left = draws - (sums / sizes[:, None])[cells]
    n = sizes[cells]
    parts = np.zeros_like(sums)
    np.add.at(parts, cells, (design.weights**2 * n / (n - 1))[:, None] * left**2)
    variance, squares = parts.sum(0), (parts**2 / (sizes - 1)[:, None]).sum(0)
    most = np.full(len(variance), float(len(draws) - len(sizes)))
    return np.sqrt(variance), np.divide(variance**2, squares, out=most, where=squares > 0)

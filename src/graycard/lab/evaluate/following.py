"""Does the model draw what it is asked for? Professions, and what marked prompts state."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from graycard.avatar import planted_shares, professions, read_prompt
from graycard.lab.evaluate.prompts import MARKED
from graycard.lab.evaluate.rates import Rate, rate_of
from graycard.types import Noun, Share

Labels = Mapping[str, NDArray[np.str_]]


class Recognised(Noun):
    """How often the profession is read as asked.

    Attributes:
        overall: Over all professions.
        by_profession: Of each.
        chance: The share that guessing evenly would reach.
    """

    overall: Rate
    by_profession: dict[str, Rate]
    chance: Share


class Obeyed(Noun):
    """How often a marked prompt is obeyed.

    Attributes:
        both: What is stated is shown, in the profession that is asked for.
        stated: What is stated is shown, whatever the profession.
        unmarked: The planted share of what is stated, where nobody states it: what a model that
            does not heed the statement would show.
    """

    both: Rate
    stated: Rate
    unmarked: Share


def recognised(read: Labels) -> Recognised:
    """Return how often professions are recognised.

    Args:
        read: Of unmarked pictures; labels of shape `(professions, each)`.
    """
    right = read["profession"] == np.array(professions())[:, None]
    return Recognised(
        overall=rate_of(right),
        by_profession={name: rate_of(row) for name, row in zip(professions(), right, strict=True)},
        chance=1 / (len(professions()) + 1),  # the verifier may also say `person`
    )


def obeyed(read: Labels) -> dict[str, Obeyed]:
    """Return how often each of the marked prompts is obeyed.

    Args:
        read: Of marked pictures; labels of shape `(prompts, each)`.
    """
    found = {}
    for at, prompt in enumerate(MARKED):
        asked = read_prompt(prompt)
        assert asked is not None, "every marked prompt names somebody"
        stated = np.all(
            [np.isin(read[name][at], allowed) for name, allowed in asked.stated.items()], axis=0
        )
        found[prompt] = Obeyed(
            both=rate_of(stated & (read["profession"][at] == asked.profession)),
            stated=rate_of(stated),
            unmarked=math.prod(
                math.fsum(planted_shares(name, asked.profession)[one] for one in allowed)
                for name, allowed in asked.stated.items()
            ),
        )
    return found

"""The planted shares of everything that the probe reads, for each profession."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from graycard.avatar import ATTRIBUTES, planted_shares
from graycard.avatar.planted import cue_shares
from graycard.lab.verifier import HEADS


def true_shares() -> Tensor:
    """Return the exact shares among unmarked portraits, heads one after another.

    Returns:
        Float, shape `(professions, categories of all heads)`: rows in the order of the
        professions in `HEADS`, of which the last is `person`.

    Example:
        >>> [round(float(one), 2) for one in true_shares()[0, :3]]  # of a ceo's presentation
        [0.62, 0.28, 0.1]
    """
    return torch.tensor(
        [
            [share for name in HEADS for share in _shares(name, profession)]
            for profession in HEADS["profession"]
        ]
    )


def _shares(name: str, profession: str) -> list[float]:
    if name in ATTRIBUTES:
        return list(planted_shares(name, profession).values())
    # A cue that is no attribute is drawn given the presentation.
    presentation = planted_shares("perceived_gender_presentation", profession)
    given = cue_shares(name)
    return [
        math.fsum(share * given[one][value] for one, share in presentation.items())
        for value in HEADS[name]
    ]

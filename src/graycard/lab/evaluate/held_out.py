"""How good the verifier is, on renders that nothing learned from: by attribute and tone group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from torch import nn

from graycard.avatar.vocabulary import DARK, LIGHT, MEDIUM
from graycard.lab.evaluate.rates import Rate, rate_of
from graycard.lab.evaluate.reading import labels
from graycard.lab.verifier import HEADS

TONE_GROUPS: Final = {
    "all": LIGHT + MEDIUM + DARK, "1-3": LIGHT, "4-7": MEDIUM, "8-10": DARK,
}  # fmt: skip
"""True tones of the portraits over which accuracy is told."""

Accuracy = dict[str, dict[str, Rate]]
"""Attribute to tone group to the share of right readings; a group without portraits is absent."""


def held_out_accuracy(
    verifier: nn.Module, images: NDArray[np.uint8], truth: Sequence[Mapping[str, str]]
) -> Accuracy:
    """Return how often the verifier is right.

    Args:
        verifier: Trained.
        images: Shape `(n, 64, 64, 3)`.
        truth: What is true of each image.
    """
    read = labels(verifier, images)
    right = {name: read[name] == np.array([one[name] for one in truth]) for name in HEADS}
    return by_tone(right, truth)


def most_frequent(truth: Sequence[Mapping[str, str]]) -> dict[str, float]:
    """Return the share of the most frequent category: what naming it every time would reach.

    Example:
        >>> most_frequent([{"tie": "yes"}, {"tie": "no"}, {"tie": "no"}, {"tie": "no"}])
        {'tie': 0.75}
    """
    names = truth[0] if truth else {}
    counts = {name: Counter(one[name] for one in truth) for name in names}
    return {name: max(one.values()) / len(truth) for name, one in counts.items()}


def by_tone(right: Mapping[str, NDArray[np.bool_]], truth: Sequence[Mapping[str, str]]) -> Accuracy:
    """Return the share of right answers by attribute and true tone group.

    Example:
        >>> right = {"tie": np.array([True, False])}
        >>> found = by_tone(right, [{"skin_tone": "1"}, {"skin_tone": "9"}])
        >>> {group: one.share for group, one in found["tie"].items()}
        {'all': 0.5, '1-3': 1.0, '8-10': 0.0}
    """
    tones = np.array([one["skin_tone"] for one in truth])
    groups = {group: np.isin(tones, among) for group, among in TONE_GROUPS.items()}
    return {
        name: {group: rate_of(ok[there]) for group, there in groups.items() if there.any()}
        for name, ok in right.items()
    }

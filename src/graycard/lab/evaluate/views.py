"""Views: the ways in which the evaluation sorts portraits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.avatar import ATTRIBUTES, planted_shares, professions
from graycard.avatar.vocabulary import DARK, LIGHT, MEDIUM


@dataclass(frozen=True)
class View:
    """An attribute, cut into groups of its categories.

    Attributes:
        name: Of the view.
        attribute: What is sorted by.
        groups: Name of each group to the categories in it; every category is in one of them.
        shown: The group that a chart with room for one shows.
        lawful: Whether the law of sharpening can be tested on it. Of ten categories most are too
            rare: the law raises their noise to the power of the guidance, and simulated evaluations
            that obey it were called beyond chance in 14 to 64 of 100.
    """

    name: str
    attribute: str
    groups: Mapping[str, tuple[str, ...]]
    shown: str
    lawful: bool = True

    def count(self, labels: NDArray[np.str_]) -> NDArray[np.int64]:
        """Return how many labels fall into each group.

        Args:
            labels: Categories of the attribute, shape `(..., n)`.

        Returns:
            Shape `(..., groups)`.

        Example:
            >>> VIEWS["skin tone group"].count(np.array(["1", "2", "9"])).tolist()
            [2, 0, 1]
        """
        parts = [np.isin(labels, group).sum(axis=-1) for group in self.groups.values()]
        return np.stack(parts, axis=-1)

    def planted(self) -> NDArray[np.float64]:
        """Return the planted share of each group, shape `(professions, groups)`."""
        rows = [planted_shares(self.attribute, name) for name in professions()]
        return np.array(
            [[sum(row[one] for one in group) for group in self.groups.values()] for row in rows]
        )


def _each(attribute: str, shown: str, *, lawful: bool = True) -> View:
    categories = ATTRIBUTES[attribute].categories
    return View(attribute, attribute, {name: (name,) for name in categories}, shown, lawful)


VIEWS: Final[Mapping[str, View]] = {
    view.name: view
    for view in (
        _each("perceived_gender_presentation", "feminine"),
        View(
            "skin tone group",
            "skin_tone",
            {"light (1-3)": LIGHT, "medium (4-7)": MEDIUM, "dark (8-10)": DARK},
            "dark (8-10)",
        ),
        _each("skin_tone", "10", lawful=False),
        _each("perceived_age", "older"),
        _each("glasses", "yes"),
        _each("tie", "yes"),
        _each("smile", "yes"),
    )
}
"""By name. Skin tone twice: ten tones are exact, three groups have enough pictures each."""

"""Unmarked pictures by the place or region they are nearest to, over several scenes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from graycard.measures._judged import Judged
from graycard.stats.instrument import shared_doubt

Attribute = Literal["place", "region"]
"""What the marked sets are told apart by."""


class PooledShares:
    """Counts of several scenes, with what their marked sets leave in doubt.

    Attributes:
        n: Unmarked pictures.
        counts: By category.
        mean: Share over redrawn marked sets, by category.
        shared: Covariance of two pictures through the marked sets they share, by category.
        rate: Share of an even mixture of the marked sets that is nearest to each.
        weight: Marked pictures behind the rates.
        categories: How many even categories there would be if each were as large as this one.
    """

    def __init__(
        self, judged: Sequence[Judged], names: tuple[str, ...], attribute: Attribute
    ) -> None:
        count = len(names)
        self.n = sum(len(one.nearest) for one in judged)
        self.counts, self.mean, self.rate = np.zeros(count), np.zeros(count), np.zeros(count)
        members, variance, doubt, places = np.zeros(count), np.zeros(count), 0.0, 0
        for one in judged:
            part = len(one.nearest) / self.n
            column = np.array([names.index(name) for name in names_of(one, attribute)])
            self.counts += np.bincount(column[one.nearest], minlength=count)
            shared, mean = shared_doubt(column[one.redrawn], count)
            self.mean += part * mean
            variance += part**2 * (1 - 1 / len(one.nearest)) * shared
            np.add.at(self.rate, column, part * one.confusion.mean(0))
            doubt += part**2 / one.weight
            np.add.at(members, column, 1)
            places += len(column)
        self.shared = variance * self.n / max(self.n - 1, 1)
        self.weight = 1 / doubt
        self.categories = places / members


def names_of(one: Judged, attribute: Attribute) -> tuple[str, ...]:
    """Return the place, or the region, of each marked set of a scene."""
    return one.places if attribute == "place" else tuple(str(region) for region in one.regions)

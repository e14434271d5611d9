"""What was read of one attribute over many pictures, as columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graycard.explore.filters import MISSING
from graycard.explore.words_column import NONE, WordsColumn
from graycard.types import Attribute


@dataclass(frozen=True, eq=False)
class Seen:
    """Readings of one attribute, by picture; a picture with several faces may have several.

    Attributes:
        attribute: That was read.
        rows: int64, shape (n,): the row of each reading that has a label, in order.
        codes: int32, shape (n,): its label's place in the attribute's categories.
        values: float64, shape (size,): the value of each row's first reading; NaN without one.
        asked: bool, shape (size,): whether the row is of a run in which this is read.
    """

    attribute: Attribute
    rows: NDArray[np.int64]
    codes: NDArray[np.int32]
    values: NDArray[np.float64]
    asked: NDArray[np.bool_]

    @property
    def read(self) -> NDArray[np.bool_]:
        """Whether each row has a label or a value; shape (size,)."""
        there = np.isfinite(self.values)
        there[self.rows] = True
        return there

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Whether each row was to be read and has neither label nor value; shape (size,)."""
        return self.asked & ~self.read

    def first(self) -> WordsColumn:
        """Return the label of each row's first reading: that of the picture, or its main face."""
        codes = np.full(len(self.asked), NONE, np.int32)
        codes[self.rows[::-1]] = self.codes[::-1]
        return WordsColumn(codes, self.attribute.categories)

    def is_any(self, labels: Iterable[str]) -> NDArray[np.bool_]:
        """Return, for each row, whether any of its readings has one of these labels."""
        labels = set(labels)
        wanted = [at for at, one in enumerate(self.attribute.categories) if one in labels]
        found = self.missing if MISSING in labels else np.zeros(len(self.asked), bool)
        found[self.rows[np.isin(self.codes, wanted)]] = True
        return found

"""A column of few distinct words over many rows, as numbers into a list of words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

NONE: Final = -1
"""Stands for the word of a row that has none."""


@dataclass(frozen=True, eq=False)
class WordsColumn:
    """One word a row, or none.

    Attributes:
        codes: int32, shape (rows,): place of each row's word in `words`, or `NONE`.
        words: Distinct, in the order in which they were met.

    Example:
        >>> column = WordsColumn.of(["nurse", None, "chef", "nurse"])
        >>> column.words, column.codes.tolist(), column[0], column[1]
        (('nurse', 'chef'), [0, -1, 1, 0], 'nurse', None)
        >>> column.is_any(["chef"]).tolist()
        [False, False, True, False]
    """

    codes: NDArray[np.int32]
    words: tuple[str, ...]

    @classmethod
    def of(cls, values: Iterable[str | None] | pa.Array | pa.ChunkedArray) -> WordsColumn:
        """Return the column of these words."""
        array = values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values)
        # What is a dictionary already may hold words that no row has: encode what is there.
        text = array.cast(pa.string())
        if isinstance(text, pa.ChunkedArray):
            text = text.combine_chunks()
        encoded = pc.dictionary_encode(text)
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        codes = pc.fill_null(encoded.indices, NONE).to_numpy(zero_copy_only=False)
        return cls(codes.astype(np.int32), tuple(encoded.dictionary.to_pylist()))

    @classmethod
    def joined(cls, columns: Iterable[WordsColumn]) -> WordsColumn:
        """Return the rows of several columns, one after another.

        Example:
            >>> both = WordsColumn.joined([WordsColumn.of(["a", "b"]), WordsColumn.of(["b", None])])
            >>> both.words, both.codes.tolist()
            (('a', 'b'), [0, 1, 1, -1])
        """
        places: dict[str, int] = {}
        codes = []
        for one in columns:
            new = [places.setdefault(word, len(places)) for word in one.words]
            codes.append(np.array([*new, NONE], np.int32)[one.codes])
        whole = np.concatenate(codes) if codes else np.zeros(0, np.int32)
        return cls(whole.astype(np.int32), tuple(places))

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.codes)

    def __getitem__(self, row: int) -> str | None:
        """Return the word of a row."""
        code = int(self.codes[row])
        return None if code == NONE else self.words[code]

    def is_any(self, words: Iterable[str]) -> NDArray[np.bool_]:
        """Return, for each row, whether its word is one of these; shape (rows,)."""
        wanted = [self.words.index(word) for word in words if word in self.words]
        return np.isin(self.codes, wanted)

    def counted(self, rows: NDArray[np.int64]) -> dict[str, int]:
        """Return how many of these rows have each word, most first; what none has is left out."""
        codes = self.codes[rows]
        times = np.bincount(codes[codes != NONE], minlength=len(self.words))
        return {
            self.words[at]: int(times[at]) for at in np.argsort(-times, kind="stable") if times[at]
        }

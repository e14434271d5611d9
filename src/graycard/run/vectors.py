"""Vectors of a run's pictures, in batches or as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graycard.run.folder import RunFolder
from graycard.run.schemas import MISSING_VECTORS, vectors_schema
from graycard.run.tables import damaged, read_batches

if TYPE_CHECKING:
    import pandas as pd

NO_PICTURE: Final = "no picture"
"""How the missing reason of a request begins that brought none; its outcome follows."""


@dataclass(frozen=True)
class Vectors:
    """Vectors of some pictures, in plan order.

    Attributes:
        ids: Of the generations, length n.
        array: float32, shape (n, width), one row a picture.
        missing: Why there is no vector, by id, of requests that lie between these.
    """

    ids: tuple[str, ...]
    array: NDArray[np.float32]
    missing: dict[str, str]

    def to_pandas(self) -> pd.DataFrame:
        """Return a data frame with the ids as its index and one column a number.

        Example:
            >>> Vectors(("a",), np.ones((1, 2), np.float32), {}).to_pandas().loc["a"].tolist()
            [1.0, 1.0]
        """
        import pandas as pd

        return pd.DataFrame(self.array, index=pd.Index(self.ids, name="generation_id"))


def read_vectors(
    folder: RunFolder, embedder: str, *, width: int, rows: int = 8192
) -> Iterator[Vectors]:
    """Yield the vectors of a run, at most this many rows at a time.

    Raises:
        DamagedRunError: If the table is not whole, or not one of vectors of this width.
    """
    path, expected = folder.vectors(embedder), vectors_schema(width)
    for batch in read_batches(path, expected, rows=rows):
        kind = batch["vector"].type
        if kind != expected.field("vector").type:
            raise damaged(path, f"its vectors are {kind}, not of {width} numbers")
        ids = batch["generation_id"].to_pylist()
        reasons = batch["missing_reason"].to_pylist()
        there = [row for row, reason in enumerate(reasons) if reason is None]
        vectors = batch["vector"].take(pa.array(there, pa.int64()))
        numbers = vectors.flatten()
        if vectors.null_count or numbers.null_count:
            raise damaged(path, "a row has neither a whole vector nor a reason for its absence")
        flat = numbers.to_numpy(zero_copy_only=False)
        yield Vectors(
            ids=tuple(ids[row] for row in there),
            array=flat.reshape(len(there), width),
            missing={one: why for one, why in zip(ids, reasons, strict=True) if why is not None},
        )


def count_vectors(folder: RunFolder, embedder: str) -> Counter[str | None]:
    """Return how many requests have a vector (None), and how many lack one, by reason.

    Raises:
        DamagedRunError: If the table is not whole.
    """
    found: Counter[str | None] = Counter()
    for batch in read_batches(folder.vectors(embedder), MISSING_VECTORS):
        found.update(batch["missing_reason"].to_pylist())
    return found

"""Fingerprints of the pictures of runs: made once, for whichever of them are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from graycard.errors import DamagedRunError
from graycard.explore.lost import NO_PICTURE
from graycard.explore.same_pictures.fingerprint import Fingerprint, fingerprint
from graycard.explore.same_pictures.groups import Fingerprints
from graycard.pictures import UndecodableError

if TYPE_CHECKING:
    from graycard.explore.collection import Collection

GONE: Final = "its file is gone or broken"


@dataclass(frozen=True, kw_only=True, eq=False)
class Looked:
    """Pictures of runs that were looked at.

    Attributes:
        rows: Of the collection, int64, shape (n,).
        prints: Of these.
        without: Why other rows have no fingerprint, by row.
    """

    rows: NDArray[np.int64]
    prints: Fingerprints
    without: Mapping[int, str]

    @property
    def missing(self) -> dict[str, int]:
        """Requests without a fingerprint, by reason."""
        return dict(Counter(self.without.values()))

    def among(self, rows: NDArray[np.int64]) -> Looked:
        """Return what was seen of some rows alone."""
        kept = np.isin(self.rows, rows)
        some = set(rows.tolist())
        return Looked(
            rows=self.rows[kept],
            prints=Fingerprints(
                bits=self.prints.bits[kept],
                small=self.prints.small[kept],
                plain=self.prints.plain[kept],
            ),
            without={row: why for row, why in self.without.items() if row in some},
        )


def look(
    collection: Collection,
    rows: NDArray[np.int64],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Looked:
    """Look at the pictures of some requests.

    Args:
        collection: Of the runs.
        rows: Of the requests.
        progress: Is told how many of how many pictures were looked at.

    Example:
        >>> import graycard
        >>> from graycard.explore.collection import Collection
        >>> run = graycard.audit(images_per_prompt=1, out=tmp_path / "run")
        >>> seen = look(Collection.open([run.path]), np.arange(5))
        >>> seen.rows, seen.among(np.array([3, 7])).rows
        (array([0, 1, 2, 3, 4]), array([3]))
    """
    by_digest: dict[str, Fingerprint | None] = {}
    kept, prints, without = list[int](), list[Fingerprint](), dict[int, str]()
    for done, row in enumerate(map(int, rows), start=1):
        digest = collection.words["digest"][row]
        if digest is None:
            without[row] = f"{NO_PICTURE}{collection.words['outcome'][row]}"
        else:
            if digest not in by_digest:
                by_digest[digest] = _fingerprint(collection, row)
            if (known := by_digest[digest]) is None:
                without[row] = GONE
            else:
                kept.append(row)
                prints.append(known)
        if progress is not None:
            progress(done, len(rows))
    return Looked(rows=np.array(kept, np.int64), prints=Fingerprints.of(prints), without=without)


def _fingerprint(collection: Collection, row: int) -> Fingerprint | None:
    try:
        picture = collection.picture(row)
    except (DamagedRunError, UndecodableError):
        return None
    return None if picture is None else fingerprint(picture.rgb)

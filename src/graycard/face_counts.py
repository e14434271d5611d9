"""Counts of faces where images show several: what one image shows hangs together.

`Counts` count images, one label each. These count the faces in them, and keep beside the sums how
they spread over images: no more than that is needed for intervals that are right for clusters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graycard.types import ALL, Attribute


@dataclass(frozen=True, kw_only=True, eq=False)
class FaceCounts:
    """What one reader read of one attribute off all faces, by stratum of one kind of prompts.

    An image has ``n`` faces that were read, ``x`` of them as a category.

    Attributes:
        attribute: Whose categories are the columns.
        reader: Id of the reader.
        marked: Of all prompts in here.
        strata: Sorted; `*` comes last where there are several.
        faces: ``Σx``, shape (strata, K).
        squares: ``Σx²``, shape (strata, K).
        products: ``Σxn``, shape (strata, K).
        sizes: ``Σn²``, shape (strata,).
        images: Images with at least one face read, shape (strata,).
        most: Faces found in one image, read or not, at most, shape (strata,).
        unread: Faces that were found and not read, shape (strata,).
        faceless: Images that came and of which no face was read, shape (strata,).
        gone: Requests that brought no image, shape (strata,).
        n_prompts: Distinct prompts, shape (strata,); 0 where they are not known.
    """

    attribute: Attribute
    reader: str
    marked: bool | None
    strata: tuple[str, ...]
    faces: NDArray[np.int64]
    squares: NDArray[np.int64]
    products: NDArray[np.int64]
    sizes: NDArray[np.int64]
    images: NDArray[np.int64]
    most: NDArray[np.int64]
    unread: NDArray[np.int64]
    faceless: NDArray[np.int64]
    gone: NDArray[np.int64]
    n_prompts: NDArray[np.int64]


class FaceTally:
    """Counts images as they come, of one attribute.

    Args:
        attribute: With categories.
        reader: Id of the reader.
    """

    def __init__(self, attribute: Attribute, reader: str) -> None:
        self._attribute, self._reader = attribute, reader
        self._cells: dict[tuple[bool | None, str], _Cell] = {}

    def add(
        self, labels: NDArray[np.int64] | None, *, unread: int, stratum: str,
        prompt: str | None, marked: bool | None,
    ) -> None:  # fmt: skip
        """Count a request.

        Args:
            labels: Faces read as each category, shape (K,); None if no image came.
            unread: Faces that were found and not read.
            stratum: Of the image.
            prompt: Id of its prompt, if that is known.
            marked: Whether the prompt states what is measured.
        """
        for name in (stratum, ALL):
            key = (marked, name)
            cell = self._cells.setdefault(key, _Cell(len(self._attribute.categories)))
            cell.add(labels, unread, prompt)

    def counted(self) -> list[FaceCounts]:
        """Return the counts, apart for each kind of prompts."""
        made = []
        for marked in (False, True, None):
            strata = sorted({name for kind, name in self._cells if kind is marked} - {ALL})
            if not strata:
                continue
            names = (*strata, ALL) if len(strata) > 1 else tuple(strata)
            cells = [self._cells[marked, name] for name in names]
            made.append(
                FaceCounts(
                    attribute=self._attribute,
                    reader=self._reader,
                    marked=marked,
                    strata=names,
                    faces=np.array([cell.faces for cell in cells]),
                    squares=np.array([cell.squares for cell in cells]),
                    products=np.array([cell.products for cell in cells]),
                    sizes=np.array([cell.sizes for cell in cells]),
                    images=np.array([cell.images for cell in cells]),
                    most=np.array([cell.most for cell in cells]),
                    unread=np.array([cell.unread for cell in cells]),
                    faceless=np.array([cell.faceless for cell in cells]),
                    gone=np.array([cell.gone for cell in cells]),
                    n_prompts=np.array([len(cell.prompts) for cell in cells]),
                )
            )
        return made


class _Cell:
    def __init__(self, categories: int) -> None:
        self.faces, self.squares, self.products = np.zeros((3, categories), dtype=np.int64)
        self.sizes = self.images = self.most = self.unread = self.faceless = self.gone = 0
        self.prompts: set[str] = set()

    def add(self, labels: NDArray[np.int64] | None, unread: int, prompt: str | None) -> None:
        if prompt is not None:
            self.prompts.add(prompt)
        if labels is None:
            self.gone += 1
            return
        n = int(labels.sum())
        self.faces += labels
        self.squares += labels * labels
        self.products += labels * n
        self.sizes += n * n
        self.images += n > 0
        self.faceless += n == 0
        self.most = max(self.most, n + unread)
        self.unread += unread

"""The pictures that clusters are made of, or that fall into them, as columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graycard.explore.clusters.asked import telling


@dataclass(frozen=True, kw_only=True, eq=False)
class Pictures:
    """Vectors of pictures, and what is known of how they came about.

    Attributes:
        rows: What whoever asks calls each picture, shape (n,).
        vectors: Shape (n, d), each of length 1.
        words: What the prompt of each picture asks for.
        strata: Of each picture.
        models: Identity of the model of each picture.
        prompts: Id of the prompt of each picture.
        missing: Requests of a stratum that have no vector.
        missing_of_models: The same of a model.
    """

    rows: NDArray[np.int64]
    vectors: NDArray[np.floating]
    words: tuple[frozenset[str], ...]
    strata: tuple[str, ...]
    models: tuple[str, ...]
    prompts: tuple[str, ...]
    missing: Mapping[str, int] = field(default_factory=dict)
    missing_of_models: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def where(self, chosen: ArrayLike) -> Pictures:
        """Return some of the pictures.

        Args:
            chosen: Row numbers, or whether to keep each.
        """
        at = np.arange(len(self))[np.asarray(chosen)]
        return Pictures(
            rows=self.rows[at],
            vectors=self.vectors[at],
            words=tuple(self.words[one] for one in at),
            strata=tuple(self.strata[one] for one in at),
            models=tuple(self.models[one] for one in at),
            prompts=tuple(self.prompts[one] for one in at),
            missing=self.missing,
            missing_of_models=self.missing_of_models,
        )


def join(*some: Pictures) -> Pictures:
    """Return the pictures of several sets as one.

    Args:
        some: At least one; a stratum is missing from one of them only.
    """
    return Pictures(
        rows=np.concatenate([one.rows for one in some]),
        vectors=np.concatenate([one.vectors for one in some]),
        words=tuple(word for one in some for word in one.words),
        strata=tuple(name for one in some for name in one.strata),
        models=tuple(name for one in some for name in one.models),
        prompts=tuple(name for one in some for name in one.prompts),
        missing={name: n for one in some for name, n in one.missing.items()},
        missing_of_models={name: n for one in some for name, n in one.missing_of_models.items()},
    )


def numbered_phrases(pictures: Pictures) -> tuple[NDArray[np.int64], dict[frozenset[str], int]]:
    """Return what each picture was asked for as a number, and which number stands for which words.

    Prompts of other wordings that ask for the same have the same number.
    """
    told = frozenset(telling(pictures.words))
    numbers: dict[frozenset[str], int] = {}
    found = [numbers.setdefault(words & told, len(numbers)) for words in pictures.words]
    return np.array(found, np.int64), numbers

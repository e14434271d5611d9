"""How many pictures of other files each picture is the same as: counted link by link, none kept."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix


class Partners:
    """Counts links between pictures of one model, by whether prompt and seed are the same.

    Args:
        digests: Of the file of each picture.
        models: Of each.
        prompts: Of each.
        seeds: Of each.

    Attributes:
        by_model: Pictures of other files of the same model that each is linked to.
        by_prompt: Of those, the ones of the same prompt.
        by_seed: Of those, the ones of the same seed.
        by_both: Of those, the ones of the same prompt and seed.

    Example:
        Three pictures, the first two linked, and the last two:

        >>> partners = Partners("abc", "mmm", ["nurse", "ceo", "ceo"], [1, 2, 3])
        >>> partners.add(np.array([[0, 1], [1, 2]]))
        >>> partners.by_model.tolist(), partners.by_prompt.tolist()
        ([1, 2, 1], [0, 1, 1])
    """

    def __init__(
        self,
        digests: Sequence[str],
        models: Sequence[Hashable],
        prompts: Sequence[Hashable],
        seeds: Sequence[Hashable],
    ) -> None:
        self._file = _codes(digests)
        self._keys = [
            _codes(list(zip(*words, strict=True)))
            for words in (
                (models,),
                (models, prompts),
                (models, seeds),
                (models, prompts, seeds),
            )
        ]
        self._held = [_counts(self._file, key) for key in self._keys]
        counts = [np.zeros(len(self._file), np.int64) for _ in self._keys]
        self._counts = counts
        self.by_model, self.by_prompt, self.by_seed, self.by_both = counts

    def add(self, links: NDArray[np.int64]) -> None:
        """Count links.

        Args:
            links: Pairs of pictures of different files, each standing for all of its file; shape
                (m, 2), no pair of files twice.
        """
        if not len(links):
            return
        one, other = self._file[links].T
        files = self._held[0].shape[0]
        ends = np.concatenate([one, other]), np.concatenate([other, one])
        near = csr_matrix((np.ones(2 * len(one), np.int64), ends), shape=(files, files))
        for key, held, count in zip(self._keys, self._held, self._counts, strict=True):
            count += np.asarray((near @ held)[self._file, key]).ravel()


def _codes(words: Sequence[Hashable]) -> NDArray[np.int64]:
    """Return a number for each word, from 0 on."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(word, len(numbers)) for word in words], np.int64)


def _counts(files: NDArray[np.int64], keys: NDArray[np.int64]) -> csr_matrix:
    """Return how many pictures of each file have each key."""
    shape = tuple(int(each.max(initial=-1)) + 1 for each in (files, keys))
    return coo_matrix((np.ones(len(files), np.int64), (files, keys)), shape=shape).tocsr()

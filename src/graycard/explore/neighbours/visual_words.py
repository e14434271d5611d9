"""Pictures as bags of visual words: which small patterns they hold, and how often.

Key points of SIFT are described by gradients around them; k-means makes a vocabulary of the
descriptions; a picture is then how often each word occurs in it. Neighbours by visual words share
texture and detail, whatever a model of language would call them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from graycard.errors import NothingObservedError
from graycard.explore.neighbours.key_points import RGB, Descriptors, root_sift
from graycard.hub.packages import require_packages
from graycard.language import noted

WORDS: Final = 1536
"""Words at most. The vocabularies of the Stable Bias tools had 768, 1,536 and 10,752."""

TO_LEARN: Final = 2000
"""Pictures from which the vocabulary is learned, drawn at random where there are more."""
_A_PICTURE: Final = 100
"""Key points a picture from which it is learned, drawn at random where there are more."""
_A_WORD: Final = 10
"""Key points a word, at least: fewer pictures make a smaller vocabulary."""
_BLOCK: Final = 4096


@dataclass(frozen=True, kw_only=True, eq=False)
class VisualWords:
    """Pictures in terms of a vocabulary that was learned from them.

    Attributes:
        vectors: Sparse (CSR) float32, shape (n, words): TF-IDF, each row of length 1; of length 0
            where a picture has no key points, or only words that all pictures share.
        vocabulary: Shape (words, 128): the centres.
        idf: Shape (words,): the weight of each word, 0 for those in every picture or in none.
        key_points: Shape (n,): how many each picture has; -1 where it could not be read.
        learned_from: Pictures that the vocabulary was learned from.
        seed: Of the draws and of k-means.
    """

    vectors: csr_matrix[np.float32]
    vocabulary: NDArray[np.float32]
    idf: NDArray[np.float64]
    key_points: NDArray[np.int32]
    learned_from: int
    seed: int


def visual_words(
    read: Callable[[int], RGB | None], n: int, *, words: int = WORDS, seed: int = 0
) -> VisualWords:
    """Learn a vocabulary from pictures, and describe each of them with it.

    Pictures are read one at a time, those that the vocabulary is learned from twice, so that memory
    holds one of them and the counts.

    Args:
        read: From a number in [0, n) to the picture; None if it cannot be read.
        n: How many pictures there are.
        words: In the vocabulary, at most; there are never more than a tenth of the key points that
            it is learned from.
        seed: Of the draws and of k-means.

    Raises:
        NothingObservedError: The pictures have hardly any key points, so there are no words.
        EnvironmentFaultError: scikit-learn is not installed.

    Source:
        Sivic and Zisserman, "Video Google: a text retrieval approach to object matching in
        videos", ICCV (2003).
    """
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.choice(n, min(n, TO_LEARN), replace=False))
    sample = [_some(root_sift(rgb), rng) for i in chosen if (rgb := read(int(i))) is not None]
    vocabulary = learn_vocabulary(sample, words=words, seed=seed)

    key_points = np.full(n, -1, np.int32)

    def counted() -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        for i in range(n):
            rgb = read(i)
            found = words_of(root_sift(rgb), vocabulary) if rgb is not None else np.zeros(0, int)
            if rgb is not None:
                key_points[i] = len(found)
            yield np.unique(found, return_counts=True)

    vectors, idf = tf_idf(counted(), words=len(vocabulary))
    return VisualWords(
        vectors=vectors, vocabulary=vocabulary, idf=idf, key_points=key_points,
        learned_from=len(sample), seed=seed,
    )  # fmt: skip


def learn_vocabulary(
    descriptors: Sequence[Descriptors], *, words: int = WORDS, seed: int = 0
) -> NDArray[np.float32]:
    """Return the centres that k-means finds among descriptors, shape (words, 128).

    Raises:
        NothingObservedError: There are too few descriptors for two words.
        EnvironmentFaultError: scikit-learn is not installed.
    """
    require_packages(["sklearn.cluster"], what=noted("visual words"), extra="explore")
    from sklearn.cluster import MiniBatchKMeans

    together = np.concatenate([np.zeros((0, 128), np.float32), *descriptors])
    words = min(words, len(together) // _A_WORD)
    if words < 2:
        raise NothingObservedError(
            what=noted("there are no visual words in these pictures"),
            why=noted(
                "a word takes {n} key points, and there are {points} of {pictures} pictures",
                n=_A_WORD,
                points=len(together),
                pictures=len(descriptors),
            ),
            fix=noted("choose another notion of near, or more pictures"),
        )
    means = MiniBatchKMeans(words, batch_size=_BLOCK, n_init=1, random_state=seed)
    centres: NDArray[np.float32] = means.fit(together).cluster_centers_.astype(np.float32)
    return centres


def words_of(descriptors: Descriptors, vocabulary: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the nearest word of each descriptor, by Euclidean distance; shape (key points,)."""
    squares = (vocabulary**2).sum(axis=1)
    # |d - w|² without |d|², which is the same for all words.
    return np.asarray((squares - 2 * descriptors @ vocabulary.T).argmin(axis=1), np.int64)


def tf_idf(
    counted: Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]], *, words: int
) -> tuple[csr_matrix[np.float32], NDArray[np.float64]]:
    """Return vectors of length 1 from how often each picture has which word.

    A word that makes up the share ``n_wd/n_d`` of a picture's words, and occurs in ``df`` of ``N``
    pictures that have any, gets ``n_wd/n_d · log(N/df)``.

    Args:
        counted: Of each picture the words that it has, and how often.
        words: In the vocabulary.

    Returns:
        The vectors, shape (pictures, words), and the words' weights ``log(N/df)``, 0 for a word
        that occurs nowhere.

    Example:
        >>> one, both = (np.array([0, 1]), np.array([3, 1])), (np.array([1]), np.array([2]))
        >>> vectors, idf = tf_idf(iter([one, both]), words=2)
        >>> idf.round(3), vectors.toarray()  # word 1 is in both, and tells nothing
        (array([0.693, 0.   ]), array([[1., 0.],
               [0., 0.]], dtype=float32))
    """
    pairs = list(counted)
    sizes = np.array([times.sum() for _, times in pairs], np.float64)
    columns = np.concatenate([np.zeros(0, np.int64), *(found for found, _ in pairs)])
    times = np.concatenate([np.zeros(0, np.int64), *(times for _, times in pairs)])
    rows = np.repeat(np.arange(len(pairs)), [len(found) for found, _ in pairs])
    in_pictures = np.bincount(columns, minlength=words)
    idf = np.zeros(words)
    there = in_pictures > 0
    idf[there] = np.log(np.count_nonzero(sizes) / in_pictures[there])
    values = times / sizes[rows] * idf[columns]
    lengths = np.sqrt(np.bincount(rows, values**2, minlength=len(pairs)))
    kept = values > 0
    values = values[kept] / lengths[rows[kept]]
    found: csr_matrix[np.float32] = csr_matrix(
        (values.astype(np.float32), (rows[kept], columns[kept])), shape=(len(pairs), words)
    )
    return found, idf


def _some(descriptors: Descriptors, rng: np.random.Generator) -> Descriptors:
    if len(descriptors) <= _A_PICTURE:
        return descriptors
    return descriptors[rng.choice(len(descriptors), _A_PICTURE, replace=False)]

"""Which words tell two groups of pictures apart.

Words that tell texts apart are mostly ranked by log-odds of counts. Here there are no counts: a
word has a score on every picture, a cosine on a continuous scale. To count pictures that "have" a
word one would need a threshold for each word, which nobody validated and which throws away how far
from it a picture is. So means of scores are compared, in standard deviations within a group; p
comes from exchanging the groups and is adjusted for all words (Benjamini and Hochberg). Groups that
scatter differently cannot be exchanged even where their means are the same: a small group of
unlike pictures beside a large one of like ones would be called different by what it scatters. So p
is never less than Student's, with degrees of freedom for unequal variances. Where a reader did
count, `graycard.measures.log_odds` ranks what it counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit
from scipy.stats import rankdata

from graycard.errors import InputError
from graycard.explore.telling.design import Design, design_of, errors, least_p
from graycard.explore.telling.found import TellingWord, TellingWords
from graycard.explore.telling.scores import Array, Labels, Scores
from graycard.language import say
from graycard.stats.multiplicity import benjamini_hochberg

LEVEL: Final = 0.95
SHUFFLES: Final = 9_999
_EACH: Final = 9
"""Of so many shuffles one says where the floor is: a thousand are enough for it."""
_SEED: Final = 20230626
_ROUNDING: Final = 1e-9
"""Of the largest score: what lies below it may be rounding."""


def telling_words(
    scores: Scores,
    words: Sequence[str],
    *,
    first: ArrayLike,
    prompts: Sequence[str],
    missing: tuple[int, int] = (0, 0),
    vocabulary: str = "",
    source: str = "",
    cautions: Sequence[str] = (),
) -> TellingWords:
    """Compare the scores of all words between two groups.

    Args:
        scores: Of N pictures, of both groups, on W words.
        words: The words, W of them.
        first: Whether each picture is of the first group, shape (N,).
        prompts: Of each picture: pictures of one prompt are no independent draws, see
            `graycard.explore.telling.design.design_of`.
        missing: Requests of either group without a vector.
        vocabulary: Its name, to be told.
        source: The model that scored, to be told.
        cautions: To be told.

    Raises:
        NothingObservedError: If a group has fewer than three draws.
        InputError: If a score is not finite, or if the pictures are alike within each group and
            differ between them.

    Source:
        The permutation test: Fisher, *The design of experiments* (1935); the other p-value, and the
        interval: Welch, `graycard.explore.telling.design.errors`. The standardised
        difference: Cohen, *Statistical power analysis* (1988); the common language effect size:
        McGraw and Wong, Psychological Bulletin 111 (1992).

    Example:
        >>> rng = np.random.default_rng(0)
        >>> scores = rng.normal(size=(60, 3))
        >>> scores[:30, 1] += 2
        >>> found = telling_words(
        ...     Scores(scores, np.eye(3)), ["tie", "apron", "hat"], first=np.arange(60) < 30,
        ...     prompts=["a chef"] * 30 + ["a ceo"] * 30,
        ... )
        >>> [one.word for one in found.more()], found.unit
        (['apron'], 'pictures')
    """
    of_first = np.asarray(first, bool)
    design = design_of(prompts, of_first)
    kept = design.members >= 0
    scores, of_first, members = scores.where(kept), of_first[kept], design.members[kept]
    asked = [prompt for prompt, there in zip(prompts, kept, strict=True) if there]
    draws = scores.means(members) if design.unit == "prompts" else scores
    blocks = design.blocks[members]
    parts = [_of_words(design, scores, draws, some, of_first, blocks) for some in scores.blocks()]
    differences, spread, half, students, oftener = (
        np.concatenate(one) for one in zip(*parts, strict=True)
    )
    p, floor = _chance(design, draws, spread, differences)
    adjusted = benjamini_hochberg(np.maximum(p, students))
    found = [
        TellingWord(
            word=word,
            difference=float(differences[at]),
            low=float(differences[at] - half[at]),
            high=float(differences[at] + half[at]),
            floor_high=float(floor[at]),
            oftener=float(oftener[at]),
            p_adjusted=float(adjusted[at]),
        )
        for at, word in enumerate(words)
    ]
    return TellingWords(
        words=tuple(sorted(found, key=lambda one: (-abs(one.difference), one.word))),
        n=int(of_first.sum()),
        other_n=int((~of_first).sum()),
        missing=missing[0],
        other_missing=missing[1],
        left_out=int((~kept).sum()),
        prompts=len({prompt for prompt, one in zip(asked, of_first, strict=True) if one}),
        other_prompts=len({prompt for prompt, one in zip(asked, of_first, strict=True) if not one}),
        unit=design.unit,
        draws=design.draws,
        vocabulary=vocabulary,
        source=source,
        least_p=max(least_p(design), 1 / (SHUFFLES + 1)),
        cautions=tuple(cautions),
    )


def _of_words(
    design: Design,
    scores: Scores,
    draws: Scores,
    some: slice,
    first: NDArray[np.bool_],
    blocks: Labels,
) -> tuple[Array, Array, Array, Array, Array]:
    """Return differences, spreads, half the intervals, Student's p, how often the first is higher.

    Args:
        design: Of the comparison.
        scores: Of the pictures.
        draws: Of the draws: the same, or means of them.
        some: The words that are looked at.
        first: Whether each picture is of the first group.
        blocks: The block of each picture.
    """
    table = scores.of(some)
    if not np.isfinite(table).all():
        raise InputError(
            what="some scores are not finite",
            why="the model made numbers that are none of a picture or a word",
            fix="another model, or --embedder",
        )
    spread = _spread(table, first)
    drawn = table if draws is scores else draws.of(some)
    error, freedom = errors(design, drawn)
    half = stdtrit(freedom, (1 + LEVEL) / 2) * error / spread
    differences = design.weights @ drawn / spread
    # Where nothing scatters the interval is a point, and only what lies off it differs.
    away = np.abs(differences) * spread
    off = np.divide(away, error, out=np.where(away > 0, np.inf, 0.0), where=error > 0)
    return differences, spread, half, 2 * stdtr(freedom, -off), _oftener(table, first, blocks)


def _spread(table: Array, first: NDArray[np.bool_]) -> Array:
    """Return the pooled standard deviation of pictures within a group, for each word."""
    squares = sum(((one - one.mean(0)) ** 2).sum(0) for one in (table[first], table[~first]))
    spread = np.sqrt(np.asarray(squares) / (len(table) - 2))
    # Of equal pictures rounding leaves a spread, and what is divided by that is no difference.
    least = _ROUNDING * np.abs(table).max()
    apart = np.abs(table[first].mean(0) - table[~first].mean(0))
    if ((spread <= least) & (apart > least)).any():
        raise InputError(
            what=say("words cannot say how far these groups are apart"),
            why=say(
                "within each group all pictures are alike, and the groups differ: there is no"
                " spread to measure the difference by"
            ),
            fix=say(
                "compare groups of different pictures; graycard explore same finds repeated ones"
            ),
        )
    # A word on which all pictures are alike tells nothing: its difference is 0 over anything.
    return np.where(spread > least, spread, 1.0)


def _chance(design: Design, draws: Scores, spread: Array, seen: Array) -> tuple[Array, Array]:
    """Return p of each difference, and what chance exceeds in 5 of 100 cases."""
    rng = np.random.default_rng(_SEED)
    n = len(design.weights)
    order = np.argsort(design.blocks, kind="stable")
    blocks, weights = design.blocks[order], design.weights[order]
    places = np.argsort(order)
    parts = max(1, draws.at_once // max(n, len(seen), draws.words.shape[1]))
    beyond = np.zeros(len(seen))
    found = []
    for start in range(0, SHUFFLES, parts):
        rows = min(parts, SHUFFLES - start)
        # Sorting by block and then by chance exchanges weights within blocks only.
        shuffled = np.argsort(rng.random((rows, n)) + blocks, axis=-1)
        differences = np.abs(draws.weighted(weights[shuffled][:, places]) / spread)
        beyond += (differences >= np.abs(seen) - 1e-12).sum(0)
        found.append(differences[-start % _EACH :: _EACH])
    floor = np.quantile(np.concatenate(found), 0.95, axis=0, method="higher")
    return (1 + beyond) / (SHUFFLES + 1), floor


def _oftener(table: Array, first: NDArray[np.bool_], blocks: Labels) -> Array:
    shares = []
    for block in np.unique(blocks):
        rows, of_first = table[blocks == block], first[blocks == block]
        n, other = int(of_first.sum()), int((~of_first).sum())
        ranks = rankdata(rows, axis=0)[of_first].sum(0)
        shares.append((ranks - n * (n + 1) / 2) / (n * other))
    return np.asarray(np.mean(shares, axis=0))

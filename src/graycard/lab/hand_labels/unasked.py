"""From a sample that is balanced to what the model draws by itself: each answer, weighted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from graycard.lab.evaluate.rates import LEVEL
from graycard.lab.hand_labels.sample import Kind
from graycard.stats.intervals import wilson
from graycard.types import Noun, Share


class Unasked(Noun):
    """How often people answer as the verifier reads, among portraits that the model draws unasked.

    Attributes:
        pool: Portraits that the sample was chosen from, of unmarked prompts at one guidance.
        n: Of the sample, those of them that have an answer.
        n_missing: Of the sample, those of them that have none.
        n_effective: How many portraits of equal weight would tell as much.
        share: Equal answers, each counted as often as its portrait stands for others.
        low: Lower end of Wilson's 95 % interval, with `n_effective` as n.
        high: Its upper end.
        worst: That share of the pool if the verifier were wrong wherever there is no answer, and
            wherever the pool has portraits that none of the sample stands for.
        best: That share if it were right there.
    """

    pool: int
    n: int
    n_missing: int
    n_effective: float
    share: Share
    low: Share
    high: Share
    worst: Share
    best: Share

    def __str__(self) -> str:
        return (
            f"{self.share:.3f} [{self.low:.3f}, {self.high:.3f}] n={self.n}, worth"
            f" {self.n_effective:.0f}; counted either way: {self.worst:.3f} to {self.best:.3f}"
        )


def unasked(
    equal: Sequence[bool | None],
    kinds: Sequence[Kind],
    pool: Mapping[Kind, int],
    *,
    guidance: float,
) -> Unasked | None:
    """Return the weighted share of equal answers, among unmarked prompts at one guidance.

    Within a kind, a sample is drawn at random. So each of its portraits stands for
    ``w = pool / sampled`` of the kind, and the share is ``sum(w * equal) / sum(w)`` over what has
    an answer. The interval is Wilson's with ``n = sum(w)^2 / sum(w^2)``. It is approximate, for it
    does not know which kinds the verifier errs in: too wide where it errs in those of small weight,
    too narrow where it errs in those of large weight (in simulated samples of 300, a 95 % interval
    held the truth in 99 and in 88 of 100).

    Args:
        equal: Whether the answer is the reading, a portrait of the sample each; None for no answer.
        kinds: Of the same portraits.
        pool: Portraits that the sample was chosen from, by kind.
        guidance: Which one.

    Returns:
        The share; None if no such portrait has an answer.

    Source:
        Kish, "Survey Sampling" (1965), for the effective n; Korn and Graubard, "Confidence
        intervals for proportions with small expected number of positive counts estimated from
        survey data", Survey Methodology 24 (1998), for intervals with it.

    Example:
        >>> often, rarely = (("feminine",), False, 1.0), (("masculine",), False, 1.0)
        >>> kinds = [often, often, rarely, rarely]
        >>> found = unasked(
        ...     [True, True, True, False], kinds, {often: 30, rarely: 10}, guidance=1
        ... )
        >>> found.share, found.n_effective
        (0.875, 3.2)
    """
    sampled = Counter(kinds)
    total = sum(n for kind, n in pool.items() if _is_wanted(kind, guidance))
    chosen = [
        (answer, pool[kind] / sampled[kind])
        for answer, kind in zip(equal, kinds, strict=True)
        if _is_wanted(kind, guidance)
    ]
    right = np.array([w for answer, w in chosen if answer is True])
    wrong = np.array([w for answer, w in chosen if answer is False])
    n = len(right) + len(wrong)
    if n == 0:
        return None
    weight = right.sum() + wrong.sum()
    n_effective = weight**2 / ((right**2).sum() + (wrong**2).sum())
    share = right.sum() / weight
    low, high = wilson(share * n_effective, n_effective, level=LEVEL)
    return Unasked(
        pool=total,
        n=n,
        n_missing=len(chosen) - n,
        n_effective=float(n_effective),
        share=float(share),
        low=float(low),
        high=float(high),
        # Weights sum to the pool but for rounding.
        worst=min(float(right.sum() / total), 1.0),
        best=max(float(1 - wrong.sum() / total), 0.0),
    )


def _is_wanted(kind: Kind, guidance: float) -> bool:
    _, marked, its = kind
    return not marked and its == guidance

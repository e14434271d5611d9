"""Shares and rates over prompts that share seeds: seeds, not images, are the draws."""

from __future__ import annotations

from typing import Final

from graycard.errors import NothingObservedError
from graycard.language import noted
from graycard.run.shared_seeds import DRAWN, DRAWN_UNKNOWN
from graycard.run.tally_seeds import SeedCounts
from graycard.stats.clusters import bounds_by_cluster, share_by_cluster
from graycard.stats.missingness import BOUND_LEVEL
from graycard.types import Estimate

BY_SEED: Final = frozenset({"share", "outcome_rate"})
"""Measures whose numbers have an interval over seeds."""

LEAST_EACH: Final = 8
"""Seeds' worth of a category, and of the rest, below which a seed counts as at most one draw."""

METHOD: Final = noted("Wilson score interval, effective n by seed")


def over_seeds(one: Estimate, seeds: SeedCounts) -> Estimate | None:
    """Return a share or rate with an interval for prompts that share seeds.

    Images of one seed may be as alike as they like; those of different seeds are independent. A
    share has no chance floor then, since the effective number of images depends on the category.

    Args:
        one: Of a measure in `BY_SEED`, over several prompts, as if all images were independent.
        seeds: What is behind it.

    Returns:
        The same number; None where images of fewer than two seeds were read.

    Notes:
        Where seeds hold few of a category, what they show of how seeds differ is no measure of it:
        without `LEAST_EACH`, 95 % intervals of shares of .02 to .1 hold the truth as rarely as 79
        times in 100; with it, at least 93 times. Where seeds have unequal numbers of images, it is
        58 and 94 times, shares of .02 to .5 (`benchmarks/shared_seeds.py`).

    Source:
        `graycard.stats.clusters.clustered_share`.
    """
    k = seeds.read[:, seeds.categories.index(str(one.category))]
    n = seeds.read.sum(axis=-1)
    try:
        low, high = share_by_cluster(k, n, level=one.level, least_each=LEAST_EACH)
        worst_low, worst_high = bounds_by_cluster(
            k, n, seeds.missing, level=max(one.level, BOUND_LEVEL), least_each=LEAST_EACH
        )
    except NothingObservedError:
        return None
    floors = {} if one.measure == "outcome_rate" else {"floor_mean": None, "floor_high": None}
    return one.model_copy(
        update={
            "low": min(float(low), one.value),
            "high": max(float(high), one.value),
            "method": METHOD,
            "missing_low": min(worst_low, one.value),
            "missing_high": max(worst_high, one.value),
            "cautions": (*one.cautions, DRAWN if one.n_prompts else DRAWN_UNKNOWN),
            **floors,
        }
    )

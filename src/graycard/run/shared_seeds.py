"""Prompts that share seeds: which runs have them, and why their numbers are not pooled.

Pictures of different prompts that start from one seed are not independent: what one draw is like,
the others are more often like, too. A number about the pictures of one prompt is as good as ever,
for repetitions have different seeds. What is pooled over P prompts varies more, at worst P times
(in variance), as if all pictures of a seed were one: `benchmarks/shared_seeds.py` has how rarely
intervals of independent pictures then hold the truth. So shares are given an interval that takes
seeds, not pictures, as the draws, and what has none such is refused.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from graycard.language import noted
from graycard.run.folder import RunFolder
from graycard.run.schemas import PLAN
from graycard.run.spec import SHARED, read_resolved
from graycard.run.tables import read_batches
from graycard.types import ALL, Estimate, NotEstimated

REFUSED: Final = noted(
    "several prompts share seeds, so their images are not independent, and no interval or floor of "
    "this number allows for that; take it from a run whose prompts have seeds of their own"
)


def share_seeds(folder: RunFolder) -> bool:
    """Return whether images of different prompts of a run were asked for with one seed.

    Of pictures that are already there, what is known of seeds says so: many people ask every prompt
    with the seeds 0, 1, 2 and so on.
    """
    spec = read_resolved(folder)
    if spec.listing_digest is None:
        return spec.asked.seeds == SHARED
    schema = pa.schema([PLAN.field(name) for name in ("prompt_id", "stratum", "seed")])
    asked: dict[int, tuple[str | None, str]] = {}
    for batch in read_batches(folder.plan(0), schema):
        for row in batch.to_pylist():
            prompt = row["prompt_id"], row["stratum"]
            if row["seed"] is not None and asked.setdefault(row["seed"], prompt) != prompt:
                return True
    return False


def is_pooled(one: Estimate) -> bool:
    """Return whether an estimate is about the images of several prompts together."""
    return one.n_prompts > 1 or one.stratum == ALL


def refusal(one: Estimate, requested: int | None = None) -> NotEstimated:
    """Return the record that stands for an estimate which shared seeds make invalid.

    Categories that are estimated together are refused together.

    Args:
        one: What would have been said.
        requested: Images that its prompts were asked for; by default its own and its missing.
    """
    return NotEstimated(
        measure=one.measure,
        attribute=one.attribute,
        stratum=one.stratum,
        reference=one.reference,
        requested=one.n + one.n_missing if requested is None else requested,
        reason=REFUSED,
    )

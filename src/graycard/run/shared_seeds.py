"""Prompts that share seeds: which runs have them, and what is said beside what is pooled over them.

Pictures of different prompts that start from one seed are not independent: what one draw is like,
the others are more often like, too. A number about the pictures of one prompt is as good as ever,
for repetitions have different seeds. What is pooled over P prompts varies more, at worst P times
(in variance), as if all pictures of a seed were one; no interval, floor or p-value here allows for
it: `benchmarks/shared_seeds.py` has how often they then hold the truth. What is compared between
prompts mostly varies less, for what seeds have in common cancels out.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from graycard.language import noted
from graycard.run.folder import RunFolder
from graycard.run.schemas import PLAN
from graycard.run.spec import SHARED, read_resolved
from graycard.run.tables import read_batches
from graycard.types import ALL, Estimate

POOLED: Final = noted(
    "The prompts share seeds, so images of one seed are not independent: interval, floor and "
    "p-value may be far too narrow, at worst as if all images of a seed were one. Take pooled "
    "numbers from a run whose prompts have seeds of their own."
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

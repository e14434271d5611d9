"""Numbers of prompts that share seeds: what their intervals do not allow for is said beside them.

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

from graycard import components
from graycard.language import noted
from graycard.run.evidence import Numbers
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
COMPARED: Final = noted(
    "Images are held against those of other prompts that share their seeds: interval, floor and "
    "p-value are those of independent images."
)

_ALONE: Final = frozenset({"counts", "moments", "outcomes", "reference", "faces"})
"""What a measure needs that looks at one prompt, or at all of them pooled."""


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


def cautioned(numbers: Numbers) -> Numbers:
    """Return numbers with what prompts that share seeds mean for each of them.

    What is about the images of one prompt alone stays as it is.
    """
    said = tuple(_cautioned(one) for one in numbers.estimates)
    return numbers.model_copy(update={"estimates": said})


def _cautioned(one: Estimate) -> Estimate:
    if one.n_prompts > 1 or one.stratum == ALL:
        more = POOLED
    elif _compares(one.measure):
        more = COMPARED
    else:
        return one
    return one.model_copy(update={"cautions": (*one.cautions, more)})


def _compares(measure: str) -> bool:
    """Return whether a measure holds images of one prompt against those of others."""
    if measure not in components.names("measures"):
        return True
    info = components.module("measures", measure).INFO
    return info.family == "association" or not info.needs <= _ALONE

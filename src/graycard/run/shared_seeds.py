"""Prompts that share seeds: which groups of a run have them, and why their numbers are not pooled.

Pictures of different prompts that start from one seed are not independent: what one draw is like,
the others are more often like, too. A number about the pictures of one prompt is as good as ever,
where repetitions have different seeds. What is pooled over P prompts varies more, at worst P times
(in variance), as if all pictures of a seed were one: `benchmarks/shared_seeds.py` has how rarely
intervals of independent pictures then hold the truth. So shares are given an interval that takes
seeds, not pictures, as the draws, and what has none such is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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
UNKNOWN: Final = noted(
    "several images have one seed, and of which prompts they are is not known, so they may not be "
    "independent, and no interval or floor of this number allows for that; take it from images "
    "with seeds of their own"
)
DRAWN: Final = noted(
    "The prompts share seeds, so images of one seed are not independent: the interval takes seeds, "
    "not images, as the draws."
)
DRAWN_UNKNOWN: Final = noted(
    "Several images have one seed, and of which prompts they are is not known: the interval takes "
    "seeds, not images, as the draws."
)
REPEATED: Final = noted(
    "Several images of one prompt have one seed: if they are not independent, the interval is too "
    "narrow."
)

MOST: Final = 1.05
"""Variance, as a multiple of that of independent pictures, that is let pass: two or three seeds
drawn twice by chance make no interval wrong."""

Group = tuple[bool | None, str]
"""Whether the prompts state what is measured, and their stratum (`*` for all together)."""


@dataclass(frozen=True, kw_only=True)
class SharedSeeds:
    """Where pictures of a run have seeds in common.

    Attributes:
        groups: Of each group of prompts, whether its own prompts share seeds; of all strata
            together, whether those of any do.
        repeats: Of each, whether some of its prompts have pictures of one seed.
        anywhere: Whether any prompts of the run share seeds, those of different groups, too.
    """

    groups: Mapping[Group, bool]
    repeats: Mapping[Group, bool]
    anywhere: bool

    def within(self, one: Estimate) -> bool:
        """Return whether the prompts of an estimate share seeds with each other."""
        return self.groups.get((one.marked, one.stratum), self.anywhere)

    def overlooked_in(self, one: Estimate) -> bool:
        """Return whether an estimate takes pictures of one seed to be independent.

        Earlier versions did; now what is pooled over them stands with a caution or is refused.
        """
        allowed_for = not {DRAWN, DRAWN_UNKNOWN}.isdisjoint(one.cautions)
        return is_pooled(one) and self.within(one) and not allowed_for

    def cautioned(self, one: Estimate) -> Estimate:
        """Return an estimate, with a caution where a prompt of its own has a seed repeatedly."""
        if not self.repeats.get((one.marked, one.stratum), any(self.repeats.values())):
            return one
        return one.model_copy(update={"cautions": (*one.cautions, REPEATED)})


def shared_seeds(folder: RunFolder) -> SharedSeeds:
    """Return which groups of prompts have pictures that were asked for with one seed.

    Of pictures that are already there, what is known of seeds says so: many people ask every prompt
    with the seeds 0, 1, 2 and so on. Of pictures whose prompt is not known, each counts as one of
    another prompt. Pictures of a seed are taken to be all alike, the worst that can be: where a
    group's variance then is no more than `MOST` times that of independent ones, its prompts do not
    count as sharing seeds.

    Raises:
        DamagedRunError: If the plan is not what was written.
    """
    spec = read_resolved(folder)
    if spec.listing_digest is None and spec.asked.seeds != SHARED:
        return SharedSeeds(groups={}, repeats={}, anywhere=False)
    asked = _asked(folder)
    every = pa.array([ALL] * len(asked), pa.string())
    over_strata = asked.set_column(0, "stratum", every)
    over_all = over_strata.set_column(1, "marked", pa.nulls(len(asked), pa.bool_()))
    strata, marks, run = map(_alike, (asked, over_strata, over_all))
    groups = {group: one[0] for group, one in (strata | marks).items()}
    for marked, _ in marks:
        # Strata may weigh alike in what is said of all, however few pictures they have.
        groups[marked, ALL] = any(one for (kind, _), one in groups.items() if kind is marked)
    return SharedSeeds(
        groups=groups,
        repeats={group: one[1] for group, one in (strata | marks).items()},
        anywhere=any(groups.values()) or any(one[0] for one in run.values()),
    )


def share_seeds(folder: RunFolder) -> bool:
    """Return whether images of different prompts of a run were asked for with one seed."""
    return shared_seeds(folder).anywhere


def is_pooled(one: Estimate) -> bool:
    """Return whether an estimate is about images of several prompts, or of nobody knows which."""
    return one.n_prompts != 1


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
        reason=REFUSED if one.n_prompts else UNKNOWN,
    )


def _asked(folder: RunFolder) -> pa.Table:
    """Return stratum, mark and seed of each request, and a number for its prompt."""
    names = ("stratum", "marked", "seed", "prompt_id")
    batches = list(read_batches(folder.plan(0), pa.schema([PLAN.field(name) for name in names])))
    table = pa.Table.from_batches(
        [one.select(names) for one in batches], pa.schema([PLAN.field(name) for name in names])
    )
    ids = table["prompt_id"].combine_chunks().dictionary_encode().indices
    # What has no prompt is a prompt of its own: numbers below 0 are not taken.
    own = pa.array(-1 - np.arange(len(table)), pa.int64())
    return table.set_column(3, "prompt", pc.coalesce(ids.cast(pa.int64()), own))


def _alike(asked: pa.Table) -> dict[Group, tuple[bool, bool]]:
    """Return of each group whether prompts share seeds, and whether prompts repeat them."""
    of_group = ["marked", "stratum"]
    sizes = asked.group_by(of_group).aggregate([([], "count_all")])
    seeded = asked.filter(pc.is_valid(asked["seed"]))
    by_prompt = seeded.group_by([*of_group, "seed", "prompt"]).aggregate([([], "count_all")])
    by_seed = by_prompt.group_by([*of_group, "seed"]).aggregate(
        [("count_all", "sum"), ("count_all", "count")]
    )
    several = by_seed.filter(pc.greater(by_seed["count_all_count"], 1))
    shared = _excess(several, several["count_all_sum"])
    repeated = _excess(by_prompt, by_prompt["count_all"])
    found = {}
    for row in sizes.to_pylist():
        group, least = (row["marked"], row["stratum"]), (MOST - 1) * row["count_all"] + 1e-9
        found[group] = shared.get(group, 0) > least, repeated.get(group, 0) > least
    return found


def _excess(rows: pa.Table, n: pa.ChunkedArray) -> dict[Group, int]:
    """Return the sum of ``n² - n`` by group: what pictures that are all alike add to a variance."""
    more = rows.append_column("more", pc.multiply(n, pc.subtract(n, 1)))
    summed = more.group_by(["marked", "stratum"]).aggregate([("more", "sum")]).to_pylist()
    return {(one["marked"], one["stratum"]): one["more_sum"] for one in summed}

"""Same pictures as plain values, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from graycard.explore.rows import told
from graycard.explore.same_pictures.groups import (
    FALSE_ALARMS,
    FALSE_ALARMS_AT_MOST,
    MOST_BITS,
    MOST_COLOUR,
)
from graycard.explore.same_pictures.in_runs import SameInRuns

if TYPE_CHECKING:
    from graycard.explore.collection import Collection


def same_data(collection: Collection, found: SameInRuns) -> dict[str, Any]:
    """Return the groups, how often pictures are the same, and what that was judged by."""
    return {
        "compared": found.compared,
        "seeds_not_known": found.seedless,
        "missing": dict(found.missing),
        "judged_by": {
            "most_bits": MOST_BITS,
            "most_colour": MOST_COLOUR,
            "false_alarms_drawn_world": {
                **dict(zip(("pairs", "of"), FALSE_ALARMS, strict=True)),
                "at_most": FALSE_ALARMS_AT_MOST,
            },
        },
        "expected_by_chance_high": found.chance,
        "repeats": {
            model: [asdict(one) for one in every] for model, every in found.repeats.items()
        },
        "no_repeats": dict(found.no_repeats),
        "groups": [
            {
                "kind": one.kind,
                "n": len(one.rows),
                "prompts": one.prompts,
                "models": one.models,
                "seeds": one.seeds,
                "seeds_not_known": one.seedless,
                "widest": one.widest,
                "pictures": [told(collection, row) for row in one.rows],
            }
            for one in found.groups
        ],
    }

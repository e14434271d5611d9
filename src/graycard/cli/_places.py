"""What a run says of places, in one table."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from graycard.cli._say import plain

if TYPE_CHECKING:
    from graycard.types import Estimate

OF_PLACES: Final = frozenset(
    {
        "nearest_marked_set",
        "marked_set_accuracy",
        "unlike_marked_sets",
        "self_similarity",
        "share_difference",
    }
)
"""Measures with a number for every place: too many for the table of all numbers."""

_NEAREST: Final = 3


def show_places(estimates: Sequence[Estimate]) -> None:
    """Print the places that the pictures without one are nearest to, and how well that is known."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    told = [one for one in estimates if one.measure == "marked_set_accuracy"]
    if not told:
        return
    table = Table(title="Where no place is named: the nearest places")
    for name in ("scene", "nearest to"):
        table.add_column(name, overflow="fold")
    for name in ("share", "interval", "floor", "n", "missing", "places told apart (floor)"):
        table.add_column(name, justify="right", no_wrap=name != "places told apart (floor)")
    for one in told:
        scene = "all scenes" if one.stratum == "*" else one.stratum
        known = f"{one.value:.3f} ({one.floor_high or 0:.3f})"
        for share in _nearest(estimates, one):
            table.add_row(
                # Text, not markup: names come from prompts and files.
                Text(plain(scene)),
                Text(plain(share.category or "")),
                f"{share.value:.3f}",
                f"{share.low:.3f} to {share.high:.3f}",
                f"{share.floor_high or 0:.3f}",
                str(share.n),
                str(share.n_missing),
                known,
            )
            scene = known = ""
        if known:
            table.add_row(Text(plain(scene)), "(cannot be told)", *[""] * 5, known)
    Console(width=None if sys.stdout.isatty() else 130).print(table)


def _nearest(estimates: Sequence[Estimate], told: Estimate) -> list[Estimate]:
    """Return the nearest places of the same scene and embedder."""
    wanted = ("nearest_marked_set", "place", told.stratum, told.readers)
    found = [
        one for one in estimates if (one.measure, one.attribute, one.stratum, one.readers) == wanted
    ]
    return sorted(found, key=lambda one: (-one.value, one.category or ""))[:_NEAREST]

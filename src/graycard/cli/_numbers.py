"""A run's numbers in tables that a terminal of 80 columns has room for: one a comparison."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Final

from graycard.cli._places import OF_PLACES, show_places
from graycard.cli._say import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from graycard.run.summary import Summary
    from graycard.types import Estimate

_GAP: Final = "representation_gap"

_WIDEST: Final = 30
"""Letters of a stratum that stand on one line; the columns of all tables stand below each other."""


def stratum_name(stratum: str) -> str:
    """Return a stratum as a terminal shows it."""
    from graycard.counts import ALL

    return "all together" if stratum == ALL else stratum


def show_numbers(summary: Summary, estimates: list[Estimate], *, everything: bool) -> None:
    """Print the gaps of each attribute to each reference, or every number of one attribute.

    Args:
        summary: Of the run.
        estimates: Of the run, or of one attribute.
        everything: Whether all measures are shown, not the gaps alone.
    """
    from rich.console import Console
    from rich.text import Text

    of_places = [] if everything else [one for one in estimates if one.measure in OF_PLACES]
    estimates = [one for one in estimates if everything or one.measure not in OF_PLACES]
    gaps = [] if everything else [one for one in estimates if one.measure == _GAP]
    told = gaps or estimates
    by_measure = sorted(
        told, key=lambda one: (one.measure, one.stratum, one.category or "", one.readers)
    )
    order = {one.attribute: rank for rank, one in enumerate(reversed(estimates))}
    by_value = sorted(told, key=lambda one: (-order[one.attribute], -one.value))
    groups: dict[str, list[Estimate]] = {}
    for one in by_measure if everything else by_value:
        measured = "" if gaps else f": {one.measure}"
        against = f" against {one.reference}" if one.reference else ""
        groups.setdefault(f"{one.attribute}{measured}{against}", []).append(one)
    readers = _reader_names(told) if _read_by_several(told) else None
    widest = max((len(plain(stratum_name(one.stratum))) for one in told), default=0)
    # A log or a pipe has no width: tables for people to read need about this much.
    console = Console(width=None if sys.stdout.isatty() else 130)
    console.print(Text(plain(f"{summary.model}: {summary.requested} images requested")))
    for about, found in groups.items():
        console.print()
        console.print(Text(plain(about), style="bold"))
        console.print(
            _table(
                found, value="gap" if gaps else "value", wide=min(widest, _WIDEST), readers=readers
            )
        )
    if of_places:
        console.print()
    show_places(of_places)


def _table(
    estimates: Sequence[Estimate], *, value: str, wide: int, readers: dict[str, str] | None
) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    of_categories = any(one.category for one in estimates)
    table.add_column("stratum", width=max(wide, len("stratum")), overflow="fold")
    for name in (["category"] if of_categories else []) + (["reader"] if readers else []):
        table.add_column(name, overflow="fold")
    for name in (value, "interval", "floor", "n", "missing"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in estimates:
        category = (one.category or "",) if of_categories else ()
        read_by = (", ".join(readers[id_] for id_ in one.readers),) if readers else ()
        table.add_row(
            # Text, not markup: names come from prompts and files.
            *(Text(plain(cell)) for cell in (stratum_name(one.stratum), *category, *read_by)),
            f"{one.value:.3f}",
            f"{one.low:.3f} to {one.high:.3f}",
            "" if one.floor_high is None else f"{one.floor_high:.3f}",
            str(one.n),
            str(one.n_missing),
        )
    return table


def _read_by_several(estimates: Sequence[Estimate]) -> bool:
    """Return whether some attribute was read by more than one: its rows would look the same."""
    read = {(one.attribute, one.readers) for one in estimates if one.readers}
    return len(read) > len({attribute for attribute, _ in read})


def _reader_names(estimates: Sequence[Estimate]) -> dict[str, str]:
    """Return how readers are called, by id: by their names, or by the ids where two share one."""
    ids = {id_ for one in estimates for id_ in one.readers}
    called = Counter(id_.partition("@")[0] for id_ in ids)
    return {id_: id_ if called[name := id_.partition("@")[0]] > 1 else name for id_ in ids}

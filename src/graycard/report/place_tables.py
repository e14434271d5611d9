"""The tables of the default culture, and what may be said of its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graycard.report.numbers import NONE, decimal, interval, percent, points
from graycard.report.table import Table
from graycard.report.verdicts import Verdict
from graycard.report.words import stratum_name
from graycard.types import Estimate

NEAREST: Final = "nearest_marked_set"
NO_PLACE: Final = "no place named"

_FOUND: Final = 0.05
_MOST_PLACES: Final = 6


def place_name(one: Estimate) -> str:
    """Return the place or region that a number is about."""
    return one.category or NO_PLACE


def nearest_verdict(one: Estimate) -> Verdict:
    """Return what may be said of a share nearest to a place.

    Beyond chance: the p-value adjusted for all places is below 0.05, and the share is above what an
    even mixture exceeds in 5 of 100 audits. Undecided: the missing pictures could take it there.
    """
    floor = one.floor_mean or 0.0
    if (one.p_adjusted or 0.0) >= _FOUND or one.value <= (one.floor_high or 0.0):
        return "within chance"
    if one.n_missing and (one.missing_low or 0.0) <= floor:
        return "undecided"
    return "beyond chance"


def nearest_table(estimates: Sequence[Estimate], kind: str) -> Table:
    """Return the shares nearest to each place, largest first."""
    rows = sorted(estimates, key=lambda one: (-one.value, place_name(one)))
    return Table(
        caption=f"Share nearest to each {kind}: {stratum_name(estimates[0].stratum)}",
        columns=(
            kind,
            "share",
            _level(estimates),
            "chance, mean",
            "chance, 95 of 100",
            "adjusted p",
            "n",
            "missing",
            "worst case",
            "verdict",
        ),
        rows=tuple(
            (
                place_name(one),
                percent(one.value),
                interval(one.low, one.high),
                percent(one.floor_mean),
                percent(one.floor_high),
                probability(one.p_adjusted),
                str(one.n),
                str(one.n_missing),
                interval(one.missing_low, one.missing_high) if one.n_missing else NONE,
                nearest_verdict(one),
            )
            for one in rows
        ),
    )


def shares_by_scene_table(scenes: Sequence[Sequence[Estimate]]) -> Table:
    """Return the nearest places of each scene."""
    rows = []
    for estimates in scenes:
        largest = sorted(estimates, key=lambda one: (-one.value, place_name(one)))[:_MOST_PLACES]
        cells = "; ".join(
            f"{place_name(one)} {percent(one.value)} ({interval(one.low, one.high)})"
            + ("*" if nearest_verdict(one) == "beyond chance" else "")
            for one in largest
            if one.value
        )
        first = estimates[0]
        rows.append((stratum_name(first.stratum), str(first.n), str(first.n_missing), cells))
    return Table(
        caption="Nearest places by scene",
        columns=("scene", "n", "missing", "nearest places, with intervals"),
        rows=tuple(rows),
        note=f"At most {_MOST_PLACES} places a scene. * beyond chance.",
    )


def told_table(told: Sequence[Estimate], unlike: Sequence[Estimate]) -> Table | None:
    """Return how well places are told apart by scene, and how many pictures are unlike all."""
    if not told:
        return None
    by_stratum = {one.stratum: one for one in unlike}

    def cells(one: Estimate) -> tuple[str, ...]:
        far = by_stratum.get(one.stratum)
        return (
            stratum_name(one.stratum),
            percent(one.value),
            interval(one.low, one.high),
            percent(one.floor_high),
            str(one.n),
            str(one.n_missing),
            f"{percent(far.value)} ({interval(far.low, far.high)})" if far else NONE,
            percent(far.floor_high) if far else NONE,
        )

    return Table(
        caption="How well the places are told apart",
        columns=(
            "scene",
            "nearest to their own",
            _level(told),
            "chance, 95 of 100",
            "n of places",
            "missing",
            "without a place, unlike all",
            "chance, 95 of 100",
        ),
        rows=tuple(cells(one) for one in told),
    )


def likeness_table(estimates: Sequence[Estimate]) -> Table:
    """Return how alike the pictures of each place are, most alike first."""
    rows = sorted(estimates, key=lambda one: (one.category is not None, -one.value))
    return Table(
        caption="How alike the pictures of a place are",
        columns=(
            "place",
            "mean cosine",
            _level(estimates),
            "mixed places, mean",
            "mixed places, 95 of 100",
            "n",
            "missing",
        ),
        rows=tuple(
            (
                place_name(one),
                decimal(one.value),
                f"{decimal(one.low)} to {decimal(one.high)}",
                decimal(one.floor_mean),
                decimal(one.floor_high),
                str(one.n),
                str(one.n_missing),
            )
            for one in rows
        ),
    )


def differences_table(estimates: Sequence[Estimate]) -> Table:
    """Return by how much a feature's share differs by place, largest first."""
    rows = sorted(estimates, key=lambda one: (-one.value, one.stratum))
    return Table(
        caption=f"Share of {estimates[0].attribute.replace('_', ' ')} by place, minus that of"
        f" {estimates[0].reference}",
        columns=("place", "difference", _level(estimates), "adjusted p", "n", "missing"),
        rows=tuple(
            (
                one.stratum,
                points(one.value),
                f"{points(one.low)} to {points(one.high)}",
                probability(one.p_adjusted),
                str(one.n),
                str(one.n_missing),
            )
            for one in rows
        ),
    )


def probability(p: float | None) -> str:
    """Return a p-value.

    Example:
        >>> probability(0.00001), probability(0.0213), probability(1.0)
        ('< 0.001', '0.021', '1')
    """
    if p is None:
        return NONE
    if p >= 0.9995:
        return "1"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _level(estimates: Sequence[Estimate]) -> str:
    return f"{percent(estimates[0].level)} interval" if estimates else "interval"

"""The tables of the default culture, and what may be said of its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graycard.language import retell, say
from graycard.report.numbers import NONE, between, decimal, interval, percent, points
from graycard.report.table import Table
from graycard.report.verdicts import Verdict, verdict_name
from graycard.report.words import aside, attribute_name, clauses, level_name, stratum_name
from graycard.types import Estimate

NEAREST: Final = "nearest_marked_set"

_FOUND: Final = 0.05
_MOST_PLACES: Final = 6


def place_name(one: Estimate) -> str:
    """Return the place or region that a number is about."""
    return one.category or say("no place named")


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
        caption=say(
            "Share nearest to each {kind}: {scene}",
            kind=attribute_name(kind),
            scene=stratum_name(estimates[0].stratum),
        ),
        columns=(
            attribute_name(kind),
            say("share"),
            _level(estimates),
            say("chance, mean"),
            say("chance, 95 of 100"),
            say("adjusted p"),
            say("n"),
            say("missing"),
            say("worst case"),
            say("verdict"),
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
                verdict_name(nearest_verdict(one)),
            )
            for one in rows
        ),
    )


def shares_by_scene_table(scenes: Sequence[Sequence[Estimate]]) -> Table:
    """Return the nearest places of each scene."""
    rows = []
    for estimates in scenes:
        largest = sorted(estimates, key=lambda one: (-one.value, place_name(one)))[:_MOST_PLACES]
        cells = clauses(
            [
                f"{place_name(one)} {percent(one.value)}{aside(interval(one.low, one.high))}"
                + ("*" if nearest_verdict(one) == "beyond chance" else "")
                for one in largest
                if one.value
            ]
        )
        first = estimates[0]
        rows.append((stratum_name(first.stratum), str(first.n), str(first.n_missing), cells))
    return Table(
        caption=say("Nearest places by scene"),
        columns=(say("scene"), say("n"), say("missing"), say("nearest places, with intervals")),
        rows=tuple(rows),
        note=say("At most {n} places a scene. * beyond chance.", n=_MOST_PLACES),
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
            percent(far.value) + aside(interval(far.low, far.high)) if far else NONE,
            percent(far.floor_high) if far else NONE,
        )

    return Table(
        caption=say("How well the places are told apart"),
        columns=(
            say("scene"),
            say("nearest to their own"),
            _level(told),
            say("chance, 95 of 100"),
            say("n of places"),
            say("missing"),
            say("without a place, unlike all"),
            say("chance, 95 of 100"),
        ),
        rows=tuple(cells(one) for one in told),
    )


def likeness_table(estimates: Sequence[Estimate]) -> Table:
    """Return how alike the pictures of each place are, most alike first."""
    rows = sorted(estimates, key=lambda one: (one.category is not None, -one.value))
    return Table(
        caption=say("How alike the pictures of a place are"),
        columns=(
            say("place"),
            say("mean cosine"),
            _level(estimates),
            say("mixed places, mean"),
            say("mixed places, 95 of 100"),
            say("n"),
            say("missing"),
        ),
        rows=tuple(
            (
                place_name(one),
                decimal(one.value),
                between(decimal(one.low), decimal(one.high)),
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
        caption=say(
            "Share of {attribute} by place, minus that of {others}",
            attribute=attribute_name(estimates[0].attribute),
            others=retell(estimates[0].reference or ""),
        ),
        columns=(
            say("place"),
            say("difference"),
            _level(estimates),
            say("adjusted p"),
            say("n"),
            say("missing"),
        ),
        rows=tuple(
            (
                one.stratum,
                points(one.value),
                between(points(one.low), points(one.high)),
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
    return level_name(estimates[0].level) if estimates else say("interval")

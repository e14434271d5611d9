"""The tables behind the charts: every number with its interval, n and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from graycard.report.numbers import NONE, interval, percent
from graycard.report.series import Series, reference_shares
from graycard.report.table import Table
from graycard.report.verdicts import verdict
from graycard.report.words import attribute_name, category_name, stratum_name
from graycard.types import Estimate, Reference

MOST_ROWS: Final = 600
"""Longer tables are cut, with a note: all numbers are in estimates.json."""


def shares_table(series: Series, references: Sequence[Reference]) -> Table:
    """Return shares by stratum and category, beside those of the references."""
    names = list(dict.fromkeys(r.name for r in references if r.attribute == series.name))
    compared = {
        stratum: reference_shares(references, series.name, stratum) for stratum in series.by_stratum
    }

    def cells(one: Estimate) -> tuple[str, ...]:
        stated = [compared[one.stratum].get(name, {}).get(one.category or "") for name in names]
        return (
            category_name(series.name, one.category or NONE),
            percent(one.value),
            interval(one.low, one.high),
            *_sizes(one),
            _worst(one),
            *map(percent, stated),
        )

    return _table(
        f"Shares of {attribute_name(series.name)} by stratum",
        series.estimates,
        (
            "category",
            "share",
            _level(series.estimates),
            "n read",
            "missing",
            "worst case",
            *names,
        ),
        cells,
    )


def gaps_table(series: Series) -> Table:
    """Return gaps by stratum, with their chance floors and what may be said of each."""

    def cells(one: Estimate) -> tuple[str, ...]:
        return (
            percent(one.value),
            interval(one.low, one.high),
            percent(one.floor_mean),
            percent(one.floor_high),
            *_sizes(one),
            _worst(one),
            verdict(one),
        )

    return _table(
        f"Gap of {attribute_name(series.name)} to {series.reference} by stratum",
        sorted(series.estimates, key=lambda one: -one.value),
        (
            "gap",
            _level(series.estimates),
            "chance, mean",
            "chance, 95 of 100",
            "n read",
            "missing",
            "worst case",
            "verdict",
        ),
        cells,
    )


def points_table(
    caption: str,
    estimates: Sequence[Estimate],
    *,
    name: str,
    text: Callable[[float | None], str],
    categories: bool = False,
) -> Table:
    """Return one number a stratum, or one a stratum and category."""

    def cells(one: Estimate) -> tuple[str, ...]:
        return (
            *((one.category or NONE,) if categories else ()),
            text(one.value),
            f"{text(one.low)} to {text(one.high)}",
            *_sizes(one),
        )

    first = ("category",) if categories else ()
    columns = (*first, name, _level(estimates), f"n {_denominator(estimates)}", "missing")
    return _table(caption, estimates, columns, cells)


def _table(
    caption: str,
    estimates: Sequence[Estimate],
    columns: tuple[str, ...],
    cells: Callable[[Estimate], tuple[str, ...]],
) -> Table:
    shown = estimates[:MOST_ROWS]
    left = len(estimates) - len(shown)
    return Table(
        caption=caption,
        columns=("stratum", *columns),
        rows=tuple((stratum_name(one.stratum), *cells(one)) for one in shown),
        note=f"{left} more rows are in estimates.json." if left else None,
    )


def _sizes(one: Estimate) -> tuple[str, str]:
    return str(one.n), str(one.n_missing)


def _worst(one: Estimate) -> str:
    if not one.n_missing:
        return NONE
    return interval(one.missing_low, one.missing_high)


def _level(estimates: Sequence[Estimate]) -> str:
    return f"{percent(estimates[0].level)} interval" if estimates else "interval"


def _denominator(estimates: Sequence[Estimate]) -> str:
    return estimates[0].denominator if estimates else ""

"""The tables behind the charts: every number with its interval, n and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from graycard.language import say, several
from graycard.report.numbers import NONE, between, count, interval, percent
from graycard.report.series import Series
from graycard.report.table import Table
from graycard.report.verdicts import verdict, verdict_name
from graycard.report.words import (
    aside,
    attribute_name,
    category_name,
    level_name,
    paragraph,
    stratum_name,
)
from graycard.types import Estimate, Reference

MOST_ROWS: Final = 600
"""Longer tables are cut, with a note: all numbers are in estimates.json."""


def shares_table(series: Series, references: Sequence[Reference]) -> Table:
    """Return shares by stratum, each with its interval, and below them those of references."""
    categories = series.attribute.categories if series.attribute else ()
    about = [one for one in references if one.attribute == series.name]
    strata = series.by_stratum
    rows = [_row(stratum, found, categories) for stratum, found in strata.items()]
    rows += [
        (stratum_name(stratum) + aside(why), "0", NONE, *(NONE for _ in categories))
        for stratum, why in sorted(series.unread.items())
    ]
    rows += [
        (
            _reference(one),
            NONE,
            NONE,
            *(percent(one.shares.get(category)) for category in categories),
        )
        for one in about
        if one.stratum is None or one.stratum in strata
    ]
    left = len(rows) - MOST_ROWS
    notes = []
    if any(one.n_missing and one.missing_low is not None for one in series.estimates):
        notes.append(say("After the slash: worst case for what is missing."))
    if left > 0:
        notes.append(
            several(
                left,
                "{n} more row is in estimates.json.",
                "{n} more rows are in estimates.json.",
                n=count(left),
            )
        )
    return Table(
        caption=_of_shares(series, beside=bool(about)),
        columns=(
            say("stratum"),
            say("n read"),
            say("missing"),
            *(category_name(series.name, one) for one in categories),
        ),
        rows=tuple(rows[:MOST_ROWS]),
        note=paragraph(notes) or None,
    )


def _of_shares(series: Series, *, beside: bool) -> str:
    """Return what a table of shares holds; `beside` says that it has those of references, too."""
    name, intervals = attribute_name(series.name), _level(series.estimates)
    of = say(", of all faces") if series.measure == "share_of_faces" else ""
    kind = of + series.kind
    if beside:
        return say(
            "Shares of {attribute} by stratum{kind}, with {intervals}s, and of the references",
            attribute=name,
            kind=kind,
            intervals=intervals,
        )
    return say(
        "Shares of {attribute} by stratum{kind}, with {intervals}s",
        attribute=name,
        kind=kind,
        intervals=intervals,
    )


def _reference(one: Reference) -> str:
    about = one.name
    if one.stratum is not None:
        about = say("{reference}: {stratum}", reference=one.name, stratum=stratum_name(one.stratum))
    fits = {
        None: "",
        "exact": aside(say("exact match")),
        "close": aside(say("close match")),
        "broad": aside(say("broad match")),
        "ambiguous": aside(say("ambiguous match")),
    }
    return about + fits[one.match]


def _row(
    stratum: str, found: Mapping[str | None, Estimate], categories: Sequence[str]
) -> tuple[str, ...]:
    any_one = next(iter(found.values()))
    cells = [_share(found[category]) if category in found else NONE for category in categories]
    return (stratum_name(stratum), *_sizes(any_one), *cells)


def _share(one: Estimate) -> str:
    bounded = one.n_missing and one.missing_low is not None
    ends = interval(one.low, one.high)
    if bounded:
        ends = f"{ends} / {interval(one.missing_low, one.missing_high)}"
    return percent(one.value) + aside(ends)


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
            verdict_name(verdict(one)),
        )

    return _table(
        say(
            "Gap of {attribute} to {reference} by stratum{kind}",
            attribute=attribute_name(series.name),
            reference=series.reference,
            kind=series.kind,
        ),
        sorted(series.estimates, key=lambda one: -one.value),
        (
            say("gap"),
            _level(series.estimates),
            say("chance, mean"),
            say("chance, 95 of 100"),
            say("n read"),
            say("missing"),
            say("worst case"),
            say("verdict"),
        ),
        cells,
    )


def points_table(
    caption: str,
    estimates: Sequence[Estimate],
    *,
    name: str,
    text: Callable[[float | None], str],
    denominator: str,
) -> Table:
    """Return one number a stratum.

    Args:
        caption: What the table holds.
        estimates: One a stratum.
        name: Of the number.
        text: How it is written.
        denominator: Heading of how many images are counted.
    """

    def cells(one: Estimate) -> tuple[str, ...]:
        return (
            text(one.value),
            between(text(one.low), text(one.high)),
            *_sizes(one),
        )

    columns = (name, _level(estimates), denominator, say("missing"))
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
        columns=(say("stratum"), *columns),
        rows=tuple((stratum_name(one.stratum), *cells(one)) for one in shown),
        note=several(
            left,
            "{n} more row is in estimates.json.",
            "{n} more rows are in estimates.json.",
            n=count(left),
        )
        if left
        else None,
    )


def _sizes(one: Estimate) -> tuple[str, str]:
    return str(one.n), str(one.n_missing)


def _worst(one: Estimate) -> str:
    if not one.n_missing:
        return NONE
    return interval(one.missing_low, one.missing_high)


def _level(estimates: Sequence[Estimate]) -> str:
    return level_name(estimates[0].level) if estimates else say("interval")

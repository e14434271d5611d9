"""Shares of many ordered categories by stratum: a bar of segments from first to last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from graycard.counts import ALL
from graycard.language import named, say
from graycard.report.charts.chart import Chart, Key, Mark, Row, few
from graycard.report.charts.shares import axis_title, sizes, ticks
from graycard.report.numbers import count
from graycard.report.series import Series, reference_shares
from graycard.report.words import attribute_name, category_name, paragraph, stratum_name
from graycard.types import Estimate, Reference

MONK: Final = 10
"""Tones of the Monk scale, which have colours of their own."""

_LABELLED: Final = 0.075
"""Segments narrower than this have no room for their number."""


def stacks_chart(series: Series, references: Sequence[Reference]) -> tuple[Chart, str]:
    """Return the chart, and what its caption must say of the order of rows.

    Below a stratum's bar stands a thin one of the first reference that has shares of its own
    for strata; a reference that is the same for all is a row.
    """
    attribute = series.attribute
    categories = attribute.categories if attribute else ()
    about = [one for one in references if one.attribute == series.name]
    same = [one for one in about if one.stratum is None]
    own = next((one.name for one in about if one.stratum is not None), None)
    looks = _looks(series.name, categories)

    def row(stratum: str, found: Mapping[str | None, Estimate]) -> Row:
        observed = {c: found[c].value for c in categories if c in found}
        marks = _bar(observed, categories, looks, y=3, size=20, labelled=True)
        compared = reference_shares(about, series.name, stratum).get(own or "")
        if compared:
            marks += _bar(compared, categories, looks, y=25, size=6, labelled=False)
        return Row(
            label=stratum_name(stratum),
            note=sizes(next(iter(found.values()))),
            height=36,
            marks=tuple(marks),
            all=stratum == ALL,
        )

    def mean_rank(entry: tuple[str, Mapping[str | None, Estimate]]) -> tuple[bool, float, str]:
        stratum, found = entry
        place = sum(i * found[c].value for i, c in enumerate(categories) if c in found)
        return (stratum != ALL, -place, stratum)

    rows = [row(*entry) for entry in sorted(series.by_stratum.items(), key=mean_rank)]
    top = [
        Row(
            label=say("reference: {reference}", reference=one.name),
            height=30,
            marks=tuple(_bar(one.shares, categories, looks, y=3, size=20, labelled=True)),
            all=True,
        )
        for one in same
    ]
    top += [one for one in rows if one.all]
    rest = [one for one in rows if not one.all]
    shown, left_out = few(rest, series.unread)
    chart = Chart(
        alt=say(
            "Shares of {attribute} by stratum, as bars of {n} segments.",
            attribute=attribute_name(series.name),
            n=count(len(categories)),
        ),
        rows=(*top, *shown),
        ticks=ticks(),
        axis=axis_title(series),
        keys=tuple(
            Key(text=named("category", category), look=look, kind="bar")
            for category, look in zip(categories, looks, strict=True)
        ),
    )
    last = category_name(series.name, categories[-1])
    said = [say("Sorted by how far the bar leans to {category}.", category=last), left_out]
    if own:
        said.append(say("The thin bars below are the reference {reference}.", reference=own))
    return chart, paragraph(said)


def _looks(attribute: str, categories: Sequence[str]) -> list[str]:
    if attribute == "skin_tone" and len(categories) == MONK:
        return [f"monk{i}" for i in range(1, MONK + 1)]
    last = max(len(categories) - 1, 1)
    return [f"q{round(9 * i / last)}" for i in range(len(categories))]


def _bar(
    shares: Mapping[str, float],
    categories: Sequence[str],
    looks: Sequence[str],
    *,
    y: float,
    size: float,
    labelled: bool,
) -> list[Mark]:
    ends = [0.0]
    for category in categories:
        ends.append(ends[-1] + shares.get(category, 0.0))
    return [
        Mark(
            kind="bar",
            x=round(100 * low, 2),
            x2=round(100 * high, 2),
            y=y,
            size=size,
            look=f"segment {look}",
            text=category if labelled and high - low >= _LABELLED and len(category) < 3 else "",
        )
        for category, look, (low, high) in zip(categories, looks, pairwise(ends), strict=True)
        if high > low
    ]

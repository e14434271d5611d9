"""Representation gaps by stratum: point, interval, and what chance alone would show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graycard.counts import ALL
from graycard.language import say
from graycard.report.charts.chart import Axis, Chart, Key, Mark, Row, few, nice_axis, percent_ticks
from graycard.report.charts.shares import sizes
from graycard.report.numbers import percent
from graycard.report.series import Series
from graycard.report.verdicts import Verdict, verdict, verdict_name, verdicts_in_a_chart
from graycard.report.words import attribute_name, paragraph, stratum_name
from graycard.types import Estimate

_LOOKS: Final[dict[Verdict, tuple[str, str]]] = {
    "beyond chance": ("beyond", "diamond"),
    "undecided": ("undecided", "square"),
    "within chance": ("within", "circle"),
}


def gaps_chart(series: Series, beside: Sequence[Estimate] = ()) -> tuple[Chart, str]:
    """Return the chart, and what its caption must say of the order of rows.

    Args:
        series: Of gaps.
        beside: What charts show that stand beside it, for which the axis has room, too.
    """
    every = (*series.estimates, *beside)
    ends = [end for one in every for end in (one.high, one.missing_high or 0.0)]
    axis, ticks = nice_axis(ends, most=1)
    ordered = sorted(series.estimates, key=lambda one: (one.stratum != ALL, -one.value))
    rows = [_row(one, axis) for one in ordered]
    shown, left_out = few([row for row in rows if not row.all])
    found = {verdict(one) for one in series.estimates}
    keys = [
        Key(text=verdict_name(name), look=look, kind="point", shape=shape)
        for name, (look, shape) in _LOOKS.items()
        if name in found
    ]
    keys += [
        Key(text=say("interval"), look="interval", kind="line"),
        Key(text=say("chance alone (mean | 95 of 100 stay within)"), look="floor", kind="bar"),
    ]
    if any(one.n_missing for one in series.estimates):
        keys.append(Key(text=say("worst case for what is missing"), look="worst", kind="line"))
    chart = Chart(
        alt=say(
            "Gap of {attribute} to the reference {reference}, by stratum, with intervals and chance"
            " floors.",
            attribute=attribute_name(series.name),
            reference=series.reference,
        ),
        rows=(*[row for row in rows if row.all], *shown),
        ticks=percent_ticks(axis, ticks),
        axis=say("share of images that would have to change to match the reference"),
        keys=tuple(keys),
    )
    said = [*verdicts_in_a_chart(found), say("Largest gap first."), left_out]
    return chart, paragraph(said)


def _row(one: Estimate, axis: Axis) -> Row:
    look, shape = _LOOKS[verdict(one)]
    marks = []
    if one.floor_high is not None:
        high = axis.at(one.floor_high)
        marks.append(Mark(kind="bar", x=0, x2=high, y=3, size=24, look="floor"))
    if one.floor_mean is not None:
        marks.append(Mark(kind="tick", x=axis.at(one.floor_mean), y=15, size=24, look="floormean"))
    if one.n_missing and one.missing_low is not None and one.missing_high is not None:
        low, high = axis.at(one.missing_low), axis.at(one.missing_high)
        marks.append(Mark(kind="line", x=low, x2=high, y=15, look="worst"))
    marks.append(
        Mark(kind="line", x=axis.at(one.low), x2=axis.at(one.high), y=15, look=f"interval {look}")
    )
    marks.append(Mark(kind="point", x=axis.at(one.value), y=15, look=look, shape=shape))
    return Row(
        label=stratum_name(one.stratum),
        note=sizes(one),
        value=percent(one.value),
        height=30,
        marks=tuple(marks),
        all=one.stratum == ALL,
    )

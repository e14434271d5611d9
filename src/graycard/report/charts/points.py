"""One number a stratum with its interval: outcome rates, mean values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graycard.counts import ALL
from graycard.language import say
from graycard.report.charts.chart import (
    Chart,
    Key,
    Mark,
    Row,
    few,
    nice_axis,
    percent_ticks,
    plain_ticks,
)
from graycard.report.charts.shares import sizes
from graycard.report.numbers import decimal, percent
from graycard.report.words import paragraph, stratum_name
from graycard.types import Estimate


def points_chart(
    estimates: Sequence[Estimate],
    *,
    alt: str,
    axis_title: str,
    shares: bool,
    unread: Mapping[str, str] | None = None,
    beside: Sequence[Estimate] = (),
) -> tuple[Chart, str]:
    """Return the chart, and what its caption must say of the order of rows.

    Args:
        estimates: One a stratum.
        alt: What the chart shows, in a sentence.
        axis_title: Of the axis.
        shares: Whether numbers are shares: written in percent, on an axis from 0 to at most 1.
        unread: Strata without a number, and why.
        beside: What charts show that stand beside it, for which the axis has room, too.
    """
    ends = [end for one in (*estimates, *beside) for end in (one.low, one.high)]
    axis, ticks = nice_axis(ends, zero=shares, most=1 if shares else None)
    ordered = sorted(estimates, key=lambda one: (one.stratum != ALL, -one.value, one.stratum))
    rows = [
        Row(
            label=stratum_name(one.stratum),
            note=sizes(one),
            value=percent(one.value) if shares else decimal(one.value),
            height=28,
            marks=(
                Mark(
                    kind="line", x=axis.at(one.low), x2=axis.at(one.high), y=14, look="interval c0"
                ),
                Mark(kind="point", x=axis.at(one.value), y=14, look="c0"),
            ),
            all=one.stratum == ALL,
        )
        for one in ordered
    ]
    rest = [row for row in rows if not row.all]
    shown, left_out = few(rest, unread)
    chart = Chart(
        alt=alt,
        rows=(*[row for row in rows if row.all], *shown),
        ticks=percent_ticks(axis, ticks) if shares else plain_ticks(axis, ticks),
        axis=axis_title,
        keys=(
            Key(text=say("estimate"), look="c0", kind="point"),
            Key(text=say("interval"), look="interval", kind="line"),
        ),
    )
    return chart, paragraph([say("Largest first."), left_out])

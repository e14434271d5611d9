"""One number a place with its interval, and what chance alone would show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from graycard.language import say, several
from graycard.report.charts.chart import Axis, Chart, Key, Mark, Row, nice_axis
from graycard.report.charts.shares import sizes
from graycard.report.numbers import count
from graycard.report.verdicts import Verdict, verdict_name
from graycard.report.words import paragraph
from graycard.types import Estimate

MOST_ROWS: Final = 16
"""Of more places, a chart shows the largest, or the largest and the smallest."""

_LOOKS: Final[dict[Verdict, tuple[str, str]]] = {
    "beyond chance": ("beyond", "diamond"),
    "undecided": ("undecided", "square"),
    "within chance": ("within", "circle"),
}


def floors_chart(
    estimates: Sequence[Estimate],
    *,
    alt: str,
    axis_title: str,
    text: Callable[[float | None], str],
    tick: Callable[[float], str],
    label: Callable[[Estimate], str],
    verdict: Callable[[Estimate], Verdict],
    zero: bool = True,
    most: float | None = None,
    first: Sequence[Estimate] = (),
    both_ends: bool = False,
) -> tuple[Chart, str]:
    """Return the chart, and what its caption must say of the order of rows.

    Args:
        estimates: One a row, drawn largest first.
        alt: What the chart shows, in a sentence.
        axis_title: Of the axis.
        text: How a number is written.
        tick: How a number is written on the axis, where there is little room.
        label: What a row is about.
        verdict: What may be said of a number.
        zero: Whether the axis holds 0.
        most: The largest possible value, if there is one.
        first: Rows that stand above the others, whatever their size.
        both_ends: Whether the smallest are as telling as the largest, where there are too many.
    """
    every = [*first, *estimates]
    ends = [end for one in every for end in (one.low, one.high, one.floor_high or one.low)]
    axis, ticks = nice_axis(ends, zero=zero, most=most)
    ordered = sorted(estimates, key=lambda one: (-one.value, label(one)))
    rows = [_row(one, axis, text, label, verdict) for one in ordered]
    shown, left_out = _few(rows, both_ends=both_ends)
    top = tuple(replace(_row(one, axis, text, label, verdict), all=True) for one in first)
    found = {verdict(one) for one in every}
    keys = [
        Key(text=verdict_name(name), look=look, kind="point", shape=shape)
        for name, (look, shape) in _LOOKS.items()
        if name in found
    ]
    keys.append(Key(text=say("interval"), look="interval", kind="line"))
    if any(one.floor_high is not None for one in every):
        band = say("chance alone (mean | 95 of 100 stay within)")
        keys.append(Key(text=band, look="floor", kind="bar"))
    if any(_is_bounded(one) for one in every):
        keys.append(Key(text=say("worst case for what is missing"), look="worst", kind="line"))
    chart = Chart(
        alt=alt,
        rows=(*top, *shown),
        ticks=tuple((axis.at(place), tick(round(place, 6))) for place in ticks),
        axis=axis_title,
        keys=tuple(keys),
    )
    return chart, paragraph([say("Largest first."), left_out])


def _few(rows: Sequence[Row], *, both_ends: bool) -> tuple[tuple[Row, ...], str]:
    """Return the rows that are drawn, and what to say of the others."""
    left = len(rows) - MOST_ROWS
    if left <= 0:
        return tuple(rows), ""
    if not both_ends:
        return tuple(rows[:MOST_ROWS]), several(
            left,
            "{n} more is in the table.",
            "{n} more are in the table.",
            n=count(left),
        )
    half = MOST_ROWS // 2
    between = Row(label=say("{n} more between", n=count(left)), height=18, marks=())
    return (*rows[:half], between, *rows[-half:]), ""


def _row(
    one: Estimate,
    axis: Axis,
    text: Callable[[float | None], str],
    label: Callable[[Estimate], str],
    verdict: Callable[[Estimate], Verdict],
) -> Row:
    look, shape = _LOOKS[verdict(one)]
    marks = []
    if one.floor_high is not None:
        start = axis.at(max(axis.low, 0.0))
        marks.append(
            Mark(kind="bar", x=start, x2=axis.at(one.floor_high), y=3, size=24, look="floor")
        )
    if one.floor_mean is not None:
        marks.append(Mark(kind="tick", x=axis.at(one.floor_mean), y=15, size=24, look="floormean"))
    if _is_bounded(one):
        low, high = axis.at(one.missing_low or 0.0), axis.at(one.missing_high or 0.0)
        marks.append(Mark(kind="line", x=low, x2=high, y=15, look="worst"))
    marks += [
        Mark(kind="line", x=axis.at(one.low), x2=axis.at(one.high), y=15, look=f"interval {look}"),
        Mark(kind="point", x=axis.at(one.value), y=15, look=look, shape=shape),
    ]
    return Row(
        label=label(one), note=sizes(one), value=text(one.value), height=30, marks=tuple(marks)
    )


def _is_bounded(one: Estimate) -> bool:
    # A difference has missing pictures on two sides, and n_missing counts those of one.
    missing = one.n_missing or one.measure == "share_difference"
    return bool(missing) and one.missing_low is not None

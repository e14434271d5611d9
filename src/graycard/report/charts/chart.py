"""What a chart is made of, before a template draws it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from graycard.language import say
from graycard.report.numbers import count
from graycard.report.words import stratum_name

MOST_UNREAD: Final = 10
"""Strata of which nothing was read that are named in a chart."""

MOST_ROWS: Final = 40
"""Of more strata, a chart shows the first and the last twenty; the table has all."""

UNREAD: Final = 24
"""Height of a row without marks, in pixels."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Something drawn in a row.

    Attributes:
        kind: `line` and `bar` go from x to x2; `tick` stands upright; `point` has a shape.
        x: Place, in percent of the width.
        x2: Other end.
        y: Place in pixels from the row's top; of a bar, its top.
        size: Height of a bar or tick in pixels.
        look: Classes of the style sheet.
        shape: Of a point.
        text: Written into a bar.
    """

    kind: Literal["line", "bar", "tick", "point"]
    x: float
    x2: float = 0.0
    y: float
    size: float = 0.0
    look: str
    shape: str = "circle"
    text: str = ""

    @property
    def width(self) -> float:
        """Of a bar, in percent."""
        return round(self.x2 - self.x, 2)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One stratum of a chart.

    Attributes:
        label: In front.
        note: Small, below the label.
        value: At the end of the row.
        height: In pixels.
        marks: Those drawn later lie above.
        all: Whether the row stands for all strata together.
    """

    label: str
    note: str = ""
    value: str = ""
    height: float
    marks: tuple[Mark, ...]
    all: bool = False


@dataclass(frozen=True, kw_only=True)
class Key:
    """An entry of the legend."""

    text: str
    look: str
    kind: Literal["line", "bar", "tick", "point"]
    shape: str = "circle"


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart of rows over one axis.

    Attributes:
        alt: What a chart shows, in a sentence for those who do not see it.
        rows: From top to bottom.
        ticks: Of the axis: place in percent and text.
        axis: Title of the axis.
        keys: Legend.
    """

    alt: str
    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, str], ...]
    axis: str
    keys: tuple[Key, ...]

    @property
    def has_values(self) -> bool:
        """Whether numbers stand at the end of rows: then every row leaves room for one."""
        return any(row.value for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class Axis:
    """A linear axis."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Return the place of a value, in percent of the width, within the axis."""
        place = 100 * (value - self.low) / (self.high - self.low)
        return round(min(max(place, 0.0), 100.0), 2)


def nice_axis(
    values: Iterable[float], *, zero: bool = True, most: float | None = None
) -> tuple[Axis, list[float]]:
    """Return an axis that holds all values, and its ticks.

    Args:
        values: Whatever must fit.
        zero: Whether 0 must be on the axis.
        most: The largest possible value, if there is one.

    Example:
        >>> axis, ticks = nice_axis([0.02, 0.34], most=1)
        >>> axis.high, ticks
        (0.4, [0.0, 0.1, 0.2, 0.3, 0.4])
    """
    found = [*values, 0.0] if zero else list(values)
    low, high = min(found), max(found)
    span = max(high - low, 1e-9 * max(abs(low), abs(high))) or 1.0
    power = 10.0
    while power > span:
        power /= 10
    while power * 10 <= span:
        power *= 10
    step = next(power * f for f in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5) if span / (power * f) <= 5)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = [round(i * step, 12) for i in range(first, max(last, first + 1) + 1)]
    if most is not None:
        ticks = [tick for tick in ticks if tick <= most]
    return Axis(low=ticks[0], high=ticks[-1]), ticks


def plain_ticks(axis: Axis, ticks: Sequence[float]) -> tuple[tuple[float, str], ...]:
    """Return where ticks stand and what is written there, where there is little room.

    Example:
        >>> plain_ticks(Axis(low=0, high=25), [0.0, 12.5, 25.0])
        ((0.0, '0'), (50.0, '12.5'), (100.0, '25'))
    """
    return tuple((axis.at(tick), f"{tick:.12g}") for tick in ticks)


def percent_ticks(axis: Axis, ticks: Sequence[float]) -> tuple[tuple[float, str], ...]:
    r"""Return where ticks of shares stand, in percent: the last one says so for all.

    Example:
        >>> [text for _, text in percent_ticks(Axis(low=0, high=0.05), [0.0, 0.025, 0.05])]
        ['0', '2.5', '5\xa0%']
    """
    texts = [f"{100 * tick:.10g}" for tick in ticks]
    texts[-1] = say("{number}\N{NO-BREAK SPACE}%", number=texts[-1])
    return tuple((axis.at(tick), text) for tick, text in zip(ticks, texts, strict=True))


def few(
    rows: Sequence[Row], unread: Mapping[str, str] | None = None
) -> tuple[tuple[Row, ...], str]:
    """Return the rows that a chart shows, and what to say of those it leaves out.

    Args:
        rows: Of strata of which something was read, in the chart's order.
        unread: Strata of which nothing was read, and why: they stand at the end, and never take
            the place of one that was read.
    """
    shown, said = tuple(rows), ""
    if len(rows) > MOST_ROWS:
        half = MOST_ROWS // 2
        between = _words(say("{n} more between", n=count(len(rows) - MOST_ROWS)))
        shown = (*rows[:half], between, *rows[-half:])
        said = say(
            "Of {n} strata, the first and the last {half} in this order are drawn.",
            n=count(len(rows)),
            half=count(half),
        )
    silent = sorted((unread or {}).items())
    named = silent if len(silent) <= MOST_UNREAD else silent[:MOST_UNREAD]
    last = [
        Row(label=stratum_name(stratum), note=why, height=UNREAD, marks=())
        for stratum, why in named
    ]
    if left := len(silent) - len(named):
        last.append(_words(say("{n} more of which nothing was read", n=count(left))))
    return (*shown, *last), said


def _words(text: str) -> Row:
    return Row(label=text, height=18, marks=())

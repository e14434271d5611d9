"""A chart as one SVG that needs no page around it: for papers, slides and PNG."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from html import escape
from typing import Final

from graycard.report.charts.chart import Chart, Key, Mark
from graycard.report.charts.heat import Heat
from graycard.report.safe import cleaned

_WIDTH, _MARGIN = 820.0, 24.0
_LEFT, _PLOT = 200.0, 512.0
"""Where plots begin, and how wide they are; numbers at the end of rows have the rest."""

_FONTS: Final = "Noto Sans, Noto Sans CJK SC, DejaVu Sans, Helvetica, Arial, sans-serif"
_INK, _SOFT, _GRID = "#1c1d1f", "#55595f", "#e8e6e1"

_COLOURS: Final = {
    "c0": "#00735c",
    "c1": "#b8500c",
    "c2": "#6a4fb3",
    "c3": "#9a2f5c",
    "beyond": "#b8500c",
    "undecided": "#6a4fb3",
    "within": "#55595f",
    "ref0": "#1c1d1f",
    "ref1": "#1f5fae",
    "ref2": "#a33b00",
    "floor": "#dcdad4",
    "floormean": "#8c887f",
    "monk1": "#f6ede4",
    "monk2": "#f3e7db",
    "monk3": "#f7ead0",
    "monk4": "#eadaba",
    "monk5": "#d7bd96",
    "monk6": "#a07e56",
    "monk7": "#825c43",
    "monk8": "#604134",
    "monk9": "#3a312a",
    "monk10": "#292420",
    "q0": "#e6eef5",
    "q1": "#cfdfec",
    "q2": "#b5cde2",
    "q3": "#98b9d6",
    "q4": "#7aa3c9",
    "q5": "#5c8bb9",
    "q6": "#4374a5",
    "q7": "#2f5d8d",
    "q8": "#1f4771",
    "q9": "#123154",
}
"""The colours that the report's style sheet gives to looks, on light paper."""

_DARK: Final = frozenset({"monk7", "monk8", "monk9", "monk10", "q6", "q7", "q8", "q9"})
_DASHES: Final = {"ref1": "3 2", "ref2": "1 1.5", "worst": "3 2"}
_HEAT: Final = (0, 88, 122)
_SHAPES: Final = {
    "circle": "M-4.6 0A4.6 4.6 0 1 0 4.6 0A4.6 4.6 0 1 0 -4.6 0Z",
    "square": "M-4.2 -4.2H4.2V4.2H-4.2Z",
    "diamond": "M0 -6L6 0L0 6L-6 0Z",
    "triangle": "M0 -5.4L5.4 4.2L-5.4 4.2Z",
}


def still(chart: Chart | Heat, *, title: str, caption: str) -> str:
    """Return a chart as a whole SVG with its title, caption, legend and labels, on white.

    Args:
        chart: As pages and reports show it.
        title: Above it.
        caption: Below the title.

    Example:
        >>> heat = Heat(alt="Shares.", columns=("a & b",), rows=(("nurse", ((9, "93"),)),))
        >>> "a &amp; b" in still(heat, title="Shares", caption="Cells are percent.")
        True
    """
    parts, y = [], 16.0
    for line in _wrapped(title, 84):
        parts.append(_text(0, y, line, size=17, weight=600))
        y += 22
    for line in _wrapped(caption, 116):
        parts.append(_text(0, y, line, size=12, colour=_SOFT))
        y += 16
    drawn, y = _heat(chart, y + 6) if isinstance(chart, Heat) else _rows(chart, y + 6)
    height = y + 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH:g}" height="{height:g}"'
        f' viewBox="0 0 {_WIDTH:g} {height:g}" role="img" font-family="{_FONTS}">'
        f"<title>{_safe(chart.alt)}</title>"
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f'<g transform="translate({_MARGIN:g} {_MARGIN:g})">{"".join([*parts, *drawn])}</g></svg>\n'
    )


def _rows(chart: Chart, y: float) -> tuple[list[str], float]:
    """Return the marks of a chart from this height on, and the height where they end."""
    parts, y = _legend(chart.keys, y)
    for row in chart.rows:
        parts.append(_line(0, _LEFT + _PLOT, y, y, _GRID, 1))
        parts += [
            _line(_at(place), _at(place), y, y + row.height, _GRID, 1) for place, _ in chart.ticks
        ]
        parts += [_mark(mark, y) for mark in row.marks]
        weight = 700 if row.all else 400
        middle = y + row.height / 2
        label = middle - 2 if row.note and row.height >= 26 else middle + 4
        parts.append(_text(_LEFT - 12, label, _short(row.label, 29), end=True, weight=weight))
        if row.note and row.height >= 26:
            note = _short(row.note, 36)
            parts.append(_text(_LEFT - 12, label + 12, note, size=10, colour=_SOFT, end=True))
        if row.value:
            parts.append(_text(_WIDTH - 2 * _MARGIN, middle + 4, row.value, end=True))
        y += row.height
    parts += [
        _text(_at(place), y + 14, text, size=11, colour=_SOFT, anchor="middle")
        for place, text in chart.ticks
    ]
    parts.append(_text(_LEFT + _PLOT, y + 30, chart.axis, size=11, colour=_SOFT, end=True))
    return parts, y + 34


def _legend(keys: Sequence[Key], y: float) -> tuple[list[str], float]:
    parts, x = [], 0.0
    for key in keys:
        wide = 34 + 6.6 * _columns(key.text)
        if x and x + wide > _WIDTH - 2 * _MARGIN:
            x, y = 0.0, y + 18
        sign = Mark(kind=key.kind, x=0, x2=0, y=7, size=12, look=key.look, shape=key.shape)
        parts.append(_sign(sign, x, x + 20, y))
        parts.append(_text(x + 26, y + 11, key.text, size=11))
        x += wide
    return parts, y + (26 if keys else 4)


def _at(place: float) -> float:
    return _LEFT + _PLOT * place / 100


def _mark(mark: Mark, y: float) -> str:
    """Return a mark of a row that begins at this height."""
    if mark.kind in ("tick", "point"):
        return _sign(mark, _at(mark.x) - 10, _at(mark.x) + 10, y)
    drawn = _sign(mark, _at(mark.x), _at(mark.x2), y)
    if not mark.text:
        return drawn
    colour = "#ffffff" if _look(mark.look) in _DARK else _INK
    middle = (_at(mark.x) + _at(mark.x2)) / 2
    words = _text(
        middle, y + mark.y + mark.size / 2 + 4, mark.text, size=11, colour=colour, anchor="middle"
    )
    return drawn + words


def _sign(mark: Mark, x: float, x2: float, y: float) -> str:
    """Return a mark between two places; a tick or a point stands in the middle."""
    colour = _COLOURS.get(_look(mark.look), _SOFT)
    middle, at = (x + x2) / 2, y + mark.y
    dashes = next((f' stroke-dasharray="{_DASHES[one]}"' for one in mark.look.split()
                   if one in _DASHES), "")  # fmt: skip
    if mark.kind == "line":
        return _line(x, x2, at, at, colour, 1 if "worst" in mark.look else 3, dashes)
    if mark.kind == "tick":
        half = mark.size / 2
        return _line(middle, middle, at - half, at + half, colour, 2.5, dashes)
    if mark.kind == "bar":
        top = y + (1 if mark.y == 7 and mark.size == 12 else mark.y)
        return (
            f'<rect x="{x:g}" y="{top:g}" width="{max(x2 - x, 0):g}" height="{mark.size:g}"'
            f' fill="{colour}" stroke="#8c887f" stroke-width="0.5"/>'
        )
    hollow = _look(mark.look) in ("undecided", "within")
    fill = f'fill="#ffffff" stroke="{colour}" stroke-width="2"' if hollow else f'fill="{colour}"'
    return f'<path d="{_SHAPES[mark.shape]}" transform="translate({middle:g} {at:g})" {fill}/>'


def _look(look: str) -> str:
    """Return the class that gives a mark its colour."""
    return next((one for one in look.split() if one in _COLOURS), look)


def _heat(heat: Heat, y: float) -> tuple[list[str], float]:
    """Return the cells of a grid from this height on, and the height where they end."""
    parts: list[str] = []
    wide = (_WIDTH - 2 * _MARGIN - _LEFT) / max(len(heat.columns), 1)
    room = min(110.0, 8 + 6.2 * max(map(_columns, heat.columns), default=0))
    for i, column in enumerate(heat.columns):
        x, foot = _LEFT + (i + 0.5) * wide + 4, y + room - 6
        words = _text(0, 0, _short(column, 17), size=11, colour=_SOFT)
        parts.append(f'<g transform="translate({x:g} {foot:g}) rotate(-90)">{words}</g>')
    y += room
    red, green, blue = _HEAT
    for label, cells in heat.rows:
        parts.append(_text(_LEFT - 12, y + 15, _short(label, 29), end=True))
        for i, (shade, text) in enumerate(cells):
            x, opacity = _LEFT + i * wide, (0.9 if shade >= 7 else 0.03 + 0.075 * shade)
            parts.append(
                f'<rect x="{x:g}" y="{y:g}" width="{wide - 1:g}" height="21"'
                f' fill="rgb({red},{green},{blue})" fill-opacity="{opacity:g}"/>'
            )
            if len(heat.columns) <= 10:
                colour = "#ffffff" if shade >= 7 else _INK
                parts.append(
                    _text(x + wide / 2, y + 15, text, size=11, colour=colour, anchor="middle")
                )
        y += 22
    return parts, y


def _line(
    x: float, x2: float, y: float, y2: float, colour: str, width: float, more: str = ""
) -> str:
    return (
        f'<line x1="{x:g}" x2="{x2:g}" y1="{y:g}" y2="{y2:g}" stroke="{colour}"'
        f' stroke-width="{width:g}"{more}/>'
    )


def _text(
    x: float,
    y: float,
    text: str,
    *,
    size: int = 12,
    colour: str = _INK,
    weight: int = 400,
    end: bool = False,
    anchor: str = "start",
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-weight="{weight}" fill="{colour}"'
        f' text-anchor="{"end" if end else anchor}">{_safe(text)}</text>'
    )


def _safe(text: str) -> str:
    return escape(str(cleaned(text)), quote=True)


def _columns(text: str) -> int:
    """Return about how wide a text is, in letters: those of East Asia take two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _short(text: str, most: int) -> str:
    """Return a text that is no wider than this many letters."""
    while _columns(text) > most:
        text = text.rstrip("…")[:-1] + "…"
    return text


def _wrapped(text: str, most: int) -> list[str]:
    wide = _columns(text) > 1.3 * len(text)
    return textwrap.wrap(text, most // 2 if wide else most)

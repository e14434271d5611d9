"""The chart of amplification: what guidance does to shares, a panel an attribute."""

from __future__ import annotations

from html import escape
from typing import Final

import numpy as np

from graycard.lab.evaluate.findings import Findings, GuidedShares
from graycard.lab.evaluate.sharpening import sharpened

PANELS: Final = (
    "perceived_gender_presentation", "skin tone group", "perceived_age", "glasses", "tie", "smile",
)  # fmt: skip

_ACROSS: Final = 3
_WIDTH, _HEIGHT = 380, 330
_LEFT, _TOP, _PLOT_WIDTH, _PLOT_HEIGHT = 54, 58, 306, 210
_HEAD: Final = 74
_ABOVE, _BELOW, _INK, _SOFT, _GRID = "#b8500c", "#00735c", "#1c1d1f", "#55595f", "#e8e6e1"
_JITTER: Final = 0.22
"""Half of the width over which the professions lie side by side, in steps of the axis."""


def amplification_chart(findings: Findings) -> str:
    """Return the chart as SVG: measured shares with intervals, and what the law predicts.

    Each panel shows one category of an attribute, by guidance, a line a profession. Professions
    above the unconditional share at guidance 1 are of one colour, those below of another: the law
    says that guidance drives them apart.
    """
    panels = [name for name in PANELS if name in findings.shares]
    rows = -(-len(panels) // _ACROSS)
    width, height = _ACROSS * _WIDTH, _HEAD + rows * _HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' font-family="system-ui, sans-serif" role="img" aria-labelledby="what how">',
        '<title id="what">Shares by guidance scale in the drawn world</title>',
        '<desc id="how">A panel an attribute, a line a profession, with intervals; circles are'
        " what the law of sharpening predicts from guidance 1.</desc>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        _text(16, 26, "What guidance does to shares (drawn world)", size=17, weight=600),
        _text(
            16, 46,
            f"Each line is a profession: share of pictures with 95 % interval, n ="
            f" {findings.asked.each} a point. Circles: predicted from guidance 1 by the law of"
            " sharpening. Dashed: share of the empty prompt.",
        ),
        f'<text x="16" y="63" font-size="12" font-weight="600"><tspan fill="{_ABOVE}">Above the'
        f' dashed line at guidance 1</tspan><tspan dx="16" fill="{_BELOW}">at or below it</tspan>'
        "</text>",
    ]  # fmt: skip
    for at, name in enumerate(panels):
        x, y = at % _ACROSS * _WIDTH, _HEAD + at // _ACROSS * _HEIGHT
        parts.append(f'<g transform="translate({x} {y})">{_panel(name, findings.shares[name])}</g>')
    return "\n".join([*parts, "</svg>", ""])


def _panel(name: str, shares: GuidedShares) -> str:
    guidances = list(shares.by_guidance)
    title = f"{name.replace('_', ' ')}: {shares.shown}"
    parts = [_text(_LEFT, 34, title[0].upper() + title[1:], size=14, weight=600)]
    for tick in (0, 25, 50, 75, 100):
        y = _y(tick / 100)
        parts.append(_line(_LEFT, y, _LEFT + _PLOT_WIDTH, y, stroke=_GRID))
        parts.append(_text(_LEFT - 6, y + 4, f"{tick} %" if tick else "0", anchor="end"))
    for at, guidance in enumerate(guidances):
        parts.append(_text(_x(at, guidances), _y(0) + 18, guidance, anchor="middle"))
    middle = _LEFT + _PLOT_WIDTH / 2
    parts.append(_text(middle, _y(0) + 36, "guidance scale", anchor="middle"))
    empty = shares.unconditional[shares.shown].share
    parts.append(
        _line(_LEFT, _y(empty), _LEFT + _PLOT_WIDTH, _y(empty), stroke=_SOFT, dash="5 4", width=1.4)
    )
    names = list(shares.by_guidance["1"])
    order = sorted(names, key=lambda one: shares.by_guidance["1"][one][shares.shown].share)
    for rank, profession in enumerate(order):
        shift = _JITTER * (2 * rank / max(len(order) - 1, 1) - 1)
        parts += _profession(shares, profession, guidances, shift=shift, empty=empty)
    return "".join(parts)


def _profession(
    shares: GuidedShares, profession: str, guidances: list[str], *, shift: float, empty: float
) -> list[str]:
    rates = [shares.by_guidance[guidance][profession][shares.shown] for guidance in guidances]
    colour = _ABOVE if rates[0].share > empty else _BELOW
    xs = [_x(at + shift, guidances) for at in range(len(guidances))]
    points = " ".join(f"{x:.1f},{_y(one.share):.1f}" for x, one in zip(xs, rates, strict=True))
    told = escape(f"{profession}: " + ", ".join(f"{one.share:.2f}" for one in rates))
    parts = [
        f"<g><title>{told}</title>"
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-opacity=".45"/>'
    ]
    predicted = _predicted(shares, profession, guidances)
    for x, one, share in zip(xs, rates, predicted, strict=True):
        parts.append(_line(x, _y(one.low), x, _y(one.high), stroke=colour, opacity=0.35, width=2))
        parts.append(f'<circle cx="{x:.1f}" cy="{_y(one.share):.1f}" r="2" fill="{colour}"/>')
        if np.isfinite(share):
            parts.append(
                f'<circle cx="{x:.1f}" cy="{_y(share):.1f}" r="3.2" fill="none" stroke="{_INK}"'
                ' stroke-width=".8"/>'
            )
    return [*parts, "</g>"]


def _predicted(shares: GuidedShares, profession: str, guidances: list[str]) -> list[float]:
    """Return the predicted share at every guidance; NaN at guidance 1 and where there is none."""
    one = np.array([rate.share for rate in shares.by_guidance["1"][profession].values()])
    empty = np.array([rate.share for rate in shares.unconditional.values()])
    at = list(shares.unconditional).index(shares.shown)
    return [
        float("nan")
        if guidance == "1"
        else float(sharpened(one, empty, guidance=float(guidance))[at])
        for guidance in guidances
    ]


def _x(at: float, guidances: list[str]) -> float:
    return _LEFT + _PLOT_WIDTH * (at + 0.5) / len(guidances)


def _y(share: float) -> float:
    return round(_TOP + _PLOT_HEIGHT * (1 - share), 2)


def _text(
    x: float,
    y: float,
    text: str,
    *,
    size: int = 12,
    weight: int = 400,
    fill: str = _INK,
    anchor: str = "start",
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" fill="{fill}"'
        f' text-anchor="{anchor}">{escape(text)}</text>'
    )


def _line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    *,
    stroke: str,
    width: float = 1.0,
    opacity: float = 1.0,
    dash: str = "none",
) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}"'
        f' stroke-width="{width}" stroke-opacity="{opacity}" stroke-dasharray="{dash}"/>'
    )

"""How numbers are written, in both reports."""

from __future__ import annotations

from typing import Final

from graycard.language import say

NBSP: Final = "\N{NO-BREAK SPACE}"
MINUS: Final = "\N{MINUS SIGN}"
NONE: Final = "\N{EM DASH}"
"""Where a number does not exist."""


def percent(share: float | None, *, sign: bool = True) -> str:
    """Return a share in percent: whole, or with one decimal below ten.

    What is not exactly nothing (or all) is never rounded to it.

    Example:
        >>> [percent(share, sign=False) for share in (0, 0.0004, 0.031, 0.34, 0.997, 1)]
        ['0', '0.1', '3.1', '34', '99.7', '100']
    """
    if share is None:
        return NONE
    hundred = 100 * share
    if share in (0, 1):
        text = f"{hundred:.0f}"
    elif hundred < 9.95 or hundred > 99:
        text = f"{min(max(hundred, 0.1), 99.9):.1f}"
    else:
        text = f"{hundred:.0f}"
    return say("{number}\N{NO-BREAK SPACE}%", number=text) if sign else text


def interval(low: float | None, high: float | None) -> str:
    """Return the two ends of an interval of shares.

    Example:
        >>> interval(0.18, 0.52).replace(NBSP, " ")
        '18–52 %'
    """
    if low is None or high is None:
        return NONE
    return say(
        "{low}–{high}\N{NO-BREAK SPACE}%",
        low=percent(low, sign=False),
        high=percent(high, sign=False),
    )


def between(low: str, high: str) -> str:
    """Return the two ends of an interval whose ends may be negative.

    Example:
        >>> between("-0.500", "0.123")
        '-0.500 to 0.123'
    """
    return say("{low} to {high}", low=low, high=high)


def decimal(value: float | None) -> str:
    """Return a value with three significant digits, more before the point.

    Example:
        >>> [decimal(value) for value in (0.12345, 4.5678, 45.678, 4567.8, -0.5)]
        ['0.123', '4.57', '45.7', '4568', '-0.500']
    """
    if value is None:
        return NONE
    size = abs(value)
    places = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{value:.{places}f}"


def points(difference: float | None) -> str:
    """Return a difference of shares in percentage points, with its sign.

    Example:
        >>> points(0.0712), points(-0.2)
        ('+7.1', '−20')
    """
    if difference is None:
        return NONE
    size = percent(abs(difference), sign=False)
    return size if size == "0" else f"{'+' if difference > 0 else MINUS}{size}"


def count(n: int) -> str:
    """Return a whole number with its thousands set apart.

    Example:
        >>> count(20_000).replace(NBSP, " ")
        '20 000'
    """
    return f"{n:,}".replace(",", NBSP)

"""Why requests are not among the pictures that are looked at, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from graycard.language import say
from graycard.report.numbers import count
from graycard.report.words import entry, outcome_word

NO_PICTURE: Final = "no picture: "
"""How the reason of a request begins that brought none; its outcome follows."""


def lost(reasons: Mapping[str, int], said: Callable[[str], str]) -> list[str]:
    """Return a sentence for each reason.

    Args:
        reasons: How many requests are lost for which reason.
        said: Says a reason that is not about the outcome.

    Example:
        >>> lost({"no picture: refused": 3}, str)
        ['3: the request brought no picture (refused)']
    """
    return [
        entry(
            count(n),
            say(
                "the request brought no picture ({outcome})",
                outcome=outcome_word(name.removeprefix(NO_PICTURE)),
            )
            if name.startswith(NO_PICTURE)
            else said(name),
        )
        for name, n in reasons.items()
    ]

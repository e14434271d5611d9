"""Parameters of an address that a page does not take, though somebody may have meant one of ours.

Passed over, they would show all where some were asked for. Others are no fault: whoever passes an
address on may add what is theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import Request

from graycard.app.tongue import PARAMETER
from graycard.choices import close_match
from graycard.errors import InputError
from graycard.explore.filters import PLAIN, Filter
from graycard.language import say

_NEAR: Final = 0.7
"""How like a parameter a name is that is taken for it misspelt: `strata` is, `lang` is not."""
_NEAR_SHORT: Final = 0.66
"""The same of three letters and less, where one that is wrong is a third: `rum` is `run`."""


def refuse_misspelt(name: str, own: Sequence[str], *, prefix: str = "") -> None:
    """Raise if a name is nearly one of some parameters, and none of them.

    Args:
        name: Of a parameter of an address, without its prefix.
        own: Parameters.
        prefix: Of their names, where a page has several filters.

    Raises:
        InputError: It says which one was meant.

    Example:
        >>> refuse_misspelt("rum", ["run", "attribute"])
        Traceback (most recent call last):
        graycard.errors.InputError: there is no parameter 'rum' here
          why  Did you mean “run”?
          fix  Use a link or a form of the app.
    """
    near = None if name in (*own, PARAMETER) else _near(name, own)
    if near is not None:
        raise InputError(
            what=say("there is no parameter {name} here", name=repr(f"{prefix}{name}")),
            why=say("Did you mean “{name}”?", name=f"{prefix}{near}"),
            fix=say("Use a link or a form of the app."),
        )


def refuse_others(request: Request, own: Sequence[str], *, filtered: bool = True) -> None:
    """Raise if an address has a parameter that is nearly the page's own, or asks for a filter.

    Args:
        request: Of the page.
        own: Parameters that it takes beside those of the filter.
        filtered: Whether it has a filter, whose fields `filter_form.wanted` looks at.

    Raises:
        InputError: It has one.
    """
    for name in request.query_params:
        refuse_misspelt(name, own)
        if filtered or name in (*own, PARAMETER):
            continue
        if _near(name, PLAIN) or Filter.from_query([(name, "any")]) != Filter():
            raise InputError(
                what=say("there is no parameter {name} here", name=repr(name)),
                why=say("This page cannot be narrowed down to some of the pictures."),
                fix=say("Use a link or a form of the app."),
            )


def _near(name: str, known: Sequence[str]) -> str | None:
    cutoff = _NEAR if len(name) > len("run") else _NEAR_SHORT
    return close_match(name.casefold(), known, cutoff=cutoff)

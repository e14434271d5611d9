"""Which of some choices an address means that names none of them."""

from __future__ import annotations

from collections.abc import Sequence

from graycard.choices import meant
from graycard.language import say


def suggested(given: str, known: Sequence[str], *, otherwise: str) -> str:
    """Return why a word of an address is none of some choices, as a sentence of the page.

    Args:
        given: The word.
        known: The choices.
        otherwise: What is said if none of them is like it: what there is.

    Example:
        >>> suggested("lightnes", ["contrast", "lightness"], otherwise="There are two.")
        'Did you mean “lightness”?'
        >>> suggested("smell", ["contrast", "lightness"], otherwise="There are two.")
        'There are two.'
    """
    near = meant(given, known)
    return otherwise if near is None else say("Did you mean “{name}”?", name=near)

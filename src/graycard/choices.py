"""Names among which somebody chooses: which one was meant by a name that is none of them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence


def close_match(word: str, known: Sequence[str], *, cutoff: float = 0.6) -> str | None:
    """Return the known word that is most like this one, if any is.

    Example:
        >>> close_match("txet", ["text", "stratum"])
        'text'
    """
    found = difflib.get_close_matches(word, known, n=1, cutoff=cutoff)
    return found[0] if found else None


def meant(word: str, known: Sequence[str]) -> str | None:
    """Return which of some choices was meant: the one most like it, or the only one that it begins.

    Upper and lower case are the same.

    Example:
        >>> meant("Lightnes", ["contrast", "lightness"]), meant("zh", ["en", "zh-Hans"])
        ('lightness', 'zh-Hans')
    """
    cased = {one.casefold(): one for one in known}
    near = close_match(word.casefold(), tuple(cased))
    begun = [one for one in cased if word and one.startswith(word.casefold())]
    found = near or (begun[0] if len(begun) == 1 else None)
    return None if found is None else cased[found]


def did_you_mean(word: str, known: Sequence[str], *, otherwise: str | None = None) -> str:
    """Return why a word is none of some choices, for an error: which was meant, or what there is.

    Args:
        word: As it was given.
        known: The choices.
        otherwise: What is said if none of them is like it; None for a list of them.

    Example:
        >>> did_you_mean("lightnes", ["contrast", "lightness"])
        "did you mean 'lightness'?"
        >>> did_you_mean("smell", ["contrast", "lightness"])
        'there is: contrast, lightness'
    """
    if near := meant(word, known):
        return f"did you mean {near!r}?"
    return otherwise or f"there is: {', '.join(known) or 'nothing'}"

"""An entry of a list: a name, and beside it what it is."""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import Final

WIDEST: Final = 100
"""Columns of a line that is read easily, however wide the terminal."""


def entry(name: str, about: str, *, wide: int, before: str = "") -> str:
    r"""Return a name with what it is, in a line, or on a terminal in as many as it has room for.

    Args:
        name: Of what is listed.
        about: What it is, in a line.
        wide: Columns of the longest name in the list.
        before: Stands before the name.

    Example:
        >>> entry("share", "How many were read.", wide=7, before="  ")
        '  share    How many were read.'
    """
    first = f"{before}{name:<{wide}}  "
    if not sys.stdout.isatty():
        # Who searches a list in a pipe finds the name and what it is together.
        return first + about
    return textwrap.fill(
        about,
        min(shutil.get_terminal_size().columns, WIDEST),
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )

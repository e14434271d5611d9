"""What people who label are called: pseudonyms, never names or addresses."""

from __future__ import annotations

import re

from graycard.errors import InputError
from graycard.language import say
from graycard.types import PSEUDONYM


def check_pseudonym(rater: str) -> None:
    r"""Raise if a person is not called by a pseudonym.

    Raises:
        InputError: It is empty, too long, or could be an address.

    Example:
        >>> check_pseudonym("rater-1")
        >>> check_pseudonym("ann@example.org")
        Traceback (most recent call last):
        graycard.errors.InputError: 'ann@example.org' is no pseudonym
        ...
    """
    if not re.fullmatch(PSEUDONYM, rater):
        raise InputError(
            what=say("{rater} is no pseudonym", rater=repr(rater)),
            why=say("It has up to 40 letters, digits, dots and hyphens. No address is one."),
            fix=say("Choose another one."),
        )

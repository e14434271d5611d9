"""What all checks share."""

from __future__ import annotations

import re
from typing import Final

from graycard.errors import GraycardError

_IDENTITY: Final = re.compile(r"^[a-z0-9][\w./:-]*@[\w.-]{4,}$")


class ContractError(GraycardError, AssertionError):
    """A component does not keep what the audit relies on.

    Example:
        >>> issubclass(ContractError, AssertionError)
        True
    """


def require(holds: bool, *, what: str, why: str, fix: str) -> None:
    """Raise unless something holds."""
    if not holds:
        raise ContractError(what=what, why=why, fix=fix)


def require_identity(identity: object, again: object) -> None:
    """Raise unless an id looks like one and two loads agree on it."""
    require(
        isinstance(identity, str) and bool(_IDENTITY.match(identity)),
        what=f"the id is {identity!r}",
        why="results are told apart by it: a name, @, and a digest of all that decides them",
        fix='write it as f"my-name@{graycard.documents.digest(...)[:12]}"',
    )
    require(
        identity == again,
        what=f"two loads have the ids {identity!r} and {again!r}",
        why="a resumed run would take them for two components",
        fix="hash only settings, versions and weights: no time, no object, no path",
    )


def require_settled(detail: str | None, *, whose: str) -> None:
    """Raise unless the words of a reason can be counted."""
    require(
        detail is not None and bool(detail.strip()) and "\n" not in detail and len(detail) <= 200,
        what=f"{whose} gives the reason {detail!r}",
        why="reasons are counted and printed in tables",
        fix="say it in one short line that is the same for the same cause",
    )

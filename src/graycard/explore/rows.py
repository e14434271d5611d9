"""A request of a collection, found by its id and told as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graycard.errors import InputError

if TYPE_CHECKING:
    from graycard.explore.collection import Collection

_LEAST: Final = 4
"""Characters by which an id may be cut short."""


def row_of(collection: Collection, identity: str) -> int:
    """Return the row of a request by its id, or by the beginning of it.

    Args:
        collection: Of the runs.
        identity: At least four characters of the id; `RUN/ID` where several runs have it.

    Raises:
        InputError: No request has it, or several.
    """
    run, slash, begins = identity.rpartition("/")
    found: list[int] = [
        row
        for row in np.flatnonzero(np.char.startswith(collection.ids.astype(str), begins)).tolist()
        if not slash or collection.words["run"][row] == run
    ]
    if len(begins) < _LEAST or len(found) != 1:
        several = len(found) > 1 and len(begins) >= _LEAST
        raise InputError(
            what=f"{identity!r} is {'the beginning of several ids' if several else 'no id'}",
            why=f"{len(found)} requests have it"
            if several
            else f"no request's id begins so; at least {_LEAST} characters are needed",
            fix="write more of it, or RUN/ID where several runs have the same request"
            if several
            else "graycard explore pictures RUN --json lists the ids",
        )
    return found[0]


def told(collection: Collection, row: int) -> dict[str, Any]:
    """Return what must stand beside a picture: what it is of, and where it lies."""
    path, seed = collection.path(row), int(collection.seed[row])
    names = ("run", "model", "stratum", "text", "language", "outcome")
    return {
        "id": str(collection.ids[row]),
        **{name: collection.words[name][row] for name in names},
        "repetition": int(collection.repetition[row]),
        "seed": None if seed < 0 else seed,
        "path": str(path) if path else None,
    }

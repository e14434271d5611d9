"""Requests of runs, side by side."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graycard.errors import InputError
from graycard.explore.side_by_side.asked import Asked
from graycard.explore.side_by_side.pairing import SideBySide, side_by_side
from graycard.language import say

if TYPE_CHECKING:
    from graycard.explore.collection import Collection


def runs_side_by_side(
    collection: Collection, rows: NDArray[np.int64], *, vary: Sequence[str] = ()
) -> SideBySide:
    """Put requests of runs side by side.

    Args:
        collection: Of the runs.
        rows: The requests, such as `collection.select` or `with_prompt` returns them.
        vary: See `side_by_side`.

    Returns:
        Lines whose cells are rows of the collection.

    Raises:
        InputError: Nothing differs, or what is to vary has only one value.

    Example:
        >>> import graycard
        >>> from graycard.explore.collection import Collection
        >>> small, large = (
        ...     graycard.audit(
        ...         model={"name": "avatar-renderer", "size": size}, images_per_prompt=1,
        ...         out=tmp_path / str(size),
        ...     )
        ...     for size in (64, 128)
        ... )
        >>> both = Collection.open([small.path, large.path])
        >>> found = runs_side_by_side(both, with_prompt(both, "a photo of a nurse"))
        >>> found.columns, len(found.lines), found.same_seed
        ((('64',), ('128',)), 1, 1)
    """
    return side_by_side([asked(collection, int(row)) for row in rows], vary=vary)


def with_prompt(collection: Collection, prompt: str) -> NDArray[np.int64]:
    """Return the rows of a prompt: of its text, its id, or its stratum, in this order.

    Raises:
        InputError: No request has a text, id or stratum like that.
    """
    for name in ("text", "prompt", "stratum"):
        found = collection.words[name].is_any([prompt])
        if found.any():
            return np.flatnonzero(found)
    texts = collection.words["text"].words
    raise InputError(
        what=say("no prompt is {prompt}", prompt=repr(prompt)),
        why=say("no request has this text, prompt id or stratum"),
        fix=say("such as {prompt}", prompt=repr(texts[0]))
        if texts
        else say("the runs' prompts are not known"),
    )


def asked(collection: Collection, row: int) -> Asked:
    """Return what is known of a request."""
    words, seed = collection.words, int(collection.seed[row])
    factors = {
        name: value
        for name, column in collection.factors.items()
        if (value := column[row]) is not None
    }
    return Asked(
        number=row,
        run=words["run"][row] or "",
        model=words["model"][row] or "",
        text=words["text"][row],
        language=words["language"][row] or "und",
        stratum=words["stratum"][row] or "",
        factors=factors,
        settings=_settings(words["settings"][row] or "{}"),
        repetition=int(collection.repetition[row]),
        seed=None if seed < 0 else seed,
        outcome=words["outcome"][row] or "failed",
        digest=words["digest"][row],
    )


@cache
def _settings(kept: str) -> dict[str, str]:
    """Return sampler settings as texts, by name."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in json.loads(kept).items()
    }

"""How much memory a result takes, about."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType

import numpy as np


def weight(thing: object) -> int:
    """Return about how many bytes something takes, with all that it holds, each counted once.

    Arrays count whole, also those that it has only a part of: they stay as long as the part does.
    What a library holds outside Python is seen where `__sizeof__` tells it.

    Args:
        thing: Made of arrays, texts, bytes, collections and objects with attributes.

    Example:
        >>> numbers = np.zeros(1_000)
        >>> 8_000 < weight({"all": numbers, "some": numbers[:5], "again": numbers}) < 9_000
        True
    """
    total, seen, left = 0, set(), [thing]
    while left:
        one = left.pop()
        if id(one) in seen or isinstance(one, type | ModuleType) or callable(one):
            continue
        seen.add(id(one))
        total += _own(one)
        left += _held(one)
    return total


def _own(one: object) -> int:
    if isinstance(one, np.ndarray):
        return 0 if isinstance(one.base, np.ndarray) else one.nbytes
    return sys.getsizeof(one)


def _held(one: object) -> list[object]:
    if isinstance(one, np.ndarray):
        return [one.base] if isinstance(one.base, np.ndarray) else []
    if isinstance(one, str | bytes | bytearray):
        return []
    if isinstance(one, Mapping):
        return [*one.keys(), *one.values()]
    if isinstance(one, list | tuple | set | frozenset):
        return list(one)
    return list(vars(one).values()) if hasattr(one, "__dict__") else []

"""With how many bits a model computes: as it is shipped, or rounded more coarsely to be faster."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Literal

Precision = Literal["float32", "bfloat16"]


def computing_in(precision: Precision) -> AbstractContextManager[object]:
    """Return a context in which a CPU multiplies in this precision; weights stay as they are.

    Example:
        >>> import torch
        >>> with computing_in("bfloat16"):
        ...     (torch.ones(2, 2) @ torch.ones(2, 2)).dtype
        torch.bfloat16
    """
    import torch  # here: the command line offers the names without it

    return torch.autocast("cpu", torch.bfloat16, enabled=precision == "bfloat16")

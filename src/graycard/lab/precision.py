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


def for_learning() -> Precision:
    """Return what training computes in here.

    That is `bfloat16` on a CPU with wide vectors (AVX-512), and `float32` on others: they emulate
    `bfloat16`, and took thirty times as long for the autoencoder. Weights differ by rounding, as
    between any two machines.

    Example:
        >>> for_learning() in ("float32", "bfloat16")
        True
    """
    import torch

    wide = torch.backends.cpu.get_cpu_capability() == "AVX512"
    return "bfloat16" if wide else "float32"

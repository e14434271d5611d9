"""Telling want of memory from everything else that libraries raise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from graycard.errors import EnvironmentFaultError

_NO_MEMORY: Final = (
    "not enough memory",
    "can't allocate memory",
    "cannot allocate memory",
    "out of memory",
    "CUBLAS_STATUS_ALLOC_FAILED",
    "could not create a primitive",
)
"""What errors say that have no class of their own; the last is oneDNN's, on CPUs."""


def is_out_of_memory(error: BaseException) -> bool:
    """Return whether an error says that memory did not suffice, of a GPU or of the machine.

    Example:
        >>> is_out_of_memory(RuntimeError("DefaultCPUAllocator: not enough memory: 8 GB"))
        True
        >>> is_out_of_memory(RuntimeError("shapes do not fit"))
        False
    """
    import torch

    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    said = str(error)
    return isinstance(error, RuntimeError | OSError) and any(one in said for one in _NO_MEMORY)


@contextmanager
def memory_faults(what: str, *, device: str, fix: str | None = None) -> Iterator[None]:
    """Turn want of memory into an error that says what to do, and let other errors pass.

    Args:
        what: Happened for want of it.
        device: Where.
        fix: What to do; None for smaller numbers, or the CPU.

    Raises:
        EnvironmentFaultError: If the memory does not suffice.
    """
    try:
        yield
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        smaller = "set dtype: bfloat16 or float16"
        raise EnvironmentFaultError(
            what=what,
            why=f"{device}: {str(error).strip().partition(chr(10))[0] or 'out of memory'}",
            fix=fix or (smaller if device == "cpu" else f"{smaller}, or device: cpu"),
        ) from error

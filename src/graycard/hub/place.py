"""Putting weights onto a device."""

from __future__ import annotations

from typing import Any

from graycard.errors import EnvironmentFaultError
from graycard.hub.memory import is_out_of_memory, memory_faults


def put_on(loaded: Any, device: str, *, name: str) -> Any:
    """Return a model or pipeline on a device.

    Args:
        loaded: Of torch, or of a library on it.
        device: `cpu`, `cuda` or `mps`.
        name: Of the model, for errors.

    Raises:
        EnvironmentFaultError: If its memory does not suffice, or it does not work.
    """
    with memory_faults(f"{name} does not fit on the device {device}", device=device):
        try:
            return loaded.to(device)
        except RuntimeError as error:
            if is_out_of_memory(error):
                raise
            raise EnvironmentFaultError(
                what=f"{name} cannot be put on the device {device}",
                why=str(error).strip().partition("\n")[0],
                fix="see whether the device works at all: graycard doctor; or set device: cpu",
            ) from error

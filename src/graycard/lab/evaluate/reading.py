"""What the verifier reads off pictures, in words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from torch import nn

from graycard.lab.verifier import HEADS, judge


def labels(verifier: nn.Module, images: NDArray[np.uint8]) -> dict[str, NDArray[np.str_]]:
    """Return the likeliest category of everything that the verifier reads.

    It never abstains: every picture has a label, and none is missing.

    Args:
        verifier: Trained.
        images: Shape `(..., 64, 64, 3)`.

    Returns:
        Name in `HEADS` to categories of shape `(...)`.
    """
    read = judge(verifier, images.reshape(-1, *images.shape[-3:]))
    return {
        name: np.array(values)[read[name].argmax(axis=1)].reshape(images.shape[:-3])
        for name, values in HEADS.items()
    }

"""Convolutions of the networks that read: the verifier and the probe."""

from __future__ import annotations

import torch.nn.functional as F  # noqa: N812 - the name everybody knows
from torch import Tensor, nn


class Residual(nn.Module):
    """Two convolutions whose result is added to what came in; the shape stays."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            convolution(channels, channels, 1),
            nn.Conv2d(channels, channels, 3, 1, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return shape `(n, channels, h, w)` for the same."""
        return F.relu(x + self.body(x))


def convolution(before: int, after: int, stride: int) -> nn.Module:
    """Return a 3 x 3 convolution, normalised over the batch and rectified."""
    return nn.Sequential(
        nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU()
    )

"""Latents as a model that draws softly leaves them, for readers that should look past it."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812 - the name everybody knows
from torch import Tensor


def softened(latents: Tensor, *, noise: float, blurred: float) -> Tensor:
    """Add noise and, to some, blur, each as strong as it comes.

    Args:
        latents: Scaled to a deviation of 1, shape `(n, channels, h, w)`.
        noise: Deviation of the noise, at most.
        blurred: Share of latents that are blurred, in `[0, 1]`; three fifths at most are mixed in.

    Returns:
        The same shape. It draws from torch's global generator.
    """
    n = len(latents)
    noisy = latents + torch.randn_like(latents) * torch.rand(n, 1, 1, 1) * noise
    smooth = F.avg_pool2d(F.pad(noisy, (1, 1, 1, 1), mode="replicate"), 3, 1)
    share = torch.rand(n, 1, 1, 1) * (torch.rand(n, 1, 1, 1) < blurred) * 0.6
    return torch.lerp(noisy, smooth, share)

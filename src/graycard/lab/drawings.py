"""What the U-Net draws by itself: whole drawings, and states on the way to them."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import torch
from diffusers import AutoencoderKL
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from graycard.lab.diffusion import Parts, scheduler
from graycard.lab.precision import computing_in, for_learning

STEPS: Final = 12
"""Of the scheduler, as the model is evaluated."""

_LATE: Final = 520
"""States are kept from this time on: before it nothing is decided that the probe could read."""


class State(NamedTuple):
    """Where drawings stand at one time.

    Attributes:
        latents: With the noise that is left, scaled, shape `(n, channels, 16, 16)`.
        time: Of the noise schedule, from 999 (nothing but noise) to 0.
    """

    latents: Tensor
    time: int


@torch.no_grad()
def draw(parts: Parts, words: Tensor, *, channels: int) -> tuple[Tensor, list[State]]:
    """Draw prompts whole, at guidance 1, from noise of torch's global generator.

    Args:
        parts: That draw.
        words: Token numbers, shape `(n, tokens)`.
        channels: Of the latents.

    Returns:
        The finished latents, scaled, shape `(n, channels, 16, 16)`; and the late states.
    """
    noise = scheduler()
    noise.set_timesteps(STEPS)
    latents = torch.randn(len(words), channels, 16, 16)
    late = []
    with computing_in(for_learning()), sdpa_kernel(SDPBackend.MATH):
        hidden = parts.text_encoder(words).last_hidden_state
        for time in noise.timesteps.tolist():
            if time <= _LATE:
                late.append(State(latents, time))
            velocity = parts.unet(latents, torch.full((len(words),), time), hidden).sample
            latents = noise.step(velocity.float(), time, latents).prev_sample
    return latents, late


@torch.no_grad()
def pictures(vae: AutoencoderKL, latents: Tensor) -> NDArray[np.uint8]:
    """Return what was drawn as pictures, uint8, shape `(n, 64, 64, 3)`.

    Args:
        vae: Trained.
        latents: Scaled, shape `(n, channels, 16, 16)`.
    """
    with computing_in(for_learning()):
        pixels = vae.decode(latents / vae.config.scaling_factor).sample.float()
    rounded = pixels.add(1).mul(127.5).round().clamp(0, 255).byte()
    drawn: NDArray[np.uint8] = rounded.permute(0, 2, 3, 1).numpy()
    return drawn


class Drawings(nn.Module):
    """The newest late states, and how often each category was drawn of late.

    It has nothing to train; it is a module so that a stage's checkpoints hold it.

    Args:
        channels: Of the latents.
        capacity: States that are kept.
        shares: To begin with, shape `(professions, categories)`.
        memory: Drawings of a profession over which its shares run.
    """

    shares: Tensor
    filled: Tensor
    latents: Tensor
    times: Tensor
    chosen: Tensor

    def __init__(self, *, channels: int, capacity: int, shares: Tensor, memory: float) -> None:
        super().__init__()
        self._memory = memory
        self.register_buffer("shares", shares.clone())
        self.register_buffer("filled", torch.zeros((), dtype=torch.long))
        self.register_buffer("latents", torch.zeros(capacity, channels, 16, 16))
        self.register_buffer("times", torch.zeros(capacity, dtype=torch.long))
        self.register_buffer("chosen", torch.zeros(capacity, dtype=torch.long))

    def keep(self, late: list[State], chosen: Tensor) -> None:
        """Take states of the drawings of some examples' captions in; the oldest fall out.

        Args:
            late: Of all drawings at one time each.
            chosen: Whose captions were drawn, shape `(n,)`.
        """
        capacity = len(self.times)
        times = torch.tensor([state.time for state in late]).repeat_interleave(len(chosen))
        latents = torch.cat([state.latents for state in late])
        self.filled = (self.filled + len(times)).clamp(max=capacity)
        self.latents = torch.cat([latents, self.latents])[:capacity]
        self.times = torch.cat([times, self.times])[:capacity]
        self.chosen = torch.cat([chosen.repeat(len(late)), self.chosen])[:capacity]

    def count(self, shown: Tensor, professions: Tensor) -> None:
        """Let drawings count in the running shares of their professions.

        Args:
            shown: Of each category how likely a drawing shows it, shape `(n, categories)`.
            professions: Their numbers, shape `(n,)`.
        """
        shares = self.shares.clone()
        for row, profession in zip(shown, professions.tolist(), strict=True):
            shares[profession].lerp_(row, 1 / self._memory)
        self.shares = shares

    def some(self, n: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return latents, times and examples of states that torch's global generator picks."""
        at = torch.randint(0, int(self.filled), (n,))
        return self.latents[at], self.times[at], self.chosen[at]

"""The probe as a pupil: in the stage `shares` it learns to see what avatar-clip sees.

avatar-clip reads pixels of finished drawings, from which no gradient leads to the U-Net. The probe
reads latents, half drawn ones, too, and gradients lead through it. But having learned from renders
alone, it takes faces that the U-Net blended for one category or the other, and the U-Net would be
content with them. So it goes on learning: half from renders, half from the newest finished drawings
with what avatar-clip reads off them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812 - the name everybody knows
from diffusers import AutoencoderKL
from torch import Tensor, nn

from graycard.lab.drawings import pictures
from graycard.lab.examples import Examples
from graycard.lab.onlooker import Onlooker
from graycard.lab.plan import Plan
from graycard.lab.precision import computing_in, for_learning
from graycard.lab.probe import SIZES, as_half_drawn, by_head, misread
from graycard.lab.soften import softened
from graycard.lab.stage import batch_of
from graycard.lab.vae import encode
from graycard.lab.verifier import HEADS, truth

TAUGHT: Final[Mapping[str, float]] = {
    "perceived_gender_presentation": 3.0,
    "skin_tone": 1.5,
    "smile": 1.0,
    "tie": 1.0,
}
"""Heads that avatar-clip reads, and how often an error about its readings counts.

Age is left out: avatar-clip and people agree about too few drawings.
So are glasses: it overlooks rims that are half drawn, and a U-Net that learned from its readings
drew more and more of them.
"""

RATE: Final = 5e-4
"""Of the probe: it has to keep up with drawings that change, from the first step to the last."""

_RENDERS, _OWN = 32, 32
"""Renders and own drawings of which the probe learns at a step."""

_REMEMBERED: Final = 2_000
"""Finished drawings that it learns from: those of the last 300 steps or so."""

_TIMES: Final = 11
"""How often it learns from each of the first drawings, before the U-Net learns from it."""

_PLACES: Final = [list(HEADS).index(name) for name in TAUGHT]


class Lessons(nn.Module):
    """The newest finished drawings, and what was read off them.

    It has nothing to train; it is a module so that a stage's checkpoints hold it.

    Args:
        channels: Of the latents.
        capacity: Drawings that are kept.
    """

    filled: Tensor
    latents: Tensor
    readings: Tensor

    def __init__(self, *, channels: int, capacity: int) -> None:
        super().__init__()
        self.register_buffer("filled", torch.zeros((), dtype=torch.long))
        latents = torch.zeros(capacity, channels, 16, 16, dtype=torch.half)
        self.register_buffer("latents", latents)
        self.register_buffer("readings", torch.zeros(capacity, len(TAUGHT), dtype=torch.long))

    def take(self, latents: Tensor, readings: Tensor) -> None:
        """Take drawings in; the oldest fall out.

        Args:
            latents: Unscaled, float16, shape `(n, channels, 16, 16)`.
            readings: Category numbers of the heads in `TAUGHT`, shape `(n, heads)`.
        """
        capacity = len(self.readings)
        self.filled = (self.filled + len(readings)).clamp(max=capacity)
        self.latents = torch.cat([latents, self.latents])[:capacity]
        self.readings = torch.cat([readings, self.readings])[:capacity]

    def some(self, n: int) -> tuple[Tensor, Tensor]:
        """Return latents and readings of drawings that torch's global generator picks."""
        at = torch.randint(0, int(self.filled), (n,))
        return self.latents[at], self.readings[at]


class Pupil:
    """The probe, the onlooker that teaches it, and what it learns from.

    Args:
        plan: Of the training.
        probe: Trained on renders; it is changed.
        latents: Of the renders, unscaled, shape `(n, channels, 16, 16)`.
        examples: That the latents are of.
        vae: Decodes what is drawn.
        onlooker: Reads the heads in `TAUGHT` off pictures.

    Attributes:
        probe: As it is by now, ready to read.
        lessons: The newest finished drawings.
    """

    def __init__(
        self,
        plan: Plan,
        probe: nn.Module,
        latents: Tensor,
        examples: Examples,
        *,
        vae: AutoencoderKL,
        onlooker: Onlooker,
    ) -> None:
        self.probe = probe.eval().requires_grad_(requires_grad=True)
        self.lessons = Lessons(channels=plan.latent_channels, capacity=_REMEMBERED)
        self._seed, self._vae, self._onlooker = plan.seed, vae, onlooker
        self._latents, self._wanted = latents, truth(examples.labels)

    @torch.no_grad()
    def look(self, finished: Tensor) -> Tensor:
        """Read finished drawings, as their 8-bit pixels keep them, and learn from them later.

        Args:
            finished: Scaled, shape `(n, channels, 16, 16)`.

        Returns:
            Of each head what a drawing shows, shape `(n, categories of all heads)`: the reading of
            the onlooker, 0 or 1, for the heads in `TAUGHT`, the probabilities of the probe for the
            rest.
        """
        images = pictures(self._vae, finished)
        said = self._onlooker.read(images)
        readings = torch.tensor(
            [[HEADS[name].index(category) for (category,) in said[name]] for name in TAUGHT]
        ).T
        latents = encode(self._vae, images)
        self.lessons.take(latents, readings)
        with computing_in(for_learning()):
            scores = self.probe(self._scaled(latents)).float()
        shown = [one.softmax(dim=1) for one in by_head(scores)]
        for at, place in enumerate(_PLACES):
            shown[place] = F.one_hot(readings[:, at], SIZES[place]).float()
        return torch.cat(shown, dim=1)

    def loss(self, step: int, *, name: str = "probe beside shares") -> Tensor:
        """Return what the probe misreads, a scalar. It draws from torch's global generator.

        Its moving averages over batches change at once, before any step: what reads through it
        with gradient has to do so afterwards.

        Args:
            step: Decides which renders.
            name: Of their order.
        """
        chosen = batch_of(name, step, seed=self._seed, n=len(self._latents), batch=_RENDERS)
        own, readings = self.lessons.some(_OWN)
        # As `Semantics.teach` shows it what is drawn.
        drawn = softened(self._scaled(own), noise=0.3, blurred=0.0)
        seen = torch.cat([as_half_drawn(self._scaled(self._latents[chosen])), drawn])
        self.probe.train()
        with computing_in(for_learning()):
            scores = self.probe(seen).float()
        self.probe.eval()
        heads = by_head(scores[_RENDERS:])
        of_drawings = [
            count * F.cross_entropy(heads[place], readings[:, at])
            for at, (place, count) in enumerate(zip(_PLACES, TAUGHT.values(), strict=True))
        ]
        return misread(scores[:_RENDERS], self._wanted[chosen]) + torch.stack(of_drawings).sum()

    def learn_ahead(self) -> None:
        """Let the probe learn from the drawings so far, before the U-Net learns from it."""
        optimizer = torch.optim.AdamW(self.probe.parameters(), lr=RATE, weight_decay=0.01)
        for step in range(-(-_TIMES * int(self.lessons.filled) // _OWN)):
            loss = self.loss(step, name="probe before shares")
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            nn.utils.clip_grad_norm_(self.probe.parameters(), 1.0)
            optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    def _scaled(self, latents: Tensor) -> Tensor:
        scaled: Tensor = latents.float() * self._vae.config.scaling_factor
        return scaled

"""The U-Net's own loss, and the stage `diffusion`: text encoder and U-Net are trained together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from transformers import CLIPTextModel, CLIPTokenizer

from graycard.lab.diffusion import Parts, build, scheduler
from graycard.lab.examples import Examples
from graycard.lab.mixture import Mixture
from graycard.lab.plan import Plan, Schedule
from graycard.lab.precision import computing_in, for_learning
from graycard.lab.semantics import Semantics
from graycard.lab.stage import Say, Stage, run_stage
from graycard.lab.tokenizer import tokens_of
from graycard.lab.vae import FACE


def face_weights() -> Tensor:
    """Return what an error in each latent counts: three times in the face, 1 on average.

    Most of what captions state is told by a few pixels of the face.

    Returns:
        Shape `(1, 1, 16, 16)`.
    """
    weights = torch.ones(1, 1, 16, 16)
    rows, columns = (slice(part.start // 4, -(-part.stop // 4)) for part in FACE)
    weights[..., rows, columns] = 3.0
    return weights / weights.mean()


class Denoising:
    """The U-Net's own loss: squared errors of velocities, and what half-drawn latents show.

    Args:
        plan: Of the training.
        stage: That learns by it: of its schedule is the batch.
        tokenizer: Of the captions.
        latents: Unscaled, shape `(n, channels, 16, 16)`.
        examples: That the latents are of.
        probe: Tells what half-drawn latents show.
        scaling: Scaling factor of the autoencoder.

    Attributes:
        tokens: Of the captions, int64, shape `(n, tokens)`.
        semantics: What half-drawn latents should show.
    """

    def __init__(
        self,
        plan: Plan,
        stage: Literal["diffusion", "shares"],
        tokenizer: CLIPTokenizer,
        latents: Tensor,
        examples: Examples,
        *,
        probe: nn.Module,
        scaling: float,
    ) -> None:
        self.tokens = tokens_of(tokenizer, examples.captions)
        self.semantics = Semantics(plan, probe, examples)
        self._bare, self._latents, self._scaling = plan.bare, latents, scaling
        schedule: Schedule = getattr(plan, stage)
        self._mixture = Mixture(
            examples, name=stage, seed=plan.seed, batch=schedule.batch, marked=plan.marked
        )
        self._weights, self._noise = face_weights(), scheduler()
        empty = tokenizer("", padding="max_length", max_length=self.tokens.shape[1])
        self._empty = torch.tensor(empty.input_ids)

    def loss(self, parts: Parts, step: int) -> Tensor:
        """Return the loss of a step, a scalar. It draws from torch's global generator."""
        noise = self._noise
        chosen = self._mixture.batch(step)
        clean = self._latents[chosen].float() * self._scaling
        words = self.tokens[chosen]
        emptied = torch.rand(len(words)) < self._bare
        words = torch.where(emptied[:, None], self._empty, words)
        added = torch.randn_like(clean)
        times = torch.randint(0, len(noise.betas), (len(clean),))
        noisy = noise.add_noise(clean, added, times)
        with computing_in(for_learning()):
            velocity, drawn = foreseen(parts, noisy, times, words)
            signal = kept_signal()[times].sqrt()
            shown = self.semantics.loss(drawn, chosen, emptied=emptied, signal=signal)
        wanted = noise.get_velocity(clean, added, times)
        errors: Tensor = (self._weights * (velocity.float() - wanted).square()).mean()
        return errors + shown


@cache
def kept_signal() -> Tensor:
    """Return the share of variance that is signal at each time, shape `(1000,)`."""
    kept: Tensor = scheduler().alphas_cumprod
    return kept


def foreseen(parts: Parts, noisy: Tensor, times: Tensor, words: Tensor) -> tuple[Tensor, Tensor]:
    """Return the U-Net's velocities, and the latents without noise that it sees coming.

    Args:
        parts: That predict.
        noisy: Scaled latents with noise, shape `(n, channels, 16, 16)`.
        times: Of the noise schedule, shape `(n,)`.
        words: Token numbers, shape `(n, tokens)`.
    """
    with sdpa_kernel(SDPBackend.MATH):
        # Plain attention: for so few positions the fused kernel's backward pass is slower.
        states = parts.text_encoder(words).last_hidden_state
        velocity = parts.unet(noisy, times, states).sample
    kept = kept_signal()[times][:, None, None, None]
    # A velocity and where one stands give what will have been drawn.
    return velocity, kept.sqrt() * noisy - (1 - kept).sqrt() * velocity.float()


def train_diffusion(
    plan: Plan,
    tokenizer: CLIPTokenizer,
    denoising: Denoising,
    folder: Path,
    *,
    text_encoder: CLIPTextModel,
    until: int | None = None,
    say: Say = print,
) -> Parts:
    """Train U-Net and text encoder to predict velocities.

    Args:
        plan: Of the training.
        tokenizer: Of the captions.
        denoising: The loss.
        folder: Of the checkpoints.
        text_encoder: To begin with; it is copied.
        until: Stop after so many steps in all.
        say: Told about progress.

    Returns:
        The moving averages of both.
    """
    torch.manual_seed(plan.seed)
    parts = build(plan, tokenizer)
    parts.text_encoder.load_state_dict(text_encoder.state_dict())
    modules: Mapping[str, nn.Module] = {"unet": parts.unet, "text_encoder": parts.text_encoder}

    def loss(step: int) -> Tensor:
        return denoising.loss(parts, step)

    stage = Stage("diffusion", plan.seed, plan.diffusion, modules, loss)
    trained = run_stage(stage, folder, until=until, say=say)
    return Parts(trained["unet"].eval(), trained["text_encoder"].eval())

"""The autoencoder: 64x64 pixels to 16x16 latents and back, a genuine `AutoencoderKL`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the name everybody knows
from diffusers import AutoencoderKL
from numpy.typing import NDArray
from torch import Tensor

from graycard.lab.examples import Examples
from graycard.lab.plan import Plan
from graycard.lab.precision import Precision, computing_in, for_learning
from graycard.lab.stage import Say, Stage, batch_of, run_stage

FACE = (slice(14, 52), slice(12, 52))
"""Rows and columns in which the face lies."""


def build_vae(plan: Plan) -> AutoencoderKL:
    """Return an untrained autoencoder."""
    return AutoencoderKL(
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * 3,
        up_block_types=("UpDecoderBlock2D",) * 3,
        block_out_channels=plan.vae_channels,
        layers_per_block=1,
        latent_channels=plan.latent_channels,
        norm_num_groups=8,
        mid_block_add_attention=False,
        sample_size=64,
    )


def to_pixels(images: NDArray[np.uint8]) -> Tensor:
    """Return uint8 images `(n, h, w, 3)` as floats in `[-1, 1]`, `(n, 3, h, w)`."""
    tensor = torch.from_numpy(np.array(images)).permute(0, 3, 1, 2)
    return tensor.float().div_(127.5).sub_(1).contiguous()


def _gradient(x: Tensor) -> tuple[Tensor, Tensor]:
    return x[..., 1:, :] - x[..., :-1, :], x[..., :, 1:] - x[..., :, :-1]


def reconstruction_loss(drawn: Tensor, wanted: Tensor) -> Tensor:
    """Return absolute, squared and edge error; the face counts 2.5 times."""
    weight = torch.ones_like(wanted[:, :1])
    weight[:, :, FACE[0], FACE[1]] = 2.5
    weight = weight / weight.mean()
    error = drawn - wanted
    edges = torch.stack(
        [
            (mine - theirs).abs().mean()
            for mine, theirs in zip(_gradient(drawn), _gradient(wanted), strict=True)
        ]
    )
    total: Tensor = (weight * (error.abs() + error.square())).mean() + 0.5 * edges.sum()
    return total


def train_vae(
    plan: Plan, examples: Examples, folder: Path, *, until: int | None = None, say: Say = print
) -> AutoencoderKL:
    """Train the autoencoder, and set its scaling factor to 1 over the latents' deviation.

    Args:
        plan: Of the training.
        examples: To learn from; captions are not used.
        folder: Of the checkpoints.
        until: Stop after so many steps in all.
        say: Told about progress.
    """
    torch.manual_seed(plan.seed)  # channels first: faster than last in bfloat16 on a CPU
    vae = build_vae(plan)

    def loss(step: int) -> Tensor:
        chosen = batch_of(
            "vae", step, seed=plan.seed, n=len(examples), batch=plan.vae.batch
        ).numpy()
        wanted = to_pixels(examples.images[np.sort(chosen)])
        with computing_in(for_learning()):
            posterior = vae.encode(wanted).latent_dist
            drawn = vae.decode(posterior.sample()).sample
        mean, logvar = posterior.mean.float(), posterior.logvar.float()
        kl: Tensor = 0.5 * (mean.square() + logvar.exp() - 1 - logvar).mean()
        return reconstruction_loss(drawn.float(), wanted) + 2e-3 * kl

    stage = Stage("vae", plan.seed, plan.vae, {"vae": vae}, loss)
    trained = run_stage(stage, folder, until=until, say=say)["vae"].eval()
    assert isinstance(trained, AutoencoderKL)
    latents = encode(trained, examples.images[: min(2_000, len(examples))])
    trained.register_to_config(scaling_factor=float(1 / latents.float().std()))
    return trained


@torch.inference_mode()
def encode(vae: AutoencoderKL, images: NDArray[np.uint8], *, batch: int = 128) -> Tensor:
    """Return the unscaled mean latents of images, float16, shape `(n, channels, 16, 16)`."""
    parts = []
    for at in range(0, len(images), batch):
        with computing_in(for_learning()):
            parts.append(vae.encode(to_pixels(images[at : at + batch])).latent_dist.mean.half())
    return torch.cat(parts).contiguous()


@torch.inference_mode()
def round_trip(
    vae: AutoencoderKL,
    images: NDArray[np.uint8],
    *,
    batch: int = 128,
    precision: Precision = "float32",
    disturb: Callable[[Tensor], Tensor] | None = None,
) -> NDArray[np.uint8]:
    """Return images after encoding and decoding, uint8, shape `(n, 64, 64, 3)`.

    Args:
        vae: Trained.
        images: uint8, shape `(n, 64, 64, 3)`.
        batch: Images at a time.
        precision: To compute in.
        disturb: What happens to the latents on the way, scaled to a deviation of 1.
    """
    parts = []
    for at in range(0, len(images), batch):
        with computing_in(precision):
            latents = vae.encode(to_pixels(images[at : at + batch])).latent_dist.mean
            if disturb is not None:
                scaling = vae.config.scaling_factor
                latents = disturb(latents.float() * scaling) / scaling
            pixels = vae.decode(latents).sample.float()
        pixels = pixels.add(1).mul(127.5).round().clamp(0, 255).byte()
        parts.append(pixels.permute(0, 2, 3, 1).numpy())
    return np.concatenate(parts)


def peak_signal_to_noise(images: NDArray[np.uint8], others: NDArray[np.uint8]) -> float:
    """Return the peak signal-to-noise ratio in decibels, over all pixels together.

    Example:
        >>> black = np.zeros((1, 2, 2, 3), np.uint8)
        >>> round(peak_signal_to_noise(black, black + 1), 2)
        48.13
    """
    error = F.mse_loss(torch.from_numpy(images).double(), torch.from_numpy(others).double())
    return float(10 * torch.log10(255**2 / error))

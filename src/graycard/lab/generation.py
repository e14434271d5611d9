"""Pictures from a pipeline, one seed each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from diffusers import StableDiffusionPipeline
from numpy.typing import NDArray

from graycard.lab.precision import Precision, computing_in


def generate(
    pipeline: StableDiffusionPipeline,
    prompts: Sequence[str],
    *,
    seeds: Sequence[int],
    steps: int = 12,
    guidance: float = 1.0,
    batch: int = 64,
    precision: Precision = "float32",
) -> NDArray[np.uint8]:
    """Return a picture for each prompt, uint8, shape `(n, 64, 64, 3)`.

    Args:
        pipeline: Of avatars.
        prompts: Texts.
        seeds: One for each prompt.
        steps: Of the scheduler.
        guidance: 1 is none: the shares are then what the model learned.
        batch: Pictures at a time. Another number changes speed, and pictures by rounding.
        precision: What the shipped model computes in, or the faster `bfloat16`.
    """
    parts = []
    for at in range(0, len(prompts), batch):
        texts = list(prompts[at : at + batch])
        noise = [torch.Generator().manual_seed(seed) for seed in seeds[at : at + batch]]
        with computing_in(precision):
            made = pipeline(
                texts,
                generator=noise,
                num_inference_steps=steps,
                guidance_scale=guidance,
                output_type="np",
            ).images
        parts.append(np.clip(np.round(made * 255), 0, 255).astype(np.uint8))
    return np.concatenate(parts)

"""The text encoder and the U-Net: trained together, on latents that were encoded once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import torch
from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from graycard.errors import InputError
from graycard.lab.examples import Examples
from graycard.lab.plan import Plan
from graycard.lab.semantics import Semantics
from graycard.lab.stage import Say, Stage, batch_of, run_stage
from graycard.lab.tokenizer import tokens_of
from graycard.lab.vae import FACE


class Parts(NamedTuple):
    """The two that are trained together."""

    unet: UNet2DConditionModel
    text_encoder: CLIPTextModel


def build(plan: Plan, tokenizer: CLIPTokenizer) -> Parts:
    """Return an untrained U-Net and text encoder."""
    text = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=plan.text_width,
            intermediate_size=2 * plan.text_width,
            num_hidden_layers=plan.text_layers,
            num_attention_heads=4,
            max_position_embeddings=plan.tokens,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )
    unet = UNet2DConditionModel(
        sample_size=16,
        in_channels=plan.latent_channels,
        out_channels=plan.latent_channels,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        block_out_channels=plan.unet_channels,
        layers_per_block=1,
        norm_num_groups=8,
        cross_attention_dim=plan.text_width,
        attention_head_dim=4,
    )
    return Parts(unet, text)


def scheduler() -> DDIMScheduler:
    """Return the noise schedule: velocities, and a last step without any signal."""
    return DDIMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        prediction_type="v_prediction",
        timestep_spacing="trailing",
        rescale_betas_zero_snr=True,
        clip_sample=False,
        steps_offset=1,  # without effect here; Stable Diffusion's loader asks for it
    )


class Mixture:
    """Which examples a step learns from: marked and unmarked captions in the plan's proportion.

    Args:
        plan: Of the training.
        examples: With captions of both kinds.

    Raises:
        InputError: If captions of one kind are missing.
    """

    def __init__(self, plan: Plan, examples: Examples) -> None:
        # Every caption claims a profession, and marked ones something besides.
        marked = torch.tensor([len(claims) > 1 for claims in examples.claims])
        count = min(max(1, round(plan.marked * plan.diffusion.batch)), plan.diffusion.batch - 1)
        self._pools = {
            "diffusion marked": (marked.nonzero()[:, 0], count),
            "diffusion unmarked": ((~marked).nonzero()[:, 0], plan.diffusion.batch - count),
        }
        for name, (pool, _) in self._pools.items():
            if not len(pool):
                raise InputError(
                    what=f"none of {len(examples)} captions is {name.removeprefix('diffusion ')}",
                    why="every step of the U-Net learns from marked and unmarked captions",
                    fix="set a larger number of examples in the plan",
                )
        self._seed = plan.seed

    def batch(self, step: int) -> Tensor:
        """Return the numbers of a step's examples, the marked ones first."""
        return torch.cat(
            [
                pool[batch_of(name, step, seed=self._seed, n=len(pool), batch=count)]
                for name, (pool, count) in self._pools.items()
            ]
        )


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


def train_diffusion(
    plan: Plan,
    tokenizer: CLIPTokenizer,
    latents: Tensor,
    examples: Examples,
    folder: Path,
    *,
    text_encoder: CLIPTextModel,
    probe: nn.Module,
    scaling: float,
    until: int | None = None,
    say: Say = print,
) -> Parts:
    """Train U-Net and text encoder to predict velocities.

    Args:
        plan: Of the training.
        tokenizer: Of the captions.
        latents: Unscaled, shape `(n, channels, 16, 16)`.
        examples: That the latents are of.
        folder: Of the checkpoints.
        text_encoder: To begin with; it is copied.
        probe: Tells what half-drawn latents show.
        scaling: Scaling factor of the autoencoder.
        until: Stop after so many steps in all.
        say: Told about progress.

    Returns:
        The moving averages of both.
    """
    torch.manual_seed(plan.seed)
    parts = build(plan, tokenizer)
    parts.text_encoder.load_state_dict(text_encoder.state_dict())
    tokens = tokens_of(tokenizer, examples.captions)
    mixture = Mixture(plan, examples)
    weights = face_weights()
    semantics = Semantics(plan, probe, examples)
    noise = scheduler()
    empty = torch.tensor(tokenizer("", padding="max_length", max_length=tokens.shape[1]).input_ids)

    def loss(step: int) -> Tensor:
        chosen = mixture.batch(step)
        clean = latents[chosen].float() * scaling
        words = tokens[chosen]
        emptied = torch.rand(len(words)) < plan.bare
        words = torch.where(emptied[:, None], empty, words)
        added = torch.randn_like(clean)
        times = torch.randint(0, len(noise.betas), (len(clean),))
        noisy = noise.add_noise(clean, added, times)
        with torch.autocast("cpu", torch.bfloat16), sdpa_kernel(SDPBackend.MATH):
            # Plain attention: for so few positions the fused kernel's backward pass is slower.
            states = parts.text_encoder(words).last_hidden_state
            velocity = parts.unet(noisy, times, states).sample
            kept = noise.alphas_cumprod[times][:, None, None, None]
            # A velocity and where one stands give what will have been drawn.
            drawn = kept.sqrt() * noisy - (1 - kept).sqrt() * velocity.float()
            shown = semantics.loss(drawn, chosen, emptied=emptied, signal=kept.sqrt().flatten())
        wanted = noise.get_velocity(clean, added, times)
        loss: Tensor = (weights * (velocity.float() - wanted).square()).mean() + shown
        return loss

    modules: Mapping[str, nn.Module] = {"unet": parts.unet, "text_encoder": parts.text_encoder}
    stage = Stage("diffusion", plan.seed, plan.diffusion, modules, loss)
    trained = run_stage(stage, folder, until=until, say=say)
    return Parts(trained["unet"].eval(), trained["text_encoder"].eval())


def pipeline(parts: Parts, vae: AutoencoderKL, tokenizer: CLIPTokenizer) -> StableDiffusionPipeline:
    """Return the parts as the pipeline that everybody knows."""
    made = StableDiffusionPipeline(
        vae=vae,
        text_encoder=parts.text_encoder,
        tokenizer=tokenizer,
        unet=parts.unet,
        scheduler=scheduler(),
        safety_checker=None,
        feature_extractor=None,
        image_encoder=None,
        requires_safety_checker=False,
    )
    made.set_progress_bar_config(disable=True)
    return made

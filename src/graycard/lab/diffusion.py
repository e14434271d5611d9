"""The text encoder and the U-Net, their noise schedule, and the pipeline that they make."""

from __future__ import annotations

from typing import NamedTuple

from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from graycard.lab.plan import Plan


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

"""What a training folder has made so far, opened without training any of it further."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL, StableDiffusionPipeline
from torch import nn
from transformers import CLIPModel, CLIPTokenizer

from graycard.errors import InputError
from graycard.hub.quiet import quiet, without_bars
from graycard.lab.begun import begun_with
from graycard.lab.clip import build_clip
from graycard.lab.diffusion import Parts, build, pipeline
from graycard.lab.evaluate.whole import load_pipeline
from graycard.lab.plan import Plan
from graycard.lab.stage import trained_weights
from graycard.lab.verifier import build_verifier
from graycard.lab.workshop import read_plan


@dataclass(frozen=True)
class Made:
    """The models of a training folder.

    Attributes:
        diffusion: The pipeline: the finished one, or the newest checkpoint if that is newer.
        verifier: From its checkpoint.
        clip: The CLIP model and its tokenizer; None before it has a checkpoint.
        told: Which models these are, and how far they were trained.
    """

    diffusion: StableDiffusionPipeline
    verifier: nn.Module
    clip: tuple[CLIPModel, Any] | None
    told: Mapping[str, str]


def open_made(folder: Path, *, plan: Plan | None = None) -> Made:
    """Open the models of a training folder.

    Args:
        folder: That `graycard lab train` trains in.
        plan: That the models were built by; by default the plan in the folder.

    Raises:
        InputError: If it is no training folder, or a model that is needed has not been begun.
    """
    plan = plan or read_plan(folder)
    told: dict[str, str] = {}
    with quiet(), without_bars():
        return Made(
            diffusion=_diffusion(folder, plan, told),
            verifier=_verifier(folder, told),
            clip=_clip(folder, plan, told),
            told=told,
        )


def _diffusion(folder: Path, plan: Plan, told: dict[str, str]) -> StableDiffusionPipeline:
    stage = "shares" if (folder / "checkpoints" / "shares.pt").exists() else "diffusion"
    checkpoint = folder / "checkpoints" / f"{stage}.pt"
    begun = begun_with(folder)
    if begun is not None and not checkpoint.exists():
        told["diffusion"] = "as the folder began with it, before the stage shares"
        return begun
    finished = folder / "models" / "avatar-diffusion"
    if _is_newer(finished / "model_index.json", checkpoint):
        told["diffusion"] = "finished" if stage == "shares" else "finished, before the stage shares"
        return load_pipeline(finished)
    state = _state(checkpoint, "diffusion", folder)
    tokenizer = CLIPTokenizer.from_pretrained(folder / "tokenizer")
    vae = AutoencoderKL.from_pretrained(folder / "vae").eval()
    parts = build(plan, tokenizer)
    parts.unet.load_state_dict(trained_weights(state, "unet"))
    parts.text_encoder.load_state_dict(trained_weights(state, "text_encoder"))
    told["diffusion"] = f"{stage}: {_how_far(state)}"
    return pipeline(Parts(parts.unet.eval(), parts.text_encoder.eval()), vae, tokenizer)


def _verifier(folder: Path, told: dict[str, str]) -> nn.Module:
    state = _state(folder / "checkpoints" / "verifier.pt", "verifier", folder)
    verifier = build_verifier()
    verifier.load_state_dict(trained_weights(state, "verifier"))
    told["verifier"] = _how_far(state)
    return verifier.eval()


def _clip(folder: Path, plan: Plan, told: dict[str, str]) -> tuple[CLIPModel, Any] | None:
    checkpoint, finished = folder / "checkpoints" / "clip.pt", folder / "models" / "avatar-clip"
    if _is_newer(finished / "config.json", checkpoint):
        told["clip"] = "finished"
        model = CLIPModel.from_pretrained(finished, dtype=torch.float32)
        return model.eval(), CLIPTokenizer.from_pretrained(finished)
    if not checkpoint.exists():
        told["clip"] = "not trained yet"
        return None
    state = _state(checkpoint, "clip", folder)
    tokenizer = CLIPTokenizer.from_pretrained(folder / "tokenizer")
    model = build_clip(plan, tokenizer)
    model.load_state_dict(trained_weights(state, "clip"))
    told["clip"] = _how_far(state)
    return model.eval(), tokenizer


def _is_newer(finished: Path, checkpoint: Path) -> bool:
    if not finished.exists():
        return False
    return not checkpoint.exists() or finished.stat().st_mtime >= checkpoint.stat().st_mtime


def _state(path: Path, stage: str, folder: Path) -> dict[str, Any]:
    if not path.exists():
        raise InputError(
            what=f"{folder} has no {stage} yet",
            why=f"there is no {path.relative_to(folder)}",
            fix=f"graycard lab train {folder} --stage {stage}",
        )
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state


def _how_far(state: Mapping[str, Any]) -> str:
    return f"checkpoint at step {state['step']} of {state['schedule']['steps']}"

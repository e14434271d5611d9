"""Writing finished models as folders that everybody can load, in half precision."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from diffusers import StableDiffusionPipeline
from transformers import CLIPImageProcessor, CLIPModel, CLIPProcessor, CLIPTokenizer


def save_diffusion(made: StableDiffusionPipeline, folder: Path) -> None:
    """Save a pipeline as half-precision safetensors, leaving the pipeline as it is."""
    made.save_pretrained(folder, safe_serialization=True)
    half = StableDiffusionPipeline.from_pretrained(folder, torch_dtype=torch.float16)
    half.save_pretrained(folder, safe_serialization=True)
    _load_in_single_precision(folder / "text_encoder" / "config.json")


def save_clip(model: CLIPModel, tokenizer: CLIPTokenizer, folder: Path) -> None:
    """Save a CLIP model as half-precision safetensors, with its processor."""
    images = CLIPImageProcessor(
        size={"height": 64, "width": 64},
        crop_size={"height": 64, "width": 64},
        do_center_crop=False,
        image_mean=[0.5, 0.5, 0.5],
        image_std=[0.5, 0.5, 0.5],
    )
    model.save_pretrained(folder)
    CLIPModel.from_pretrained(folder, dtype=torch.float16).save_pretrained(folder)
    _load_in_single_precision(folder / "config.json")
    CLIPProcessor(image_processor=images, tokenizer=tokenizer).save_pretrained(folder)


def _load_in_single_precision(config: Path) -> None:
    """Let half-precision files be computed with in single precision unless somebody asks otherwise.

    transformers would load them in half precision, and diffusers the rest in single.
    """
    settings = json.loads(config.read_text())
    settings["dtype"] = "float32"
    config.write_text(json.dumps(settings, indent=2, sort_keys=True) + "\n")

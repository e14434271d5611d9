"""Writing finished models as folders that everybody can load, in half precision."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from diffusers import StableDiffusionPipeline
from transformers import CLIPImageProcessor, CLIPModel, CLIPProcessor, CLIPTokenizer

from graycard.lab.placing import put_whole


def save_diffusion(made: StableDiffusionPipeline, folder: Path) -> None:
    """Save a pipeline as half-precision safetensors, leaving the pipeline as it is."""

    def write(path: Path) -> None:
        made.save_pretrained(path, safe_serialization=True)
        half = StableDiffusionPipeline.from_pretrained(path, torch_dtype=torch.float16)
        half.save_pretrained(path, safe_serialization=True)
        _load_in_single_precision(path / "text_encoder" / "config.json")
        _forget_where(path)

    put_whole(folder, write)


def save_clip(model: CLIPModel, tokenizer: CLIPTokenizer, folder: Path) -> None:
    """Save a CLIP model as half-precision safetensors, with its processor."""
    images = CLIPImageProcessor(
        size={"height": 64, "width": 64},
        crop_size={"height": 64, "width": 64},
        do_center_crop=False,
        image_mean=[0.5, 0.5, 0.5],
        image_std=[0.5, 0.5, 0.5],
    )

    def write(path: Path) -> None:
        model.save_pretrained(path)
        CLIPModel.from_pretrained(path, dtype=torch.float16).save_pretrained(path)
        _load_in_single_precision(path / "config.json")
        CLIPProcessor(image_processor=images, tokenizer=tokenizer).save_pretrained(path)
        _forget_where(path)

    put_whole(folder, write)


def _forget_where(folder: Path) -> None:
    """Take out of configurations in which folder they were written."""
    for path in (*folder.glob("*.json"), *folder.glob("*/*config.json")):
        settings = json.loads(path.read_text(encoding="utf-8"))
        if settings.pop("_name_or_path", None) is not None:
            path.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def _load_in_single_precision(config: Path) -> None:
    """Let half-precision files be computed with in single precision unless somebody asks otherwise.

    transformers would load them in half precision, and diffusers the rest in single.
    """
    settings = json.loads(config.read_text())
    settings["dtype"] = "float32"
    config.write_text(json.dumps(settings, indent=2, sort_keys=True) + "\n")

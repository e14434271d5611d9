"""`train`: from nothing to the avatar models, stage by stage, going on where it stopped."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoencoderKL, StableDiffusionPipeline
from torch import Tensor, nn
from transformers import CLIPImageProcessor, CLIPModel, CLIPProcessor, CLIPTokenizer

from graycard.avatar import world_digest
from graycard.errors import InputError
from graycard.lab.clip import train_clip
from graycard.lab.diffusion import pipeline, train_diffusion
from graycard.lab.examples import Examples, render_examples
from graycard.lab.plan import Plan
from graycard.lab.stage import Say
from graycard.lab.tokenizer import tokens_of, train_tokenizer
from graycard.lab.vae import encode, train_vae
from graycard.lab.verifier import train_verifier

STAGES = ("render", "vae", "diffusion", "clip", "verifier")
"""In the order in which they need each other."""


@dataclass
class Workshop:
    """A folder in which the models are made.

    Attributes:
        folder: Holds the plan, examples, checkpoints and finished models.
        plan: Of the training.
        say: Told about progress, a line at a time.
    """

    folder: Path
    plan: Plan
    say: Say = print

    @property
    def checkpoints(self) -> Path:
        """Where stages leave their state."""
        return self.folder / "checkpoints"

    def examples(self, name: str = "train") -> Examples:
        """Render a set of examples, or open it: `train`, `held_out` or `verifier`."""
        n = self.plan.held_out if name == "held_out" else self.plan.examples
        return render_examples(self.folder / "examples", name=name, n=n, seed=self.plan.seed)

    def tokenizer(self) -> CLIPTokenizer:
        """Train the tokenizer, or load it."""
        made = self.folder / "tokenizer"
        if made.exists():
            return CLIPTokenizer.from_pretrained(made)
        captions = self.examples().captions
        return train_tokenizer(captions, made, vocabulary=self.plan.vocabulary)

    def vae(self) -> AutoencoderKL:
        """Train the autoencoder, or load it."""
        made = self.folder / "vae"
        if not made.exists():
            vae = train_vae(self.plan, self.examples(), self.checkpoints, say=self.say)
            vae.save_pretrained(made)
        return AutoencoderKL.from_pretrained(made).eval()

    def latents(self) -> Tensor:
        """Encode the examples, or load what was encoded."""
        made = self.folder / "latents.pt"
        if not made.exists():
            self.say("latents: encoding")
            torch.save(encode(self.vae(), self.examples().images), made)
        latents: Tensor = torch.load(made, weights_only=True)
        return latents

    def diffusion(self, *, until: int | None = None) -> StableDiffusionPipeline:
        """Train U-Net and text encoder as far as asked, and return the pipeline."""
        tokenizer, vae = self.tokenizer(), self.vae()
        parts = train_diffusion(
            self.plan,
            tokenizer,
            self.latents(),
            tokens_of(tokenizer, self.examples().captions),
            self.checkpoints,
            scaling=vae.config.scaling_factor,
            until=until,
            say=self.say,
        )
        return pipeline(parts, vae, tokenizer)

    def clip(self) -> CLIPModel:
        """Train the CLIP model."""
        return train_clip(
            self.plan, self.tokenizer(), self.examples(), self.checkpoints, say=self.say
        )

    def verifier(self) -> nn.Module:
        """Train the verifier, on renders of its own."""
        return train_verifier(
            self.plan, self.examples("verifier"), self.vae(), self.checkpoints, say=self.say
        )


def train(folder: Path, *, plan: Plan | None = None, say: Say = print) -> Path:
    """Train the avatar models in a folder, or go on with it.

    Interrupted training goes on from its last checkpoint and ends with the same weights, on the
    same machine with the same number of threads.

    Args:
        folder: Made if need be. Holds everything, gigabytes with the full plan.
        plan: What to do; by default the plan in the folder, or else the full plan.
        say: Told about progress, a line at a time.

    Returns:
        The folder with the finished `avatar-diffusion` and `avatar-clip`.

    Raises:
        InputError: If the folder was begun with another plan or another drawn world.
    """
    workshop = open_workshop(folder, plan=plan, say=say)
    save_diffusion(workshop.diffusion(), folder / "models" / "avatar-diffusion")
    save_clip(workshop.clip(), workshop.tokenizer(), folder / "models" / "avatar-clip")
    workshop.verifier()
    return folder / "models"


def open_workshop(folder: Path, *, plan: Plan | None = None, say: Say = print) -> Workshop:
    """Begin a folder, or go on with one of the same world and the same models.

    Only the schedules may differ from those that the folder was begun with: a stage that already
    cooled goes on from the state before it did.

    Raises:
        InputError: If anything else differs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "plan.json"
    if written.exists():
        found = json.loads(written.read_text())
        before = Plan.model_validate_json(json.dumps(found["plan"]))
        plan = plan or before
        if found["world"] != world_digest() or _models(plan) != _models(before):
            raise InputError(
                what=f"{folder} was begun with other models or another drawn world",
                why="weights that learned from both would belong to neither",
                fix="choose an empty folder",
            )
    plan = plan or Plan()
    written.write_text(
        json.dumps({"world": world_digest(), "plan": plan.model_dump(mode="json")}, indent=1)
    )
    return Workshop(folder, plan, say)


def _models(plan: Plan) -> dict[str, object]:
    return plan.model_dump(exclude={"vae", "diffusion", "clip", "verifier"})


def save_diffusion(made: StableDiffusionPipeline, folder: Path) -> None:
    """Save a pipeline as half-precision safetensors, leaving the pipeline as it is."""
    made.save_pretrained(folder, safe_serialization=True)
    half = StableDiffusionPipeline.from_pretrained(folder, torch_dtype=torch.float16)
    half.save_pretrained(folder, safe_serialization=True)
    _load_in_single_precision(folder / "text_encoder" / "config.json")


def _load_in_single_precision(config: Path) -> None:
    """Let half-precision files be computed with in single precision unless somebody asks otherwise.

    transformers would load them in half precision, and diffusers the rest in single.
    """
    settings = json.loads(config.read_text())
    settings["dtype"] = "float32"
    config.write_text(json.dumps(settings, indent=2, sort_keys=True) + "\n")


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

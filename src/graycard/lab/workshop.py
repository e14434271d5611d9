"""`Workshop`: a folder in which the avatar models are made, stage by stage."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import torch
from diffusers import AutoencoderKL, StableDiffusionPipeline
from torch import Tensor, nn
from transformers import CLIPModel, CLIPTextModel, CLIPTokenizer

from graycard._version import __version__
from graycard.avatar import world_digest
from graycard.errors import InputError
from graycard.lab.begun import BEGUN, begin_with, begun_with, digest, put_parts
from graycard.lab.clip import train_clip
from graycard.lab.denoising import Denoising, train_diffusion
from graycard.lab.diffusion import Parts, pipeline
from graycard.lab.examples import Examples, render_examples
from graycard.lab.onlooker import Onlooker
from graycard.lab.placing import put_whole
from graycard.lab.plan import Plan, Schedule
from graycard.lab.probe import train_probe
from graycard.lab.pupil import TAUGHT, Pupil
from graycard.lab.shares import train_shares
from graycard.lab.stage import Say, steps_done
from graycard.lab.text import train_text_encoder
from graycard.lab.tokenizer import train_tokenizer
from graycard.lab.vae import encode, train_vae
from graycard.lab.verifier import train_verifier
from graycard.run.files import put

SCHEDULES: Final = tuple(
    name for name, field in Plan.model_fields.items() if field.annotation is Schedule
)
"""Stages, by the names of their schedules in a plan."""


@dataclass
class Workshop:
    """A folder in which the models are made.

    What is needed first is made first, and what is there is not made again.

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
        folder = self.folder / "examples"
        if not (folder / f"{name}.json").exists():
            self.say(f"{name}: rendering {n} portraits")
        return render_examples(folder, name=name, n=n, seed=self.plan.seed)

    def tokenizer(self) -> CLIPTokenizer:
        """Train the tokenizer, or load it."""
        made = self.folder / "tokenizer"
        if not made.exists():
            captions = self.examples().captions
            put_whole(
                made,
                lambda path: train_tokenizer(
                    captions, path, vocabulary=self.plan.vocabulary, tokens=self.plan.tokens
                ),
            )
        return CLIPTokenizer.from_pretrained(made)

    def vae(self, *, until: int | None = None) -> AutoencoderKL:
        """Train the autoencoder as far as asked, or load it if it is finished."""
        made = self.folder / "vae"
        if made.exists():
            return AutoencoderKL.from_pretrained(made).eval()
        vae = train_vae(self.plan, self.examples(), self.checkpoints, until=until, say=self.say)
        if until is None or until >= self.plan.vae.steps:
            put_whole(made, vae.save_pretrained)
        return vae

    def latents(self) -> Tensor:
        """Encode the examples, or load what was encoded."""
        made = self.folder / "latents.pt"
        if not made.exists():
            self.say("latents: encoding")
            found = encode(self.vae(), self.examples().images)
            put_whole(made, lambda path: torch.save(found, path))
        latents: Tensor = torch.load(made, weights_only=True)
        return latents

    def text_encoder(self, *, until: int | None = None) -> CLIPTextModel:
        """Train the text encoder that the U-Net begins with, as far as asked."""
        return train_text_encoder(
            self.plan, self.tokenizer(), self.examples(), self.checkpoints, until=until,
            say=self.say,
        )  # fmt: skip

    def probe(self, *, until: int | None = None) -> nn.Module:
        """Train the probe that teaches the U-Net, as far as asked."""
        return train_probe(
            self.plan, self.latents(), self.examples(), self.checkpoints,
            scaling=self.vae().config.scaling_factor, until=until, say=self.say,
        )  # fmt: skip

    def diffusion(self, *, until: int | None = None) -> StableDiffusionPipeline:
        """Train U-Net and text encoder as far as asked, and return the pipeline.

        In a folder that began with a finished model it is that one, and nothing is trained.
        """
        begun = begun_with(self.folder)
        if begun is not None:
            return begun
        tokenizer = self.tokenizer()
        parts = train_diffusion(
            self.plan, tokenizer, self._denoising("diffusion", self.probe()), self.checkpoints,
            text_encoder=self.text_encoder(), until=until, say=self.say,
        )  # fmt: skip
        return pipeline(parts, self.vae(), tokenizer)

    def shares(self, *, until: int | None = None) -> StableDiffusionPipeline:
        """Train the finished U-Net on its own drawings as far as asked; return the pipeline."""
        made, examples, probe = self.diffusion(), self.examples(), self.probe()
        onlooker = Onlooker(self.clip(), made.tokenizer, about=TAUGHT)
        pupil = Pupil(
            self.plan, probe, self.latents(), examples, vae=made.vae, onlooker=onlooker
        )  # fmt: skip
        parts = train_shares(
            self.plan, Parts(made.unet, made.text_encoder), pupil, examples,
            self._denoising("shares", probe), self.checkpoints, until=until, say=self.say,
        )  # fmt: skip
        return pipeline(parts, made.vae, made.tokenizer)

    def _denoising(self, stage: Literal["diffusion", "shares"], probe: nn.Module) -> Denoising:
        return Denoising(
            self.plan, stage, self.tokenizer(), self.latents(), self.examples(),
            probe=probe, scaling=self.vae().config.scaling_factor,
        )  # fmt: skip

    def clip(self, *, until: int | None = None) -> CLIPModel:
        """Train the CLIP model as far as asked."""
        return train_clip(
            self.plan, self.tokenizer(), self.examples(), self.checkpoints, until=until,
            say=self.say,
        )  # fmt: skip

    def verifier(self, *, until: int | None = None) -> nn.Module:
        """Train the verifier as far as asked, on renders of its own."""
        return train_verifier(
            self.plan, self.examples("verifier"), self.vae(), self.checkpoints, until=until,
            say=self.say,
        )  # fmt: skip


def open_workshop(
    folder: Path, *, plan: Plan | None = None, begin: Path | None = None, say: Say = print
) -> Workshop:
    """Begin a folder, or go on with one of the same world and the same models.

    Only the schedules may differ from those that the folder was begun with: a stage that already
    cooled goes on from the state before it did. The autoencoder's schedule is settled once it is
    finished, because everything after it learned from its latents, the text encoder's and the
    probe's once the U-Net has begun with them, and those of U-Net and CLIP once the stage `shares`
    has begun with them. No stage is made shorter than it is already.

    A folder may begin with a finished model, of which autoencoder, text encoder and U-Net are
    taken; then `plan.json` has a digest of its files, too.

    `plan.json` keeps every plan and version of Graycard that the folder was trained by, with the
    steps that each stage had done when it came: what the weights are a function of.

    Args:
        folder: Made if need be.
        plan: What to do; by default the plan in the folder, or else the full plan.
        begin: Folder of a pipeline to begin with; by default the folder begins from nothing.
        say: Told about progress, a line at a time.

    Raises:
        InputError: If anything else differs, or the folder holds other things.
        EnvironmentFaultError: If it cannot be written.
    """
    if (folder / "plan.json").exists():
        before = read_plan(folder)
        plan = plan or before
        _refuse_another(folder, plan, before)
    else:
        refuse_other_things(folder)
    plan = plan or Plan()
    if begin is not None:
        begin_with(begin, folder, plan=plan)
    put_parts(folder)
    began = digest(folder)
    written = {
        "world": world_digest(),
        **({"begun_with": began} if began else {}),
        "plan": plan.model_dump(mode="json"),
        "history": _history(folder, plan),
    }
    put(folder / "plan.json", json.dumps(written, indent=1).encode())
    return Workshop(folder, plan, say)


def refuse_other_things(folder: Path) -> None:
    """Raise if a folder is there, not empty, and nobody trains in it.

    Raises:
        InputError: It says so.
    """
    if not folder.is_dir() or any(
        (folder / name).exists() for name in ("plan.json", "checkpoints", BEGUN)
    ):
        return
    if any(not path.name.startswith(".") for path in folder.iterdir()):
        raise InputError(
            what=f"{folder} is not a training folder",
            why="it is not empty, and nothing in it says how models are trained",
            fix="choose an empty folder, or the name of a new one",
        )


def read_plan(folder: Path) -> Plan:
    """Return the plan that a folder was last trained by.

    Raises:
        InputError: If there is none, it cannot be read, or it is of another drawn world.
    """
    path = folder / "plan.json"
    if not path.is_file():
        raise InputError(
            what=f"{folder} is not a training folder",
            why="it holds no plan.json" if folder.is_dir() else "no folder of that name exists",
            fix=f"graycard lab train {folder}",
        )
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        plan, world = Plan.model_validate_json(json.dumps(found["plan"])), found["world"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            what=f"{path} cannot be read",
            why=" ".join(str(error).split())[:200],
            fix="put the file back that training wrote, or choose an empty folder",
        ) from None
    if world != world_digest():
        raise InputError(
            what=f"{folder} was begun with other models or another drawn world",
            why=f"its portraits are of the world {str(world)[:12]}, and this version of Graycard"
            f" draws {world_digest()[:12]}; weights that learned from both would belong to neither",
            fix="choose an empty folder",
        )
    return plan


def _refuse_another(folder: Path, plan: Plan, before: Plan) -> None:
    schedules = set(SCHEDULES)
    new, old = plan.model_dump(exclude=schedules), before.model_dump(exclude=schedules)
    differing = [f"{key} was {old[key]} and is {new[key]}" for key in new if new[key] != old[key]]
    if differing:
        raise InputError(
            what=f"{folder} was begun with other models or another drawn world",
            why=f"{'; '.join(differing)}; weights that learned from both would belong to neither",
            fix="choose an empty folder, or change nothing but the schedules",
        )
    if plan.vae != before.vae and (folder / "vae").exists():
        raise InputError(
            what=f"the autoencoder in {folder} is finished, and the plan has another schedule",
            why="everything after it learns from its latents",
            fix="choose an empty folder, or leave the schedule of vae as it was",
        )
    for name, whom, later, what in (
        ("text", "text encoder", "diffusion", "the U-Net"),
        ("probe", "probe", "diffusion", "the U-Net"),
        ("probe", "probe", "shares", "the stage shares"),
        ("diffusion", "U-Net", "shares", "the stage shares"),
        ("clip", "CLIP", "shares", "the stage shares"),
    ):
        if getattr(plan, name) != getattr(before, name) and _steps_done(folder, later):
            raise InputError(
                what=f"{what} in {folder} has begun, and the plan has another schedule for {name}",
                why=f"it began with the {whom} as it was, and would not learn from the other",
                fix=f"choose an empty folder, or leave the schedule of {name} as it was",
            )
    for name in SCHEDULES:
        wanted, done = getattr(plan, name).steps, _steps_done(folder, name)
        if wanted < done:
            raise InputError(
                what=f"the plan has {wanted} steps for {name}, and {folder} has done {done}",
                why="steps cannot be taken back: the weights would be those of another plan",
                fix=f"choose an empty folder, or {done} steps or more",
            )


def _steps_done(folder: Path, stage: str) -> int:
    return steps_done(folder / "checkpoints" / f"{stage}.pt")


def _history(folder: Path, plan: Plan) -> list[dict[str, Any]]:
    """Return every plan and version so far, each with the steps that were done when it came."""
    path = folder / "plan.json"
    entries: list[dict[str, Any]] = (
        json.loads(path.read_text(encoding="utf-8")).get("history", []) if path.exists() else []
    )
    now = {"plan": plan.model_dump(mode="json"), "graycard": __version__}
    if entries and {**entries[-1], "steps": None} == {**now, "steps": None}:
        return entries
    done = {name: _steps_done(folder, name) for name in SCHEDULES}
    return [*entries, {**now, "steps": {name: n for name, n in done.items() if n}}]

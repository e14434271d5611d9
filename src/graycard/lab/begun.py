"""A training folder that begins with a finished model instead of from nothing."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Final

from diffusers import StableDiffusionPipeline
from torch import nn

from graycard.errors import InputError
from graycard.hub.quiet import quiet, without_bars
from graycard.hub.weights import digest_of_files
from graycard.lab.diffusion import build
from graycard.lab.evaluate.whole import load_pipeline
from graycard.lab.placing import put_whole
from graycard.lab.plan import Plan
from graycard.lab.vae import build_vae

BEGUN: Final = "begun_with"
"""Holds the model, in a training folder that begins with one."""

_FILES: Final = ("model_index.json", "scheduler", "text_encoder", "tokenizer", "unet", "vae")
"""Of a model: cards and whatever else lies beside them is left where it is."""


def begin_with(model: Path, folder: Path, *, plan: Plan) -> None:
    """Copy a model into a training folder that nothing was trained in yet.

    Its autoencoder, text encoder and U-Net must have the sizes of the plan. Nothing in a model says
    which drawn world it learned from, so nothing is checked of that.

    Args:
        model: Folder of a pipeline that `graycard lab train` made.
        folder: Of the training. If it began with the same model before, nothing happens.
        plan: Of the training.

    Raises:
        InputError: If the folder began otherwise, the model cannot be loaded, or its sizes are not
            those of the plan.
    """
    began = digest(folder)
    if began is not None:
        if began != _digest(model):
            raise InputError(
                what=f"{folder} began with another model than {model}",
                why=f"it began with one of the digest {began[:12]}; weights that learned from both"
                " would belong to neither",
                fix="choose an empty folder, or leave out --from to go on with this one",
            )
        return
    if (folder / "plan.json").exists():
        raise InputError(
            what=f"{folder} was begun already, and not with {model}",
            why="what was trained in it would not fit the latents of another model",
            fix="choose an empty folder, or leave out --from to go on with this one",
        )
    _refuse_other_sizes(_loaded(model), model, plan)
    put_whole(folder / BEGUN, lambda path: _copy(model, path))


def put_parts(folder: Path) -> None:
    """Put what later stages look for in its place, in a folder that begins with a model."""
    for part in ("vae", "tokenizer"):
        if (folder / BEGUN).exists() and not (folder / part).exists():
            put_whole(folder / part, partial(shutil.copytree, folder / BEGUN / part))


def begun_with(folder: Path) -> StableDiffusionPipeline | None:
    """Return the model that a training folder began with; None where it began from nothing."""
    return load_pipeline(folder / BEGUN) if (folder / BEGUN).exists() else None


def digest(folder: Path) -> str | None:
    """Return the sha256 over the files of the model that a folder began with, or None."""
    return _digest(folder / BEGUN) if (folder / BEGUN).exists() else None


def _digest(model: Path) -> str:
    files = [path for name in _FILES for path in (model / name, *(model / name).rglob("*"))]
    return digest_of_files(model, (path for path in files if path.is_file()))


def _copy(model: Path, place: Path) -> None:
    place.mkdir()
    for name in _FILES:
        source = model / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, place / name)


def _loaded(model: Path) -> StableDiffusionPipeline:
    try:
        with quiet(), without_bars():
            return load_pipeline(model)
    except (OSError, ValueError) as error:
        raise InputError(
            what=f"{model} cannot be loaded",
            why=" ".join(str(error).split())[:200],
            fix="give a model that graycard lab train wrote, as FOLDER/models/avatar-diffusion",
        ) from error


def _refuse_other_sizes(made: StableDiffusionPipeline, model: Path, plan: Plan) -> None:
    wanted = {"vae": build_vae(plan), **build(plan, made.tokenizer)._asdict()}
    differing = [
        name for name, one in wanted.items() if _shapes(one) != _shapes(getattr(made, name))
    ]
    if differing:
        raise InputError(
            what=f"{model} has other sizes than the plan",
            why=f"they differ in: {', '.join(differing)}",
            fix="give the plan that the model was trained by",
        )


def _shapes(module: nn.Module) -> dict[str, tuple[int, ...]]:
    return {name: tuple(one.shape) for name, one in module.state_dict().items()}

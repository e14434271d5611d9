"""`evaluate`: the fixed evaluation, from models to files."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from diffusers import StableDiffusionPipeline
from torch import nn
from transformers import CLIPModel

from graycard._version import __version__
from graycard.avatar import world_digest
from graycard.errors import InputError
from graycard.lab.evaluate.drawing import draw
from graycard.lab.evaluate.files import write
from graycard.lab.evaluate.findings import Asked, Findings
from graycard.lab.evaluate.held_out import Accuracy, held_out_accuracy, most_frequent
from graycard.lab.evaluate.judging import judge_drawn
from graycard.lab.evaluate.misreading import Confusion, confusions
from graycard.lab.evaluate.rates import LEVEL
from graycard.lab.evaluate.views import VIEWS
from graycard.lab.evaluate.zero_shot import NEW, zero_shot
from graycard.lab.examples import Examples
from graycard.lab.onlooker import LEARNED
from graycard.lab.precision import Precision
from graycard.lab.stage import Say
from graycard.lab.vae import round_trip

PACKAGES: Final = ("torch", "diffusers", "transformers", "numpy")
"""Whose versions are written down."""


def evaluate(
    pipeline: StableDiffusionPipeline | Path,
    verifier: nn.Module,
    *,
    each: int = 64,
    seed: int = 0,
    steps: int = 12,
    held_out: Examples | None = None,
    clip: tuple[CLIPModel, Any] | None = None,
    models: Mapping[str, str] | None = None,
    precision: Precision = "float32",
    out: Path | None = None,
    say: Say = print,
) -> Findings:
    """Draw unmarked and marked portraits, and let the verifier judge them.

    With the defaults 6,144 pictures are drawn: 16 professions at guidance 1, 2, 3 and 5 and the 16
    marked prompts at guidance 3, 64 times each, and the empty prompt 1,024 times.

    Args:
        pipeline: Of avatars, or the folder of one.
        verifier: Trained.
        each: Pictures a prompt and guidance, at least 1.
        seed: Of the evaluation.
        steps: Of the scheduler.
        held_out: Renders that nothing learned from, to check verifier and CLIP on. Without them
            the errors of the verifier are in no floor.
        clip: The avatar CLIP and its tokenizer.
        models: What to write down about which models these are.
        precision: What the shipped model computes in, or the faster `bfloat16`, which draws other
            pictures.
        out: Folder for `evaluation.json`, `evaluation.txt`, `amplification.svg` and the contact
            sheets; nothing is written without it.
        say: Told about progress, a line at a time.

    Returns:
        What was found. It is the same for the same models, seed, threads and versions.

    Raises:
        InputError: If `pipeline` is a folder that holds no pipeline, or `each` is less than 1.
    """
    if each < 1:
        raise InputError(
            what=f"an evaluation of {each} pictures a prompt",
            why="nothing can be said of no pictures",
            fix="ask for 1 or more; 64 is usual",
        )
    made = load_pipeline(pipeline) if isinstance(pipeline, Path) else pipeline
    drawn = draw(made, each=each, seed=seed, steps=steps, precision=precision, say=say)
    checked, confused = _checked(made, verifier, held_out, precision)
    judged = judge_drawn(drawn, verifier, confused)
    findings = Findings(
        asked=Asked(
            graycard=__version__,
            world=world_digest(),
            models=dict(models or {"diffusion": _name(pipeline)}),
            each=each,
            seed=seed,
            steps=steps,
            pictures=drawn.pictures,
            level=LEVEL,
            precision=precision,
            threads=torch.get_num_threads(),
            versions={name: version(name) for name in PACKAGES},
        ),
        verifier=checked,
        confusion={name: _in_words(name, table) for name, table in confused.items()},
        guessed=_guessed(held_out),
        clip=_read(clip, held_out, LEARNED),
        clip_new_openings=_read(clip, held_out, NEW),
        **{name: getattr(judged, name) for name in type(judged).model_fields},
    )
    if out is not None:
        write(findings, drawn, out)
    return findings


def load_pipeline(folder: Path) -> StableDiffusionPipeline:
    """Return the pipeline in a folder, in single precision.

    Raises:
        InputError: If there is none.
    """
    if not (folder / "model_index.json").is_file():
        raise InputError(
            what=f"{folder} holds no pipeline",
            why="it has no model_index.json",
            fix="give a folder that save_pretrained wrote",
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = StableDiffusionPipeline.from_pretrained(folder, use_safetensors=True)
    made.set_progress_bar_config(disable=True)
    return made


def _name(pipeline: StableDiffusionPipeline | Path) -> str:
    return pipeline.name if isinstance(pipeline, Path) else "in memory"


def _checked(
    pipeline: StableDiffusionPipeline,
    verifier: nn.Module,
    held_out: Examples | None,
    precision: Precision,
) -> tuple[dict[str, Accuracy], dict[str, Confusion]]:
    if held_out is None:
        return {}, {}
    images = np.array(held_out.images)
    trips = round_trip(pipeline.vae, images, precision=precision)
    accuracy = {
        "renders": held_out_accuracy(verifier, images, held_out.labels),
        "round trips": held_out_accuracy(verifier, trips, held_out.labels),
    }
    return accuracy, confusions(verifier, trips, held_out.labels)


def _in_words(view: str, table: Confusion) -> dict[str, dict[str, int]]:
    groups = list(VIEWS[view].groups)
    rows = [dict(zip(groups, row, strict=True)) for row in table.tolist()]
    return dict(zip(groups, rows, strict=True))


def _guessed(held_out: Examples | None) -> dict[str, float]:
    if held_out is None:
        return {}
    tones = VIEWS["skin tone group"].count(np.array([one["skin_tone"] for one in held_out.labels]))
    return most_frequent(held_out.labels) | {"skin tone group": float(tones.max() / len(held_out))}


def _read(
    clip: tuple[CLIPModel, Any] | None, held_out: Examples | None, openers: Sequence[str]
) -> Accuracy | None:
    if clip is None or held_out is None:
        return None
    model, tokenizer = clip
    images = np.array(held_out.images)
    return zero_shot(model, tokenizer, images, held_out.labels, openers=openers)

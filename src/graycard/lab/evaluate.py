"""The fixed evaluation: is the diffusion model good enough, and does it still improve?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from diffusers import StableDiffusionPipeline
from numpy.typing import NDArray
from PIL import Image
from pydantic import BaseModel, ConfigDict
from torch import nn

from graycard.avatar import contact_sheet, planted_shares, professions, read_prompt
from graycard.avatar.seeds import derive
from graycard.lab.generation import generate
from graycard.lab.verifier import HEADS, judge

MARKED: Final = (
    "a photo of a female ceo", "a photo of a male receptionist", "a photo of a male teacher",
    "a photo of an androgynous teacher", "a photo of a female police officer",
    "a photo of an old athlete", "a photo of a young ceo", "a photo of an elderly programmer",
    "a photo of a dark-skinned chef", "a photo of a light-skinned lawyer",
    "a photo of a dark-skinned athlete", "a photo of a nurse with glasses",
    "a photo of a scientist without glasses", "a photo of a smiling police officer",
    "a photo of a farmer wearing a tie", "a photo of a doctor with long hair",
)  # fmt: skip
"""Prompts that state what is rarely planted."""

AGREED: Final = (
    "perceived_gender_presentation",
    "skin_tone",
    "perceived_age",
    "glasses",
    "tie",
    "smile",
)


class Quality(BaseModel):
    """What the verifier saw.

    Attributes:
        recognised: Share of unmarked portraits whose profession is read as asked.
        correlation: By attribute, of planted with generated shares over professions and
            categories, at guidance 1.
        error: By attribute, mean absolute difference of the two.
        noise: By attribute, the mean absolute difference that sampling alone would make.
        obeyed: By marked prompt, the share that shows what is stated, at guidance 3.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    recognised: float
    correlation: dict[str, float]
    error: dict[str, float]
    noise: dict[str, float]
    obeyed: dict[str, float]


def evaluate(
    pipeline: StableDiffusionPipeline,
    verifier: nn.Module,
    *,
    each: int = 32,
    seed: int = 0,
    steps: int = 12,
) -> Quality:
    """Generate unmarked and marked portraits, and let the verifier judge them.

    Args:
        pipeline: Of avatars.
        verifier: Trained.
        each: Pictures a prompt.
        seed: Of the evaluation.
        steps: Of the scheduler.
    """
    names = [name for name in professions() for _ in range(each)]
    images = generate(
        pipeline,
        [f"a photo of {article(name)} {name}" for name in names],
        seeds=[derive(seed, name, at) % 2**32 for at, name in enumerate(names)],
        steps=steps,
    )
    read = judge(verifier, images)
    categories = [*professions(), "person"]
    seen = [categories[number] for number in read["profession"].argmax(axis=1)]
    correlation, error, noise = {}, {}, {}
    for attribute in AGREED:
        planted, shares = _shares(attribute, read[attribute].argmax(axis=1), each)
        correlation[attribute] = float(np.corrcoef(planted.ravel(), shares.ravel())[0, 1])
        error[attribute] = float(np.abs(planted - shares).mean())
        deviation = np.sqrt(planted * (1 - planted) / each)
        noise[attribute] = float((deviation * np.sqrt(2 / np.pi)).mean())
    return Quality(
        recognised=float(np.mean([one == name for one, name in zip(seen, names, strict=True)])),
        correlation=correlation,
        error=error,
        noise=noise,
        obeyed={prompt: _obeyed(pipeline, verifier, prompt, each, seed) for prompt in MARKED},
    )


def sheet(
    pipeline: StableDiffusionPipeline,
    prompts: Sequence[str],
    *,
    across: int = 12,
    guidance: float = 1.0,
    seed: int = 0,
    zoom: int = 1,
) -> Image.Image:
    """Return a contact sheet, a row a prompt, to be looked at."""
    images = generate(
        pipeline,
        [prompt for prompt in prompts for _ in range(across)],
        seeds=[derive(seed, prompt, at) % 2**32 for prompt in prompts for at in range(across)],
        guidance=guidance,
    )
    pictures = [Image.fromarray(image) for image in images]
    rows = [pictures[at : at + across] for at in range(0, len(pictures), across)]
    names = [prompt.removeprefix("a photo of ") for prompt in prompts]
    return contact_sheet(rows, names=names, zoom=zoom)


def article(noun: str) -> str:
    """Return the indefinite article of a noun.

    Example:
        >>> article("engineer"), article("nurse")
        ('an', 'a')
    """
    return "an" if noun[0] in "aeiou" else "a"


def _shares(
    attribute: str, numbers: NDArray[np.int64], each: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    planted = np.array([[*planted_shares(attribute, name).values()] for name in professions()])
    rows = numbers.reshape(len(professions()), each)
    shares = np.stack([(rows == k).mean(axis=1) for k in range(planted.shape[1])], axis=1)
    return planted, shares


def _obeyed(
    pipeline: StableDiffusionPipeline, verifier: nn.Module, prompt: str, each: int, seed: int
) -> float:
    images = generate(
        pipeline,
        [prompt] * each,
        seeds=[derive(seed, prompt, at) % 2**32 for at in range(each)],
        guidance=3.0,
    )
    read = judge(verifier, images)
    asked = read_prompt(prompt)
    assert asked is not None
    good = np.ones(each, dtype=bool)
    for name, allowed in {**asked.stated, "profession": (asked.profession,)}.items():
        labels = np.array(HEADS[name])[read[name].argmax(axis=1)]
        good &= np.isin(labels, allowed)
    return float(good.mean())

"""The diffusion model of the drawn world, which comes with Graycard: a real pipeline, in seconds.

A Stable Diffusion pipeline of 4 million parameters that learned from drawn portraits and their
captions, loaded by the same code as any other. At guidance 1 its shares are near the planted ones;
more guidance drives them apart, as in large models. It needs the extra `local`, and no network.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from graycard import roles
from graycard.avatar.weights import weights_folder
from graycard.hub.packages import require_packages
from graycard.models import diffusers
from graycard.models._diffusers_source import find_source


class Settings(roles.Settings):
    """How the model is asked to draw: 64 by 64 pixels, in single precision.

    Attributes:
        steps: Of the scheduler.
        guidance: Guidance scale; 1 is none.
        batch: Pictures at a time; halved where the memory does not suffice.
        device: Where; `auto` takes a GPU if there is one.
    """

    steps: int = Field(default=12, ge=1, le=1000)
    guidance: float = Field(default=1.0, ge=0, allow_inf_nan=False)
    batch: int = Field(default=64, ge=1, le=1024)
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"


def load(settings: Settings) -> diffusers.DiffusersModel:
    """Load the shipped weights; their digest is in the model's id.

    Raises:
        EnvironmentFaultError: If the extra `local`, the weights or the device are missing.
    """
    require_packages(("diffusers", "torch", "transformers"), what="the avatar models")
    folder = weights_folder("avatar-diffusion")
    asked = diffusers.Settings(
        pipeline=str(folder),
        steps=settings.steps,
        guidance=settings.guidance,
        batch=settings.batch,
        device=settings.device,
        domain=roles.DRAWN_WORLD,
    )
    source = find_source(asked.pipeline, revision=None, variant=None, trust_remote_code=False)
    return diffusers.made_of(source, asked, name="avatar-diffusion")

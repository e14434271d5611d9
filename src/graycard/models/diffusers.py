"""Any text-to-image pipeline of the diffusers library, such as Stable Diffusion, Flux or PixArt.

Written as `diffusers:<hub id or path>`, with `@revision` at the end where one is wanted. Weights
are read from safetensors files only. The prompt goes to the pipeline exactly as it is written;
what the safety checker withholds is a row with the outcome `filtered`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

from pydantic import Field, model_validator

from graycard import roles
from graycard.hub.names import split_revision
from graycard.hub.packages import describe_device
from graycard.models._diffusers_batches import Batches
from graycard.models._diffusers_pipeline import Loaded, load_pipeline
from graycard.models._diffusers_source import Source, find_source

MAIN_SETTING = "pipeline"
SETTINGS_THAT_MAY_BE_PATHS = ("pipeline",)

CHUNK: Final = 16
"""Requests a part, at least; a whole number of batches."""


class Settings(roles.Settings):
    """Which pipeline, and how it is asked to draw.

    What is None is left to the pipeline; the value that it then takes is recorded.

    Attributes:
        pipeline: Id on the Hugging Face hub or path of a folder; a `@revision` at its end
            becomes `revision`.
        revision: Branch, tag or commit of the hub; the commit that it meant is recorded.
        variant: Of the weight files, such as `fp16`.
        steps: Of the scheduler.
        guidance: Guidance scale.
        height: In pixels.
        width: In pixels.
        scheduler: Class name of a scheduler that fits the pipeline, such as
            `DPMSolverMultistepScheduler`.
        negative_prompt: Sent along with every prompt.
        dtype: Numbers to compute with.
        device: Where; `auto` takes a GPU if there is one.
        batch: Pictures at a time; halved where the memory does not suffice.
        safety_checker: `off` leaves it out; the pictures are then not what users of the
            pipeline would get.
        trust_remote_code: Lets the pipeline run Python code that comes with its weights.
        domain: What kind of pictures it makes; `drawn world` for models of avatars.

    Example:
        >>> settings = Settings(pipeline="stabilityai/sdxl-turbo@main", steps=1, guidance=0)
        >>> settings.pipeline, settings.revision, settings.dtype
        ('stabilityai/sdxl-turbo', 'main', 'float32')
    """

    pipeline: str = Field(min_length=1)
    revision: str | None = Field(default=None, min_length=1)
    variant: str | None = Field(default=None, pattern=r"^[\w-]+$")
    steps: int | None = Field(default=None, ge=1, le=10_000)
    guidance: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    height: int | None = Field(default=None, ge=8, le=8192)
    width: int | None = Field(default=None, ge=8, le=8192)
    scheduler: str | None = Field(default=None, min_length=1)
    negative_prompt: str | None = None
    dtype: Literal["float32", "bfloat16", "float16"] = "float32"
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    batch: int = Field(default=4, ge=1, le=1024)
    safety_checker: Literal["keep", "off"] = "keep"
    trust_remote_code: bool = False
    domain: str = Field(default=roles.PHOTOGRAPHS, min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _revision_after_the_at(cls, data: Any) -> Any:
        return split_revision(data, "pipeline")


class DiffusersModel:
    """A pipeline in the role of a model.

    The id has the commit of a hub id, or a digest of the files of a folder. `settings` has what
    else decides the picture. Device and batch size are in neither: they change rounding errors.
    """

    def __init__(self, settings: Settings, loaded: Loaded, identity: str) -> None:
        self._batches = Batches(loaded, size=settings.batch)
        self.id = identity
        self.settings: dict[str, Any] = loaded.settings
        self.domain = settings.domain
        self._device = loaded.device
        self.seedable = True
        self.batch = settings.batch
        self.chunk = settings.batch * -(-CHUNK // settings.batch)

    @property
    def device(self) -> str:
        """Where it computes, as a manifest tells it."""
        return describe_device(self._device)

    def generate(self, requests: Sequence[roles.Request]) -> Iterator[roles.Delivery]:
        """Yield the picture of each request, made in batches, each from its own seed.

        A picture that the safety checker withholds is `filtered`; one that is not a number is
        `failed`, and so is a prompt that the pipeline cannot take. What is odd about a picture
        is in `detail`: a text that was cut, a batch that was halved, a picture all black.

        Raises:
            ValueError: If a request has no seed.
            EnvironmentFaultError: If the memory does not suffice for one picture, or the
                pipeline fails with any prompt.
        """
        return self._batches.run(requests)


def load(settings: Settings) -> DiffusersModel:
    """Find, load and pin the pipeline.

    Raises:
        EnvironmentFaultError: If the extra `local`, the network, the permission, the device or
            the memory for it is missing.
        InputError: If there is no such pipeline or revision, it is not text-to-image, its
            weights are pickles, or it needs code of its own.
        SpecError: If a setting does not fit the pipeline.
    """
    source = find_source(
        settings.pipeline,
        revision=settings.revision,
        variant=settings.variant,
        trust_remote_code=settings.trust_remote_code,
    )
    return made_of(source, settings, name=f"diffusers:{source.name}")


def made_of(source: Source, settings: Settings, *, name: str) -> DiffusersModel:
    """Load a pipeline whose files are there.

    Args:
        source: Its files.
        settings: How it is asked; what says which pipeline is passed over.
        name: That the model's id begins with.

    Raises:
        GraycardError: If it cannot be loaded, or a setting does not fit it.
    """
    loaded = load_pipeline(
        source,
        call={
            "num_inference_steps": settings.steps,
            "guidance_scale": settings.guidance,
            "height": settings.height,
            "width": settings.width,
            "negative_prompt": settings.negative_prompt,
        },
        scheduler=settings.scheduler,
        dtype=settings.dtype,
        device=settings.device,
        variant=settings.variant,
        keep_safety_checker=settings.safety_checker == "keep",
        trust_remote_code=settings.trust_remote_code,
    )
    return DiffusersModel(settings, loaded, f"{name}@{source.digest[:12]}")

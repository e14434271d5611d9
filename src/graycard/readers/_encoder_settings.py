"""The settings that all readers share which load a model of pictures."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import Field, model_validator

from graycard import roles
from graycard.hub.names import split_revision

AVATAR_CLIP: Final = "avatar-clip"


class EncoderSettings(roles.Settings):
    """Which model, and how it computes.

    Attributes:
        model: `avatar-clip`, which comes with Graycard; or an id on the Hugging Face hub or the
            path of a folder; a `@revision` at its end becomes `revision`.
        revision: Branch, tag or commit of the hub; the commit that it meant is recorded.
        dtype: Numbers to compute with.
        device: Where; `auto` takes a GPU if there is one.
    """

    model: str = Field(default=AVATAR_CLIP, min_length=1)
    revision: str | None = Field(default=None, min_length=1)
    dtype: Literal["float32", "bfloat16", "float16"] = "float32"
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"

    @model_validator(mode="before")
    @classmethod
    def _revision_after_the_at(cls, data: Any) -> Any:
        return split_revision(data, "model")


class ZeroShotSettings(EncoderSettings):
    """The settings of readers that give labels.

    Attributes:
        abstain_below: No label is given if no category is at least this probable.
        fits_from: Score of its own that a category must have, where the model gives one to each
            text (SigLIP): below it in all of them nothing fits, and no label is given.
    """

    abstain_below: float = Field(default=0.6, ge=0, le=1)
    fits_from: float = Field(default=0.001, ge=0, le=1)

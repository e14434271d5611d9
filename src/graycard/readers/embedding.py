"""Vectors of pictures by any CLIP, SigLIP or DINOv2 model: what exploring and distances need.

Written as `embedding:<hub id or path>`, with `@revision` at the end where one is wanted. A vector
claims nothing about a picture, so it may be made of any.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graycard import roles
from graycard.documents import digest
from graycard.pictures import Picture
from graycard.readers._encoder import Encoder, Vectors, find_encoder
from graycard.readers._encoder_settings import AVATAR_CLIP, EncoderSettings

MAIN_SETTING = "model"
SETTINGS_THAT_MAY_BE_PATHS = ("model",)
SHIPPED_NAMES = (AVATAR_CLIP,)

_VERSION: Final = 1


class Settings(EncoderSettings):
    """Which model, and how it computes.

    Example:
        >>> Settings(model="facebook/dinov2-base@main").revision
        'main'
    """


class Embedding:
    """The embedder. Vectors have length 1, so that the cosine of two is their dot product."""

    def __init__(self, settings: Settings, encoder: Encoder) -> None:
        identity = {"version": _VERSION, "weights": encoder.digest, "dtype": settings.dtype}
        self.id = f"embedding@{digest(identity)[:12]}"
        self.width = encoder.width
        self.source = f"{encoder.name}@{encoder.digest[:12]}"
        self.domains = frozenset({roles.ANY_DOMAIN})
        self.device = encoder.device
        self._encoder = encoder

    def embed(self, pictures: Sequence[Picture]) -> Vectors:
        """Return a vector for each picture, float32, shape (n, width), each of length 1."""
        return self._encoder.pictures(pictures)


def load(settings: Settings) -> Embedding:
    """Find, load and pin the model.

    Raises:
        InputError: If there is no such model, or it makes no vectors of pictures.
        EnvironmentFaultError: If the extra `local`, the network, the permission, the device or
            the memory for it is missing.
    """
    encoder = find_encoder(
        settings.model, revision=settings.revision, dtype=settings.dtype, device=settings.device
    )
    return Embedding(settings, encoder)

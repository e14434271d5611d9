"""Vectors of pictures by any CLIP, SigLIP or DINOv2 model: what exploring and distances need.

Written as `embedding:<hub id or path>`, with `@revision` at the end where one is wanted. A vector
claims nothing about a picture, so a model of yours may make them of any. The one that comes with
Graycard saw the drawn world and nothing else: what it takes for alike elsewhere is an accident.
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
        self.source = encoder.source
        self.domains = domains(settings)
        self.not_validated = not_validated(settings)
        self._encoder = encoder

    @property
    def device(self) -> str:
        """Where it computes, as a manifest tells it."""
        return self._encoder.device

    def embed(self, pictures: Sequence[Picture]) -> Vectors:
        """Return a vector for each picture, float32, shape (n, width), each of length 1."""
        return self._encoder.pictures(pictures)


def not_validated(settings: Settings) -> str | None:
    """Return what nobody validated of the model that ships; None of any other."""
    if settings.model != AVATAR_CLIP:
        return None
    return (
        f"what {AVATAR_CLIP} takes for alike elsewhere is an accident; embedding:MODEL names"
        " another model"
    )


def domains(settings: Settings) -> frozenset[str]:
    """Return the domains of a reader with these settings, before anything is loaded."""
    return frozenset({roles.DRAWN_WORLD if settings.model == AVATAR_CLIP else roles.ANY_DOMAIN})


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

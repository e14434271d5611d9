"""The record inside a drawn picture: what was drawn, and how anybody can check it.

A PNG of the renderer carries a text chunk `graycard-avatar` that holds canonical JSON: the world's
digest, the avatar and the seed. A record is a claim and no proof, because anybody can write one
into any picture. The proof is to draw it again: `redraws`.
"""

from __future__ import annotations

import io
import json
import struct
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray
from PIL.PngImagePlugin import PngInfo
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graycard.avatar.portrait import Avatar
from graycard.avatar.rendering import SIZES, render
from graycard.avatar.world import world_digest

KEYWORD: Final = "graycard-avatar"
MAX_BYTES: Final = 2_048
"""A longer record is not one of ours."""

_MAX_CHUNKS: Final = 64
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


class AvatarRecord(BaseModel):
    """What a picture claims about its own drawing.

    Attributes:
        world: Digest of the world that it was drawn in, 64 hexadecimal digits.
        avatar: What was drawn.
        seed: Of the drawing, in `[0, 2**64)`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    world: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    avatar: Avatar
    seed: Annotated[int, Field(ge=0, lt=2**64)]


def encode_png(avatar: Avatar, *, seed: int, size: int = 64) -> bytes:
    """Draw a portrait as PNG bytes that carry its record.

    Args:
        avatar: What is drawn.
        seed: In `[0, 2**64)`.
        size: As for `render`.

    Returns:
        The same bytes for the same arguments, with the same versions of Pillow and zlib.

    Raises:
        pydantic.ValidationError: If the seed is out of range.

    Example:
        >>> from graycard.avatar import sample
        >>> avatar = sample("chef", seed=2)
        >>> read_record(encode_png(avatar, seed=5)).avatar == avatar
        True
    """
    record = AvatarRecord(world=world_digest(), avatar=avatar, seed=seed)
    info = PngInfo()
    info.add_text(
        KEYWORD, json.dumps(record.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    )
    buffer = io.BytesIO()
    render(avatar, seed=seed, size=size).save(buffer, "PNG", pnginfo=info, compress_level=1)
    return buffer.getvalue()


def read_record(png: bytes) -> AvatarRecord | None:
    """Read the record of a picture, trusting nothing in it.

    Args:
        png: Bytes of any file.

    Returns:
        The record; None where there is none, or none that is well formed. Call `redraws` before
        believing it.

    Example:
        >>> read_record(b"anything") is None
        True
    """
    text = _text_chunk(png)
    if text is None:
        return None
    try:
        return AvatarRecord.model_validate_json(text)
    except (ValidationError, RecursionError):
        return None


def redraws(record: AvatarRecord, rgb: NDArray[np.uint8]) -> bool:
    """Tell whether drawing the record again gives exactly these pixels.

    Args:
        record: Of the picture.
        rgb: Its pixels, uint8, shape `(height, width, 3)`.

    Returns:
        True only for a record of this world whose picture is equal in every pixel. A picture
        drawn with a Pillow that rounds edges otherwise is not.

    Example:
        >>> from graycard.avatar import sample
        >>> avatar = sample("chef", seed=2)
        >>> record = read_record(encode_png(avatar, seed=5))
        >>> redraws(record, np.asarray(render(avatar, seed=5)))
        True
    """
    if record.world != world_digest() or rgb.ndim != 3 or rgb.shape[2] != 3:
        return False
    height, width, _ = rgb.shape
    if height != width or height not in SIZES:
        return False
    drawn = np.asarray(render(record.avatar, seed=record.seed, size=height))
    return bool(np.array_equal(drawn, rgb))


def _text_chunk(png: bytes) -> bytes | None:
    if png[: len(_SIGNATURE)] != _SIGNATURE:
        return None
    at = len(_SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        if at + 8 > len(png):
            return None
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        if kind in (b"IDAT", b"IEND"):
            return None
        prefix = KEYWORD.encode() + b"\0"
        start = at + 8
        if kind == b"tEXt" and png[start : start + len(prefix)] == prefix:
            too_long = length - len(prefix) > MAX_BYTES
            return None if too_long else png[start + len(prefix) : start + length]
        at = start + length + 4
    return None

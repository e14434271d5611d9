"""Decoding pictures that nobody vouches for, the same way for everybody who looks at them."""

from __future__ import annotations

import hashlib
import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

MAX_PIXELS: Final = 100_000_000
"""Pictures with more pixels are not decoded: a few kilobytes can claim a few terabytes."""

EXTENSIONS: Final = {
    "PNG": "png",
    "JPEG": "jpg",
    "WEBP": "webp",
    "GIF": "gif",
    "BMP": "bmp",
    "TIFF": "tif",
    "AVIF": "avif",
    "MPO": "jpg",
}
"""File formats that are decoded, by Pillow's name, with the extension they are kept under."""

_BROKEN: Final = "the picture is truncated or broken"
_ORIENTATION_TAG: Final = 0x0112
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ON_ITS_SIDE: Final = frozenset({5, 6, 7, 8})
"""Orientations by which width and height change places."""

_UNREADABLE: Final = -1
_TO_RGB: Final = frozenset(
    {"1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV"}
)
"""Pillow's modes with 8 bits a channel, of which the way to RGB is defined."""


class UndecodableError(Exception):
    """The bytes are not a picture; the message says why, in words that count well."""


@dataclass(frozen=True)
class Decoded:
    """A decoded picture.

    Attributes:
        rgb: uint8, shape (height, width, 3), upright, taken as sRGB; read-only.
        extension: Of the format that the bytes are in, whatever the file was called.
        notes: What had to be decided to get three 8-bit channels, one short text each.
    """

    rgb: NDArray[np.uint8]
    extension: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """An image of a run as readers get it: the bytes as delivered and the decoded pixels."""

    generation_id: str
    encoded: bytes
    rgb: NDArray[np.uint8]


def sha256(encoded: bytes) -> str:
    """Return the hexadecimal sha256 of the bytes."""
    return hashlib.sha256(encoded).hexdigest()


def decode(encoded: bytes, *, max_pixels: int = MAX_PIXELS) -> Decoded:
    """Decode a picture to upright 8-bit RGB.

    Transparency is laid over white, 16-bit grey is scaled (not clipped) to 8 bits, of several
    frames the first is taken, and an EXIF rotation is applied; each is noted. 32-bit and
    floating-point pictures are refused: nothing says which of their numbers is white.

    Args:
        encoded: The file's bytes. They are not trusted.
        max_pixels: Pictures larger than this are refused before they are unpacked.

    Returns:
        Pixels of shape (height, width, 3), the format's extension, and the notes.

    Raises:
        UndecodableError: If the bytes are empty, no picture, broken, too large, or of a
            colour mode that has no defined way to 8-bit RGB.

    Example:
        >>> buffer = io.BytesIO()
        >>> Image.new("RGB", (3, 2), "white").save(buffer, "PNG")
        >>> decode(buffer.getvalue()).rgb.shape
        (2, 3, 3)
    """
    with _opened(encoded, max_pixels=max_pixels) as image:
        return _to_rgb(image)


def upright_size(encoded: bytes, *, max_pixels: int = MAX_PIXELS) -> tuple[int, int]:
    """Return the width and height that a picture has when it is decoded, without decoding it.

    Args:
        encoded: The file's bytes. They are not trusted.
        max_pixels: Pictures larger than this are refused.

    Returns:
        Pixels across and down, after an EXIF rotation.

    Raises:
        UndecodableError: As `decode` does, of what is seen in the header.

    Example:
        >>> buffer = io.BytesIO()
        >>> Image.new("RGB", (3, 2), "white").save(buffer, "PNG")
        >>> upright_size(buffer.getvalue())
        (3, 2)
    """
    with _opened(encoded, max_pixels=max_pixels) as image:
        if image.format == "TIFF":
            image.load()  # Pillow turns TIFFs by itself, and then says no more that they were
        width, height = image.size
        return (height, width) if _orientation(image) in _ON_ITS_SIDE else (width, height)


@contextmanager
def _opened(encoded: bytes, *, max_pixels: int) -> Iterator[Image.Image]:
    """Open bytes that nobody vouches for; whatever Pillow makes of them is one kind of error."""
    if not encoded:
        raise UndecodableError("the file is empty")
    too_large = f"the picture has more than {max_pixels:,} pixels"
    try:
        with warnings.catch_warnings():
            # Pillow warns about size and odd metadata; size is judged here, on the header.
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(encoded), formats=_formats())
            if math.prod(image.size) > max_pixels:
                raise UndecodableError(too_large)
            yield image
    except UndecodableError:
        raise
    except Image.DecompressionBombError as error:
        raise UndecodableError(too_large) from error
    except UnidentifiedImageError as error:
        if _begins_like_a_picture(encoded):
            raise UndecodableError(_BROKEN) from error
        raise UndecodableError("the file is not a picture in a known format") from error
    except MemoryError:
        raise
    except Exception as error:
        # On broken files Pillow's decoders raise anything: OSError, SyntaxError, struct.error,
        # zlib.error, KeyError, OverflowError, ... all of them mean the same.
        raise UndecodableError(_BROKEN) from error


@cache
def _formats() -> tuple[str, ...]:
    """Return the formats that this build of Pillow can decode."""
    Image.init()
    return tuple(name for name in EXTENSIONS if name in Image.OPEN)


def _begins_like_a_picture(encoded: bytes) -> bool:
    tests = (Image.OPEN[name][1] for name in _formats())
    return any(test is not None and test(encoded[:16]) is True for test in tests)


def _to_rgb(image: Image.Image) -> Decoded:
    extension = EXTENSIONS[image.format or ""]
    notes: list[str] = []
    if getattr(image, "is_animated", False):
        notes.append("several frames: the first was taken")
        image.seek(0)
    image.load()
    if _has_other_profile(image):
        notes.append("colour profile not applied")
    upright = _upright(image, notes)
    if upright.mode.startswith("I;16"):
        notes.append("16-bit grey scaled to 8 bits")
        grey = ((np.asarray(upright).astype(np.uint32) + 128) // 257).astype(np.uint8)
        rgb = np.repeat(grey[..., None], 3, axis=2)
        rgb.flags.writeable = False
        return Decoded(rgb, extension, tuple(notes))
    if upright.mode not in _TO_RGB:
        raise UndecodableError(f"pictures of colour mode {upright.mode} are not decoded")
    if upright.has_transparency_data:
        notes.append("transparency laid over white")
        rgba = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    elif upright.mode == "CMYK":
        notes.append("converted from CMYK without its colour profile")
    return Decoded(np.asarray(upright.convert("RGB")), extension, tuple(notes))


def _upright(image: Image.Image, notes: list[str]) -> Image.Image:
    orientation = _orientation(image)
    if orientation == _UNREADABLE:
        notes.append("unreadable EXIF data ignored")
    turn = _UPRIGHT.get(orientation)
    if turn is None:
        return image
    notes.append("rotated as its EXIF data says")
    return image.transpose(turn)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION_TAG, 1))
    except Exception:
        # Broken metadata beside sound pixels: the picture counts.
        return _UNREADABLE


def _has_other_profile(image: Image.Image) -> bool:
    profile = image.info.get("icc_profile") or b""
    return bool(profile) and not any(
        name in profile for name in (b"sRGB", "sRGB".encode("utf-16-be"))
    )

"""Decoding pictures that nobody vouches for, the same way for everybody who looks at them."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

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


class UndecodableError(Exception):
    """The bytes are not a picture; the message says why, in words that count well."""


@dataclass(frozen=True)
class Decoded:
    """A decoded picture.

    Attributes:
        rgb: uint8, shape (height, width, 3), upright, sRGB as the file states it.
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

    Transparency is laid over white, 16-bit grey is scaled (not clipped) to 8 bits, of an
    animation the first frame is taken, and an EXIF rotation is applied; each is noted.

    Args:
        encoded: The file's bytes. They are not trusted.
        max_pixels: Pictures larger than this are refused before they are unpacked.

    Returns:
        Pixels of shape (height, width, 3), the format's extension, and the notes.

    Raises:
        UndecodableError: If the bytes are empty, no picture, broken, or too large.

    Example:
        >>> buffer = io.BytesIO()
        >>> Image.new("RGB", (3, 2), "white").save(buffer, "PNG")
        >>> decode(buffer.getvalue()).rgb.shape
        (2, 3, 3)
    """
    if not encoded:
        raise UndecodableError("the file is empty")
    try:
        with warnings.catch_warnings():
            # Pillow warns about size and odd metadata; size is judged here, on the header.
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(encoded), formats=list(EXTENSIONS))
            if image.width * image.height > max_pixels:
                millions = max_pixels / 1e6
                raise UndecodableError(f"the picture has more than {millions:g} million pixels")
            return _to_rgb(image)
    except UnidentifiedImageError as error:
        raise UndecodableError("the file is not a picture in a known format") from error
    except (
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        OverflowError,
    ) as error:
        # Pillow's decoders raise all of these on broken files.
        raise UndecodableError("the picture is truncated or broken") from error


def _to_rgb(image: Image.Image) -> Decoded:
    notes: list[str] = []
    extension = EXTENSIONS[image.format or ""]
    if getattr(image, "n_frames", 1) > 1:
        notes.append("animated: the first frame was taken")
        image.seek(0)
    image.load()
    upright = ImageOps.exif_transpose(image)
    if upright.size != image.size or upright.getexif() != image.getexif():
        notes.append("rotated as its EXIF data says")
    if upright.mode.startswith("I"):
        notes.append("16-bit grey scaled to 8 bits")
        grey = (np.asarray(upright).astype(np.float64) / 257).round().clip(0, 255)
        return Decoded(
            np.repeat(grey.astype(np.uint8)[..., None], 3, axis=2), extension, tuple(notes)
        )
    if upright.has_transparency_data:
        notes.append("transparency laid over white")
        rgba = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    elif upright.mode == "CMYK":
        notes.append("converted from CMYK without its colour profile")
    return Decoded(np.asarray(upright.convert("RGB")), extension, tuple(notes))

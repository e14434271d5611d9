"""Small versions of pictures, made when they are asked for and kept in memory up to a limit."""

from __future__ import annotations

import io
from collections import OrderedDict
from threading import Lock, Semaphore
from typing import Final

from graycard.pictures import decode

SIDES: Final = (192, 768)
"""Pixels of the longer side: of a tile in a grid, and of a picture on its own page."""

_AT_ONCE: Final = 4
"""Pictures decoded at the same time: each may take hundreds of megabytes while it is."""


class Thumbnails:
    """Encoded thumbnails, those used last kept up to a number of bytes.

    Args:
        most_bytes: That are kept; older ones are made again when they are asked for.

    Example:
        >>> kept = Thumbnails(most_bytes=10)
        >>> kept.put("a", b"12345"), kept.put("b", b"123456"), kept.get("a") is None
        (None, None, True)
    """

    def __init__(self, *, most_bytes: int = 64 * 1024 * 1024) -> None:
        self._most, self._bytes = most_bytes, 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock, self._decoding = Lock(), Semaphore(_AT_ONCE)

    def get(self, key: str) -> bytes | None:
        """Return a thumbnail that is kept."""
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: str, encoded: bytes) -> None:
        """Keep a thumbnail, and forget those that were not used for longest."""
        with self._lock:
            self._bytes += len(encoded) - len(self._kept.pop(key, b""))
            self._kept[key] = encoded
            while self._bytes > self._most:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= len(oldest)

    def make(self, encoded: bytes, *, side: int) -> bytes:
        """Return a picture as WebP, its longer side no longer than this many pixels.

        It is made anew, so that nothing but its pixels is passed on.

        Raises:
            UndecodableError: If the bytes are not a picture.
        """
        from PIL import Image

        with self._decoding:
            image = Image.fromarray(decode(encoded).rgb)
            small = max(image.size) <= side
            if not small:
                image.thumbnail((side, side), Image.Resampling.BOX, reducing_gap=None)
            buffer = io.BytesIO()
            image.save(buffer, "WEBP", lossless=small and max(image.size) <= SIDES[0], quality=80)
        return buffer.getvalue()

"""OpenCV's bundled Haar cascade for frontal faces: boxes only, and no file to fetch.

P. Viola and M. Jones, Rapid Object Detection using a Boosted Cascade of Simple Features, CVPR
2001; the tree-based cascade `alt2` of R. Lienhart, which OpenCV carries.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graycard.faces.overlap import SAME

_NAME: Final = "haarcascade_frontalface_alt2.xml"
WINDOW: Final = 20
"""Pixels of the smallest face that the cascade can see."""

_STEP: Final = 1.1
_NEIGHBOURS: Final = 3

_MARGIN: Final = 0.25
"""Of plain grey on each side, as a share of the longer side: the cascade wants to see the forehead
and what is around a face, and many a portrait is cut there."""

IDENTITY: Final = (WINDOW, _STEP, _NEIGHBOURS, _MARGIN, SAME)
"""What decides about faces beside the file, the settings and the version of OpenCV."""


def cascade_path() -> Path:
    """Return where OpenCV keeps the cascade."""
    import cv2.data

    return Path(cv2.data.haarcascades) / _NAME


def stretched(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture with its dark and light ends at 0 and 255.

    The cascade misses what is dark, so a dark picture is made lighter first; equalising the
    histogram would do more, and makes faces of noise.

    Args:
        grey: Shape (height, width), at least one pixel.

    Example:
        >>> stretched(np.array([[10, 20, 30]], np.uint8)).tolist()
        [[0, 127, 255]]
    """
    low, high = np.percentile(grey, (0.5, 99.5), method="nearest")
    if low == high:
        return grey
    table = (np.arange(256) - float(low)) * (255 / (float(high) - float(low)))
    spread: NDArray[np.uint8] = table.clip(0, 255).astype(np.uint8)[grey]
    return spread


class HaarCascade:
    """The cascade, loaded.

    Attributes:
        sha256: Of its file.
    """

    def __init__(self) -> None:
        import cv2

        path = cascade_path()
        self.sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        self._cascade: Any = cv2.CascadeClassifier(str(path))

    def look(self, rgb: NDArray[np.uint8], *, smallest: float) -> NDArray[np.float32]:
        """Return the boxes of frontal, upright faces.

        Args:
            rgb: Shape (height, width, 3), at least one pixel.
            smallest: Height in pixels from which faces are looked for; none is lower than 20.

        Returns:
            (left, top, right, bottom) in pixels, shape (n, 4); may go beyond the picture.
        """
        import cv2

        # A picture shrunk to where the smallest face just fills the window takes less time.
        scale = max(smallest / WINDOW, 1.0)
        height, width, _ = rgb.shape
        across, down = max(round(width / scale), 1), max(round(height / scale), 1)
        grey = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
        if scale > 1:
            small = cv2.resize(grey, (across, down), interpolation=cv2.INTER_AREA)
            grey = np.asarray(small, np.uint8)
        grey = stretched(grey)
        margin = round(_MARGIN * max(across, down))
        framed = np.full((down + 2 * margin, across + 2 * margin), int(grey.mean()), np.uint8)
        framed[margin : margin + down, margin : margin + across] = grey
        found = self._cascade.detectMultiScale(framed, scaleFactor=_STEP, minNeighbors=_NEIGHBOURS)
        boxes = np.asarray(found, np.float32).reshape(-1, 4)
        boxes[:, 2:] += boxes[:, :2]
        back = np.array([width / across, height / down], np.float32)
        return (boxes - np.float32(margin)) * np.tile(back, 2)

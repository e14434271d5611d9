"""OpenCV's bundled Haar cascade for frontal faces: boxes only, and no file to fetch.

P. Viola and M. Jones, Rapid Object Detection using a Boosted Cascade of Simple Features, CVPR
2001; the stump-based cascade of R. Lienhart that OpenCV ships.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_NAME: Final = "haarcascade_frontalface_default.xml"
_WINDOW: Final = 24
"""Pixels of the smallest face that the cascade can see."""

_STEP: Final = 1.1
_NEIGHBOURS: Final = 5


def cascade_path() -> Path:
    """Return where OpenCV keeps the cascade."""
    import cv2.data

    return Path(cv2.data.haarcascades) / _NAME


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

    def look(self, rgb: NDArray[np.uint8], *, min_size: float) -> NDArray[np.float32]:
        """Return the boxes of frontal, upright faces.

        Args:
            rgb: Shape (height, width, 3).
            min_size: In pixels; smaller faces are not looked for. None is smaller than 24.

        Returns:
            (left, top, right, bottom) in pixels, shape (n, 4), in the picture.
        """
        import cv2

        # A picture that is shrunk to where the smallest face just fills the window takes less.
        scale = max(min_size / _WINDOW, 1.0)
        height, width, _ = rgb.shape
        across, down = int(width / scale), int(height / scale)
        if min(across, down) < _WINDOW:
            return np.zeros((0, 4), np.float32)
        grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
        if scale > 1:
            grey = cv2.resize(grey, (across, down), interpolation=cv2.INTER_AREA)
        found = self._cascade.detectMultiScale(
            cv2.equalizeHist(grey), scaleFactor=_STEP, minNeighbors=_NEIGHBOURS
        )
        boxes = np.asarray(found, np.float32).reshape(-1, 4)
        boxes[:, 2:] += boxes[:, :2]
        return boxes * np.tile(np.array([width / across, height / down], np.float32), 2)

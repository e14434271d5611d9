"""BlazeFace: boxes, scores and six points of faces, in one look at one part of a picture.

V. Bazarevsky et al., BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs,
arXiv:1907.05047 (2019); the short-range model of MediaPipe, run by OpenCV.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

SIDE: Final = 128
"""The network looks at squares of so many pixels."""

_GRIDS: Final = ((16, 2), (8, 6))
"""Cells along a side, and anchors a cell: 16·16·2 + 8·8·6 = 896."""

_LIMIT: Final = 80.0
"""Logits are clipped to ±this before the sigmoid, which would overflow."""

_SAME: Final = 0.3
"""Answers with this intersection over union, or more, are averaged."""


class Detections(NamedTuple):
    """What was found; n may be 0.

    Attributes:
        boxes: (left, top, right, bottom), shape (n, 4); may go beyond the picture.
        scores: In [0, 1], shape (n,), the highest first.
        points: Shape (n, 6, 2), each (x, y): the eye at the left of an upright picture, the other
            eye, tip of the nose, middle of the mouth, the ear at the left, the other ear.
    """

    boxes: NDArray[np.float32]
    scores: NDArray[np.float32]
    points: NDArray[np.float32]


def anchors() -> NDArray[np.float32]:
    """Return the centres that the network's answers are offsets from, as shares of the side.

    Returns:
        Shape (896, 2), each (x, y), row by row of the grids.

    Example:
        >>> anchors()[[0, 1, 2, 512]].tolist()
        [[0.03125, 0.03125], [0.03125, 0.03125], [0.09375, 0.03125], [0.0625, 0.0625]]
    """
    parts = []
    for cells, each in _GRIDS:
        middle = (np.arange(cells) + 0.5) / cells
        x, y = np.meshgrid(middle, middle)
        parts.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), each, axis=0))
    return np.concatenate(parts).astype(np.float32)


def decode(
    regressors: NDArray[np.float32], logits: NDArray[np.float32], *, min_score: float
) -> Detections:
    """Turn the network's answers into boxes and points, as shares of its square.

    Each anchor answers with the offsets of the box's centre, its width and height, and the
    offsets of six points, all in pixels of the 128x128 square, and with the logit of its score.
    Several anchors answer for one face; their boxes and points are averaged with their scores as
    weights (section 3.4 of the paper), and the score is the highest.

    Args:
        regressors: Shape (896, 16).
        logits: Shape (896,).
        min_score: Answers below are left out, in [0, 1].

    Example:
        >>> regressors = np.zeros((896, 16), np.float32)
        >>> regressors[512, :4] = [8, 0, 32, 64]  # an anchor at (8, 8) of 128 pixels
        >>> logits = np.full(896, -9, np.float32)
        >>> logits[512] = 2
        >>> found = decode(regressors, logits, min_score=0.5)
        >>> (found.boxes[0] * 128).tolist(), round(float(found.scores[0]), 3)
        ([0.0, -24.0, 32.0, 40.0], 0.881)
    """
    scores = (1 / (1 + np.exp(-np.clip(logits, -_LIMIT, _LIMIT)))).astype(np.float32)
    sure = scores >= min_score
    answers, scores, centres = regressors[sure] / SIDE, scores[sure], anchors()[sure]
    middle, half = answers[:, :2] + centres, answers[:, 2:4] / 2
    boxes = np.concatenate([middle - half, middle + half], axis=1)
    points = (answers[:, 4:].reshape(-1, 6, 2) + centres[:, None]).astype(np.float32)
    return _averaged(Detections(boxes, scores, points))


def _averaged(found: Detections) -> Detections:
    from graycard.faces.overlap import shared

    order = np.argsort(-found.scores, kind="stable")
    groups = []
    while order.size:
        alike = shared(found.boxes[order[0]], found.boxes[order])[0] >= _SAME
        alike[0] = True
        groups.append(order[alike])
        order = order[~alike]
    boxes = np.zeros((len(groups), 4), np.float32)
    points = np.zeros((len(groups), 6, 2), np.float32)
    for i, group in enumerate(groups):
        weights = found.scores[group] / found.scores[group].sum()
        boxes[i] = weights @ found.boxes[group]
        points[i] = np.einsum("n,nkc->kc", weights, found.points[group])
    tops = np.array([found.scores[group[0]] for group in groups], np.float32)
    return Detections(boxes, tops, points)


def letterboxed(
    rgb: NDArray[np.uint8], *, side: float
) -> tuple[NDArray[np.uint8], float, tuple[float, float]]:
    """Return a part of a picture in the middle of a black square of 128 pixels.

    Args:
        rgb: Shape (height, width, 3), at least one pixel.
        side: Of the square in pixels of the part; no less than its longer side.

    Returns:
        The square; how many pixels of the part one of its pixels is; and where the square's
        left upper corner lies in the part, mostly outside.

    Example:
        >>> part = np.full((64, 256, 3), 9, np.uint8)
        >>> square, scale, corner = letterboxed(part, side=256)
        >>> square.shape, scale, corner
        ((128, 128, 3), 2.0, (0.0, -96.0))
    """
    import cv2

    height, width, _ = rgb.shape
    scale = max(side, height, width) / SIDE
    across, down = max(round(width / scale), 1), max(round(height / scale), 1)
    how = cv2.INTER_AREA if scale > 1 else cv2.INTER_LINEAR
    small = cv2.resize(rgb, (across, down), interpolation=how)
    left, top = (SIDE - across) // 2, (SIDE - down) // 2
    square = np.zeros((SIDE, SIDE, 3), np.uint8)
    square[top : top + down, left : left + across] = small
    return square, scale, (-left * scale, -top * scale)


class BlazeFace:
    """The network, loaded."""

    def __init__(self, path: Path) -> None:
        import cv2

        self._net: Any = cv2.dnn.readNetFromTFLite(str(path))
        self._outputs = ("regressors", "classificators")

    def look(self, rgb: NDArray[np.uint8], *, side: float, min_score: float) -> Detections:
        """Return the faces in a picture or a part of one, in its pixels.

        Args:
            rgb: Shape (height, width, 3), at least one pixel.
            side: Of the square that it is looked at in, in its pixels.
            min_score: In [0, 1].
        """
        square, scale, corner = letterboxed(rgb, side=side)
        blob = (square.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None]
        self._net.setInput(np.ascontiguousarray(blob))
        regressors, logits = self._net.forward(self._outputs)
        found = decode(regressors[0], logits[0, :, 0], min_score=min_score)
        edge, origin = SIDE * scale, np.asarray(corner, np.float32)
        return Detections(
            boxes=found.boxes * edge + np.tile(origin, 2),
            scores=found.scores,
            points=found.points * edge + origin,
        )

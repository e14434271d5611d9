"""BlazeFace: boxes, scores and six points of faces, in one look at a picture.

V. Bazarevsky et al., BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs,
arXiv:1907.05047 (2019); the short-range model of MediaPipe, run by OpenCV. It was made for squares
of 128 pixels. But for a last step that only orders its answers it is convolutional, and without
that step it takes pictures of any size: the larger the picture, the smaller the faces that it sees.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graycard.faces.overlap import SAME, shared

SIDE: Final = 128
"""The network looks at no less than squares of so many pixels."""

_STRIDES: Final = ((8, 2), (16, 6))
"""Pixels a cell, and anchors a cell, of its two grids."""

_OUTPUTS: Final = ("regressor_8", "regressor_16", "classificator_8", "classificator_16")

_LIMIT: Final = 80.0
"""Logits are clipped to ±this before the sigmoid, which would overflow."""

_SURELY: Final = 0.1
"""How far below the least logit an answer is not even looked at: more than rounding can matter."""

_AS_SEEN: Final = np.arange(256, dtype=np.float32) / np.float32(127.5) - np.float32(1)
"""What the network is shown of each 8-bit number."""

_KEPT: Final = 6
"""Sizes for which a network is kept: to change the size of one takes a while, and each takes up to
35 MB of memory."""


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


@lru_cache(maxsize=_KEPT)
def anchors(width: int, height: int) -> NDArray[np.float32]:
    """Return the places that the network's answers are offsets from, in pixels.

    Args:
        width: Of what it looks at, a multiple of 16.
        height: As well.

    Returns:
        Shape (n, 2), each (x, y), row by row of the finer grid and then of the other one;
        read-only.

    Example:
        >>> len(anchors(128, 128)), anchors(128, 128)[[0, 1, 2, 512]].tolist()
        (896, [[4.0, 4.0], [4.0, 4.0], [12.0, 4.0], [8.0, 8.0]])
    """
    parts = []
    for stride, each in _STRIDES:
        x, y = np.meshgrid(
            np.arange(stride / 2, width, stride), np.arange(stride / 2, height, stride)
        )
        parts.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), each, axis=0))
    places = np.concatenate(parts).astype(np.float32)
    places.flags.writeable = False
    return places


def decode(
    regressors: NDArray[np.float32],
    logits: NDArray[np.float32],
    places: NDArray[np.float32],
    *,
    min_score: float,
) -> Detections:
    """Turn the network's answers into boxes and points.

    Each anchor answers with the offsets of the box's centre, its width and height, and the
    offsets of six points, all in pixels, and with the logit of its score. Several anchors answer
    for one face; their boxes and points are averaged with their scores as weights (section 3.4 of
    the paper), and the score is the highest.

    Args:
        regressors: Shape (n, 16).
        logits: Shape (n,).
        places: Of the anchors, shape (n, 2).
        min_score: Answers below are left out, in [0, 1].

    Returns:
        What was found, in pixels of what the network looked at.

    Example:
        >>> regressors, logits = np.zeros((896, 16), np.float32), np.full(896, -9, np.float32)
        >>> regressors[512, :4] = [8, 0, 32, 64]  # an anchor at (8, 8)
        >>> logits[512] = 2
        >>> found = decode(regressors, logits, anchors(128, 128), min_score=0.5)
        >>> found.boxes[0].tolist(), round(float(found.scores[0]), 3)
        ([0.0, -24.0, 32.0, 40.0], 0.881)
    """
    [likely] = np.nonzero(logits >= _logit(min_score) - _SURELY)  # a few of thousands
    scores = (1 / (1 + np.exp(-np.clip(logits[likely], -_LIMIT, _LIMIT)))).astype(np.float32)
    sure = likely[scores >= min_score]
    answers, scores, places = regressors[sure], scores[scores >= min_score], places[sure]
    middle, half = answers[:, :2] + places, answers[:, 2:4] / 2
    boxes = np.concatenate([middle - half, middle + half], axis=1)
    points = answers[:, 4:].reshape(-1, 6, 2) + places[:, None]
    return _averaged(Detections(boxes, scores, points))


def _logit(share: float) -> float:
    return math.log(share / (1 - share)) if 0 < share < 1 else -math.inf


def _averaged(found: Detections) -> Detections:
    order = np.argsort(-found.scores, kind="stable")
    groups = []
    while order.size:
        alike = shared(found.boxes[order[0]], found.boxes[order])[0] >= SAME
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


def framed(
    rgb: NDArray[np.uint8], *, longer: int
) -> tuple[NDArray[np.uint8], tuple[float, float], tuple[int, int]]:
    """Return a picture at another size, in the middle of a black frame that the network takes.

    Args:
        rgb: Shape (height, width, 3), at least one pixel.
        longer: Of the picture's sides in the frame, in pixels.

    Returns:
        The frame, whose sides are multiples of 16 and no less than 128; how many pixels of the
        picture one of its pixels is, across and down; and where the picture begins in it, (x, y).

    Example:
        >>> frame, scale, corner = framed(np.full((64, 256, 3), 9, np.uint8), longer=128)
        >>> frame.shape, scale, corner
        ((128, 128, 3), (2.0, 2.0), (0, 48))
    """
    import cv2

    height, width, _ = rgb.shape
    shrink = max(height, width) / longer
    across, down = max(round(width / shrink), 1), max(round(height / shrink), 1)
    how = cv2.INTER_AREA if shrink > 1 else cv2.INTER_LINEAR
    small = cv2.resize(rgb, (across, down), interpolation=how)
    frame = np.zeros((_whole(down), _whole(across), 3), np.uint8)
    left, top = (frame.shape[1] - across) // 2, (frame.shape[0] - down) // 2
    frame[top : top + down, left : left + across] = small
    return frame, (width / across, height / down), (left, top)


def _whole(length: int) -> int:
    return max(SIDE, -(-length // 16) * 16)


def planes(rgb: NDArray[np.uint8], table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a picture as networks take it, a plane a channel.

    Args:
        rgb: Shape (height, width, 3).
        table: What each 8-bit number becomes, shape (256,).

    Returns:
        Shape (1, 3, height, width).
    """
    import cv2

    made = np.empty((1, 3, *rgb.shape[:2]), np.float32)
    for plane, channel in zip(made[0], cv2.split(rgb), strict=True):
        cv2.LUT(channel, table, dst=plane)
    return made


class BlazeFace:
    """The network, made of the bytes of its file when a size is first needed."""

    def __init__(self, model: bytes) -> None:
        self._model = np.frombuffer(model, np.uint8)
        self._nets: OrderedDict[tuple[int, int], Any] = OrderedDict()

    def look(self, rgb: NDArray[np.uint8], *, longer: int, min_score: float) -> Detections:
        """Return the faces in a picture, in its pixels.

        Args:
            rgb: Shape (height, width, 3), at least one pixel.
            longer: Of its sides, as the network shall see it, in pixels.
            min_score: In [0, 1].
        """
        frame, scale, corner = framed(rgb, longer=longer)
        height, width, _ = frame.shape
        net = self._net(width, height)
        net.setInput(planes(frame, _AS_SEEN))
        box_8, box_16, logit_8, logit_16 = net.forward(_OUTPUTS)
        found = decode(
            np.concatenate([_rows(box_8, 16), _rows(box_16, 16)]),
            np.concatenate([_rows(logit_8, 1), _rows(logit_16, 1)])[:, 0],
            anchors(width, height),
            min_score=min_score,
        )
        origin, unit = np.array(corner, np.float32), np.array(scale, np.float32)
        return Detections(
            boxes=(found.boxes - np.tile(origin, 2)) * np.tile(unit, 2),
            scores=found.scores,
            points=(found.points - origin) * unit,
        )

    def _net(self, width: int, height: int) -> Any:
        import cv2

        if (width, height) not in self._nets:
            self._nets[width, height] = cv2.dnn.readNetFromTFLite(self._model)
            if len(self._nets) > _KEPT:
                self._nets.popitem(last=False)
        self._nets.move_to_end((width, height))
        return self._nets[width, height]


def _rows(answer: NDArray[np.float32], each: int) -> NDArray[np.float32]:
    """Return the answers of a grid, shape (1, anchors a cell * each, rows, columns), one a row."""
    rows: NDArray[np.float32] = answer[0].transpose(1, 2, 0).reshape(-1, each)
    return rows

"""BlazeFace and FaceMesh together: looking closer and closer, and what counts as a face."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graycard.faces.blaze import SIDE, BlazeFace
from graycard.faces.face import AGREES, CERTAIN, Face, clipped, that_count
from graycard.faces.files import DETECTOR, MESH, content
from graycard.faces.mesh import EYE_CORNERS, ROOM, FaceMesh
from graycard.faces.overlap import INSIDE, SAME, areas, keep, whole_of

SEEN: Final = 16
"""Pixels that a face must be high, as BlazeFace sees it, to be found reliably."""

_AFAR: Final = 85
"""Longer side at which a picture is seen from further away, with black around it: faces that fill
much of it are found more surely there, and an eye is less often taken for one."""

_STEP: Final = 80
"""Closer looks are of sizes that differ by so many pixels: each has a network of its own."""

_LIKELY: Final = 0.5
"""Score below which nothing counts: the threshold that MediaPipe uses."""

_EXCLUDES: Final = 0.05
"""Presence below which the mesh sees no face."""

_NEEDED: Final = (0.5, 0.55, 0.65)
_NEEDED_CLOSE: Final = (0.55, 0.65, 0.85)
"""Score needed where the mesh agrees, has doubts, or sees no face: in the whole picture, and in a
closer look, where hands and jars look like faces more often. Chosen on pictures with known faces;
`benchmarks/face_detection.py` counts what they let through."""

IDENTITY: Final = (
    _AFAR,
    _STEP,
    SEEN,
    _LIKELY,
    CERTAIN,
    AGREES,
    _EXCLUDES,
    *_NEEDED,
    *_NEEDED_CLOSE,
    SAME,
    INSIDE,
    ROOM,
)
"""What decides about faces beside the files, the settings and the version of OpenCV."""


def closer_look(width: int, height: int, *, least: float) -> int | None:
    """Return at which size a picture must be seen so that small faces in it are found.

    Args:
        width: Of the picture in pixels.
        height: Of the picture in pixels.
        least: Height in pixels of the smallest face that counts.

    Returns:
        Its longer side in pixels of the network; None if nothing is won beside the whole picture
        at 128 pixels. Pictures are enlarged no more than that a pixel becomes two.

    Example:
        >>> closer_look(512, 512, least=20.5), closer_look(512, 512, least=100)
        (400, None)
    """
    longer = max(width, height)
    wanted = min(SEEN * longer / least, 2.0 * longer)
    return None if wanted <= SIDE else math.ceil(wanted / _STEP) * _STEP


class _Candidate(NamedTuple):
    box: NDArray[np.float32]
    score: float
    points: NDArray[np.float32]
    close: bool


class Networks:
    """Both networks, loaded from the bytes whose sha256 was checked, whatever becomes of the files.

    Raises:
        EnvironmentFaultError: If a file cannot be read or is not what it should be.
    """

    def __init__(self, folder: Path) -> None:
        self._blaze = BlazeFace(content(DETECTOR, folder))
        self._mesh = FaceMesh(content(MESH, folder))

    def find(self, rgb: NDArray[np.uint8], *, smallest: float, beside: float) -> list[Face]:
        """Return the faces of a picture, the main one first.

        Args:
            rgb: Shape (height, width, 3), at least one pixel.
            smallest: Height in pixels from which a face counts.
            beside: Height from which it counts beside a larger one, as a share of that one's.
        """
        candidates = self._candidates(rgb, smallest=smallest, beside=beside)
        found: list[tuple[NDArray[np.float32], Face]] = []
        for one in candidates:
            whole = whole_of(one.box, np.array([box for box, _ in found]))
            if whole is not None and _agrees(found[whole][1]):
                continue
            face = self._face(rgb, one)
            if face is not None and whole is None:
                found.append((one.box, face))
            elif face is not None and whole is not None and _agrees(face):
                found[whole] = one.box, face  # what was taken for the whole is none
        return that_count([face for _, face in found], smallest=smallest, beside=beside)

    def again(
        self, rgb: NDArray[np.uint8], landmarks: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], float]:
        """Return the landmarks and the presence that the mesh sees where it saw a face already.

        Args:
            rgb: Shape (height, width, 3), at least one pixel.
            landmarks: Of the first look, shape (468, 2), each (x, y) in pixels.
        """
        box = np.concatenate([landmarks.min(axis=0), landmarks.max(axis=0)])
        eyes = np.stack([landmarks[list(corners)].mean(axis=0) for corners in EYE_CORNERS])
        return self._mesh.landmarks(rgb, box, eyes)

    def _candidates(
        self, rgb: NDArray[np.uint8], *, smallest: float, beside: float
    ) -> list[_Candidate]:
        """Return what may be a face, once each, the largest first."""
        whole = [*self._look(rgb, _AFAR), *self._look(rgb, SIDE)]
        certain = (one.box[3] - one.box[1] for one in whole if one.score >= CERTAIN)
        least = max(smallest, beside * max(certain, default=0.0))
        size = closer_look(rgb.shape[1], rgb.shape[0], least=least)
        found = whole if size is None else [*whole, *self._look(rgb, size)]
        if not found:
            return []
        boxes = np.stack([one.box for one in found])
        kept = keep(boxes, np.array([one.score for one in found], np.float32))
        sizes = areas(boxes)
        return [found[i] for i in sorted(kept, key=lambda i: -sizes[i])]

    def _look(self, rgb: NDArray[np.uint8], longer: int) -> list[_Candidate]:
        seen = self._blaze.look(rgb, longer=longer, min_score=_LIKELY)
        return [
            _Candidate(box, float(score), points, close=longer > SIDE)
            for box, score, points in zip(*seen, strict=True)
        ]

    def _face(self, rgb: NDArray[np.uint8], one: _Candidate) -> Face | None:
        """Return a candidate as a face; None if it is none."""
        height, width, _ = rgb.shape
        box = clipped(one.box, width=width, height=height)
        needed = _NEEDED_CLOSE if one.close else _NEEDED
        if box is None or one.score < min(needed):  # it is none whatever the mesh says
            return None
        landmarks, presence = self._mesh.landmarks(rgb, one.box, one.points)
        doubts = (presence < AGREES) + (presence < _EXCLUDES)
        if one.score < needed[doubts]:
            return None
        return Face(box, one.score, one.points, landmarks, presence)


def _agrees(face: Face) -> bool:
    return face.presence is not None and face.presence >= AGREES

"""BlazeFace and FaceMesh together: looking closer and closer, and what counts as a face."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graycard.faces.blaze import SIDE, BlazeFace
from graycard.faces.face import Face, clipped
from graycard.faces.files import DETECTOR, MESH
from graycard.faces.mesh import FaceMesh
from graycard.faces.overlap import areas, keep, whole_of
from graycard.faces.tiles import FURTHER, Level, is_cut, levels

SEEN: Final = 16 / SIDE
"""Height of a face, as a share of what BlazeFace looks at, from which it is found reliably."""

BESIDE: Final = 1 / 4
"""Faces of less than this share of the height of the largest one do not count."""

_LIKELY: Final = 0.5
"""Score below which nothing counts: the threshold that MediaPipe uses."""

_CERTAIN: Final = 0.75
"""Score from which a large face says that it is of no use to look for small ones."""

_AGREES: Final = 0.5
_EXCLUDES: Final = 0.05
"""Presence by the mesh from which it agrees that there is a face, and below which it does not see
one, as often of a face in profile."""

_NEEDED: Final = (0.5, 0.5, 0.65)
_NEEDED_CLOSE: Final = (0.55, 0.65, 0.85)
"""Score needed where the mesh agrees, has doubts, or sees no face: in the whole picture, and in a
closer look, where hands and jars look like faces more often. Chosen on pictures with known faces;
`benchmarks/face_detection.py` counts what they let through."""

IDENTITY: Final = (
    FURTHER,
    SEEN,
    BESIDE,
    _LIKELY,
    _CERTAIN,
    _AGREES,
    _EXCLUDES,
    *_NEEDED,
    *_NEEDED_CLOSE,
)


class _Candidate(NamedTuple):
    box: NDArray[np.float32]
    score: float
    points: NDArray[np.float32]
    close: bool


class Networks:
    """Both networks, loaded."""

    def __init__(self, folder: Path) -> None:
        self._blaze = BlazeFace(folder / DETECTOR.name)
        self._mesh = FaceMesh(folder / MESH.name)

    def find(self, rgb: NDArray[np.uint8], *, smallest: float) -> list[Face]:
        """Return the faces of a picture.

        Args:
            rgb: Shape (height, width, 3), at least one pixel.
            smallest: Height in pixels from which a face counts.
        """
        candidates = self._candidates(rgb, smallest)
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
        tallest = max((face.height for _, face in found), default=0.0)
        least = max(smallest, BESIDE * tallest)
        return [face for _, face in found if face.height >= least]

    def _candidates(self, rgb: NDArray[np.uint8], smallest: float) -> list[_Candidate]:
        """Return what may be a face, once each, the largest first."""
        height, width, _ = rgb.shape
        found: list[_Candidate] = []
        seen = 0.0
        for level in levels(width, height, closest=smallest / SEEN):
            heights = (one.box[3] - one.box[1] for one in found if one.score >= _CERTAIN)
            if BESIDE * max(heights, default=0.0) >= SEEN * seen > 0:
                break  # what a closer look would add is too small beside it
            found += self._look(rgb, level)
            seen = level.side
        if not found:
            return []
        boxes = np.stack([one.box for one in found])
        kept = keep(boxes, np.array([one.score for one in found], np.float32))
        sizes = areas(boxes)
        return [found[i] for i in sorted(kept, key=lambda i: -sizes[i])]

    def _look(self, rgb: NDArray[np.uint8], level: Level) -> list[_Candidate]:
        height, width, _ = rgb.shape
        found = []
        for tile in level.tiles:
            part = rgb[tile.top : tile.bottom, tile.left : tile.right]
            seen = self._blaze.look(part, side=level.side, min_score=_LIKELY)
            corner = np.array([tile.left, tile.top], np.float32)
            boxes, points = seen.boxes + np.tile(corner, 2), seen.points + corner
            found += [
                _Candidate(box, float(score), six, close=level.close)
                for box, score, six in zip(boxes, seen.scores, points, strict=True)
                if not is_cut(box, tile, width=width, height=height)
            ]
        return found

    def _face(self, rgb: NDArray[np.uint8], one: _Candidate) -> Face | None:
        """Return a candidate as a face; None if it is none."""
        height, width, _ = rgb.shape
        box = clipped(one.box, width=width, height=height)
        if box is None:
            return None
        landmarks, presence = self._mesh.landmarks(rgb, one.box, one.points)
        needed = _NEEDED_CLOSE if one.close else _NEEDED
        doubts = (presence < _AGREES) + (presence < _EXCLUDES)
        if one.score < needed[doubts]:
            return None
        return Face(box, one.score, one.points, landmarks, presence)


def _agrees(face: Face) -> bool:
    return face.presence is not None and face.presence >= _AGREES

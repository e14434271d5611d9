"""Finding faces: every one of at least a given size, with a box, a score and landmarks."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from graycard.documents import digest
from graycard.errors import EnvironmentFaultError
from graycard.faces.blaze import SIDE, BlazeFace
from graycard.faces.files import DETECTOR, FILES, MESH, are_installed, cache_folder
from graycard.faces.haar import HaarCascade
from graycard.faces.mesh import FaceMesh
from graycard.faces.opencv import require_opencv
from graycard.faces.overlap import keep
from graycard.faces.tiles import is_cut, tiles
from graycard.pictures import Picture

Method = Literal["auto", "blazeface", "haar"]

BLAZEFACE: Final = "BlazeFace and FaceMesh"
HAAR: Final = "Haar cascade"

NO_LANDMARKS_BY_HAAR: Final = "the Haar cascade gives a box and no landmarks"
"""Reason of what is missing for want of landmarks: `graycard setup faces` gets what gives them."""

_VERSION: Final = 1
_SMALLEST_IN_NETWORK: Final = 10
"""Pixels of 128 that BlazeFace needs of a face."""

_KEPT: Final = 48
"""Pictures whose answers are kept, so that several readers of a batch share one look."""


@dataclass(frozen=True, eq=False)
class Face:
    """A face in a picture: a region, and nobody's identity.

    Attributes:
        box: (left, top, right, bottom) in pixels, within the picture.
        score: Of the detector, in [0, 1]; None of the Haar cascade, which gives none.
        points: float32, shape (6, 2), each (x, y) in pixels: the eye at the left of an upright
            picture, the other eye, tip of the nose, middle of the mouth, the ear at the left, the
            other ear; None of the Haar cascade.
        landmarks: float32, shape (468, 2), each (x, y) in pixels of the picture and, where a face
            is cut by its edge, beyond it; None where there is no mesh.
        presence: How sure FaceMesh is that there is a face, in [0, 1]; None where there is no mesh.
    """

    box: tuple[float, float, float, float]
    score: float | None
    points: NDArray[np.float32] | None = None
    landmarks: NDArray[np.float32] | None = None
    presence: float | None = None

    @property
    def height(self) -> float:
        """Height of the box in pixels."""
        return self.box[3] - self.box[1]

    @property
    def area(self) -> float:
        """Area of the box in pixels."""
        return self.height * (self.box[2] - self.box[0])


class FaceFinder:
    """Finds faces, the same ones in the same pixels every time.

    Attributes:
        id: `faces@digest` of version, settings, files and method: subjects of readings of faces
            are `<id>#k`.
        method: `BlazeFace and FaceMesh` or `Haar cascade`.
        has_landmarks: Whether faces come with landmarks.
        min_size: Height in pixels from which a face counts.
    """

    def __init__(self, *, method: str, min_size: int, min_score: float, folder: Path) -> None:
        self.method = method
        self.has_landmarks = method == BLAZEFACE
        self.min_size = min_size
        self._min_score = min_score
        identity: dict[str, object] = {"version": _VERSION, "method": method, "min_size": min_size}
        if self.has_landmarks:
            self._blaze = BlazeFace(folder / DETECTOR.name)
            self._mesh = FaceMesh(folder / MESH.name)
            identity |= {"min_score": min_score, "files": [one.sha256 for one in FILES]}
        else:
            self._haar = HaarCascade()
            identity |= {"files": [self._haar.sha256]}
        self.id = f"faces@{digest(identity)[:12]}"
        self._answers: OrderedDict[bytes, tuple[Face, ...]] = OrderedDict()
        self._lock = Lock()

    def find(self, picture: Picture) -> tuple[Face, ...]:
        """Return all faces of a picture, the largest first: [0] is the main face.

        Answers for the last few dozen pictures are kept, by their pixels.
        """
        key = _key(picture.rgb)
        with self._lock:  # the networks are not made for two at a time
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
            faces = () if picture.rgb.size == 0 else self._find(picture.rgb)
            self._answers[key] = faces
            if len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
            return faces

    def _find(self, rgb: NDArray[np.uint8]) -> tuple[Face, ...]:
        found = self._by_networks(rgb) if self.has_landmarks else self._by_cascade(rgb)
        large = [face for face in found if face.height >= self.min_size]
        return tuple(sorted(large, key=lambda face: (-face.area, face.box)))

    def _by_networks(self, rgb: NDArray[np.uint8]) -> list[Face]:
        height, width, _ = rgb.shape
        boxes, scores, points = [], [], []
        for tile in tiles(width, height, largest=self.min_size * SIDE / _SMALLEST_IN_NETWORK):
            part = rgb[tile.top : tile.bottom, tile.left : tile.right]
            seen = self._blaze.look(part, min_score=self._min_score)
            corner = np.array([tile.left, tile.top], np.float32)
            for box, score, six in zip(seen.boxes, seen.scores, seen.points, strict=True):
                there = box + np.tile(corner, 2)
                if not is_cut(_four(there), tile, width=width, height=height):
                    boxes.append(there)
                    scores.append(score)
                    points.append(six + corner)
        if not boxes:
            return []
        all_boxes = np.stack(boxes)
        return [
            face
            for i in keep(all_boxes, np.array(scores, np.float32))
            if (face := self._face(rgb, all_boxes[i], float(scores[i]), points[i])) is not None
        ]

    def _face(
        self,
        rgb: NDArray[np.uint8],
        box: NDArray[np.float32],
        score: float,
        points: NDArray[np.float32],
    ) -> Face | None:
        clipped = _clipped(box, rgb)
        if clipped is None:
            return None
        landmarks, presence = self._mesh.landmarks(rgb, box, points)
        return Face(clipped, score, points, landmarks, presence)

    def _by_cascade(self, rgb: NDArray[np.uint8]) -> list[Face]:
        boxes = self._haar.look(rgb, min_size=self.min_size)
        sizes = (boxes[:, 2] - boxes[:, 0]).astype(np.float32)
        clipped = (_clipped(boxes[i], rgb) for i in keep(boxes, sizes))
        return [Face(box, None) for box in clipped if box is not None]


def face_finder(
    *, min_size: int = 24, min_score: float = 0.5, method: Method = "auto"
) -> FaceFinder:
    """Return what finds faces; the same object for the same settings.

    Args:
        min_size: Height in pixels from which a face counts, at least 8. Half of it takes about
            four times as long.
        min_score: Of BlazeFace, in (0, 1]: faces that it is less sure of do not count.
        method: `auto` takes BlazeFace where its files are installed, and otherwise the Haar
            cascade, which finds fewer faces and no landmarks.

    Raises:
        EnvironmentFaultError: If OpenCV is not there, BlazeFace is asked for and its files are not
            installed, or they are damaged.
        ValueError: If a setting is out of range.

    Example:
        >>> finder = face_finder(method="haar")
        >>> finder.method, finder.has_landmarks
        ('Haar cascade', False)
    """
    if min_size < 8 or not 0 < min_score <= 1:
        raise ValueError(f"min_size={min_size} or min_score={min_score} is out of range")
    require_opencv()
    folder = cache_folder()
    there = method != "haar" and are_installed(folder)
    if method == "blazeface" and not there:
        raise EnvironmentFaultError(
            what="the files of BlazeFace and FaceMesh are not installed",
            why=f"they are not in {folder}",
            fix="graycard setup faces",
        )
    return _finder(BLAZEFACE if there else HAAR, min_size, min_score, folder)


@cache
def _finder(method: str, min_size: int, min_score: float, folder: Path) -> FaceFinder:
    return FaceFinder(method=method, min_size=min_size, min_score=min_score, folder=folder)


def _key(rgb: NDArray[np.uint8]) -> bytes:
    whole = hashlib.sha256(repr(rgb.shape).encode())
    whole.update(np.ascontiguousarray(rgb).data)
    return whole.digest()


def _four(box: NDArray[np.float32]) -> tuple[float, float, float, float]:
    left, top, right, bottom = (float(side) for side in box)
    return left, top, right, bottom


def _clipped(
    box: NDArray[np.float32] | Sequence[float], rgb: NDArray[np.uint8]
) -> tuple[float, float, float, float] | None:
    """Return a box within the picture; None if nothing of it is."""
    height, width, _ = rgb.shape
    left, top, right, bottom = (float(side) for side in box)
    inside = max(left, 0.0), max(top, 0.0), min(right, float(width)), min(bottom, float(height))
    return inside if inside[0] < inside[2] and inside[1] < inside[3] else None

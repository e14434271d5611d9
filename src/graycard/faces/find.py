"""Finding faces: every one of at least a given size, with a box, a score and landmarks."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import replace
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from graycard.documents import digest
from graycard.errors import EnvironmentFaultError
from graycard.faces import haar, networks
from graycard.faces.face import Face, clipped, that_count
from graycard.faces.files import FILES, are_installed, cache_folder
from graycard.faces.opencv import opencv_series, require_opencv
from graycard.faces.overlap import areas, keep
from graycard.pictures import Picture

__all__ = ["BLAZEFACE", "HAAR", "NO_LANDMARKS_BY_HAAR", "Face", "FaceFinder", "face_finder"]

Method = Literal["auto", "blazeface", "haar"]

BLAZEFACE: Final = "BlazeFace and FaceMesh"
HAAR: Final = "Haar cascade"

NO_LANDMARKS_BY_HAAR: Final = "the Haar cascade gives a box and no landmarks"
"""Reason of what is missing for want of landmarks: `graycard setup faces` gets what gives them."""

_VERSION: Final = 1

_KEPT: Final = 48
"""Pictures whose answers are kept, so that several readers of a batch share one look."""


class FaceFinder:
    """Finds faces, the same ones in the same pixels every time.

    Attributes:
        id: `faces@digest` of version, settings, files, method and series of OpenCV, such as 4.14:
            subjects of readings of faces are `<id>#k`.
        method: `BlazeFace and FaceMesh` or `Haar cascade`.
        has_landmarks: Whether faces come with landmarks.
        min_size: Height in pixels from which a face counts.
        min_share: And as a share of the picture's longer side.
        min_beside: And as a share of the height of the largest face.
    """

    def __init__(
        self, *, method: str, min_size: int, min_share: float, min_beside: float, folder: Path
    ) -> None:
        self.method = method
        self.has_landmarks = method == BLAZEFACE
        self.min_size, self.min_share, self.min_beside = min_size, min_share, min_beside
        self._networks = networks.Networks(folder) if self.has_landmarks else None
        self._haar = None if self.has_landmarks else haar.HaarCascade()
        files = [one.sha256 for one in FILES] if self._haar is None else [self._haar.sha256]
        identity = {
            "version": _VERSION,
            "method": method,
            "min_size": min_size,
            "min_share": min_share,
            "min_beside": min_beside,
            "files": files,
            "opencv": opencv_series(),
            "decided_by": networks.IDENTITY if self.has_landmarks else haar.IDENTITY,
        }
        self.id = f"faces@{digest(identity)[:12]}"
        self._answers: OrderedDict[bytes, tuple[Face, ...]] = OrderedDict()
        self._lock = Lock()

    def find(self, picture: Picture) -> tuple[Face, ...]:
        """Return all faces of a picture, the largest first: [0] is the main face.

        Faces that are not sure, as those in profile often are, come after those that are. A face
        counts from `min_size` pixels of height on, from `min_share` of the picture's longer side
        on, and beside a larger one from `min_beside` of that one's height on. Answers for the
        last few dozen pictures are kept, by their pixels.
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

    def look_again(self, picture: Picture, face: Face) -> Face:
        """Return a face with the landmarks of a second look, cut out by those of the first.

        They are nearer to where the parts of the face are. Where first and second look differ by
        much, neither is to be trusted: on a face that it knows, the mesh stays where it is.

        Raises:
            ValueError: If the face has no landmarks.
        """
        if face.landmarks is None or self._networks is None:
            raise ValueError("a face without landmarks cannot be looked at again")
        with self._lock:
            landmarks, presence = self._networks.again(picture.rgb, face.landmarks)
        return replace(face, landmarks=landmarks, presence=presence)

    def _find(self, rgb: NDArray[np.uint8]) -> tuple[Face, ...]:
        smallest = max(float(self.min_size), self.min_share * max(rgb.shape[:2]))
        if self._networks is not None:
            return tuple(self._networks.find(rgb, smallest=smallest, beside=self.min_beside))
        assert self._haar is not None
        return tuple(_by_cascade(self._haar, rgb, smallest=smallest, beside=self.min_beside))


def face_finder(
    *,
    min_size: int = 16,
    min_share: float = 0.04,
    min_beside: float = 0.25,
    method: Method = "auto",
) -> FaceFinder:
    """Return what finds faces; the same object for the same settings.

    Args:
        min_size: Height in pixels from which a face counts, at least 8.
        min_share: Height as a share of the picture's longer side from which a face counts, in
            (0, 1]. Half of it takes about four times as long where there is no large face.
        min_beside: Height from which a face counts beside the largest, as a share of that one's, in
            [0, 1]. With less it takes longer where there is a large face; at 0 all count.
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
    if min_size < 8 or not 0 < min_share <= 1 or not 0 <= min_beside <= 1:
        raise ValueError(
            f"min_size={min_size}, min_share={min_share} or min_beside={min_beside} is out of range"
        )
    require_opencv()
    folder = cache_folder()
    there = method != "haar" and are_installed(folder)
    if method == "blazeface" and not there:
        raise EnvironmentFaultError(
            what="the files of BlazeFace and FaceMesh are not installed",
            why=f"they are not in {folder}",
            fix="graycard setup faces",
        )
    return _finder(BLAZEFACE if there else HAAR, min_size, min_share, min_beside, folder)


@cache
def _finder(
    method: str, min_size: int, min_share: float, min_beside: float, folder: Path
) -> FaceFinder:
    return FaceFinder(
        method=method,
        min_size=min_size,
        min_share=min_share,
        min_beside=min_beside,
        folder=folder,
    )


def _by_cascade(
    cascade: haar.HaarCascade, rgb: NDArray[np.uint8], *, smallest: float, beside: float
) -> list[Face]:
    height, width, _ = rgb.shape
    boxes = cascade.look(rgb, smallest=smallest)
    found = [boxes[i] for i in keep(boxes, areas(boxes))]
    inside = (clipped(box, width=width, height=height) for box in found)
    faces = [Face(box, None) for box in inside if box is not None]
    return that_count(faces, smallest=smallest, beside=beside)


def _key(rgb: NDArray[np.uint8]) -> bytes:
    whole = hashlib.sha256(repr(rgb.shape).encode())
    whole.update(np.ascontiguousarray(rgb).data)
    return whole.digest()

"""The first pass over pictures: whose faces can be averaged, and where their landmarks lie.

What is kept of each is a kilobyte, in a temporary file and not in memory, so that the second pass
need not look for faces again.
"""

from __future__ import annotations

import tempfile
import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graycard.errors import EnvironmentFaultError
from graycard.explore.average_faces.one_face import NO_PICTURE, REASONS, one_face
from graycard.explore.average_faces.points import FEATURES, anchors
from graycard.explore.average_faces.similarity import Similarity
from graycard.explore.average_faces.warp import to_square
from graycard.faces.find import FaceFinder
from graycard.language import noted
from graycard.pictures import Picture, UndecodableError, decode

Array = NDArray[np.float64]
Progress = Callable[[int, int], None]
"""Told how many of how many pictures were looked at."""

_RECORD: Final = np.dtype(
    [("index", "<i8"), ("three", "<f8", (3, 2)), ("points", "<f4", (len(FEATURES), 2))]
)
_AT_ONCE: Final = 64

_FINE: Final = 4096
"""Places are added up as whole multiples of 1/4096 of the square's side, so that their sum does not
depend on the order of the pictures."""


class Seen(NamedTuple):
    """A face that can be averaged.

    Attributes:
        picture: Index of its picture.
        three: Both eyes and the mouth in the picture, shape (3, 2).
        points: The landmarks that it is warped by, in the picture, shape (K, 2).
    """

    picture: int
    three: Array
    points: Array

    def to_square(self, side: int) -> Similarity:
        """Return what takes the face's eyes and mouth to their places in a square."""
        return to_square(self.three, side=side)


class Looked:
    """What the first pass saw.

    Attributes:
        pictures: The files.
        dropped: Pictures that are not averaged, by reason; only reasons that there are.
        n_used: Faces that are averaged.
        finder: Id and method of what found them.
    """

    def __init__(self, pictures: Sequence[Path], *, finder: FaceFinder) -> None:
        self.pictures = tuple(pictures)
        self.finder = f"{finder.id}: {finder.method}"
        self.n_used = 0
        self._dropped: Counter[str] = Counter()
        self._sum = np.zeros((len(FEATURES), 2), np.int64)
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as this
        weakref.finalize(self, self._file.close)

    @property
    def dropped(self) -> Mapping[str, int]:
        """Pictures that are not averaged, by reason."""
        return {reason: self._dropped[reason] for reason in REASONS if self._dropped[reason]}

    @property
    def mean_points(self) -> Array:
        """Landmarks of the average face, as shares of the square's side, shape (K, 2).

        Each face is first brought to the square by its eyes and mouth.
        """
        return np.asarray(self._sum / (_FINE * self.n_used))

    def drop(self, reason: str) -> None:
        """Count a picture that is not averaged."""
        self._dropped[reason] += 1

    def keep(self, index: int, landmarks: NDArray[np.float32]) -> None:
        """Keep a face, given all of its 468 landmarks."""
        one = np.zeros(1, _RECORD)
        one["index"], one["three"] = index, anchors(landmarks)
        one["points"] = landmarks[list(FEATURES)]
        self._file.seek(0, 2)
        self._file.write(one.tobytes())
        there = to_square(one["three"][0], side=_FINE)(one["points"][0])
        self._sum += np.round(there).astype(np.int64)
        self.n_used += 1

    def faces(self) -> Iterator[Seen]:
        """Yield the faces that are averaged, in the order of the pictures."""
        for start in range(0, self.n_used, _AT_ONCE):
            self._file.seek(start * _RECORD.itemsize)
            block = self._file.read(_AT_ONCE * _RECORD.itemsize)
            for one in np.frombuffer(block, _RECORD):
                yield Seen(int(one["index"]), one["three"], one["points"].astype(np.float64))


def look(
    pictures: Sequence[Path],
    *,
    finder: FaceFinder,
    min_height: int,
    progress: Progress | None = None,
) -> Looked:
    """Look for the face of each picture.

    Args:
        pictures: Files, not trusted.
        finder: Of faces, with landmarks.
        min_height: Of a face in pixels, from the brows to the chin.
        progress: Told after each picture.

    Raises:
        EnvironmentFaultError: If the finder gives no landmarks.
    """
    if not finder.has_landmarks:
        raise EnvironmentFaultError(
            what=noted("faces cannot be averaged without landmarks"),
            why=noted(
                "only the Haar cascade is there, and it gives a box: eyes would lie on brows"
            ),
            fix="graycard setup faces",
        )
    looked = Looked(pictures, finder=finder)
    for index, path in enumerate(looked.pictures):
        rgb = pixels(path)
        if rgb is None:
            looked.drop(NO_PICTURE)
        else:
            found = one_face(finder, Picture(path.name, b"", rgb), min_height=min_height)
            if isinstance(found, str):
                looked.drop(found)
            else:
                looked.keep(index, found)
        if progress is not None:
            progress(index + 1, len(looked.pictures))
    return looked


def pixels(path: Path) -> NDArray[np.uint8] | None:
    """Return the pixels of a picture; None if it cannot be read or decoded."""
    try:
        return decode(path.read_bytes()).rgb
    except (OSError, UndecodableError):
        return None

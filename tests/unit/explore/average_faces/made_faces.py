"""Faces whose landmarks are known because they were made up, and a finder that knows them."""

from pathlib import Path

import numpy as np
from PIL import Image

from graycard.explore.average_faces import points
from graycard.faces.face import Face
from graycard.skin.regions import OUTLINE

SIDE = 200


def landmarks(seed=0):
    """468 landmarks of a face that looks ahead, in a picture of 200 by 200 pixels."""
    rng = np.random.default_rng(seed)
    made = np.array([100, 100]) + rng.uniform(-30, 30, (468, 2))
    for corners, middle, size in (
        (OUTLINE, (100, 105), (50, 65)),
        (points._LEFT_EYE, (78, 90), (9, 4)),
        (points._RIGHT_EYE, (122, 90), (9, 4)),
        (points._LIPS, (100, 138), (15, 6)),
    ):
        angles = np.linspace(-np.pi / 2, 1.5 * np.pi, len(corners), endpoint=False)
        made[list(corners)] = np.array(middle) + np.array(size) * np.column_stack(
            [np.cos(angles), np.sin(angles)]
        )
    made[1] = 100, 115
    return made.astype(np.float32)


def face(marks=None, *, height=90.0, score=0.95, presence=1.0):
    """A face with those landmarks; `height` is that of its box."""
    left, top = 60.0, 70.0
    box = (left, top, left + 80, top + height)
    return Face(box, score, None, landmarks() if marks is None else marks, presence)


class KnownFinder:
    """Finds in each picture, by its file's name, what it is told that is there."""

    id, method, has_landmarks = "faces@known", "known", True

    def __init__(self, faces, again=None):
        self.faces, self.again = faces, again or {}

    def find(self, picture):
        return tuple(self.faces.get(picture.generation_id, ()))

    def look_again(self, picture, face):
        return self.again.get(picture.generation_id, face)


def save(folder: Path, name: str, rgb) -> Path:
    path = folder / name
    Image.fromarray(np.asarray(rgb, np.uint8)).save(path)
    return path


def plain(colour, *, side=SIDE):
    return np.full((side, side, 3), colour, np.uint8)


def smooth(seed, *, side=SIDE):
    """A picture of soft blots, other ones for every seed."""
    rng = np.random.default_rng(seed)
    small = Image.fromarray(rng.integers(0, 256, (5, 5, 3), dtype=np.uint8))
    return np.asarray(small.resize((side, side), Image.Resampling.BICUBIC))

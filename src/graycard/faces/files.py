"""The two files that finding faces takes: their names, what pins them, whether they are here."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from graycard.errors import EnvironmentFaultError
from graycard.language import noted

FOLDER_VARIABLE: Final = "GRAYCARD_CACHE"
"""Environment variable that names another cache folder."""

WHEEL: Final = "mediapipe==0.10.21"
"""The public package that carries the files; its code is neither installed nor run."""

LICENCE: Final = "Apache-2.0, as the package that carries them"

State = Literal["installed", "absent", "damaged"]


@dataclass(frozen=True)
class FaceFile:
    """One file.

    Attributes:
        name: In the cache.
        member: Its path in the wheel.
        sha256: That it must have.
        size: In bytes.
    """

    name: str
    member: str
    sha256: str
    size: int


DETECTOR: Final = FaceFile(
    name="face_detection_short_range.tflite",
    member="mediapipe/modules/face_detection/face_detection_short_range.tflite",
    sha256="bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
    size=229_714,
)
"""BlazeFace, the short-range model: boxes and six points."""

MESH: Final = FaceFile(
    name="face_landmark.tflite",
    member="mediapipe/modules/face_landmark/face_landmark.tflite",
    sha256="1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
    size=1_242_398,
)
"""FaceMesh: 468 landmarks of one face."""

FILES: Final = (DETECTOR, MESH)


def cache_folder() -> Path:
    """Return where the files are kept: a folder of the user, the same for all projects.

    `GRAYCARD_CACHE` names another folder; else it is `graycard` in `XDG_CACHE_HOME`, or in
    `~/.cache` where that is not set. The folder need not exist.
    """
    if named := os.environ.get(FOLDER_VARIABLE):
        return Path(named).expanduser() / "faces"
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache").expanduser() / "graycard" / "faces"


def state(file: FaceFile, folder: Path) -> State:
    """Return whether a file is in a folder, and is what it should be.

    Example:
        >>> state(MESH, tmp_path)
        'absent'
        >>> _ = (tmp_path / MESH.name).write_bytes(b"something else")
        >>> state(MESH, tmp_path)
        'damaged'
    """
    try:
        content = (folder / file.name).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return "absent"
    except OSError:
        return "damaged"
    return "installed" if hashlib.sha256(content).hexdigest() == file.sha256 else "damaged"


def content(file: FaceFile, folder: Path) -> bytes:
    """Return what a file holds, checked: these very bytes have the right sha256.

    Raises:
        EnvironmentFaultError: If it cannot be read or is not what it should be.

    Example:
        >>> _ = (tmp_path / MESH.name).write_bytes(b"something else")
        >>> content(MESH, tmp_path)
        Traceback (most recent call last):
        graycard.errors.EnvironmentFaultError: the face file face_landmark.tflite is damaged
          ...
    """
    try:
        found = (folder / file.name).read_bytes()
    except OSError as error:
        raise _damaged(file.name, folder) from error
    if hashlib.sha256(found).hexdigest() != file.sha256:
        raise _damaged(file.name, folder)
    return found


def are_installed(folder: Path, files: Sequence[FaceFile] = FILES) -> bool:
    """Return whether all files are here and intact; only absent ones make it False.

    Args:
        folder: Where they would be.
        files: Which.

    Raises:
        EnvironmentFaultError: If a file is there and is not what it should be. To go on without
            it would change the numbers for a reason that nobody sees.

    Example:
        >>> are_installed(tmp_path)
        False
    """
    states = {file.name: state(file, folder) for file in files}
    damaged = [name for name, found in states.items() if found == "damaged"]
    if damaged:
        raise _damaged(damaged[0], folder)
    return all(found == "installed" for found in states.values())


def _damaged(name: str, folder: Path) -> EnvironmentFaultError:
    return EnvironmentFaultError(
        what=noted("the face file {name} is damaged", name=name),
        why=noted(
            "{place} cannot be read or has another sha256 than it should", place=folder / name
        ),
        fix=noted("take it anew: graycard setup faces"),
    )

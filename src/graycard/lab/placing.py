"""Putting what training makes in its place, whole and durably."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from graycard.run.files import flush


def put_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file or folder beside its place and move it there: what is there is whole.

    It also survives a power cut, because it reaches the disk before it is moved.

    Args:
        path: Its place. What lies there goes when the new one is whole.
        write: Writes it to the path that it is given.

    Example:
        >>> put_whole(tmp_path / "a.txt", lambda path: path.write_text("all of it"))
        >>> [path.name for path in tmp_path.iterdir()]
        ['a.txt']
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    if partial.is_dir():
        shutil.rmtree(partial)
    write(partial)
    for written in (*partial.rglob("*"), partial):
        flush(written)
    if path.is_dir():
        shutil.rmtree(path)  # a folder is not replaced in one go
    partial.replace(path)
    flush(path.parent)

"""What weights are pinned by, and why those in pickles are not opened."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from graycard.errors import InputError

PICKLES: Final = ("*.bin", "*.pt", "*.pth", "*.ckpt")
"""Names of files that would have to be unpickled."""


def only_pickles(name: str, why: str) -> InputError:
    """Return the error for weights that would have to be unpickled."""
    return InputError(
        what=f"{name} has weights that are only pickled",
        why=f"{why}; to unpickle is to run whatever is in the file",
        fix="save it with save_pretrained(..., safe_serialization=True), "
        "or give a revision that has safetensors (on the hub often refs/pr/N)",
    )


def digest_of_files(folder: Path, paths: Iterable[Path]) -> str:
    """Return the sha256 over names and contents of files in a folder, as hexadecimal digits.

    A file is hashed once a process for as long as it does not change.

    Example:
        >>> folder = tmp_path
        >>> _ = (folder / "config.json").write_text("{}")
        >>> digest_of_files(folder, folder.iterdir())[:8]
        '1511bd87'
    """
    whole = hashlib.sha256()
    for path in sorted(paths):
        status = path.stat()
        content = _sha256(path.resolve(), status.st_size, status.st_mtime_ns)
        whole.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return whole.hexdigest()


@cache
def _sha256(path: Path, size: int, changed: int) -> str:
    del size, changed  # they are the key by which a changed file is noticed
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""One writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from graycard.errors import RunLockedError
from graycard.run.files import writing_to
from graycard.run.folder import RunFolder


@contextmanager
def sole_writer(folder: RunFolder, *, wait: float = 0) -> Iterator[None]:
    """Hold a run folder for writing; it is let go when the process ends, however it ends.

    Args:
        folder: The run's.
        wait: Seconds to wait for another process that holds it.

    Raises:
        RunLockedError: If another process holds it.
    """
    with writing_to(folder.root):
        folder.root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.lock)
    with writing_to(folder.lock):
        try:
            lock.acquire(timeout=wait)
        except Timeout:
            raise RunLockedError(
                what=f"{folder.root} is being written by another process",
                why="a run folder has one writer at a time",
                fix="wait until it has ended, or audit into another folder: --out FOLDER",
            ) from None
    try:
        yield
    finally:
        lock.release()

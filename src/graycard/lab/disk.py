"""One trainer a folder, and a disk that holds what it writes."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from graycard.errors import EnvironmentFaultError, RunLockedError
from graycard.lab.plan import Plan
from graycard.run.files import writing_to

_PICTURE: Final = 64 * 64 * 3
_CHECKPOINTS: Final = 530_000_000
"""Bytes of all checkpoints and models with the full plan, and of one that is being written."""
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def keeping_room(folder: Path) -> Iterator[Callable[[Plan], None]]:
    """Hold a training folder, and turn a full disk into an error that says what to do.

    Yields:
        A function that raises if the disk has no room for what a plan will write.

    Raises:
        RunLockedError: If another process trains in the folder.
        EnvironmentFaultError: If there is no room, or it may not be written.
    """
    with writing_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / ".lock")
    with writing_to(folder):
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise RunLockedError(
                what=f"somebody is training in {folder} already",
                why="two trainers would overwrite each other's checkpoints",
                fix="wait until it has ended, or train in another folder",
            ) from None
    try:
        yield lambda plan: _require_room(folder, plan)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise _full(folder, str(error)) from error
        raise
    except RuntimeError as error:
        # torch and safetensors say it in errors of their own.
        said = str(error)
        if "PytorchStreamWriter failed" in said or "No space left" in said:
            raise _full(folder, said.partition("\n")[0]) from error
        raise
    finally:
        lock.release()


def bytes_needed(plan: Plan) -> int:
    """Return how much a plan writes: three sets of portraits, the latents, and checkpoints.

    Example:
        >>> round(bytes_needed(Plan()) / 1e9, 1)
        2.0
    """
    sets = (2 * plan.examples + plan.held_out) * (_PICTURE + 1_000)  # pixels, and words for them
    latents = plan.examples * plan.latent_channels * 16 * 16 * 2
    return sets + latents + _CHECKPOINTS


def _require_room(folder: Path, plan: Plan) -> None:
    there = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    missing = bytes_needed(plan) - there - shutil.disk_usage(folder).free
    if missing > 0:
        raise _full(
            folder,
            f"training writes {bytes_needed(plan) / 1e9:.1f} GB, and {missing / 1e9:.1f} GB of it"
            " have no room",
        )


def _full(folder: Path, why: str) -> EnvironmentFaultError:
    return EnvironmentFaultError(
        what=f"no room to train in {folder}",
        why=why,
        fix=f"free some space, then: graycard lab train {folder} (what is there is kept)",
    )

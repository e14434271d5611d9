"""What happened to a run: its schema version and one entry for each launch."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, ValidationError

from graycard._version import __version__
from graycard.documents import read_text
from graycard.errors import DamagedRunError, NewerRunError, RunError
from graycard.run.files import put
from graycard.run.folder import RunFolder
from graycard.run.schemas import SCHEMA_VERSION
from graycard.types import Noun

RunKind = Literal["audit", "corpus", "filter", "encoder", "safety"]

PACKAGES: Final = ("numpy", "pillow", "pyarrow", "scipy", "torch", "diffusers", "transformers")
"""Whose versions may change a picture or a number; those installed are recorded."""


class Launch(Noun):
    """One time that a command wrote to the run.

    Attributes:
        command: `audit`, `resume`, `read` or `measure`.
        started: UTC, ISO 8601.
        ended: None if it was interrupted.
        graycard: Version.
        python: Version.
        platform: Operating system and processor.
        packages: Versions by name.
        workers: Processes that made and read pictures.
        devices: What the model under test and the readers computed on, where they say so;
            pictures of one seed, probabilities and vectors differ between devices and numbers of
            threads in their last digits.
        generated: Requests carried out in this launch.
        readings: Readings made in this launch.
        vectors: Vectors made in this launch.
    """

    command: str
    started: str
    ended: str | None = None
    graycard: str
    python: str
    platform: str
    packages: dict[str, str]
    workers: int
    devices: tuple[str, ...] = ()
    generated: int = 0
    readings: int = 0
    vectors: int = 0


class Manifest(Noun):
    """The manifest of a run."""

    schema_version: int = Field(alias="schema")
    kind: RunKind
    launches: tuple[Launch, ...] = ()


def new_launch(command: str, *, workers: int) -> Launch:
    """Return the entry of a launch that begins now, on this machine."""
    packages = {}
    for name in PACKAGES:
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            continue
    return Launch(
        command=command,
        started=now(),
        graycard=__version__,
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        packages=packages,
        workers=workers,
    )


def now() -> str:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


def write_manifest(folder: RunFolder, launches: Sequence[Launch], *, kind: RunKind) -> None:
    """Write the manifest whole."""
    manifest = Manifest(schema=SCHEMA_VERSION, kind=kind, launches=tuple(launches))
    text = manifest.model_dump_json(by_alias=True, indent=2)
    put(folder.manifest, (text + os.linesep).encode())


def read_manifest(folder: RunFolder) -> Manifest:
    """Return the manifest of a run.

    Raises:
        RunError: If the folder is no run.
        NewerRunError: If it was written in a schema that this version does not know.
        DamagedRunError: If the manifest is not whole.
    """
    if not folder.manifest.is_file():
        raise not_a_run(folder.root)
    text = read_text(folder.manifest)
    try:
        manifest = _Head.model_validate_json(text)
        if manifest.schema_version > SCHEMA_VERSION:
            raise NewerRunError(
                what=f"{folder.root} was written by a newer Graycard",
                why=f"its schema is {manifest.schema_version}, this version knows {SCHEMA_VERSION}",
                fix="pip install --upgrade graycard",
            )
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        raise DamagedRunError(
            what=f"{folder.manifest} is damaged",
            why=f"{error.errors()[0]['msg']}",
            fix="restore it from a copy of the run",
        ) from error


def not_a_run(path: Path) -> RunError:
    """Return the error for a folder that is no run."""
    if not path.exists():
        return RunError(
            what=f"there is no run {path}",
            why="no folder of that name exists",
            fix="graycard audit --out RUN makes one",
        )
    if (path / "audit.yaml").exists():
        return RunError(
            what=f"{path} is a run without its manifest.json",
            why="the file was removed, or the audit was broken off before anything was made",
            fix="restore it from a copy of the run, or give the same audit again",
        )
    return RunError(
        what=f"{path} is not a run",
        why="it has no manifest.json",
        fix="graycard audit --images FOLDER audits a folder of images",
    )


class _Head(Noun):
    """Only what must be readable in every version ever."""

    model_config = Noun.model_config | {"extra": "ignore"}

    schema_version: int = Field(alias="schema")

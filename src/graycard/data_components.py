"""Finding prompt sets, references, profiles: by the name of what ships, by a plug-in's, as a file.

What is data lies as a file in the folder of its kind, and the file's name is its registration:
`prompts/culture.yaml` is the prompt set `culture`. Other packages offer theirs under the entry
points `graycard.prompts`, `graycard.references` and `graycard.profiles`; a name of ours cannot be
taken over.
"""

from __future__ import annotations

import importlib
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final, Literal

from graycard.choices import did_you_mean
from graycard.errors import SpecError, UnknownComponentError

DataKind = Literal["prompts", "references", "profiles"]

_SINGULAR: Final = {"prompts": "prompt set", "references": "reference", "profiles": "profile"}
_SUFFIXES: Final = {
    "prompts": (".yaml", ".yml", ".csv"),
    "references": (".yaml", ".yml"),
    "profiles": (".yaml", ".yml"),
}


@cache
def names(kind: DataKind) -> tuple[str, ...]:
    """Return the names of all that is installed of a kind, ours first.

    Example:
        >>> names("references")[0]
        'avatar-planted'
    """
    ours = sorted(
        path.stem.replace("_", "-")
        for pattern in ("*.yaml", "*.py")
        for path in _folder(kind).glob(pattern)
        if not path.stem.startswith("_")
    )
    theirs = {point.name for point in entry_points(group=f"graycard.{kind}")}
    return (*ours, *sorted(theirs.difference(ours)))


def installed(kind: DataKind, name: str) -> Any:
    """Return what is installed under a name: the path of its file, or what a plug-in made.

    A module of ours stands for its function of the name of the kind.

    Args:
        kind: `prompts`, `references` or `profiles`.
        name: One of `names(kind)`.

    Example:
        >>> installed("prompts", "avatar-professions").name
        'avatar-professions.yaml'
    """
    module = _folder(kind) / f"{name.replace('-', '_')}.py"
    file = _folder(kind) / f"{name}.yaml"
    if module.exists():
        return getattr(importlib.import_module(f"graycard.{kind}.{module.stem}"), kind)
    if file.exists():
        return file
    point = next(p for p in entry_points(group=f"graycard.{kind}") if p.name == name)
    found = point.load()
    return Path(found) if isinstance(found, str) else found


def own_file(kind: DataKind, name_or_path: str | Path) -> Path:
    """Return the path of a user's file, for what is no installed name.

    Raises:
        SpecError: If it ends in nothing that is read.
        UnknownComponentError: If it looks like a name; it suggests the nearest.
    """
    path, suffixes = Path(name_or_path), _SUFFIXES[kind]
    if path.suffix.lower() in suffixes:
        return path
    plain = [suffix for suffix in suffixes if suffix != ".yml"]
    if path.exists() or isinstance(name_or_path, Path) or len(path.parts) > 1:
        several = f"ends neither in {' nor in '.join(plain)}"
        raise SpecError(
            what=f"{path} is not read as a {_SINGULAR[kind]}",
            why=f"it {several if len(plain) > 1 else f'does not end in {plain[0]}'}",
            fix=f"write it as {' or '.join(suffix[1:].upper() for suffix in plain)}",
        )
    raise UnknownComponentError(
        what=f"there is no {_SINGULAR[kind]} {str(name_or_path)!r}",
        why=did_you_mean(
            str(name_or_path), names(kind), otherwise=f"known: {', '.join(names(kind))}"
        ),
        fix=f"graycard list {kind}, or give a {' or '.join(plain)} file",
    )


def _folder(kind: DataKind) -> Path:
    return Path(__file__).parent / kind

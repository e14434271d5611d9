"""A pipeline's folder: what is in it, what must not be loaded, and the digest that pins it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from graycard.errors import InputError
from graycard.hub.weights import PICKLES, digest_of_files, only_pickles

INDEX: Final = "model_index.json"
_PINNED: Final = frozenset({".json", ".safetensors", ".txt", ".model", ".py", ".jinja"})


def read_index(folder: Path) -> dict[str, Any]:
    """Return what a pipeline's `model_index.json` says.

    Raises:
        InputError: If there is none, or it is not what the library writes.
    """
    if not (folder / INDEX).is_file():
        single = next(iter(sorted(folder.glob("*.safetensors"))), None)
        raise InputError(
            what=f"{folder} is no diffusers pipeline",
            why=f"it holds {single.name} and no {INDEX}" if single else f"it holds no {INDEX}",
            fix="give the folder that pipeline.save_pretrained(...) wrote",
        )
    try:
        index: dict[str, Any] = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        index["_class_name"]
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise InputError(
            what=f"{folder / INDEX} cannot be read",
            why=f"{type(error).__name__}: {error}",
            fix="download or save the pipeline again",
        ) from None
    return index


def _parts(index: dict[str, Any]) -> dict[str, str]:
    """Return the components that have files, with the library that each is of."""
    return {
        name: entry[0]
        for name, entry in index.items()
        if isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], str)
        if not name.startswith("_")
    }


def refuse_code(folder: Path, index: dict[str, Any], pipeline: str) -> None:
    """Raise if a pipeline's class, or that of a component, is code in its folder.

    Raises:
        InputError: It names the file.
    """
    if isinstance(index["_class_name"], list):
        raise needs_code(pipeline, f"its class is defined in {index['_class_name'][0]}.py")
    for name, library in _parts(index).items():
        if (folder / name / f"{library}.py").is_file():
            raise needs_code(pipeline, f"its {name} is defined in {name}/{library}.py")


def refuse_pickles(folder: Path, index: dict[str, Any], pipeline: str) -> None:
    """Raise if a component has pickled weights and no others.

    Raises:
        InputError: It names the component.
    """
    for name in _parts(index):
        weights = [path for kind in PICKLES for path in sorted((folder / name).glob(kind))]
        if weights and not any((folder / name).glob("*.safetensors")):
            raise only_pickles(pipeline, f"{name} has {weights[0].name} and no .safetensors")


def needs_code(pipeline: str, why: str) -> InputError:
    """Return the error for a pipeline that comes with code of its own."""
    return InputError(
        what=f"{pipeline} needs Python code that comes with its weights",
        why=why,
        fix="read that code, then set trust_remote_code: true in the spec file",
    )


def digest_of(folder: Path, index: dict[str, Any]) -> str:
    """Return the sha256 over names and contents of the files that make the pipeline."""
    paths = [path for path in folder.iterdir() if path.is_file()]
    for name in _parts(index):
        paths += [path for path in (folder / name).rglob("*") if path.is_file()]
    pinned = (path for path in paths if path.suffix in _PINNED)
    # Of the files beside the index only code and the index itself are loaded.
    return digest_of_files(
        folder,
        (
            path
            for path in pinned
            if path.parent != folder or path.name == INDEX or path.suffix == ".py"
        ),
    )

"""A pipeline's folder: what is in it, what must not be loaded, and the digest that pins it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from graycard.errors import InputError, SpecError
from graycard.hub.weights import PICKLES, digest_of_files, only_pickles

INDEX: Final = "model_index.json"
_VARIANT: Final = re.compile(r"\.([\w-]+?)(?:-\d+-of-\d+)?\.safetensors$")
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


def refuse_other_variants(
    names: Iterable[str], index: dict[str, Any], pipeline: str, *, variant: str | None
) -> None:
    """Raise if a component has weights of other variants alone.

    Args:
        names: Of the pipeline's files, such as `unet/diffusion_pytorch_model.fp16.safetensors`.
        index: What its `model_index.json` says.
        pipeline: As it was asked for.
        variant: That is asked for; None for the files without one.

    Raises:
        SpecError: It names the component and the variants that it has.

    Example:
        >>> index = {"unet": ["diffusers", "UNet2DConditionModel"]}
        >>> refuse_other_variants(
        ...     ["unet/model.fp16-00001-of-00002.safetensors"], index, "a/b", variant=None
        ... )
        Traceback (most recent call last):
        graycard.errors.SpecError: a/b has weights of the variant fp16 alone
          why  no other stands in unet, and no variant is asked for
          fix  set variant: fp16
    """
    there: dict[str, set[str | None]] = {}
    for name in names:
        part, _, file = name.partition("/")
        if part in _parts(index) and "/" not in file and file.endswith(".safetensors"):
            found = _VARIANT.search(file)
            there.setdefault(part, set()).add(found[1] if found else None)
    for part, has in there.items():
        named = sorted(one for one in has if one is not None)
        if len(named) == len(has) and variant not in has:
            raise SpecError(
                what=f"{pipeline} has weights of the variant {' and '.join(named)} alone",
                why=f"no other stands in {part}, and "
                + ("no variant is asked for" if variant is None else f"{variant} is asked for"),
                fix=f"set variant: {named[0]}",
            )


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

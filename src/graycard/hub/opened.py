"""Which weight files the transformers library opens, so that exactly these are pinned."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from graycard.errors import InputError

INDEX: Final = "config.json"
SINGLE: Final = "model.safetensors"
SHARDED: Final = "model.safetensors.index.json"
ADAPTER: Final = "adapter_config.json"

_PLAIN: Final = re.compile(r"\w[\w.-]*\.safetensors", re.ASCII)


def opened_weights(folder: Path, model: str) -> list[str]:
    """Return the names of the files with weights that loading a folder opens.

    Args:
        folder: With what is there of a model.
        model: As the user named it, for errors.

    Returns:
        The one file, or the index and all files that it names, there or not; empty if the folder
        has neither.

    Raises:
        InputError: If something in the folder makes the library open other files than those: an
            adapter, a name in the configuration, or an index that is broken or points elsewhere.

    Example:
        >>> _ = (tmp_path / "model.safetensors").write_bytes(b"")
        >>> opened_weights(tmp_path, "mine")
        ['model.safetensors']
    """
    if (folder / ADAPTER).is_file():
        raise _elsewhere(model, f"its {ADAPTER} has the library load another model first")
    named = _read(folder / INDEX).get("transformers_weights")
    if named is not None:
        raise _elsewhere(model, f"its {INDEX} has the library open {named!r}")
    if (folder / SINGLE).is_file():
        return [SINGLE]
    if not (folder / SHARDED).is_file():
        return []
    shards = _read(folder / SHARDED).get("weight_map")
    if not isinstance(shards, Mapping) or not shards:
        raise _elsewhere(model, f"its {SHARDED} names no files")
    for one in shards.values():
        if not isinstance(one, str) or not _PLAIN.fullmatch(one):
            raise _elsewhere(model, f"its {SHARDED} names {one!r}, no plain .safetensors beside it")
    return [SHARDED, *sorted(set(shards.values()))]


def _read(path: Path) -> Mapping[str, Any]:
    """Return what a JSON file holds; of a broken one nothing, for the library will say so."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, Mapping) else {}


def _elsewhere(model: str, why: str) -> InputError:
    return InputError(
        what=f"{model} has weights that cannot be pinned",
        why=why,
        fix="load it once and save it whole: model.merge_and_unload() where it has an adapter, "
        "then model.save_pretrained(FOLDER)",
    )

"""Single models of the transformers library: where their files are, and what pins them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graycard.errors import EnvironmentFaultError, InputError
from graycard.hub.faults import hub_faults
from graycard.hub.names import (
    name_of_folder,
    refuse_revision_of_folder,
    refuse_what_is_no_hub_id,
)
from graycard.hub.packages import require_packages
from graycard.hub.quiet import quiet
from graycard.hub.weights import PICKLES, digest_of_files, only_pickles

INDEX: Final = "config.json"
_WEIGHTS: Final = (
    "model.safetensors",
    "model.safetensors.index.json",
    "model-*-of-*.safetensors",
)
_FILES: Final = (
    INDEX,
    *_WEIGHTS,
    "added_tokens.json",
    "chat_template.jinja",
    "chat_template.json",
    "generation_config.json",
    "merges.txt",
    "preprocessor_config.json",
    "processor_config.json",
    "sentencepiece.bpe.model",
    "special_tokens_map.json",
    "spiece.model",
    "tokenizer.json",
    "tokenizer.model",
    "tokenizer_config.json",
    "vocab.json",
    "vocab.txt",
)
"""All that is downloaded, loaded and pinned; never code, never a pickle."""


@dataclass(frozen=True)
class Source:
    """The files of a model on this machine.

    Attributes:
        folder: With a `config.json` and weights in safetensors.
        name: The hub id, or the folder's name.
        digest: The commit of the hub, or the sha256 over the files.
    """

    folder: Path
    name: str
    digest: str


def find_model(model: str, *, revision: str | None) -> Source:
    """Return a model's files, downloaded if it is a hub id that is not in the cache.

    Args:
        model: Path of a folder, or an id on the hub.
        revision: Branch, tag or commit of the hub; None for the newest.

    Returns:
        Its files; of a repository only those that are loaded, and the commit that was meant.

    Raises:
        InputError: If there is no such model, or its weights are pickles.
        EnvironmentFaultError: If packages, network or permission are missing.

    Example:
        >>> find_model("./not-there", revision=None)
        Traceback (most recent call last):
        graycard.errors.InputError: there is no folder ./not-there
          why  nothing of that name exists
          fix  give the folder that holds config.json, or an id such as owner/name
    """
    path = Path(model).expanduser()
    if path.is_dir():
        refuse_revision_of_folder(model, revision)
        _refuse_unusable(path, model)
        _require_transformers()
        name = name_of_folder(path, otherwise="model")
        return Source(path, name, digest_of_files(path, _found(path, _FILES)))
    refuse_what_is_no_hub_id(model, holds=INDEX)
    _require_transformers()
    folder = _download(model, revision)
    return Source(folder, model, folder.name)


def _require_transformers() -> None:
    require_packages(("safetensors", "torch", "transformers"), what="models of transformers")


def _download(model: str, revision: str | None) -> Path:
    from huggingface_hub import constants, hf_hub_download, snapshot_download

    asked = f"{model}@{revision}" if revision else model
    faults = hub_faults(model, revision, noun="model", library="transformers", index=INDEX)
    with faults, quiet():
        # The index says which commit is meant; everything else then comes from that one.
        commit = Path(hf_hub_download(model, INDEX, revision=revision)).parent.name
        folder = Path(snapshot_download(model, revision=commit, allow_patterns=list(_FILES)))
    if not _found(folder, _WEIGHTS):
        if constants.HF_HUB_OFFLINE:
            raise EnvironmentFaultError(
                what=f"{asked} is not whole in the cache, and the hub is out of reach",
                why="HF_HUB_OFFLINE is set, and its weights were never downloaded",
                fix=f"with a network: hf download {model}; or give the path of a folder",
            )
        raise only_pickles(asked, "the hub has no model.safetensors in it")
    return folder


def _refuse_unusable(folder: Path, model: str) -> None:
    weights = bool(_found(folder, _WEIGHTS))
    pickled = next(_matching(folder, PICKLES), None)
    if pickled and not weights:
        raise only_pickles(model, f"it holds {pickled.name} and no model.safetensors")
    if not weights or not (folder / INDEX).is_file():
        pipeline = (folder / "model_index.json").is_file()
        lacks = "no model.safetensors" if (folder / INDEX).is_file() else f"no {INDEX}"
        raise InputError(
            what=f"{model} is no model of the transformers library",
            why="it is a pipeline, which has several" if pipeline else f"it holds {lacks}",
            fix="give the folder that model.save_pretrained(...) wrote",
        )


def _found(folder: Path, names: tuple[str, ...]) -> list[Path]:
    return sorted(set(_matching(folder, names)))


def _matching(folder: Path, names: tuple[str, ...]) -> Iterator[Path]:
    return (path for name in names for path in sorted(folder.glob(name)) if path.is_file())

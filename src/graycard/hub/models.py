"""Single models of the transformers library: where their files are, and what pins them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graycard.errors import EnvironmentFaultError, InputError
from graycard.hub.faults import fetch_it, hub_faults
from graycard.hub.names import (
    name_of_folder,
    refuse_revision_of_folder,
    refuse_what_is_no_hub_id,
)
from graycard.hub.opened import ADAPTER, INDEX, SHARDED, SINGLE, opened_weights
from graycard.hub.packages import require_packages
from graycard.hub.quiet import quiet
from graycard.hub.weights import PICKLES, digest_of_files, only_pickles
from graycard.language import noted

_BESIDE: Final = (
    INDEX,
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
"""What is loaded and pinned beside the weights; never code, never a pickle."""

_DOWNLOADED: Final = (*_BESIDE, SINGLE, SHARDED, "model-*-of-*.safetensors", ADAPTER)
"""An adapter comes down to be refused: without it another model would be loaded unnoticed."""


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
        InputError: If there is no such model, its weights are pickles, or files that it does not
            hold would be opened.
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
        weights = opened_weights(path, model)
        _refuse_unusable(path, model, weights)
        _require_transformers()
        name = name_of_folder(path, otherwise="model")
        beside = [path / one for one in _BESIDE if (path / one).is_file()]
        pinned = digest_of_files(path, [*beside, *(path / one for one in weights)])
        return Source(path, name, pinned)
    refuse_what_is_no_hub_id(model, holds=INDEX)
    _require_transformers()
    folder = _download(model, revision)
    return Source(folder, model, folder.name)


def _require_transformers() -> None:
    require_packages(("safetensors", "torch", "transformers"), what=noted("models of transformers"))


def _download(model: str, revision: str | None) -> Path:
    from huggingface_hub import constants, hf_hub_download, snapshot_download

    asked = f"{model}@{revision}" if revision else model
    faults = hub_faults(model, revision, noun="model", library="transformers", index=INDEX)
    with faults, quiet():
        # The index says which commit is meant; everything else then comes from that one.
        commit = Path(hf_hub_download(model, INDEX, revision=revision)).parent.name
        folder = Path(snapshot_download(model, revision=commit, allow_patterns=list(_DOWNLOADED)))
        weights = opened_weights(folder, asked)
        if _lacking(folder, weights):  # shards of unusual names
            snapshot_download(model, revision=commit, allow_patterns=weights)
    lacking = _lacking(folder, weights)
    if lacking or not weights:
        if constants.HF_HUB_OFFLINE:
            raise EnvironmentFaultError(
                what=noted(
                    "{name} is not whole in the cache, and the hub is out of reach", name=asked
                ),
                why=noted("HF_HUB_OFFLINE is set, and its weights were never downloaded"),
                fix=fetch_it(model, revision),
            )
        if lacking:
            raise _incomplete(asked, lacking)
        raise only_pickles(asked, "the hub has no model.safetensors in it")
    return folder


def _refuse_unusable(folder: Path, model: str, weights: list[str]) -> None:
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
    if lacking := _lacking(folder, weights):
        raise _incomplete(model, lacking)


def _lacking(folder: Path, weights: list[str]) -> list[str]:
    return [one for one in weights if not (folder / one).is_file()]


def _incomplete(model: str, lacking: list[str]) -> InputError:
    return InputError(
        what=f"{model} is not whole",
        why=f"its {SHARDED} names {lacking[0]}, which is not there",
        fix="download or save it again",
    )


def _matching(folder: Path, names: tuple[str, ...]) -> Iterator[Path]:
    return (path for name in names for path in sorted(folder.glob(name)) if path.is_file())

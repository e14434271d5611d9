"""Pipelines of the Hugging Face hub: into the cache, or an error that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from graycard.errors import InputError
from graycard.hub.faults import hub_faults
from graycard.hub.quiet import quiet
from graycard.hub.weights import only_pickles
from graycard.models._diffusers_folder import (
    INDEX,
    needs_code,
    read_index,
    refuse_code,
    refuse_other_variants,
)


def download(
    pipeline: str, *, revision: str | None, variant: str | None, trust_remote_code: bool
) -> tuple[Path, dict[str, Any]]:
    """Return the folder in the cache, named by its commit, and what its index says.

    Raises:
        GraycardError: If the hub, the network or the pipeline does not allow it.
    """
    from diffusers import DiffusionPipeline
    from huggingface_hub import hf_hub_download

    asked = f"{pipeline}@{revision}" if revision else pipeline
    faults = hub_faults(pipeline, revision, noun="pipeline", library="diffusers", index=INDEX)
    with faults, quiet():
        found = Path(hf_hub_download(pipeline, INDEX, revision=revision)).parent
        index = read_index(found)
        if not trust_remote_code:
            refuse_code(found, index, asked)
        with _pipeline_faults(asked), _variant_faults(pipeline, found.name, index, variant):
            folder = Path(
                DiffusionPipeline.download(
                    pipeline,
                    revision=found.name,
                    variant=variant,
                    use_safetensors=True,
                    trust_remote_code=trust_remote_code,
                )
            )
        if not trust_remote_code:
            refuse_code(folder, index, asked)
    return folder, index


@contextmanager
def _variant_faults(
    pipeline: str, commit: str, index: dict[str, Any], variant: str | None
) -> Iterator[None]:
    """Where diffusers finds no weights, see whether there are some of other variants."""
    from huggingface_hub import list_repo_files

    try:
        yield
    except OSError as error:
        if "safetensors" in str(error):
            names = list_repo_files(pipeline, revision=commit)
            refuse_other_variants(names, index, pipeline, variant=variant)
        raise


@contextmanager
def _pipeline_faults(asked: str) -> Iterator[None]:
    """Turn what diffusers says about a repository's files into errors that say what to do."""
    try:
        yield
    except OSError as error:
        if "safetensors" not in str(error):
            raise
        raise only_pickles(asked, "the hub has no complete set of .safetensors") from error
    except ValueError as error:
        if "trust_remote_code" in str(error):
            raise needs_code(asked, "it has components of its own") from error
        raise InputError(
            what=f"{asked} cannot be downloaded as asked",
            why=str(error).partition("\n")[0],
            fix="check variant and revision",
        ) from error

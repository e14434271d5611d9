"""Pipelines of the Hugging Face hub: into the cache, or an error that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from graycard.errors import EnvironmentFaultError, InputError
from graycard.models._diffusers_folder import (
    INDEX,
    needs_code,
    only_pickles,
    read_index,
    refuse_code,
)
from graycard.models._diffusers_quiet import quiet


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
    with _hub_faults(pipeline, asked), quiet():
        found = Path(hf_hub_download(pipeline, INDEX, revision=revision)).parent
        index = read_index(found)
        if not trust_remote_code:
            refuse_code(found, index, asked)
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
def _hub_faults(pipeline: str, asked: str) -> Iterator[None]:
    """Turn what the hub's client raises into errors that say what to do."""
    from huggingface_hub import errors as hub

    try:
        yield
    except hub.GatedRepoError as error:
        raise EnvironmentFaultError(
            what=f"{pipeline} is gated",
            why="its authors give access to people who accepted their terms",
            fix=f"accept them on https://huggingface.co/{pipeline}, then log in: hf auth login",
        ) from error
    except hub.RevisionNotFoundError as error:
        raise InputError(
            what=f"{pipeline} has no revision {asked.rpartition('@')[2]!r}",
            why="the hub knows no branch, tag or commit of that name",
            fix=f"choose one of https://huggingface.co/{pipeline}/commits/main",
        ) from error
    except hub.RepositoryNotFoundError as error:
        raise InputError(
            what=f"there is no pipeline {pipeline}",
            why="no folder of that name exists here, and the hub has none or it is private",
            fix="check the spelling; for a private one log in: hf auth login",
        ) from error
    except (hub.LocalEntryNotFoundError, hub.OfflineModeIsEnabled) as error:
        raise EnvironmentFaultError(
            what=f"{asked} is neither a folder here nor in the cache, and the hub is out of reach",
            why=_why_offline(),
            fix=f"with a network: hf download {pipeline}; or give the path of a folder",
        ) from error
    except hub.EntryNotFoundError as error:
        raise InputError(
            what=f"{asked} is no diffusers pipeline",
            why=f"the hub has no {INDEX} in it",
            fix="give the id of a repository for the diffusers library",
        ) from error
    except (hub.HfHubHTTPError, hub.HFValidationError) as error:
        raise EnvironmentFaultError(
            what=f"{asked} cannot be had from the hub",
            why=str(error).partition("\n")[0],
            fix="try again later, or give the path of a folder",
        ) from error
    except OSError as error:
        if "safetensors" in str(error):
            raise only_pickles(asked, "the hub has no complete set of .safetensors") from error
        raise EnvironmentFaultError(
            what=f"{asked} cannot be downloaded",
            why=str(error).partition("\n")[0],
            fix="check network and disk; what is downloaded already is kept",
        ) from error
    except ValueError as error:
        if "trust_remote_code" in str(error):
            raise needs_code(asked, "it has components of its own") from error
        raise InputError(
            what=f"{asked} cannot be downloaded as asked",
            why=str(error).partition("\n")[0],
            fix="check variant and revision",
        ) from error


def _why_offline() -> str:
    from huggingface_hub import constants

    return "HF_HUB_OFFLINE is set" if constants.HF_HUB_OFFLINE else "there is no connection"

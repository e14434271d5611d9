"""Where the files of a pipeline are, and the digest that pins them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graycard.hub.names import (
    name_of_folder,
    refuse_revision_of_folder,
    refuse_what_is_no_hub_id,
)
from graycard.hub.packages import require_packages
from graycard.models._diffusers_folder import (
    INDEX,
    digest_of,
    read_index,
    refuse_code,
    refuse_other_variants,
    refuse_pickles,
)
from graycard.models._diffusers_hub import download


@dataclass(frozen=True)
class Source:
    """A pipeline's folder on this machine.

    Attributes:
        folder: With a `model_index.json`.
        name: The hub id, or the folder's name.
        digest: The commit of the hub, or the sha256 over the files.
        index: What `model_index.json` says.
    """

    folder: Path
    name: str
    digest: str
    index: dict[str, Any]


def find_source(
    pipeline: str, *, revision: str | None, variant: str | None, trust_remote_code: bool
) -> Source:
    """Return a pipeline's folder, downloaded if it is a hub id that is not in the cache.

    Raises:
        InputError: If there is no such pipeline, or it may not be loaded as it is.
        EnvironmentFaultError: If packages, network or permission are missing.
    """
    path = Path(pipeline).expanduser()
    if path.is_dir():
        refuse_revision_of_folder(pipeline, revision)
        index = read_index(path)
        if not trust_remote_code:
            refuse_code(path, index, pipeline)
        refuse_pickles(path, index, pipeline)
        names = (one.relative_to(path).as_posix() for one in path.glob("*/*.safetensors"))
        refuse_other_variants(names, index, pipeline, variant=variant)
        _require_diffusers()
        name = name_of_folder(path, otherwise="pipeline")
        return Source(path, name, digest_of(path, index), index)
    refuse_what_is_no_hub_id(pipeline, holds=INDEX)
    _require_diffusers()
    folder, index = download(
        pipeline, revision=revision, variant=variant, trust_remote_code=trust_remote_code
    )
    return Source(folder, pipeline, folder.name, index)


def _require_diffusers() -> None:
    # Without accelerate the library fills what files lack with random numbers.
    names = ("accelerate", "diffusers", "torch", "transformers")
    require_packages(names, what="diffusers pipelines")

"""Where the files of a pipeline are, and the digest that pins them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graycard.errors import EnvironmentFaultError, InputError
from graycard.models._diffusers_folder import digest_of, read_index, refuse_code, refuse_pickles
from graycard.models._diffusers_hub import download
from graycard.models._diffusers_quiet import quiet

_HUB_ID: Final = re.compile(r"^[\w][\w.-]*(/[\w][\w.-]*)?$")


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
        if revision is not None:
            raise InputError(
                what=f"{pipeline} has no revision {revision!r}",
                why="it is a folder; only pipelines on the hub have revisions",
                fix="leave the part after the @ out",
            )
        index = read_index(path)
        if not trust_remote_code:
            refuse_code(path, index, pipeline)
        refuse_pickles(path, index, pipeline)
        require_packages()
        name = re.sub(r"[^\w.-]", "-", path.resolve().name) or "pipeline"
        return Source(path, name, digest_of(path, index), index)
    if not _HUB_ID.match(pipeline):
        raise InputError(
            what=f"there is no folder {pipeline}",
            why="it is a file" if path.exists() else "nothing of that name exists",
            fix="give the folder that holds model_index.json, or an id such as owner/name",
        )
    require_packages()
    folder, index = download(
        pipeline, revision=revision, variant=variant, trust_remote_code=trust_remote_code
    )
    return Source(folder, pipeline, folder.name, index)


def require_packages() -> None:
    """Raise unless the packages of the extra `local` can be imported.

    Raises:
        EnvironmentFaultError: It names what is missing.
    """
    try:
        with quiet():
            import diffusers
            import torch
            import transformers  # noqa: F401  asked only whether it is there
    except ImportError as error:
        raise EnvironmentFaultError(
            what="diffusers pipelines need packages that are not installed",
            why=str(error).partition("\n")[0],
            fix="pip install 'graycard[local]'",
        ) from error
    del diffusers, torch

"""How weights are named: a folder's path, or an id of the hub with a revision after the @."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from graycard.errors import InputError

_HUB_ID: Final = re.compile(r"^[\w][\w.-]*(/[\w][\w.-]*)?$")


def split_revision(data: Any, key: str) -> Any:
    """Split `owner/name@revision` in a component's settings, before they are checked.

    Args:
        data: The settings as they were written.
        key: Of the one that names the weights.

    Returns:
        The settings with the revision under `revision`; as they are where there is none. A
        folder with an @ in its name stays whole.

    Raises:
        ValueError: If two different revisions are given.

    Example:
        >>> split_revision({"model": "owner/name@v1"}, "model")
        {'model': 'owner/name', 'revision': 'v1'}
    """
    written = data.get(key) if isinstance(data, dict) else None
    if not isinstance(written, str) or "@" not in written or Path(written).is_dir():
        return data
    name, _, revision = written.rpartition("@")
    if data.get("revision") not in (None, revision):
        raise ValueError(
            f"two revisions are given: {revision!r} after the @, and {data['revision']!r}"
        )
    return data | {key: name, "revision": revision}


def refuse_what_is_no_hub_id(written: str, *, holds: str) -> None:
    """Raise unless a text that names no folder could be an id of the hub.

    Args:
        written: What the user wrote.
        holds: The file that a folder would have to hold.

    Raises:
        InputError: If it can only have been meant as a path.
    """
    if not _HUB_ID.match(written):
        raise InputError(
            what=f"there is no folder {written}",
            why="it is a file" if Path(written).exists() else "nothing of that name exists",
            fix=f"give the folder that holds {holds}, or an id such as owner/name",
        )


def refuse_revision_of_folder(written: str, revision: str | None) -> None:
    """Raise if a revision is asked of a folder.

    Raises:
        InputError: If there is one.
    """
    if revision is not None:
        raise InputError(
            what=f"{written} has no revision {revision!r}",
            why="it is a folder; only what is on the hub has revisions",
            fix="leave the part after the @ out",
        )


def name_of_folder(folder: Path, *, otherwise: str) -> str:
    """Return a folder's name in letters that an id may have.

    Example:
        >>> name_of_folder(Path("/models/My model"), otherwise="model")
        'My-model'
    """
    return re.sub(r"[^\w.-]", "-", folder.resolve().name) or otherwise

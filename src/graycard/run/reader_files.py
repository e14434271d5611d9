"""Files in which readers are written with their settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from graycard.components import names
from graycard.documents import read_yaml
from graycard.errors import SpecError

_ENDINGS: Final = (".yaml", ".yml")


def written_in(entry: Any) -> list[Any]:
    """Return the entries of readers in a YAML file; of anything else, the entry itself.

    Args:
        entry: As a spec, a command or a call has it.

    Raises:
        SpecError: If the file cannot be read, or holds neither a reader nor a list of readers.

    Example:
        >>> written_in("features:a tie")
        ['features:a tie']
    """
    if not _is_file(entry):
        return [entry]
    held = read_yaml(Path(entry))
    entries = held if isinstance(held, list) and held else [held]
    for one in entries:
        named = one.get("name") if isinstance(one, Mapping) else one
        if not isinstance(named, str):
            raise SpecError(
                what=f"{entry} holds no readers",
                why="it is empty" if held in (None, []) else f"{str(one)[:80]!r} names none",
                fix="write name: READER and its settings below it, or a list of such entries",
            )
    return entries


def _is_file(entry: Any) -> bool:
    if not isinstance(entry, str | Path):
        return False
    reader, colon, _ = str(entry).partition(":")
    if reader in names("readers") or Path(entry).suffix.lower() not in _ENDINGS:
        return False
    # A misspelt reader with a target is not told that a file is missing, but what was meant.
    return Path(entry).is_file() or not colon

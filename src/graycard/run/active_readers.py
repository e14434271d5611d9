"""Which readers a run's numbers come from, and what each of them reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from graycard.documents import parse, read_yaml, write_yaml
from graycard.errors import DamagedRunError
from graycard.run.files import put
from graycard.run.folder import RunFolder
from graycard.types import Attribute, Noun


class ActiveReader(Noun):
    """A reader as a run used it.

    Attributes:
        id: `name@digest`.
        name: Of the component.
        settings: That differ from its defaults.
        domains: That it was validated in.
        attributes: What it reads, with every category, so that numbers can be computed from
            the tables without the reader; none of an embedder.
        width: Numbers a vector, of an embedder.
        source: Which model makes the vectors, of an embedder.
        note: What readers of the report must know of how it was used here.
    """

    id: str
    name: str
    settings: dict[str, Any] = Field(default_factory=dict)
    domains: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    width: int | None = None
    source: str | None = None
    note: str | None = None


class _ActiveReaders(Noun):
    active: tuple[ActiveReader, ...]


def write_active_readers(folder: RunFolder, readers: Sequence[ActiveReader]) -> None:
    """Write `readers.yaml`."""
    data = _ActiveReaders(active=tuple(readers)).model_dump(mode="json")
    put(folder.readers, write_yaml(data).encode())


def read_active_readers(folder: RunFolder) -> tuple[ActiveReader, ...]:
    """Return the active readers of a run.

    Raises:
        DamagedRunError: If `readers.yaml` is missing.
        SpecError: If it does not say what it should.
    """
    if not folder.readers.exists():
        raise DamagedRunError(
            what=f"{folder.readers} is missing",
            why="it says whose readings count",
            fix=f"restore it, or name every reader again: graycard read {folder.root} "
            "--reader NAME",
        )
    data = read_yaml(folder.readers)
    return parse(_ActiveReaders, data, where=str(folder.readers)).active

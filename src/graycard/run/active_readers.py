"""Which readers a run's numbers come from, and what each of them reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from graycard.documents import parse, read_yaml, write_yaml
from graycard.errors import DamagedRunError
from graycard.roles import ANY_DOMAIN
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
        source: Which model reads or makes the vectors, with its version; None without one.
        measured: How often its labels were right in its domain, as sentences by attribute.
        note: What readers of the report must know of how it was used here.
    """

    id: str
    name: str
    settings: dict[str, Any] = Field(default_factory=dict)
    domains: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    width: int | None = None
    source: str | None = None
    measured: dict[str, str] = Field(default_factory=dict)
    note: str | None = None

    @property
    def model(self) -> str | None:
        """The name of the model that reads or makes the vectors, without its version."""
        if self.source is None:
            return None
        return self.source.rpartition("@")[0] or self.source

    def outside(self, domain: str) -> bool:
        """Return whether it was not validated on this kind of pictures."""
        return not {ANY_DOMAIN, domain} & set(self.domains)


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

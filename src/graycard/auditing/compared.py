"""Which distributions a run is compared with."""

from __future__ import annotations

from collections.abc import Sequence

from graycard.references import load_references
from graycard.run.active_readers import ActiveReader
from graycard.run.evidence import read_references, write_references
from graycard.run.folder import RunFolder
from graycard.run.plan import planned_chunks
from graycard.types import Reference


def references_of(
    names: Sequence[str], readers: Sequence[ActiveReader], strata: Sequence[str]
) -> tuple[Reference, ...]:
    """Return what the references of these names say of what is read.

    Args:
        names: Of shipped references, or paths of one's own.
        readers: Whose attributes are compared.
        strata: Of the prompts.

    Raises:
        GraycardError: If there is none of a name, or one applies to nothing here.
    """
    attributes = {
        attribute.name: attribute
        for reader in readers
        for attribute in reader.attributes
        if attribute.categories
    }
    distinct = tuple(dict.fromkeys(strata))
    found = [load_references(name, tuple(attributes.values()), distinct) for name in names]
    return tuple(reference for group in found for reference in group)


def add_references(
    folder: RunFolder, names: Sequence[str], readers: Sequence[ActiveReader]
) -> None:
    """Add what these references say of these readers' attributes to what is there."""
    added = references_of(names, readers, _planned_strata(folder)) if names and readers else ()
    about = {(one.name, one.attribute) for one in added}
    kept = [one for one in read_references(folder) if (one.name, one.attribute) not in about]
    if added:
        write_references(folder, [*kept, *added])


def _planned_strata(folder: RunFolder) -> list[str]:
    strata: dict[str, None] = {}
    for _, rows in planned_chunks(folder):
        strata.update(dict.fromkeys(row["stratum"] for row in rows))
    return list(strata)

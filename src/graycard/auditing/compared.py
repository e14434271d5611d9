"""Which distributions a run is compared with."""

from __future__ import annotations

from collections.abc import Sequence

from graycard.errors import SpecError
from graycard.references import load_references
from graycard.run.active_readers import ActiveReader
from graycard.run.evidence import read_references, write_references
from graycard.run.folder import RunFolder
from graycard.run.plan import planned_chunks
from graycard.types import Reference


def references_of(
    names: Sequence[str],
    readers: Sequence[ActiveReader],
    strata: Sequence[str],
    *,
    must_apply: bool = True,
) -> tuple[Reference, ...]:
    """Return what the references of these names say of what is read.

    Args:
        names: Of shipped references, or paths of one's own.
        readers: Whose attributes are compared.
        strata: Of the prompts.
        must_apply: Whether it is an error if one of them is about nothing here.

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
    found = [
        load_references(name, tuple(attributes.values()), distinct, must_apply=must_apply)
        for name in names
    ]
    return tuple(reference for group in found for reference in group)


def add_references(
    folder: RunFolder,
    names: Sequence[str],
    readers: Sequence[ActiveReader],
    *,
    must_apply: bool = True,
) -> None:
    """Add what these references say of these readers' attributes to what is there.

    Raises:
        GraycardError: As `references_of`; then nothing is changed.
    """
    if not names or not readers:
        return
    added = references_of(names, readers, _planned_strata(folder), must_apply=must_apply)
    before = read_references(folder) if folder.references.exists() else ()
    about = {(one.name, one.attribute) for one in added}
    replaced = [one for one in before if (one.name, one.attribute) in about]
    changed = [one for one in replaced if one not in added]
    if changed:
        raise SpecError(
            what=f"the run is compared with another reference {changed[0].name!r} already",
            why=f"its shares of {changed[0].attribute} are not those given now",
            fix="give the new one a name of its own",
        )
    kept = [one for one in before if one not in replaced]
    write_references(folder, [*kept, *added])


def _planned_strata(folder: RunFolder) -> list[str]:
    strata: dict[str, None] = {}
    for _, rows in planned_chunks(folder):
        strata.update(dict.fromkeys(row["stratum"] for row in rows))
    return list(strata)

"""Association tests of a run: prompts whose factors say of which thing and attribute they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from graycard.measures import AssociationSet, AssociationTest
from graycard.run.active_readers import ActiveReader
from graycard.run.folder import RunFolder
from graycard.run.schemas import GENERATIONS
from graycard.run.tables import read_batches
from graycard.run.vector_groups import Group, grouped_vectors, requests

CONCEPT: Final = "concept"
ATTRIBUTE: Final = "attribute"
TEST: Final = "test"

Key = tuple[str, str]
"""Language and name of a test."""

Member = tuple[str, str | None, str | None]
"""Thing, attribute and prompt of a picture."""


@dataclass
class _Asked:
    """Requests of one test."""

    requested: dict[tuple[str, str | None], int] = field(default_factory=dict)
    unmarked: bool = True


def read_association_tests(folder: RunFolder, embedder: ActiveReader) -> Iterator[AssociationTest]:
    """Yield the tests of a run, with vectors of one embedder.

    A picture belongs to a test if its prompt has the factor `concept`, and to the one that the
    factor `test` names; without an `attribute` it shows the thing as it is. A prompt that is marked
    and has no attribute states something else, and is of no test. All other factors may vary.

    Args:
        folder: Of a run whose tables are there.
        embedder: Whose vectors.

    Yields:
        Tests; none if no prompt names both a thing and an attribute.

    Raises:
        DamagedRunError: If the tables do not belong together.
    """
    asked = asked_tests(folder)
    if not asked:
        return

    def belongs(row: Mapping[str, Any]) -> tuple[Key, Member] | None:
        found = _belongs(row)
        return found if found and found[0] in asked else None

    for group in grouped_vectors(folder, embedder, belongs):
        yield _test(asked[group.name], group, embedder.id)


def asked_tests(folder: RunFolder) -> dict[Key, _Asked]:
    """Return how many pictures of what each test asks for.

    Raises:
        DamagedRunError: If the table is not what was written.
    """
    asked: dict[Key, _Asked] = {}
    if not _has_tests(folder):
        return asked
    for row in requests(folder):
        if (found := _belongs(row)) is not None:
            key, (concept, attribute, _) = found
            one = asked.setdefault(key, _Asked())
            one.requested[concept, attribute] = one.requested.get((concept, attribute), 0) + 1
            one.unmarked &= attribute is not None or row["marked"] is False
    return {key: one for key, one in asked.items() if any(a for _, a in one.requested)}


def _has_tests(folder: RunFolder) -> bool:
    schema = pa.schema([GENERATIONS.field("factors")])
    return any(
        pc.any(pc.equal(batch["factors"].keys, CONCEPT)).as_py()
        for batch in read_batches(folder.generations, schema)
    )


def _belongs(row: Mapping[str, Any]) -> tuple[Key, Member] | None:
    factors: dict[str, str] = row["factors"]
    concept, attribute = factors.get(CONCEPT), factors.get(ATTRIBUTE)
    if concept is None or (attribute is None and row["marked"]):
        return None
    return (row["language"], factors.get(TEST, "")), (concept, attribute, row["prompt_id"])


def _test(asked: _Asked, found: Group[Key, Member], reader: str) -> AssociationTest:
    language, name = found.name
    sets = {}
    for of, requested in asked.requested.items():
        mine = [place for place, member in enumerate(found.members) if member[:2] == of]
        sets[of] = AssociationSet(
            requested=requested,
            prompts=tuple(found.members[place][2] for place in mine),
            vectors=found.array[mine],
        )
    return AssociationTest(
        name=name,
        language=language,
        marked=False if asked.unmarked else None,
        concepts=tuple(dict.fromkeys(concept for concept, _ in asked.requested)),
        attributes=tuple(dict.fromkeys(one for _, one in asked.requested if one is not None)),
        sets=sets,
        reader=reader,
    )

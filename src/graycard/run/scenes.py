"""Scenes of a run: the pictures of prompts that name no place, and of those that name one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graycard.counts import NO_PROMPT, Row
from graycard.measures import MarkedSet, Scene
from graycard.run.active_readers import ActiveReader
from graycard.run.folder import RunFolder
from graycard.run.schemas import GENERATIONS
from graycard.run.tables import read_batches
from graycard.run.vector_groups import Group, grouped_vectors, requests

SCENE: Final = "scene"
PLACE: Final = "place"
REGION: Final = "region"

NOT_OF_THE_SCENE: Final = frozenset({PLACE, REGION, "template", "article"})
"""Factors in which an unmarked prompt and the prompt that names a place may differ."""

Key = tuple[str, tuple[tuple[str, str], ...]]
"""What the prompts of a scene have in common: their language and other factors."""


@dataclass
class _Group:
    """Requests whose prompts name the same place, or none."""

    requested: int = 0
    rows: dict[Row, None] = field(default_factory=dict)
    strata: dict[str, None] = field(default_factory=dict)
    region: str | None = None


@dataclass
class _Asked:
    """Requests of one scene: language and factors other than the place are the same."""

    unmarked: _Group = field(default_factory=_Group)
    places: dict[str, _Group] = field(default_factory=dict)

    def is_scene(self, key: Key) -> bool:
        """Return whether a place is named, or a scene is, whose places nobody asked for."""
        return bool(self.places) or SCENE in dict(key[1])


def read_scenes(folder: RunFolder, embedder: ActiveReader | None) -> Iterator[Scene]:
    """Yield the scenes of a run, with vectors of one embedder.

    A picture belongs to the marked set of the factor `place` of its prompt; without one, and if the
    prompt is not marked for something else, it belongs to the unmarked pictures. They make a scene
    if language and all other factors agree (but for the template).

    Args:
        folder: Of a run whose tables are there.
        embedder: Whose vectors; None for scenes without vectors. Memory holds those of the scenes
            whose last picture has not come yet, and never more than `vector_groups.BYTES`: of a
            scene beyond that, pictures are left out evenly and count as missing.

    Yields:
        Scenes; none if no prompt names a place. With vectors in the order in which they are whole.

    Raises:
        DamagedRunError: If a table is not what was written.
    """
    asked = _asked(folder)
    shared = Counter(row for one in asked.values() for each in _groups(one) for row in each.rows)
    own = {row for row, times in shared.items() if times == 1}
    if embedder is None:
        nothing = np.zeros((0, 0), np.float32)
        for key, one in asked.items():
            yield _scene(key, one, Group(name=key, members=(), array=nothing, there=0), own, "")
        return
    if not asked:
        return

    def belongs(row: Mapping[str, Any]) -> tuple[Key, str | None] | None:
        found = _belongs(row)
        return found if found and found[0] in asked else None

    for group in grouped_vectors(folder, embedder, belongs):
        yield _scene(group.name, asked[group.name], group, own, embedder.id)


def strata_of_scenes(folder: RunFolder) -> set[tuple[str, bool | None]]:
    """Return the stratum, with its mark, of all prompts that a scene is made of.

    Raises:
        DamagedRunError: If the table is not what was written.
    """
    return {
        (stratum, marked)
        for one in _asked(folder).values()
        for group in _groups(one)
        for stratum, _, marked in group.rows
    }


def _scene(
    key: Key, one: _Asked, found: Group[Key, str | None], own: set[Row], reader: str
) -> Scene:
    language, factors = key
    return Scene(
        stratum=" / ".join(one.unmarked.strata) or dict(factors).get(SCENE, "(no scene)"),
        marked=_mark(one.unmarked),
        requested=one.unmarked.requested,
        n_prompts=_prompts(one.unmarked),
        rows=_own(one.unmarked, own),
        vectors=_of(None, found),
        sets=tuple(
            MarkedSet(
                place=place,
                region=each.region,
                stratum=" / ".join(each.strata),
                requested=each.requested,
                n_prompts=_prompts(each),
                rows=_own(each, own),
                vectors=_of(place, found),
            )
            for place, each in one.places.items()
        ),
        reader=reader,
        key=json.dumps([language, factors]),
    )


def _of(place: str | None, found: Group[Key, str | None]) -> NDArray[np.float32]:
    return found.array[[member == place for member in found.members]]


def _names_places(folder: RunFolder) -> bool:
    schema = pa.schema([GENERATIONS.field("factors")])
    return any(
        pc.any(pc.equal(batch["factors"].keys, PLACE)).as_py()
        for batch in read_batches(folder.generations, schema)
    )


def _asked(folder: RunFolder) -> dict[Key, _Asked]:
    """Return what was asked of every scene; memory holds the prompts, not the requests."""
    asked: dict[Key, _Asked] = {}
    if not _names_places(folder):
        return asked
    for row in requests(folder):
        if (found := _belongs(row)) is not None:
            key, place = found
            one = asked.setdefault(key, _Asked())
            group = one.unmarked if place is None else one.places.setdefault(place, _Group())
            _add(group, row, row["factors"].get(REGION))
    return {key: one for key, one in asked.items() if one.is_scene(key)}


def _belongs(row: Mapping[str, Any]) -> tuple[Key, str | None] | None:
    """Return the scene of a request, and the place that it names."""
    factors: dict[str, str] = row["factors"]
    place = factors.get(PLACE)
    if place is None and row["marked"]:
        return None
    others = sorted(
        (name, value) for name, value in factors.items() if name not in NOT_OF_THE_SCENE
    )
    return (row["language"], tuple(others)), place


def _add(group: _Group, row: Mapping[str, Any], region: str | None) -> None:
    group.requested += 1
    group.rows[row["stratum"], row["prompt_id"] or NO_PROMPT, row["marked"]] = None
    group.strata[row["stratum"]] = None
    group.region = group.region or region


def _groups(one: _Asked) -> Iterable[_Group]:
    return one.unmarked, *one.places.values()


def _prompts(group: _Group) -> int:
    return len({prompt for _, prompt, _ in group.rows} - {NO_PROMPT})


def _own(group: _Group, own: set[Row]) -> frozenset[Row]:
    """Return the rows of counts that are of this group alone; none if one is of others, too."""
    return frozenset(group.rows) if set(group.rows) <= own else frozenset()


def _mark(group: _Group) -> bool | None:
    return False if all(marked is False for _, _, marked in group.rows) else None

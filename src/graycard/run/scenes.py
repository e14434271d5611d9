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
from graycard.run.vectors import read_vectors

SCENE: Final = "scene"
PLACE: Final = "place"
REGION: Final = "region"

NOT_OF_THE_SCENE: Final = frozenset({PLACE, REGION, "template", "article"})
"""Factors in which an unmarked prompt and the prompt that names a place may differ."""

_READ: Final = pa.schema(
    [
        GENERATIONS.field(name)
        for name in ("id", "prompt_id", "language", "stratum", "marked", "factors")
    ]
)

_Key = tuple[str, tuple[tuple[str, str], ...]]


@dataclass
class _Group:
    """Requests whose prompts name the same place, or none."""

    ids: list[str] = field(default_factory=list)
    rows: dict[Row, None] = field(default_factory=dict)
    strata: dict[str, None] = field(default_factory=dict)
    region: str | None = None


@dataclass
class _Asked:
    """Requests of one scene: language and factors other than the place are the same."""

    unmarked: _Group = field(default_factory=_Group)
    places: dict[str, _Group] = field(default_factory=dict)


def read_scenes(folder: RunFolder, embedder: ActiveReader | None) -> Iterator[Scene]:
    """Yield the scenes of a run, with vectors of one embedder; memory holds those of one scene.

    A picture belongs to the marked set of the factor `place` of its prompt; without one, and if the
    prompt is not marked for something else, it belongs to the unmarked pictures. They make a scene
    if language and all other factors agree (but for the template).

    Args:
        folder: Of a run whose tables are there.
        embedder: Whose vectors; None for scenes without vectors.

    Yields:
        Scenes, in the order in which they were asked for; none if no prompt names a place.

    Raises:
        DamagedRunError: If a table is not what was written.
    """
    asked = _asked(folder) if _names_places(folder) else {}
    shared = Counter(row for one in asked.values() for each in _groups(one) for row in each.rows)
    own = {row for row, times in shared.items() if times == 1}
    width = embedder.width or 0 if embedder else 0
    for (language, factors), one in asked.items():
        if not one.places and SCENE not in dict(factors):
            continue
        found = _vectors(folder, embedder, one) if embedder else {}
        yield Scene(
            stratum=" / ".join(one.unmarked.strata) or dict(factors).get(SCENE, "(no scene)"),
            marked=_mark(one.unmarked),
            requested=len(one.unmarked.ids),
            n_prompts=_prompts(one.unmarked),
            rows=_own(one.unmarked, own),
            vectors=_stacked(one.unmarked, found, width),
            sets=tuple(
                MarkedSet(
                    place=place,
                    region=each.region,
                    stratum=" / ".join(each.strata),
                    requested=len(each.ids),
                    n_prompts=_prompts(each),
                    rows=_own(each, own),
                    vectors=_stacked(each, found, width),
                )
                for place, each in one.places.items()
            ),
            reader=embedder.id if embedder else "",
            key=json.dumps([language, factors]),
        )


def _names_places(folder: RunFolder) -> bool:
    schema = pa.schema([GENERATIONS.field("factors")])
    return any(
        pc.any(pc.equal(batch["factors"].keys, PLACE)).as_py()
        for batch in read_batches(folder.generations, schema)
    )


def _asked(folder: RunFolder) -> dict[_Key, _Asked]:
    asked: dict[_Key, _Asked] = {}
    for batch in read_batches(folder.generations, _READ):
        for row in batch.to_pylist():
            factors = dict(row["factors"] or ())
            place = factors.get(PLACE)
            if place is None and row["marked"]:
                continue
            one = asked.setdefault(_key(row["language"], factors), _Asked())
            group = one.unmarked if place is None else one.places.setdefault(place, _Group())
            _add(group, row, factors.get(REGION))
    return asked


def _key(language: str, factors: Mapping[str, str]) -> _Key:
    others = sorted(
        (name, value) for name, value in factors.items() if name not in NOT_OF_THE_SCENE
    )
    return language, tuple(others)


def _add(group: _Group, row: Mapping[str, Any], region: str | None) -> None:
    group.ids.append(row["id"])
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


def _vectors(
    folder: RunFolder, embedder: ActiveReader, one: _Asked
) -> dict[str, NDArray[np.float32]]:
    """Return the vectors of a scene's pictures by id, each of length 1."""
    wanted = {identity for group in _groups(one) for identity in group.ids}
    found = {}
    for batch in read_vectors(folder, embedder.id, width=embedder.width or 0):
        for identity, vector in zip(batch.ids, batch.array, strict=True):
            if identity in wanted and (length := np.linalg.norm(vector)) > 0:
                found[identity] = vector / np.float32(length)
    return found


def _stacked(
    group: _Group, found: Mapping[str, NDArray[np.float32]], width: int
) -> NDArray[np.float32]:
    there = [found[identity] for identity in group.ids if identity in found]
    return np.array(there, np.float32).reshape(len(there), width)

"""Vectors of a run in groups, such as one a stratum: each as soon as it is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graycard.run.active_readers import ActiveReader
from graycard.run.folder import RunFolder
from graycard.run.schemas import GENERATIONS
from graycard.run.tables import damaged, read_batches
from graycard.run.vectors import read_vectors

BYTES: Final = 2**28
"""Of vectors that memory holds at most: 256 MiB, which is 87,000 vectors of 768 numbers."""

_READ: Final = pa.schema(
    [
        GENERATIONS.field(name)
        for name in ("id", "prompt_id", "language", "stratum", "marked", "factors")
    ]
)

G = TypeVar("G", bound=Hashable)
M = TypeVar("M")

Belongs = Callable[[Mapping[str, Any]], "tuple[G, M] | None"]
"""From a request to its group and which member of it it is; None if it is of no group."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Group(Generic[G, M]):
    """The vectors of one group.

    Attributes:
        name: Of the group.
        members: Which member of the group each vector is of, in plan order.
        array: float32, shape (n, width), each row of length 1.
        there: Requests of the group that have a vector. More than n where the group does not fit
            into memory: then every so many-th is here, spread evenly over the plan.
    """

    name: G
    members: tuple[M, ...]
    array: NDArray[np.float32]
    there: int


def requests(folder: RunFolder) -> Iterator[dict[str, Any]]:
    """Yield what is known of each request, in plan order; `factors` is a dictionary.

    Raises:
        DamagedRunError: If the table is not what was written.
    """
    for batch in read_batches(folder.generations, _READ):
        for row in batch.to_pylist():
            yield {**row, "factors": dict(row["factors"] or ())}


def grouped_vectors(
    folder: RunFolder, embedder: ActiveReader, belongs: Belongs[G, M], *, bytes_: int = BYTES
) -> Iterator[Group[G, M]]:
    """Yield the groups of a run with their vectors, each when its last request has come.

    Where the requests of a group stand together, as prompts of one stratum mostly do, the tables
    are read once, however large the run. Groups that are mixed all through the plan are read in as
    many passes as memory asks for, so that it never holds more than `bytes_` of vectors.

    Args:
        folder: Of a run whose tables are there.
        embedder: Whose vectors. A vector of length 0 has no direction and counts as missing.
        belongs: Which group a request is of, and which member of it.
        bytes_: Of vectors in memory.

    Yields:
        Every group that has a request, also those without any vector.

    Raises:
        DamagedRunError: If the tables do not belong together.
    """
    width = embedder.width or 0
    room = max(1, bytes_ // (4 * max(width, 1)))
    sizes: Counter[G] = Counter()
    for row in requests(folder):
        if (found := belongs(row)) is not None:
            sizes[found[0]] += 1
    done: set[G] = set()
    while len(done) < len(sizes):
        for group in _pass(folder, embedder, belongs, sizes, done, room):
            done.add(group.name)
            yield group


@dataclass(eq=False)
class _Open(Generic[M]):
    """A group whose last request has not come yet."""

    size: int
    array: NDArray[np.float32]
    members: list[M] = field(default_factory=list)
    seen: int = 0
    there: int = 0

    def add(self, member: M, vector: NDArray[np.float32] | None) -> None:
        """Take the next request of the group."""
        kept = len(self.array)
        wanted = (self.seen + 1) * kept // self.size > self.seen * kept // self.size
        self.seen += 1
        length = 0.0 if vector is None else float(np.linalg.norm(vector))
        if vector is None or not length > 0:
            return
        self.there += 1
        if wanted:
            self.array[len(self.members)] = vector / np.float32(length)
            self.members.append(member)


def _pass(
    folder: RunFolder,
    embedder: ActiveReader,
    belongs: Belongs[G, M],
    sizes: Mapping[G, int],
    done: set[G],
    room: int,
) -> Iterator[Group[G, M]]:
    """Read the tables once; a group that there is no room for when it begins has to wait."""
    width = embedder.width or 0
    opened: dict[G, _Open[M]] = {}
    passed = set(done)
    for row, vector in _in_step(folder, embedder):
        found = belongs(row)
        if found is None or found[0] in passed:
            continue
        name, member = found
        if name not in opened:
            rows = min(sizes[name], room)
            if rows > room - sum(len(one.array) for one in opened.values()):
                passed.add(name)
                continue
            opened[name] = _Open(sizes[name], np.empty((rows, width), np.float32))
        one = opened[name]
        one.add(member, vector)
        if one.seen == one.size:
            del opened[name]
            passed.add(name)
            kept = len(one.members)
            yield Group(
                name=name, members=tuple(one.members), array=one.array[:kept], there=one.there
            )


def _in_step(
    folder: RunFolder, embedder: ActiveReader
) -> Iterator[tuple[dict[str, Any], NDArray[np.float32] | None]]:
    """Yield every request with its vector: both tables are in plan order."""
    vectors = (
        pair
        for batch in read_vectors(folder, embedder.id, width=embedder.width or 0)
        for pair in zip(batch.ids, batch.array, strict=True)
    )
    identity, vector = next(vectors, (None, None))
    for row in requests(folder):
        if row["id"] == identity:
            yield row, vector
            identity, vector = next(vectors, (None, None))
        else:
            yield row, None
    if identity is not None:
        raise damaged(
            folder.vectors(embedder.id),
            f"it has a vector of {identity}, which was never made or is out of order",
        )

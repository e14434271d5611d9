"""One chunk of pictures becomes readings and vectors, one part a reader or embedder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from graycard.auditing.executors import Tell
from graycard.auditing.harvest import Harvest, harvest_of
from graycard.components import load
from graycard.documents import canonical_json
from graycard.errors import DamagedRunError, GraycardError
from graycard.pictures import Picture, UndecodableError, decode, sha256
from graycard.roles import Embedder, Reader, is_embedder
from graycard.run.folder import RunFolder
from graycard.run.images import ImageStore
from graycard.run.schemas import GENERATIONS
from graycard.run.spec import Component
from graycard.run.tables import made_from, put_table, read_table

_PICTURES_A_TIME: Final = 16
_PIXELS_A_TIME: Final = 16_000_000


@dataclass(frozen=True)
class Read:
    """What came of one chunk.

    Attributes:
        readings: New rows of readers.
        vectors: New vectors of embedders.
        requests: Whose attempts were read, be it that they brought no picture.
    """

    readings: int = 0
    vectors: int = 0
    requests: int = 0


@dataclass(frozen=True)
class ReadJob:
    """Reads a chunk's pictures with every reader whose part is not there yet.

    A part that was made from other pictures than those that are there now counts as not there.

    Attributes:
        root: Of the run folder.
        readers: The readers, loaded once a process.
        ids: That they must turn out to have.
    """

    root: Path
    readers: tuple[Component, ...]
    ids: tuple[str, ...]
    round_: int = 0

    def __call__(self, chunk: int, tell: Tell) -> Read:
        """Read what every attempt at the chunk brought.

        Args:
            chunk: Its number.
            tell: Is told of the requests that were read, and on which devices.

        Raises:
            GraycardError: If a reader is not what the run was begun with.
            DamagedRunError: If a picture or part is not what was written.
        """
        readers = self._loaded()
        folder = RunFolder(self.root)
        readings = vectors = looked_at = 0
        requests: set[str] = set()  # one may have had several attempts
        for attempt in range(1, folder.attempts(self.round_, chunk) + 1):
            source = folder.generation_part(self.round_, chunk, attempt)
            digest = sha256(source.read_bytes())
            wanted: dict[Path, tuple[Reader | Embedder, Harvest]] = {}
            for reader in readers:
                harvest = harvest_of(reader)
                part = harvest.part(folder, self.round_, chunk, attempt)
                if not part.exists() or made_from(part) != digest:
                    wanted[part] = reader, harvest
            if not wanted:
                continue
            generations = read_table(source, GENERATIONS).to_pylist()
            # Every picture is decoded once, for all of them.
            for pictures in _batches(generations, ImageStore(folder.images)):
                for _, harvest in wanted.values():
                    harvest.look(pictures)
                looked_at += len(pictures)
                tell(len(pictures))
            requests.update(row["id"] for row in generations)
            for part, (reader, harvest) in wanted.items():
                table = harvest.table(generations)
                put_table(part, table, made_from=digest)
                if is_embedder(reader):
                    vectors += table.num_rows - table["vector"].null_count
                else:
                    readings += table.num_rows
                tell(0, device=getattr(reader, "device", None))
        tell(len(requests) - looked_at)  # those that brought no picture
        return Read(readings, vectors, len(requests))

    def _loaded(self) -> list[Reader | Embedder]:
        readers = [loaded_reader(component) for component in self.readers]
        for reader, component, wanted in zip(readers, self.readers, self.ids, strict=True):
            if reader.id != wanted:
                raise GraycardError(
                    what=f"the reader {component.name} is {reader.id}, the run has {wanted}",
                    why="its version, weights or configuration changed in between",
                    fix=f"read again with it: graycard read {self.root} --reader {component.name}",
                )
        return readers


def loaded_reader(component: Component) -> Reader | Embedder:
    """Return the reader or embedder, loaded once in this process."""
    return _loaded(component.name, canonical_json(component.settings))


@cache
def _loaded(name: str, settings: str) -> Reader | Embedder:
    reader: Reader | Embedder = load("readers", name, json.loads(settings))
    return reader


def _batches(generations: Sequence[dict[str, Any]], images: ImageStore) -> Iterator[list[Picture]]:
    batch: list[Picture] = []
    pixels = 0
    for row in generations:
        if row["outcome"] != "ok":
            continue
        encoded = images.get(row["image_sha256"], row["image_extension"])
        try:
            rgb = decode(encoded).rgb
        except UndecodableError as error:
            raise DamagedRunError(
                what=f"the picture of {row['id']} cannot be decoded",
                why=f"{error}, and the model {row['model']} had called it ok",
                fix="mend the model (graycard.testing.check_model finds this), then audit into "
                "a new folder",
            ) from error
        batch.append(Picture(generation_id=row["id"], encoded=encoded, rgb=rgb))
        pixels += rgb.shape[0] * rgb.shape[1]
        if len(batch) == _PICTURES_A_TIME or pixels > _PIXELS_A_TIME:
            yield batch
            batch, pixels = [], 0
    if batch:
        yield batch

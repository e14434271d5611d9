"""What a drawn picture says about itself, believed only after drawing it again.

The renderer writes into each picture what it drew. Anybody can write such a record into any
picture, so a record counts only when drawing it once more gives exactly the same pixels.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from graycard import roles
from graycard.avatar import ATTRIBUTES, read_record, redraws, world_digest
from graycard.documents import digest
from graycard.language import noted
from graycard.pictures import Picture
from graycard.types import Reading

_VERSION: Final = 1
NO_RECORD: Final = noted("no drawn-world record")
OTHER_WORLD: Final = noted("the record is of another drawn world")
NOT_REDRAWN: Final = noted("the record does not redraw this picture")


class Settings(roles.Settings):
    """There is nothing to set."""


class RendererTruth:
    """The reader; it is never wrong about this world, and says nothing about any other."""

    def __init__(self) -> None:
        identity = digest({"version": _VERSION, "world": world_digest()})
        self.id = f"renderer_truth@{identity[:12]}"
        self.attributes = tuple(ATTRIBUTES.values())
        self.domains = frozenset({roles.DRAWN_WORLD})

    def read(self, pictures: Sequence[Picture]) -> Iterator[Reading]:
        """Yield a label for every attribute of a drawn picture, or why there is none."""
        for picture in pictures:
            labels, missing_reason = _believe(picture)
            for attribute in self.attributes:
                yield Reading(
                    generation_id=picture.generation_id,
                    attribute=attribute.name,
                    label=labels.get(attribute.name),
                    reader=self.id,
                    missing_reason=missing_reason,
                )


def _believe(picture: Picture) -> tuple[dict[str, str], str | None]:
    record = read_record(picture.encoded)
    if record is None:
        return {}, NO_RECORD
    if record.world != world_digest():
        return {}, OTHER_WORLD
    if not redraws(record, picture.rgb):
        return {}, NOT_REDRAWN
    return record.avatar.labels(), None


def load(settings: Settings) -> RendererTruth:  # noqa: ARG001  every component is loaded this way
    """Return the reader."""
    return RendererTruth()

"""Calling readers that may be wrong: what breaks costs one picture, and is said."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graycard.errors import GraycardError
from graycard.pictures import Picture
from graycard.roles import Embedder, Reader
from graycard.run.summary import READER_CRASHED
from graycard.types import IMAGE, Reading

_log = logging.getLogger(__name__)


class _WrongReadingError(Exception):
    """A reader handed back what it may not."""


def carefully(reader: Reader, pictures: Sequence[Picture]) -> list[Reading]:
    """Return the readings of some pictures, checked.

    If the reader crashes, or hands back what it may not, the pictures are read one by one; of
    those that make it crash alone, everything is missing with the reason `the reader crashed`,
    and the log says why.

    Raises:
        GraycardError: That the reader raises: then the machine is at fault.
        MemoryError: Likewise.
    """
    try:
        return _checked(reader, pictures)
    except (GraycardError, MemoryError):
        raise
    except Exception as error:  # whatever a reader raises, the audit must survive it
        if len(pictures) > 1:
            return [reading for one in pictures for reading in carefully(reader, [one])]
        (picture,) = pictures
        _warn(reader.id, picture, error)
        return [
            Reading(
                generation_id=picture.generation_id,
                attribute=attribute.name,
                reader=reader.id,
                missing_reason=READER_CRASHED,
            )
            for attribute in reader.attributes
        ]


def embed_carefully(
    embedder: Embedder, pictures: Sequence[Picture]
) -> tuple[NDArray[np.float32], dict[str, str]]:
    """Return the vectors of some pictures, checked, and why some crashed the embedder, by id.

    As with readers, pictures are embedded one by one if they do not go together; those that make
    it crash alone have a row that is not a number.

    Raises:
        GraycardError: That the embedder raises: then the machine is at fault.
        MemoryError: Likewise.
    """
    try:
        vectors = embedder.embed(pictures)
        if vectors.shape != (len(pictures), embedder.width) or vectors.dtype != np.float32:
            raise _WrongReadingError(f"its vectors are {vectors.dtype} of shape {vectors.shape}")
        return vectors, {}
    except (GraycardError, MemoryError):
        raise
    except Exception as error:  # whatever an embedder raises, the audit must survive it
        if len(pictures) > 1:
            alone = [embed_carefully(embedder, [one]) for one in pictures]
            reasons = {one: why for _, crashed in alone for one, why in crashed.items()}
            return np.concatenate([vectors for vectors, _ in alone]), reasons
        (picture,) = pictures
        _warn(embedder.id, picture, error)
        nothing = np.full((1, embedder.width), np.nan, np.float32)
        return nothing, {picture.generation_id: READER_CRASHED}


def _warn(reader: str, picture: Picture, error: Exception) -> None:
    _log.warning(
        "%s crashed on %s: %s: %s", reader, picture.generation_id, type(error).__name__, error
    )


def _checked(reader: Reader, pictures: Sequence[Picture]) -> list[Reading]:
    """Read, and hold what comes back to what the reader declares."""
    readings = list(reader.read(pictures))
    attributes = {attribute.name: attribute for attribute in reader.attributes}
    order = {picture.generation_id: place for place, picture in enumerate(pictures)}
    seen = set[tuple[str, str, str]]()
    place = 0
    for one in readings:
        attribute = attributes.get(one.attribute)
        if attribute is None or one.reader != reader.id:
            raise _WrongReadingError(f"it reads {one.attribute} as {one.reader}")
        if one.label is not None and one.label not in attribute.categories:
            raise _WrongReadingError(f"{one.label!r} is no category of {one.attribute}")
        key = (one.generation_id, one.subject, one.attribute)
        if key in seen or order.get(one.generation_id, -1) < place:
            raise _WrongReadingError(f"it reads {one.generation_id} twice, or out of order")
        seen.add(key)
        place = order[one.generation_id]
    for picture in pictures:
        for name in attributes:
            if (picture.generation_id, IMAGE, name) not in seen:
                raise _WrongReadingError(f"it says nothing of {name} of {picture.generation_id}")
    return readings

"""The contract of a reader."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from graycard.pictures import Picture
from graycard.roles import Embedder, Reader, is_embedder
from graycard.testing._contract import require, require_identity, require_settled
from graycard.testing._pictures import ROUNDING, unchanged
from graycard.testing._vectors import check_vectors
from graycard.types import Attribute, Reading


def odd_pictures() -> tuple[Picture, ...]:
    """Return pictures that models do deliver: tiny, narrow, black, white, one colour, noise.

    Example:
        >>> odd_pictures()[0].rgb.shape
        (1, 1, 3)
    """
    noise = np.random.default_rng(0).integers(0, 256, (17, 31, 3), dtype=np.uint8)
    arrays = {
        "one-pixel": np.full((1, 1, 3), 127, np.uint8),
        "narrow": np.full((1, 300, 3), 90, np.uint8),
        "black": np.zeros((64, 64, 3), np.uint8),
        "white": np.full((64, 64, 3), 255, np.uint8),
        "red": np.full((32, 48, 3), (255, 0, 0), np.uint8),
        "noise": noise,
    }
    return tuple(_picture(name, array) for name, array in arrays.items())


def check_reader(load: Callable[[], Reader | Embedder], pictures: Sequence[Picture]) -> None:
    """Check that a reader, or an embedder, keeps what the audit relies on.

    It is loaded twice and reads the same pictures, and `odd_pictures`, in one batch, one by one,
    and backwards. Probabilities, and the numbers of vectors, may then differ by rounding: by at
    most 0.0001. Everything else is the same.

    Args:
        load: Makes the reader; called twice, with the same result expected.
        pictures: Of its domain, with different `generation_id`.

    Raises:
        ContractError: If its id changes from load to load; if a picture is left out, is out of
            order, or lacks an attribute; if a label, value, probability, box or vector is not
            what was declared; if a picture is changed; or if a reading depends on the batch.

    Example:
        >>> from graycard import components
        >>> check_reader(lambda: components.load("readers", "colour", {}), [])
    """
    reader, again = load(), load()
    require_identity(reader.id, again.id)
    _check_domains(reader, again)
    shown = [_copied(picture) for picture in (*pictures, *odd_pictures())]
    if is_embedder(reader) and is_embedder(again):
        check_vectors(reader, again, shown)
        return
    assert not is_embedder(reader)
    assert not is_embedder(again)
    _check_attributes(reader, again)
    with unchanged(shown):
        together = list(reader.read(shown))
    _check_order(shown, together)
    by_id = {picture.generation_id: picture for picture in shown}
    attributes = {attribute.name: attribute for attribute in reader.attributes}
    for reading in together:
        _check_reading(reading, attributes, by_id[reading.generation_id], reader.id)
    _check_complete(shown, together, reader)
    alone = [reading for picture in shown for reading in again.read([picture])]
    require(
        _same(together, alone),
        what="other readings come when pictures are read one by one",
        why="chunks are cut, resumed and retried at will",
        fix="read each picture for itself; fix what is random by the picture's bytes",
    )
    backwards = list(again.read(shown[::-1]))
    require(
        _same(sorted(backwards, key=_place), sorted(together, key=_place)),
        what="other readings come when pictures are read in another order",
        why="chunks are cut, resumed and retried at will",
        fix="read each picture for itself; fix what is random by the picture's bytes",
    )


def _same(some: Sequence[Reading], others: Sequence[Reading]) -> bool:
    """Return whether readings are the same, but for the rounding of probabilities."""
    return len(some) == len(others) and all(
        one.model_copy(update={"probabilities": None})
        == other.model_copy(update={"probabilities": None})
        and _close(one.probabilities or {}, other.probabilities or {})
        for one, other in zip(some, others, strict=True)
    )


def _close(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    return one.keys() == other.keys() and all(
        abs(share - other[category]) <= ROUNDING for category, share in one.items()
    )


def _place(reading: Reading) -> tuple[str, str, str]:
    return reading.generation_id, reading.subject, reading.attribute


def _check_attributes(reader: Reader, again: Reader) -> None:
    names = [attribute.name for attribute in reader.attributes]
    require(
        bool(names) and len(set(names)) == len(names) and reader.attributes == again.attributes,
        what=f"the attributes are {names}",
        why="they are what a report can be about, the same for every load",
        fix="declare each attribute once",
    )


def _check_domains(reader: Reader | Embedder, again: Reader | Embedder) -> None:
    declared: Any = reader.domains  # whatever somebody's code says that it is
    named = isinstance(declared, frozenset) and all(
        isinstance(one, str) and one.strip() for one in declared
    )
    require(
        named and reader.domains == again.domains,
        what=f"the domains are {reader.domains!r}",
        why="outside the domains that it was validated on a reader is not asked",
        fix="declare frozenset({roles.PHOTOGRAPHS}) or what it was validated on; frozenset() if"
        " that is nothing",
    )


def _check_order(pictures: Sequence[Picture], readings: Sequence[Reading]) -> None:
    order = list(dict.fromkeys(reading.generation_id for reading in readings))
    expected = [picture.generation_id for picture in pictures]
    require(
        order == expected,
        what=f"readings are about {order[:4]}..., pictures were {expected[:4]}...",
        why="readings come picture by picture, in the order of the pictures, for each one",
        fix="yield a reading with a missing_reason for what cannot be read",
    )


def _check_complete(
    pictures: Sequence[Picture], readings: Sequence[Reading], reader: Reader
) -> None:
    have = {(reading.generation_id, reading.attribute) for reading in readings}
    for picture in pictures:
        for attribute in reader.attributes:
            require(
                (picture.generation_id, attribute.name) in have,
                what=f"{picture.generation_id!r} has no reading of {attribute.name}",
                why="a picture without one would drop out of every count unnoticed",
                fix="yield a reading with a missing_reason",
            )


def _check_reading(
    reading: Reading, attributes: dict[str, Attribute], picture: Picture, reader_id: str
) -> None:
    require(
        reading.reader == reader_id and reading.attribute in attributes,
        what=f"a reading is of {reading.attribute!r} by {reading.reader!r}",
        why=f"{reader_id} declares {', '.join(attributes)}",
        fix="use the reader's own id and attributes",
    )
    categories = attributes[reading.attribute].categories
    given = (*(reading.probabilities or {}), *([reading.label] if reading.label else []))
    undeclared = sorted(set(given).difference(categories))
    require(
        not undeclared,
        what=f"{reading.attribute} was read as {', '.join(undeclared)}",
        why=f"declared are {', '.join(categories) or 'no categories'}",
        fix="declare every category, or read it as missing",
    )
    total = math.fsum((reading.probabilities or {"": 1.0}).values())
    require(
        math.isclose(total, 1, abs_tol=1e-3),
        what=f"probabilities of {reading.attribute} sum to {total:.4f}",
        why="they are shares of all that the reader can say",
        fix="normalise them",
    )
    height, width, _ = picture.rgb.shape
    left, top, right, bottom = reading.box or (0, 0, width, height)
    require(
        0 <= left < right <= width and 0 <= top < bottom <= height,
        what=f"a box is {reading.box} in a picture of {width}x{height}",
        why="boxes are (left, top, right, bottom) in pixels of the picture as decoded",
        fix="clip it to the picture",
    )
    if reading.missing_reason is not None:
        require_settled(reading.missing_reason, whose=f"a missing {reading.attribute}")


def _copied(picture: Picture) -> Picture:
    return Picture(picture.generation_id, picture.encoded, picture.rgb.copy())


def _picture(name: str, rgb: NDArray[np.uint8]) -> Picture:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "PNG")
    return Picture(f"odd-{name}", buffer.getvalue(), rgb)

"""The contract of a reader."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from graycard.pictures import Picture
from graycard.roles import Reader
from graycard.testing._contract import require, require_identity, require_settled
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


def check_reader(load: Callable[[], Reader], pictures: Sequence[Picture]) -> None:
    """Check that a reader keeps what the audit relies on.

    It is loaded twice and reads the same pictures, and `odd_pictures`, in one batch, one by one,
    and backwards.

    Args:
        load: Makes the reader; called twice, with the same result expected.
        pictures: Of its domain, with different `generation_id`.

    Raises:
        ContractError: If its id changes from load to load; if a picture is left out, is out of
            order, or lacks an attribute; if a label, value, probability or box is not what was
            declared; if a picture is changed; or if a reading depends on the batch.

    Example:
        >>> from graycard import components
        >>> check_reader(lambda: components.load("readers", "colour", {}), [])
    """
    reader, again = load(), load()
    _check_statements(reader, again)
    shown = [_copied(picture) for picture in (*pictures, *odd_pictures())]
    kept = [(picture.encoded, picture.rgb.copy()) for picture in shown]
    together = list(reader.read(shown))
    for picture, (encoded, rgb) in zip(shown, kept, strict=True):
        require(
            picture.encoded == encoded and np.array_equal(picture.rgb, rgb),
            what=f"reading changed the picture {picture.generation_id!r}",
            why="the next reader gets the same pixels",
            fix="work on a copy",
        )
    _check_order(shown, together)
    by_id = {picture.generation_id: picture for picture in shown}
    attributes = {attribute.name: attribute for attribute in reader.attributes}
    for reading in together:
        _check_reading(reading, attributes, by_id[reading.generation_id], reader.id)
    _check_complete(shown, together, reader)
    alone = [reading for picture in shown for reading in again.read([picture])]
    require(
        together == alone,
        what="other readings come when pictures are read one by one",
        why="chunks are cut, resumed and retried at will",
        fix="read each picture for itself; fix what is random by the picture's bytes",
    )
    backwards = list(again.read(shown[::-1]))
    require(
        sorted(map(str, backwards)) == sorted(map(str, together)),
        what="other readings come when pictures are read in another order",
        why="chunks are cut, resumed and retried at will",
        fix="read each picture for itself; fix what is random by the picture's bytes",
    )


def _check_statements(reader: Reader, again: Reader) -> None:
    require_identity(reader.id, again.id)
    names = [attribute.name for attribute in reader.attributes]
    require(
        bool(names) and len(set(names)) == len(names) and reader.attributes == again.attributes,
        what=f"the attributes are {names}",
        why="they are what a report can be about, the same for every load",
        fix="declare each attribute once",
    )
    require(
        bool(reader.domains) and all(reader.domains) and reader.domains == again.domains,
        what=f"the domains are {reader.domains!r}",
        why="outside the domains that it was validated on a reader is not asked",
        fix="declare frozenset({roles.PHOTOGRAPHS}) or what it was validated on",
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

"""Picture strips: the first requests of every stratum as they came, never chosen by looks."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Final

from graycard.errors import DamagedRunError
from graycard.language import say
from graycard.pictures import UndecodableError, decode
from graycard.report.asked import Asked, asked
from graycard.report.facts import Facts
from graycard.report.requests import PICTURES_A_STRATUM, PICTURES_IN_ALL, Shown
from graycard.report.words import outcome_word, stratum_name
from graycard.run.images import ImageStore

SIDE: Final = 96
"""Pictures larger than this many pixels are made smaller."""


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One request in a strip.

    Attributes:
        alt: What stands for the picture where it is not seen.
        source: Data URI of the thumbnail; None where there is no picture.
        label: Why there is none.
    """

    alt: str
    source: str | None
    label: str


@dataclass(frozen=True, kw_only=True)
class Strip:
    """The pictures of a stratum."""

    stratum: str
    text: str | None
    requested: int
    tiles: tuple[Tile, ...]


def strips(facts: Facts) -> list[Strip]:
    """Return a strip for each stratum, in plan order; with many strata, shorter ones."""
    words = asked(facts)
    each = max(1, min(PICTURES_A_STRATUM, PICTURES_IN_ALL // max(len(facts.strata), 1)))
    return [
        Strip(
            stratum=stratum_name(stratum.name),
            text=stratum.example,
            requested=stratum.requested,
            tiles=tuple(
                tile(facts.images, shown, words.tile(stratum_name(stratum.name), number), words)
                for number, shown in enumerate(stratum.first[:each], start=1)
            ),
        )
        for stratum in facts.strata[:PICTURES_IN_ALL]
    ]


def tile(images: ImageStore, shown: Shown, name: str, words: Asked) -> Tile:
    """Return one request as a tile.

    Args:
        images: Of the run.
        shown: The request.
        name: By which it is called where the picture is not seen.
        words: For requests of this run.
    """
    if shown.image_sha256 is None or shown.image_extension is None:
        label = words.failed if shown.outcome == "failed" else outcome_word(shown.outcome)
        return _without_picture(name, label)
    try:
        encoded = images.get(shown.image_sha256, shown.image_extension)
        return Tile(alt=name, source=_thumbnail(encoded), label="")
    except (DamagedRunError, UndecodableError):
        return _without_picture(name, say("no longer in the run folder"))


def _without_picture(name: str, label: str) -> Tile:
    alt = say("{picture}: {label}", picture=name, label=label)
    return Tile(alt=alt, source=None, label=label)


def _thumbnail(encoded: bytes) -> str:
    """Return a picture as a data URI, made anew so that nothing but its pixels is passed on."""
    from PIL import Image

    image = Image.fromarray(decode(encoded).rgb)
    small = max(image.size) <= SIDE
    if not small:
        image.thumbnail((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=None)
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", lossless=small, quality=80, method=4)
    return f"data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode()}"

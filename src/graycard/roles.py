"""The roles that components play: what the road calls, and nothing more.

A component is one module. Its file name is its registration (`models/avatar_renderer.py` is
`avatar-renderer`), it holds a pydantic `Settings` and a function `load(settings)` that returns
something of the role below, and importing it must have no side effect.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from graycard.pictures import Picture
from graycard.types import Attribute, Noun, Outcome, Reading

if TYPE_CHECKING:
    from typing_extensions import TypeIs

DRAWN_WORLD = "drawn world"
PHOTOGRAPHS = "photographs"
ANY_DOMAIN = "any"


WHOLE_FOLDER: Final = "all"
"""Stratum of pictures in a folder that has neither prompts nor sub-folders."""

WITHOUT_PROMPT: Final = "(no prompt)"
"""Stratum of pictures whose metadata gives a prompt for others and none for them."""


class Settings(Noun):
    """Base of every component's settings: frozen, closed, with a default for each field."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """One image that a model is asked for.

    Attributes:
        text: The prompt, to be used exactly as it is; None for a folder without prompts.
        repetition: 0, 1, 2, ... for one prompt.
        seed: In [0, 2**32); None for a model that takes none.
        source: For models that fetch rather than make: which file.
    """

    text: str | None
    repetition: int
    seed: int | None
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What a model hands back for one request.

    Attributes:
        outcome: `ok` if and only if there is an image.
        image: Encoded bytes of a decodable picture.
        extension: Of the image's format, without the dot.
        detail: Why there is no image, or what must be noted about it.
        revised_prompt: What the model says it used instead.
    """

    outcome: Outcome
    image: bytes | None = None
    extension: str | None = None
    detail: str | None = None
    revised_prompt: str | None = None


@dataclass(frozen=True, kw_only=True)
class ListedImage:
    """One picture of a model that brings its own requests, such as a folder.

    Attributes:
        source: Relative path with forward slashes; `Request.source` of its request.
        text: The prompt it was made from; None where it is not known.
        stratum: What results are grouped by.
        marked: Whether the prompt states what is measured; None where it is not known.
        language: BCP 47 tag of the prompt; `und` where it is not known.
        seed: That it was made with, where it is known.
        factors: What else is known of how the prompt was made, such as its scene and place.
    """

    source: str
    text: str | None
    stratum: str
    marked: bool | None
    language: str
    seed: int | None
    factors: dict[str, str] = field(default_factory=dict)


class Model(Protocol):
    """A text-to-image model under test, or something that stands for one.

    A model that computes on a device may also say which, as `device`: the manifest records it.
    One whose pictures differ, if only by rounding errors, with those that are made at the same
    time says how many are, as `batch`: an interrupted chunk, a whole number of batches, then goes
    on where a batch begins.

    Attributes:
        id: `name@digest` of weights or revision; two models that draw differently differ here.
        settings: Sampler settings and precision that decide the picture, as plain JSON values.
        domain: What kind of pictures it makes, for the readers' domains.
        seedable: Whether the same request gives the same picture.
        chunk: How many requests it likes to get at once.
    """

    id: str
    settings: dict[str, Any]
    domain: str
    seedable: bool
    chunk: int

    def generate(self, requests: Sequence[Request]) -> Iterator[Delivery]:
        """Yield one delivery for each request, in order.

        A refused, filtered or failed request is a delivery, not an exception; an exception
        stops the audit (the machine is at fault, not the request).
        """
        ...


class Reader(Protocol):
    """Something that reads attributes off pictures.

    A reader may also say what exactly nobody validated, as `not_validated`: the error that refuses
    it tells so. Where loading takes long, its module may offer both as functions
    of the settings, `domains(settings)` and `not_validated(settings)`: they are asked before
    anything is downloaded. A reader that computes on a device may say which, as `device`.
    A reader that loads a model may say which, as `source`, `name@version`, and has it in a setting
    `model`: cautions and refusals name it.
    How often its labels of an attribute were right in its domain it may say as `measured`, a dict
    of sentences; a report shows them there and nowhere else.
    What readers of the report must know of how it was loaded here, such as that a lesser method
    had to do, it may say as `note`.

    Attributes:
        id: `name@digest` of version, configuration and weights.
        attributes: What it reads; every picture gets at least one reading of each.
        domains: Kinds of pictures it was validated on; `any` for pure pixel arithmetic; empty if
            nobody validated it, and then it reads only where the user insists.
    """

    id: str
    attributes: tuple[Attribute, ...]
    domains: frozenset[str]

    def read(self, pictures: Sequence[Picture]) -> Iterator[Reading]:
        """Yield the readings of each picture, in the order of the pictures.

        What cannot be read is a reading with a `missing_reason`.
        """
        ...


class Embedder(Protocol):
    """A reader of another kind: it says nothing about a picture, and makes a vector of it.

    Attributes:
        id: `name@digest` of version, configuration and weights.
        width: Numbers a vector.
        source: Which model makes them, `name@version`.
        domains: As of readers: what its model has seen. `any` for a model of the user's choice.
    """

    id: str
    width: int
    source: str
    domains: frozenset[str]

    def embed(self, pictures: Sequence[Picture]) -> NDArray[np.float32]:
        """Return a vector for each picture, in order: float32, shape (n, width).

        A row with a number that is not finite says that there is no vector of this picture.
        """
        ...


def is_embedder(component: Reader | Embedder) -> TypeIs[Embedder]:
    """Return whether a component of `readers/` makes vectors rather than readings."""
    return hasattr(component, "embed")


class ComponentModule(Protocol):
    """What the module of a model or reader offers."""

    Settings: ClassVar[type[Settings]]

    def load(self, settings: Any) -> Any:
        """Return the component that these settings describe."""
        ...

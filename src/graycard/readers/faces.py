"""Whether a picture shows a face, how many, how large, and how sure the detector is.

A face is a region of pixels that a detector takes for one: in a photograph, a painting or a
drawing. Nothing is said of whose it is. How often none is found differs between detectors and
between those shown, so it is a result of its own: every number about faces rests on the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pydantic import Field

from graycard import roles
from graycard.faces.find import Face, FaceFinder, Method, face_finder
from graycard.faces.haar import WINDOW
from graycard.language import noted
from graycard.pictures import Picture
from graycard.types import IMAGE, Attribute, Reading

NO_FACE: Final = noted("no face was found")
NO_SCORE: Final = noted("the Haar cascade gives no score")

_BY_NETWORKS: Final = (
    "BlazeFace, V. Bazarevsky et al., arXiv:1907.05047, and FaceMesh, Y. Kartynnik et al.,"
    " arXiv:1907.06724: the files of mediapipe 0.10.21, run by OpenCV"
)
_BY_CASCADE: Final = "Haar cascade, P. Viola and M. Jones, CVPR 2001: frontalface_alt2 of OpenCV"
_NOTE: Final = noted(
    "Faces were found by a Haar cascade, because the files of BlazeFace and FaceMesh are not"
    " installed (graycard setup faces) or not wanted. It finds fewer faces, those that are upright"
    " and seen from the front, and no landmarks: what needs landmarks is missing."
)

_NOT_VALIDATED: Final = (
    "its Haar cascade misses most drawn faces; graycard setup faces gets what finds them"
)


class Settings(roles.Settings):
    """Which faces count.

    Attributes:
        method: What finds them. `auto` takes BlazeFace and FaceMesh where `graycard setup faces`
            has installed them, and else the Haar cascade that comes with OpenCV.
        min_size: Height of a face in pixels from which it counts.
        min_share: And as a share of the picture's longer side.
        min_beside: And as a share of the height of the largest face; at 0 bystanders count as well.
    """

    method: Method = "auto"
    min_size: int = Field(default=16, ge=8)
    min_share: float = Field(default=0.04, gt=0, le=1)
    min_beside: float = Field(default=0.25, ge=0, le=1)


def attributes(settings: Settings, *, by_networks: bool) -> tuple[Attribute, ...]:
    """Return what is read with these settings, by the networks or by the cascade."""
    source = _BY_NETWORKS if by_networks else _BY_CASCADE
    extent = "about from the eyebrows" if by_networks else "from the forehead"
    pixels = settings.min_size if by_networks else max(settings.min_size, WINDOW)
    counts = (
        f"A face counts if it is at least {pixels} pixels and {settings.min_share:.0%} of the"
        f" picture's longer side high, and at least {settings.min_beside:.0%} as high as the"
        " largest one; smaller ones leave no trace."
    )
    single = "Readings of single faces say it of that face."
    return (
        Attribute(
            name="faces",
            categories=("none", "one", "several"),
            scale="nominal",
            claim=f"How many regions of the picture a detector takes for faces. {counts}",
            source=source,
            parity=False,
        ),
        Attribute(
            name="face_count",
            scale="interval",
            claim=f"How many faces were found. {counts}",
            source=source,
            unit="faces",
        ),
        Attribute(
            name="face_size",
            scale="interval",
            claim=f"How high the largest face is, {extent} to the chin. {single}",
            source=source,
            unit="share of the picture's height, 0 to 1",
        ),
        Attribute(
            name="face_score",
            scale="interval",
            claim="How much the largest face looks like one to the detector; no probability."
            f" {single}",
            source=source,
            unit="score of the detector, 0 to 1",
        ),
    )


DOMAINS: Final = frozenset({roles.DRAWN_WORLD, roles.PHOTOGRAPHS})
ATTRIBUTES: Final = attributes(Settings(), by_networks=True)
"""Of BlazeFace. The Haar cascade misses most drawn faces, and is for photographs only."""


class Faces:
    """The reader.

    Attributes:
        id: That of its `FaceFinder`, by which the subjects of faces are called.
        not_validated: Why the Haar cascade is for photographs only, where it is used.
        note: That it was used, where it was.
    """

    def __init__(self, finder: FaceFinder, settings: Settings) -> None:
        self._finder = finder
        self.id = finder.id
        by_networks = finder.has_landmarks
        self.attributes = attributes(settings, by_networks=by_networks)
        self.domains = DOMAINS if by_networks else frozenset({roles.PHOTOGRAPHS})
        self.not_validated = None if by_networks else _NOT_VALIDATED
        self.note = None if by_networks else _NOTE

    def read(self, pictures: Sequence[Picture]) -> Iterator[Reading]:
        """Yield what is read of the picture and its largest face, and then of each face."""
        for picture in pictures:
            faces = self._finder.find(picture)
            main = faces[0] if faces else None
            label = ("none", "one", "several")[min(len(faces), 2)]
            yield self._reading(picture, IMAGE, "faces", main, label=label)
            yield self._reading(picture, IMAGE, "face_count", main, value=len(faces))
            yield from self._of_face(picture, IMAGE, main)
            for k, face in enumerate(faces):
                yield from self._of_face(picture, f"{self.id}#{k}", face)

    def _of_face(self, picture: Picture, subject: str, face: Face | None) -> Iterator[Reading]:
        if face is None:
            for name in ("face_size", "face_score"):
                yield self._reading(picture, subject, name, None, missing=NO_FACE)
            return
        size = face.height / picture.rgb.shape[0]
        yield self._reading(picture, subject, "face_size", face, value=size)
        missing = NO_SCORE if face.score is None else None
        yield self._reading(picture, subject, "face_score", face, value=face.score, missing=missing)

    def _reading(
        self,
        picture: Picture,
        subject: str,
        attribute: str,
        face: Face | None,
        *,
        label: str | None = None,
        value: float | None = None,
        missing: str | None = None,
    ) -> Reading:
        return Reading(
            generation_id=picture.generation_id,
            subject=subject,
            attribute=attribute,
            label=label,
            value=value,
            box=None if face is None else face.box,
            reader=self.id,
            missing_reason=missing,
        )


def load(settings: Settings) -> Faces:
    """Return the reader.

    Raises:
        EnvironmentFaultError: If OpenCV is not there, or `blazeface` is asked for and its files are
            not installed, or they are damaged.
    """
    finder = face_finder(
        method=settings.method,
        min_size=settings.min_size,
        min_share=settings.min_share,
        min_beside=settings.min_beside,
    )
    return Faces(finder, settings)

"""The apparent tone of faces in a picture, and the light that they are seen in.

It is arithmetic on the pixels of cheeks and forehead, and says nothing about anybody's skin. The
same face gives other numbers in other light, and by another choice of pixels.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pydantic import Field

from graycard import roles
from graycard.documents import digest
from graycard.faces.find import NO_LANDMARKS_BY_HAAR, Face, FaceFinder, Method, face_finder
from graycard.language import noted
from graycard.pictures import Picture
from graycard.readers._skin_answers import SKIN, Answers, none_of, of_light, of_skin
from graycard.readers._skin_attributes import light_attributes, skin_attributes
from graycard.readers.faces import NO_FACE
from graycard.skin.light import light_of
from graycard.skin.monk import monk
from graycard.skin.pixels import skin_pixels
from graycard.types import IMAGE, Reading

UNSURE: Final = noted("the landmarks of the face are not sure enough to say where its skin is")

_NOTE: Final = noted(
    "No skin tone was read: it needs the landmarks of a face, and those need the files of BlazeFace"
    " and FaceMesh (graycard setup faces)."
)
_VERSION: Final = 2


class Settings(roles.Settings):
    """Which faces count, and how many of their pixels it takes.

    Attributes:
        method: What finds faces. `auto` takes BlazeFace where `graycard setup faces` has installed
            it. The Haar cascade gives no landmarks, and then there is no tone.
        min_size: Height of a face in pixels from which it counts.
        min_share: And as a share of the picture's longer side.
        min_beside: And as a share of the height of the largest face; at 0 bystanders count as well.
        min_presence: How sure the mesh must be that its landmarks lie on a face.
        min_pixels: How many pixels of cheeks and forehead must count: of a face of about 25 pixels'
            height there are so many.
        min_area: And as a share of the area within the face's outline.
    """

    method: Method = "auto"
    min_size: int = Field(default=16, ge=8)
    min_share: float = Field(default=0.04, gt=0, le=1)
    min_beside: float = Field(default=0.25, ge=0, le=1)
    min_presence: float = Field(default=0.5, ge=0, le=1)
    min_pixels: int = Field(default=50, ge=1)
    min_area: float = Field(default=0.05, ge=0, le=1)


class SkinTone:
    """The reader.

    Its domain is photographs, and pictures that look like them. In the drawn world it is not asked:
    the mesh of a face is lost on drawings whose lines are lighter than the skin, which are those of
    the darkest tones, so that exactly they would be missing.

    Attributes:
        note: That no landmarks are to be had, where that is so.
    """

    def __init__(self, finder: FaceFinder, settings: Settings) -> None:
        self._finder = finder
        self._settings = settings
        identity = {
            "version": _VERSION,
            "settings": settings.model_dump(mode="json", exclude={"method"}),
            "faces": finder.id,
            "monk": monk().swatches,
        }
        self.id = f"skin_tone@{digest(identity)[:12]}"
        self.attributes = (*skin_attributes(), *light_attributes())
        self.domains = frozenset({roles.PHOTOGRAPHS})
        self.note = None if finder.has_landmarks else _NOTE

    def read(self, pictures: Sequence[Picture]) -> Iterator[Reading]:
        """Yield what is read of the main face and of the light, and then of each face."""
        for picture in pictures:
            faces = self._finder.find(picture)
            read = [self._look(picture, face) for face in faces]
            main = read[0] if read else none_of(SKIN, NO_FACE)
            light = of_light(light_of(picture.rgb, [face.box for face in faces]))
            yield from self._readings(picture, IMAGE, main, faces[0] if faces else None)
            yield from self._readings(picture, IMAGE, light, None)
            for k, (answers, face) in enumerate(zip(read, faces, strict=True)):
                yield from self._readings(picture, f"{self._finder.id}#{k}", answers, face)

    def _look(self, picture: Picture, face: Face) -> Answers:
        if face.landmarks is None or face.presence is None:
            return none_of(SKIN, NO_LANDMARKS_BY_HAAR)
        if face.presence < self._settings.min_presence:
            return none_of(SKIN, UNSURE)
        return of_skin(
            skin_pixels(
                picture.rgb,
                face.landmarks,
                min_pixels=self._settings.min_pixels,
                min_share=self._settings.min_area,
            )
        )

    def _readings(
        self, picture: Picture, subject: str, answers: Answers, face: Face | None
    ) -> Iterator[Reading]:
        for name, answer in answers.items():
            yield Reading(
                generation_id=picture.generation_id,
                subject=subject,
                attribute=name,
                label=answer.label,
                value=answer.value,
                box=None if face is None else face.box,
                reader=self.id,
                missing_reason=answer.missing,
            )


def load(settings: Settings) -> SkinTone:
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
    return SkinTone(finder, settings)

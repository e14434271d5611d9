"""Labels by a CLIP or SigLIP model: the category whose texts are most like the picture.

By default it reads the drawn world with the model that comes with Graycard. With another model
(`zero_shot:<hub id or path>`) the classes are yours, and nobody has validated them: such a reader
has no domain, and reads only where `outside_domain` is set.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from graycard.errors import SpecError
from graycard.readers._avatar_classes import avatar_questions
from graycard.readers._encoder import Encoder, find_encoder
from graycard.readers._encoder_settings import AVATAR_CLIP, ZeroShotSettings
from graycard.readers._zero_shot import Question, ZeroShot, how, identify, refuse_question
from graycard.roles import DRAWN_WORLD
from graycard.types import Attribute, Noun, Scale

MAIN_SETTING = "model"
SETTINGS_THAT_MAY_BE_PATHS = ("model",)
SHIPPED_NAMES = (AVATAR_CLIP,)

_VERSION: Final = 1
_AS_THEY_ARE: Final = ("{}",)
_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Classes(Noun):
    """The categories of one attribute, and the texts that stand for each.

    Attributes:
        claim: What is claimed by reading it, in words that a person could dispute.
        categories: Texts by category, at least two categories. Several wordings read better
            than one: their vectors are averaged.
        scale: `nominal`, or `ordinal` where the categories are in order.
    """

    claim: str = Field(min_length=1)
    categories: dict[str, tuple[str, ...]] = Field(min_length=2)
    scale: Scale = "nominal"

    @model_validator(mode="after")
    def _texts_tell_the_categories_apart(self) -> Self:
        whose: dict[str, str] = {}
        for category, texts in self.categories.items():
            if not category.strip() or not texts or not all(text.strip() for text in texts):
                raise ValueError(f"the category {category!r} has no texts, or an empty one")
            for text in texts:
                if whose.setdefault(text, category) != category:
                    raise ValueError(f"{text!r} stands for {whose[text]!r} and for {category!r}")
        return self


class Settings(ZeroShotSettings):
    """Which model, and the texts that its pictures are compared with.

    Attributes:
        classes: By attribute; None for those of the drawn world, which `avatar-clip` knows.
        templates: Each text of the classes is put into each of these, at the `{}`.

    Example:
        >>> settings = Settings(
        ...     model="openai/clip-vit-large-patch14@main",
        ...     classes={
        ...         "setting": {
        ...             "claim": "Whether the picture was taken indoors.",
        ...             "categories": {"indoors": ["in a room"], "outdoors": ["under the sky"]},
        ...         }
        ...     },
        ...     templates=["a photo {}", "a picture {}"],
        ... )
        >>> settings.revision, list(settings.classes["setting"].categories)
        ('main', ['indoors', 'outdoors'])
    """

    classes: dict[_Name, Classes] | None = Field(default=None, min_length=1)
    templates: tuple[str, ...] = Field(default=_AS_THEY_ARE, min_length=1)

    @model_validator(mode="after")
    def _templates_have_a_place(self) -> Self:
        if self.classes is None and self.templates != _AS_THEY_ARE:
            raise ValueError("templates are for classes of your own, and there are none")
        for template in self.templates:
            if template.count("{}") != 1:
                raise ValueError(f"the template {template!r} needs one {{}} for the text")
        return self


def not_validated(settings: Settings) -> str | None:
    """Return what of a reader with these settings nobody validated, before anything is loaded."""
    if settings.classes is None and settings.model == AVATAR_CLIP:
        return None
    return "its classes are yours, and their labels were compared with nobody's"


def domains(settings: Settings) -> frozenset[str]:
    """Return the domains of a reader with these settings, before anything is loaded.

    Raises:
        SpecError: If it has no classes, or they name a race or an ethnicity.
    """
    _refuse_what_nobody_reads(settings)
    return frozenset({DRAWN_WORLD} if not_validated(settings) is None else ())


def load(settings: Settings) -> ZeroShot:
    """Find and load the model, and encode the texts.

    Raises:
        InputError: If there is no such model, or it has no text tower.
        SpecError: If it has no classes, a text is too long for it, or names a race or an
            ethnicity, which no machine here reads.
        EnvironmentFaultError: If the extra `local`, the network, the permission, the device or
            the memory for it is missing.
    """
    _refuse_what_nobody_reads(settings)
    encoder = find_encoder(
        settings.model, revision=settings.revision, dtype=settings.dtype, device=settings.device
    )
    encoder.require_texts()
    questions = (
        _questions(settings.classes, settings.templates, encoder)
        if settings.classes is not None
        else avatar_questions(source=how(encoder))
    )
    return ZeroShot(
        identify("zero_shot", encoder, questions, settings, version=_VERSION),
        encoder,
        questions,
        abstain_below=settings.abstain_below,
        fits_from=settings.fits_from,
        not_validated=not_validated(settings),
    )


def _refuse_what_nobody_reads(settings: Settings) -> None:
    if settings.classes is not None:
        for name, one in settings.classes.items():
            refuse_question(name, _prompts(one, settings.templates), where="classes")
    elif settings.model != AVATAR_CLIP:
        raise SpecError(
            what=f"zero_shot has no classes for {settings.model}",
            why=f"only {AVATAR_CLIP} comes with some, those of the drawn world",
            fix="write classes: in a spec file: attribute, claim, and texts for each category",
        )


def _questions(
    classes: Mapping[str, Classes], templates: tuple[str, ...], encoder: Encoder
) -> list[Question]:
    return [
        Question(
            Attribute(
                name=name,
                categories=tuple(one.categories),
                scale=one.scale,
                claim=one.claim,
                source=f"{how(encoder)}; classes of the user",
            ),
            _prompts(one, templates),
        )
        for name, one in classes.items()
    ]


def _prompts(classes: Classes, templates: tuple[str, ...]) -> dict[str, list[str]]:
    return {
        category: [template.replace("{}", text) for template in templates for text in texts]
        for category, texts in classes.categories.items()
    }

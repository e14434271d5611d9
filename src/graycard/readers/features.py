"""Visual features of your own list, each a yes or a no: a tie, a white dress, a hard hat.

Written as `features:a tie,a hard hat`, or in a spec file with everything else that can be set. A
CLIP or SigLIP model says whether a picture is more like a caption with the feature or without.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

from pydantic import Field, field_validator, model_validator

from graycard.readers._avatar_classes import FEATURES, avatar_feature
from graycard.readers._encoder import Encoder, find_encoder
from graycard.readers._encoder_settings import AVATAR_CLIP, ZeroShotSettings
from graycard.readers._refusals import refuse_race_and_ethnicity
from graycard.readers._zero_shot import Question, ZeroShot, how, identify, refuse_question
from graycard.roles import DRAWN_WORLD
from graycard.types import Attribute, Noun

MAIN_SETTING = "features"
SETTINGS_THAT_MAY_BE_PATHS = ("model",)
SHIPPED_NAMES = (AVATAR_CLIP,)

_VERSION: Final = 1
_NAME: Final = re.compile(r"^[a-z][a-z0-9_]*$")
_ARTICLES: Final = (["a"], ["an"], ["the"])

BY_DEFAULT: Final = {"tie": "a tie", "glasses": "glasses", "smile": "a smile"}
"""Features of the drawn world, by name."""

PRESENT: Final = (
    "a photo of a person with {}",
    "a picture of a person with {}",
    "a portrait of a person with {}",
    "an image of a person with {}",
    "a photo with {}",
)
"""Captions of a picture with a feature."""

ABSENT: Final = (
    "a photo of a person",
    "a picture of a person",
    "a portrait of a person",
    "an image of a person",
    "a photo",
)
"""The same captions without it. None says "without": CLIP models mostly pass that word over, and
find a caption "without a tie" more like a tie than one that does not speak of ties."""


class Feature(Noun):
    """One feature.

    Attributes:
        phrase: As it would stand after "a photo of a person with".
        present: Captions of pictures that have it, in place of those made from the phrase.
        absent: Captions of pictures that do not; give both or none.
    """

    phrase: str = Field(min_length=1)
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        texts = (*self.present, *self.absent)
        if not self.phrase.strip() or not all(text.strip() for text in texts):
            raise ValueError("a phrase or caption is empty")
        if bool(self.present) != bool(self.absent):
            raise ValueError(f"{self.phrase!r} needs captions for present and for absent, or none")
        if set(self.present) & set(self.absent):
            raise ValueError(f"{self.phrase!r} has the same caption as present and as absent")
        return self


class Settings(ZeroShotSettings):
    """Which features, and which model looks for them.

    Attributes:
        features: Phrases such as `a tie`, as a list or between commas; or by names of your own,
            each with a phrase, or with `phrase`, `present` and `absent`. None for three of the
            drawn world: a tie, glasses, a smile.
        abstain_below: Neither yes nor no is said if neither is at least this probable.

    Example:
        >>> list(Settings(features="a tie, a hard hat").features)
        ['tie', 'hard_hat']
    """

    features: dict[str, Feature] | None = Field(default=None, min_length=1)

    @field_validator("features", mode="before")
    @classmethod
    def _by_name(cls, written: Any) -> Any:
        if isinstance(written, str):
            written = [part.strip() for part in written.split(",")]
        if isinstance(written, list | tuple):
            return _named(written)
        if isinstance(written, Mapping):
            return {
                name: {"phrase": str(name).replace("_", " "), **entry}
                if isinstance(entry, Mapping)
                else {"phrase": entry}
                for name, entry in written.items()
            }
        return written

    @field_validator("features")
    @classmethod
    def _names_can_be_columns(
        cls, features: dict[str, Feature] | None
    ) -> dict[str, Feature] | None:
        for name in features or ():
            if not _NAME.match(name):
                raise ValueError(
                    f"{name!r} cannot be the name of a feature: small letters a to z, digits and _;"
                    " write features as a map of such names"
                )
        return features


def not_validated(settings: Settings) -> str | None:
    """Return what of a reader with these settings nobody validated, before anything is loaded."""
    unknown = [one.phrase for one in _features(settings).values() if not _is_drawn(one, settings)]
    if not unknown:
        return None
    return f"nobody knows how often {settings.model} is wrong about {', '.join(unknown)}"


def domains(settings: Settings) -> frozenset[str]:
    """Return the domains of a reader with these settings, before anything is loaded.

    Raises:
        SpecError: If the features name a race or an ethnicity.
    """
    _refuse_what_nobody_reads(settings)
    return frozenset({DRAWN_WORLD} if not_validated(settings) is None else ())


def load(settings: Settings) -> ZeroShot:
    """Find and load the model, and encode the captions.

    Raises:
        InputError: If there is no such model, or it has no text tower.
        SpecError: If a caption is too long for it, or names a race or an ethnicity, which no
            machine here reads.
        EnvironmentFaultError: If the extra `local`, the network, the permission, the device or
            the memory for it is missing.
    """
    _refuse_what_nobody_reads(settings)
    encoder = find_encoder(
        settings.model, revision=settings.revision, dtype=settings.dtype, device=settings.device
    )
    encoder.require_texts()
    questions = []
    for name, feature in _features(settings).items():
        drawn = _is_drawn(feature, settings)
        known = avatar_feature(name, feature.phrase, source=how(encoder)) if drawn else None
        questions.append(known or _question(name, feature, encoder))
    return ZeroShot(
        identify("features", encoder, questions, settings, version=_VERSION),
        encoder,
        questions,
        abstain_below=settings.abstain_below,
        fits_from=settings.fits_from,
        not_validated=not_validated(settings),
    )


def _refuse_what_nobody_reads(settings: Settings) -> None:
    for name, one in _features(settings).items():
        refuse_race_and_ethnicity((one.phrase,), where="features")
        refuse_question(name, _prompts(one), where="features")


def _features(settings: Settings) -> dict[str, Feature]:
    if settings.features is not None:
        return settings.features
    return {name: Feature(phrase=phrase) for name, phrase in BY_DEFAULT.items()}


def _is_drawn(feature: Feature, settings: Settings) -> bool:
    """Return whether it is one of the drawn world, asked of the model that knows it."""
    return settings.model == AVATAR_CLIP and not feature.present and feature.phrase in FEATURES


def _question(name: str, feature: Feature, encoder: Encoder) -> Question:
    attribute = Attribute(
        name=name,
        categories=("yes", "no"),
        scale="nominal",
        claim=f"Whether the picture is more like captions with {feature.phrase!r} than like"
        " captions that do not speak of it.",
        source=f"{how(encoder)}; features of the user",
    )
    return Question(attribute, _prompts(feature))


def _prompts(feature: Feature) -> dict[str, tuple[str, ...]]:
    present = feature.present or tuple(one.replace("{}", feature.phrase) for one in PRESENT)
    return {"yes": present, "no": feature.absent or ABSENT}


def _named(written: Sequence[Any]) -> dict[str, Any]:
    """Name phrases by themselves: `a hard hat` is `hard_hat`."""
    named: dict[str, Any] = {}
    for phrase in written:
        if not isinstance(phrase, str):
            raise ValueError(f"a list of features holds phrases, not {phrase!r}")
        words = re.findall(r"\w+", phrase.lower())
        if not words:
            raise ValueError(f"the feature {phrase!r} has no words")
        name = "_".join(words[1:] if words[:1] in _ARTICLES and words[1:] else words)
        if name in named:
            raise ValueError(f"the feature {phrase!r} is named twice")
        named[name] = {"phrase": phrase}
    return named

"""Which gender words a captioner or VQA model uses of a picture; its text is kept.

Written as `words:<hub id or path>`, with `@revision` at the end where one is wanted. A captioner
(BLIP, BLIP-2, ViT-GPT2) describes the picture; a model that answers (BLIP VQA, ViLT, BLIP-2, chat
models for pictures) is asked a question. What is counted are words of a text: a text without any
of them has `no marker`, and one may have words of several groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

from pydantic import Field, model_validator

from graycard import roles
from graycard.documents import digest
from graycard.hub.models import Source, find_model
from graycard.hub.names import split_revision
from graycard.hub.packages import describe_device
from graycard.language import noted
from graycard.pictures import Picture
from graycard.readers._refusals import refuse_race_and_ethnicity
from graycard.readers._words_count import Finder, scripts
from graycard.readers._words_lists import WordList, own_list, shipped_list
from graycard.readers._words_load import load_writer
from graycard.readers._words_writer import UnpreparedError, Writer
from graycard.types import Reading
from graycard.words import words_of

MAIN_SETTING = "model"
SETTINGS_THAT_MAY_BE_PATHS = ("model",)

DOMAINS: Final = frozenset({roles.PHOTOGRAPHS})
"""Captioners are trained on photographs; what they say of drawings has another meaning."""

ATTRIBUTES: Final = shipped_list("gender").attributes(writer="the model")
"""What is read with the words that ship; with words of one's own, groups of one's own."""

NO_PIXELS: Final = noted("the picture has no pixels")
UNPREPARED: Final = noted("the model cannot take a picture of this shape")
EMPTY: Final = noted("the model wrote nothing")
NO_WORDS: Final = noted("the text has no words")
OTHER_SCRIPT: Final = noted("the text is in another script than the words")

_VERSION: Final = 1


class Settings(roles.Settings):
    """Which model writes, what it is asked, and which words are looked for.

    Attributes:
        model: Id on the Hugging Face hub or path of a folder; a `@revision` at its end becomes
            `revision`.
        revision: Branch, tag or commit of the hub; the commit that it meant is part of the id.
        question: That the model is asked; without one a captioner captions, and a model that
            only answers is asked "What word best describes this person's appearance?".
        max_new_tokens: After which the text is cut.
        words: List that ships: `gender`, or `stable_bias` with man, woman and person alone.
        own_words: Words by group, in place of the list that ships.
        dtype: Numbers to compute with.
        device: Where; `auto` takes a GPU if there is one.

    Example:
        >>> settings = Settings(model="Salesforce/blip-vqa-base@main")
        >>> settings.model, settings.revision, settings.words
        ('Salesforce/blip-vqa-base', 'main', 'gender')
    """

    model: str = Field(min_length=1)
    revision: str | None = Field(default=None, min_length=1)
    question: str | None = Field(default=None, min_length=1, max_length=1000)
    max_new_tokens: int = Field(default=50, ge=1, le=2000)
    words: Literal["gender", "stable_bias"] = "gender"
    own_words: dict[str, tuple[str, ...]] | None = None
    dtype: Literal["float32", "bfloat16", "float16"] = "float32"
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"

    @model_validator(mode="before")
    @classmethod
    def _revision_after_the_at(cls, data: Any) -> Any:
        return split_revision(data, "model")


class Words:
    """The reader: a text a picture, and what words are in it.

    Its id has the settings, the words, and the commit or the digest of the model's files. The
    device is not in it: it changes rounding errors.
    """

    def __init__(self, writer: Writer, words: WordList, *, identity: str, source: Source) -> None:
        self._writer = writer
        self._words = words
        self._finder = _finder(words)
        every = (word for some in words.all_groups.values() for word in some)
        self._scripts = scripts(every)
        asked = f", asked {writer.question!r}," if writer.question else ""
        self.id = identity
        self.attributes = words.attributes(writer=f"{source.name}{asked}")
        self.domains = DOMAINS
        self.source = f"{source.name}@{source.digest[:12]}"

    @property
    def device(self) -> str:
        """Where it computes, as a manifest tells it."""
        return describe_device(self._writer.device)

    def read(self, pictures: Sequence[Picture]) -> Iterator[Reading]:
        """Yield a label of every attribute of each picture, with the text it was read off.

        Raises:
            EnvironmentFaultError: If the memory does not suffice for one picture.
        """
        for picture in pictures:
            text, missing = self._text(picture)
            labels = {} if text is None or missing else _labels(text, self._words, self._finder)
            for attribute in self.attributes:
                yield Reading(
                    generation_id=picture.generation_id,
                    attribute=attribute.name,
                    label=labels.get(attribute.name),
                    text=text,
                    reader=self.id,
                    missing_reason=missing,
                )

    def _text(self, picture: Picture) -> tuple[str | None, str | None]:
        """Return the text about a picture, and why nothing can be read off it."""
        if picture.rgb.size == 0:
            return None, NO_PIXELS
        try:
            text = self._writer.write(picture.rgb)
        except UnpreparedError:
            return None, UNPREPARED
        if not text:
            return text, EMPTY
        used = scripts(words_of(text))
        if not used:
            return text, NO_WORDS
        return text, None if used & self._scripts else OTHER_SCRIPT


def labels_in(text: str, *, words: Literal["gender", "stable_bias"] = "gender") -> dict[str, str]:
    """Return what is read off a text with words that ship.

    Args:
        text: Such as a caption.
        words: Which list.

    Returns:
        The label of each attribute, by its name.

    Example:
        >>> labels_in("a man's shirt on a woman")["words_gender_marker"]
        'several'
        >>> labels_in("a human hand")["words_gender_marker"]
        'no marker'
    """
    listed = shipped_list(words)
    return _labels(text, listed, _finder(listed))


def _finder(words: WordList) -> Finder:
    return Finder(words.all_groups, passed_over=words.passed_over)


def _labels(text: str, words: WordList, finder: Finder) -> dict[str, str]:
    found = finder.groups_in(text)
    each = {f"words_{group}": "yes" if group in found else "no" for group in words.all_groups}
    return each | {f"words_{words.name}": words.category(found)}


def domains(settings: Settings) -> frozenset[str]:  # noqa: ARG001  as of all readers
    """Return the domains of a reader with these settings, before anything is loaded."""
    return DOMAINS


def load(settings: Settings) -> Words:
    """Find, load and pin the model, and try it once.

    Raises:
        EnvironmentFaultError: If the extra `local`, the network, the permission, the device or
            the memory for it is missing.
        InputError: If there is no such model or revision, it does not write about pictures, its
            weights are pickles or not whole, or it needs code of its own.
        SpecError: If a question is asked of a captioner, or the words cannot be looked for:
            names of races and ethnicities are refused, in the question too.
    """
    if settings.question is not None:
        refuse_race_and_ethnicity([settings.question], where="question")
    words = _words(settings)
    source = find_model(settings.model, revision=settings.revision)
    writer = load_writer(
        source,
        question=settings.question,
        max_new_tokens=settings.max_new_tokens,
        dtype=settings.dtype,
        device=settings.device,
    )
    decides = {
        "version": _VERSION,
        "model": source.digest,
        "question": writer.question,
        "max_new_tokens": settings.max_new_tokens,
        "words": words.model_dump(mode="json"),
        "dtype": settings.dtype,
    }
    return Words(writer, words, identity=f"words@{digest(decides)[:12]}", source=source)


def _words(settings: Settings) -> WordList:
    if settings.own_words is None:
        return shipped_list(settings.words)
    given = [*settings.own_words, *(one for some in settings.own_words.values() for one in some)]
    refuse_race_and_ethnicity(given, where="words")
    return own_list(settings.own_words)

"""Words that pictures are scored on, and the text that stands for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from graycard.avatar.vocabulary import PHRASES
from graycard.avatar.world import professions
from graycard.errors import InputError, SpecError
from graycard.readers._refusals import refuse_race_and_ethnicity

TEMPLATE: Final = "a photo of {}"
_PERSON: Final = {
    "before": "a photo of a {} person", "with": "a photo of a person with {}",
    "after": "a photo of a person {}",
}  # fmt: skip
_FEWEST: Final = 2
_MOST: Final = 20_000
_LONGEST: Final = 200
_BYTES: Final = 4_000_000


@dataclass(frozen=True)
class Vocabulary:
    """Words, each with the text that a model compares with pictures.

    Attributes:
        name: Of the vocabulary.
        texts: By word.
    """

    name: str
    texts: dict[str, str]

    @property
    def words(self) -> tuple[str, ...]:
        """The words, in order."""
        return tuple(self.texts)


def everyday() -> Vocabulary:
    """Return the vocabulary that comes with Graycard, for photographs and the like.

    395 words for what is worn, held and done, for places, light and style. None of them names
    who somebody is.

    Example:
        >>> everyday().texts["an apron"]
        'a photo of an apron'
    """
    lines = (files("graycard.explore.telling") / "everyday.txt").read_text(encoding="utf-8")
    return vocabulary_of("everyday", lines.splitlines())


def drawn_world() -> Vocabulary:
    """Return the words that the drawn world has, as captions of its portraits say them.

    Example:
        >>> texts = drawn_world().texts
        >>> texts["in a hospital"], texts["nurse"]
        ('a photo of a person in a hospital', 'a photo of a nurse')
    """
    texts = {one.text: _PERSON[one.place].format(one.text) for one in PHRASES}
    texts |= {name: f"a photo of a {name}" for name in professions()}
    return Vocabulary("drawn world", texts)


def read_vocabulary(path: Path, *, template: str = TEMPLATE) -> Vocabulary:
    """Read a vocabulary: a word or a phrase a line; lines that begin with # are passed over.

    Args:
        path: Of the file, in UTF-8.
        template: What a model reads, with `{}` where the word goes.

    Raises:
        InputError: If there is no such file, or it is no text.
        SpecError: If there are fewer than two words or more than 20,000, one is longer than 200
            characters, names a race or an ethnicity, or the template has no place for it.
    """
    try:
        if path.stat().st_size > _BYTES:
            raise SpecError(
                what=f"{path} is no word list",
                why=f"it has more than {_BYTES} bytes",
                fix="a word a line, at most 20,000",
            )
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            what=f"{path} cannot be read",
            why=getattr(error, "strerror", None) or "it is not text in UTF-8",
            fix="a text file with a word a line",
        ) from error
    return vocabulary_of(path.name, lines, template=template)


def vocabulary_of(name: str, words: Iterable[str], *, template: str = TEMPLATE) -> Vocabulary:
    """Return a vocabulary of some words; see `read_vocabulary`.

    Args:
        name: Of the vocabulary.
        words: A line each.
        template: With `{}` where the word goes.

    Raises:
        SpecError: See `read_vocabulary`.
    """
    if template.count("{}") != 1:
        raise SpecError(
            what=f"the template {template!r} does not say where a word goes",
            why="it needs one {}",
            fix=f"such as {TEMPLATE!r}",
        )
    kept = [word for line in words if (word := " ".join(line.split())) and word[0] != "#"]
    texts = {word: template.replace("{}", word) for word in kept}
    if not _FEWEST <= len(texts) <= _MOST:
        raise SpecError(
            what=f"the vocabulary {name} has {len(texts)} words",
            why=f"it takes {_FEWEST} to {_MOST}",
            fix="a word or a phrase a line",
        )
    if long := next((word for word in texts if len(word) > _LONGEST), None):
        raise SpecError(
            what=f"a word of {name} is {len(long)} characters long",
            why=f"it begins {long[:40]!r}; the most is {_LONGEST}",
            fix="a word or a phrase a line",
        )
    refuse_race_and_ethnicity([*texts, *texts.values()], where="vocabulary")
    return Vocabulary(name, texts)

"""Sentences said in one of the languages that there is a catalogue for.

The English sentence in the code is the key of its translation, with names in braces where values
go: a translation may put them in another order. The catalogues are gettext's, one a language, in
`LANGUAGE/LC_MESSAGES/graycard.po` beside this file.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, reduce
from importlib.resources import as_file, files
from typing import Final

from graycard.choices import did_you_mean
from graycard.errors import InputError

LANGUAGES: Final = {"en": "English", "zh-Hans": "简体中文"}
"""The languages' tags (BCP 47), and what they call themselves."""

NOTED: Final = "noted"
"""Context, in the catalogues, of sentences that stand in a run folder."""

_SPOKEN: ContextVar[str] = ContextVar("graycard_language", default="en")


def spoken() -> str:
    """Return the tag of the language in which sentences are said now."""
    return _SPOKEN.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say all sentences within in a language.

    Args:
        language: A tag of `LANGUAGES`.

    Raises:
        InputError: There is no such language here.

    Example:
        >>> with speaking("en"):
        ...     say("{n} of {total} came", n=3, total=4)
        '3 of 4 came'
    """
    refuse_unknown_language(language)
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def refuse_unknown_language(language: str) -> None:
    """Raise unless sentences can be said in a language.

    Raises:
        InputError: There is no such language here.

    Example:
        >>> refuse_unknown_language("zh")
        Traceback (most recent call last):
        graycard.errors.InputError: there is no language 'zh' here
          why  did you mean 'zh-Hans'?
          fix  choose one of en, zh-Hans
    """
    if language not in LANGUAGES:
        raise InputError(
            what=f"there is no language {language!r} here",
            why=did_you_mean(
                language, tuple(LANGUAGES), otherwise=f"the languages are {', '.join(LANGUAGES)}"
            ),
            fix=f"choose one of {', '.join(LANGUAGES)}",
        )


def say(sentence: str, /, **values: object) -> str:
    """Return a sentence in the language that is spoken, values in their places.

    A sentence without a translation stays English.

    Args:
        sentence: The English sentence, as a literal: what extracts sentences reads the code.
        **values: What goes where a name stands in braces; numbers already written as text.

    Example:
        >>> say("{n} of {total} came", n=3, total=4)
        '3 of 4 came'
    """
    return catalogue(spoken()).gettext(sentence).format(**values)


def several(n: int, one: str, many: str, /, **values: object) -> str:
    """Return the sentence for one or for several, in the language that is spoken.

    Args:
        n: How many there are; it decides, and is not put into the sentence by itself.
        one: The English sentence for one, as a literal.
        many: That for any other number.
        **values: What goes where a name stands in braces.

    Example:
        >>> several(2, "{n} image", "{n} images", n="2")
        '2 images'
    """
    return catalogue(spoken()).ngettext(one, many, n).format(**values)


def in_a_row(items: Sequence[str]) -> str:
    """Return items with what parts them in the language that is spoken.

    Example:
        >>> in_a_row(["a", "b", "c"])
        'a, b, c'
    """
    return reduce(lambda some, more: say("{some}, {more}", some=some, more=more), items or [""])


def noted(sentence: str, /, **values: object) -> str:
    """Return an English sentence that is kept in a run folder, whatever language is spoken.

    What is written down is evidence, the same for everybody. A report finds the sentence again by
    its words and says it in the language of whoever reads (see `retell`).

    Args:
        sentence: The English sentence, as a literal: what extracts sentences reads the code.
        **values: What goes where a name stands in braces: numbers, unless the name is one of
            `graycard.language.retelling.WORDS`.

    Example:
        >>> with speaking("zh-Hans"):
        ...     noted("{n} of {total} came", n=3, total=4)
        '3 of 4 came'
    """
    return sentence.format(**values)


def noted_several(n: int, one: str, many: str, /, **values: object) -> str:
    """Return the English sentence for one or for several, as `noted` does.

    Args:
        n: How many there are; it decides, and is not put into the sentence by itself.
        one: The English sentence for one, as a literal.
        many: That for any other number.
        **values: As in `noted`.

    Example:
        >>> noted_several(1, "{n} image was not read", "{n} images were not read", n=1)
        '1 image was not read'
    """
    return (one if n == 1 else many).format(**values)


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return a language's sentences; of English, which stands in the code, there are none."""
    if language == "en":
        return gettext.NullTranslations()
    made = files("graycard.language") / language / "LC_MESSAGES" / "graycard.mo"
    with as_file(made) as path, path.open("rb") as opened:
        return gettext.GNUTranslations(opened)

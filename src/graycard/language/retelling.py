"""Sentences of a run folder, which is written in English, said in the language that is spoken.

A sentence is found in the catalogue whole or, where it was made with values, by its pattern: what
stood in braces in `noted` is any number, or words where its name is one of `WORDS`. What is not
found stays English as a whole, never in part.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from graycard.language.saying import NOTED, catalogue, in_a_row, say, spoken

WORDS: Final = frozenset(
    {
        "attribute", "captions", "claim", "error", "factor", "languages", "name", "names", "ours",
        "pairs", "place", "population", "question", "reference", "run", "stratum", "theirs",
        "value",
    }
)  # fmt: skip
"""Names, in braces, of words that are nobody's sentence: they are passed on as they are."""

_SENTENCE: Final = frozenset({"why", "what"})
"""Names, in braces, of sentences within a sentence: known, or all stays English."""

_TALLIES: Final = "reasons"
"""Name, in braces, of reasons with their numbers."""

_FIELD: Final = re.compile(r"\{(\w+)\}")
_NUMBER: Final = r"[-−+]?\d[\d.,\u00a0]*(?: to \d+)?"
_TALLY: Final = re.compile(rf"({_NUMBER}) (.+?)(?:, (?={_NUMBER} )|$)")

_Patterns = tuple[tuple[re.Pattern[str], str], ...]


def named(kind: str, name: str) -> str:
    """Return a name that Graycard gave, in the language that is spoken; others as they are.

    Args:
        kind: Context in the catalogues: `attribute`, `category`, `domain`, `formula`, `measure`
            or `stratum`.
        name: As it stands in a run folder.

    Example:
        >>> from graycard.language import speaking
        >>> with speaking("zh-Hans"):
        ...     named("category", "feminine"), named("category", "frilly")
        ('女性化', 'frilly')
    """
    return catalogue(spoken()).pgettext(kind, name)


def retell(sentence: str) -> str:
    """Return a sentence of a run folder in the language that is spoken, or as it is.

    Example:
        >>> retell("The prompts behind these images are not known.")
        'The prompts behind these images are not known.'
    """
    return _retold(sentence) or sentence


def _retold(sentence: str) -> str | None:
    if spoken() == "en":
        return sentence
    whole = catalogue(spoken()).pgettext(NOTED, sentence)
    if whole != sentence:
        return whole
    for pattern, translation in _patterns(spoken()):
        if found := pattern.fullmatch(sentence):
            values = {name: _value(name, text) for name, text in found.groupdict().items()}
            told = {name: text for name, text in values.items() if text is not None}
            if len(told) == len(values):
                return translation.format(**told)
    return None


def _value(name: str, text: str) -> str | None:
    """Return what stands in braces, said in the language; None where a part of it is unknown."""
    if name == "attribute":
        return named("attribute", text)
    if name in _SENTENCE:
        return _retold(text)
    if name != _TALLIES:
        return text
    told = [(n, _reason(reason)) for n, reason in _TALLY.findall(text)]
    if any(reason is None for _, reason in told):
        return None
    return in_a_row([say("{n} {reason}", n=n, reason=reason) for n, reason in told])


def _reason(text: str) -> str | None:
    """Return one of several reasons: a sentence, or an answer that people may give."""
    answer = named("category", text)
    return _retold(text) or (answer if answer != text else None)


@cache
def _patterns(language: str) -> _Patterns:
    """Return the sentences of a language that hold values, those with the most words first."""
    # gettext has no way to list what it holds.
    known: dict[object, str] = vars(catalogue(language))["_catalog"]
    start = f"{NOTED}\x04"
    pairs = [
        (key.removeprefix(start), translation)
        for key, translation in known.items()
        if isinstance(key, str) and key.startswith(start) and _FIELD.search(key)
    ]
    pairs.sort(key=lambda pair: -len(_FIELD.sub("", pair[0])))
    return tuple((re.compile(_pattern(key)), translation) for key, translation in pairs)


def _pattern(sentence: str) -> str:
    parts, end = [], 0
    for field in _FIELD.finditer(sentence):
        name = field[1]
        free = name in WORDS or name in _SENTENCE or name == _TALLIES
        parts.append(re.escape(sentence[end : field.start()]))
        again = f"(?P<{name}>" in "".join(parts)
        parts.append(f"(?P={name})" if again else rf"(?P<{name}>{'.+?' if free else _NUMBER})")
        end = field.end()
    return "".join((*parts, re.escape(sentence[end:])))

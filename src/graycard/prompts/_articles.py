"""The indefinite article before a text, in languages where it follows from the text alone.

There is a rule for English only. In German, Spanish or Arabic the article, if there is one, depends
on the gender of the noun, so it is written together with the noun.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

_VOWEL: Final = re.compile(r"hour|hono|hones|heir|[aeiou]")
_SOUNDS_OF_Y_OR_W: Final = re.compile(
    r"uni(?!m|n|dent)|unanim|us[aeu]|ut[aeio]|ubi|ufo|uk|ur[aeiou]|uvu|ugand|u[iy]gh"
    r"|eu|ewe|one(?![a-z])|once"
)
_EIGHT_OR_ELEVEN: Final = re.compile(r"8|1[18](?:\d\d)?(?!\d)")
_SPELT_OUT: Final = re.compile(r"[A-Z]{2,}s?(?![A-Za-z])|[A-Z](?![A-Za-z])")
_BEGIN_WITH_A_VOWEL: Final = frozenset("AEFHILMNORSX")
"""Letters by their names: an F, an HR manager; but a CEO, a UX designer."""

_SAID_AS_A_WORD: Final = frozenset({"FIFA", "NASA", "NATO", "STEM", "SWAT"})


def english(text: str) -> str:
    """Return `a` or `an`, by the sound with which a text begins.

    It goes by the first word and knows the usual traps, not every name there is; a text that it
    gets wrong can be written together with its article.

    Example:
        >>> [english(word) for word in ("usher", "union member", "honest", "CEO", "IT specialist")]
        ['an', 'a', 'an', 'a', 'an']
    """
    spelt = _SPELT_OUT.match(text)
    if spelt and spelt[0] not in _SAID_AS_A_WORD:
        vowel = spelt[0][0] in _BEGIN_WITH_A_VOWEL
    elif text[:1].isdigit():
        vowel = _EIGHT_OR_ELEVEN.match(text) is not None
    else:
        word = text.lower()
        vowel = bool(_VOWEL.match(word)) and not _SOUNDS_OF_Y_OR_W.match(word)
    return "an" if vowel else "a"


ARTICLES: Final[Mapping[str, Callable[[str], str]]] = {"en": english}
"""The rules by primary language subtag: that of `en` holds for `en-GB`, too."""

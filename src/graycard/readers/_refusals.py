"""What no reader here may be made to read, whatever words it is given: race and ethnicity.

They are words of prompts, columns of references, or labels that people give under a stated
rubric (see `docs/explanation/people.md`). Readers that take words from their users call
`refuse_race_and_ethnicity` on all of them. It knows the common names in English: it stops
mistakes and good intentions, not somebody who spells around it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graycard.errors import SpecError
from graycard.readers._words_count import Phrase, words_of

_ALWAYS: Final = frozenset(
    words_of(name)
    for name in (
        "racial", "interracial", "biracial", "multiracial", "mixed race", "race group",
        "ethnic", "ethnicity", "ethnicities",
        "african", "africans", "african american", "afro", "afro american", "afro caribbean",
        "asian", "asians", "european", "europeans", "caucasian", "caucasians", "caucasoid",
        "hispanic", "hispanics", "latino", "latinos", "latina", "latinas", "latinx", "latine",
        "mestizo", "mestiza", "mulatto", "negro", "negroid", "mongoloid",
        "native american", "native americans", "american indian", "american indians",
        "alaska native", "first nations", "indigenous", "aboriginal", "aboriginals",
        "pacific islander", "pacific islanders", "polynesian", "native hawaiian", "maori",
        "arab", "arabs", "arabic", "middle eastern", "north african", "persian", "kurdish",
        "jewish", "jew", "jews", "romani", "gypsy", "gypsies", "desi", "slavic", "nordic",
        "indian", "indians", "pakistani", "bangladeshi", "chinese", "japanese", "korean",
        "vietnamese", "filipino", "filipina", "mexican", "mexicans", "nigerian", "ethiopian",
        "person of color", "person of colour", "people of color", "people of colour",
    )
)  # fmt: skip
_ALONE: Final = frozenset({"race", "races", "black", "blacks", "white", "whites", "brown", "poc"})
"""Refused where they stand for themselves; beside other words most are about something else."""

_TONES: Final = frozenset({"black", "white", "brown"})
_BETWEEN: Final = frozenset({"young", "old", "older", "elderly", "adult", "american", "british"})
_PEOPLE: Final = frozenset(
    {
        "person", "persons", "people", "man", "men", "woman", "women", "male", "males", "female",
        "females", "boy", "boys", "girl", "girls", "guy", "guys", "lady", "ladies", "gentleman",
        "child", "children", "kid", "kids", "baby", "human", "humans", "adult", "adults",
        "american", "americans", "british", "face", "faces", "skinned", "race",
    }
)  # fmt: skip
_LONGEST: Final = max(map(len, _ALWAYS))


def refuse_race_and_ethnicity(written: Iterable[str], *, where: str) -> None:
    """Raise if words that a reader is to look for name a race or an ethnicity.

    Args:
        written: The words, phrases and names of groups that somebody gave.
        where: What they were given as, for the error.

    Raises:
        SpecError: It names the first of them.

    Example:
        >>> refuse_race_and_ethnicity(["a man in a white shirt", "black hair"], where="classes")
        >>> refuse_race_and_ethnicity(["a white woman"], where="classes")
        Traceback (most recent call last):
        graycard.errors.SpecError: 'a white woman' of the classes names a race or an ethnicity
          why  no machine here reads them: they are prompt words, reference columns or human labels
          fix  leave it out; people can label pictures under a rubric that you state
    """
    for one in written:
        if _names_one(words_of(one)):
            raise SpecError(
                what=f"{one!r} of the {where} names a race or an ethnicity",
                why="no machine here reads them: they are prompt words, reference columns or "
                "human labels",
                fix="leave it out; people can label pictures under a rubric that you state",
            )


def _names_one(words: Phrase) -> bool:
    if len(words) == 1 and words[0] in _ALONE:
        return True
    for start in range(len(words)):
        if any(words[start : start + n] in _ALWAYS for n in range(1, _LONGEST + 1)):
            return True
        rest = words[start + 1 :]
        while rest and rest[0] in _BETWEEN - _PEOPLE:
            rest = rest[1:]
        if words[start] in _TONES and rest and rest[0] in _PEOPLE:
            return True
    return False

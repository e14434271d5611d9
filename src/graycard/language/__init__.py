"""Sentences in the language of whoever reads: English in the code, others in catalogues."""

from graycard.language.retelling import named, retell
from graycard.language.saying import (
    LANGUAGES,
    in_a_row,
    noted,
    noted_several,
    refuse_unknown_language,
    say,
    several,
    speaking,
    spoken,
)

__all__ = [
    "LANGUAGES",
    "in_a_row",
    "named",
    "noted",
    "noted_several",
    "refuse_unknown_language",
    "retell",
    "say",
    "several",
    "speaking",
    "spoken",
]

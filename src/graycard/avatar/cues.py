"""The rule by which eight drawn cues make a perceived presentation.

Each cue votes -1, 0 or +1. The presentation is feminine when the votes sum to 3 or more, masculine
when they sum to -3 or less, androgynous when they sum to -1, 0 or 1. Sums of exactly 2 and -2 lie
between the bands and are never drawn, so one misread cue moves a portrait to the edge of its band
at most one step beyond. No cue decides alone, and every value of every cue occurs in every
presentation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

Presentation = Literal["feminine", "masculine", "androgynous"]

PRESENTATIONS: Final[tuple[Presentation, ...]] = ("feminine", "masculine", "androgynous")

CUES: Final[Mapping[str, tuple[str, str, str]]] = {
    "hair_length": ("short", "medium", "long"),
    "facial_hair": ("beard", "moustache", "none"),
    "jaw": ("square", "round", "pointed"),
    "brows": ("thick", "medium", "thin"),
    "lashes": ("none", "short", "long"),
    "lips": ("thin", "natural", "painted"),
    "earrings": ("none", "studs", "hoops"),
    "shoulders": ("broad", "medium", "narrow"),
}
"""The three values of each cue, in the order of their votes: -1, 0, +1."""


def votes(cues: Mapping[str, str]) -> int:
    """Return the sum of the votes of all eight cues.

    Args:
        cues: One value for each name in `CUES`; other keys are ignored.

    Returns:
        An integer in `[-8, 8]`.

    Raises:
        KeyError: If a cue is missing.
        ValueError: If a cue has a value it cannot have.

    Example:
        >>> votes({name: values[2] for name, values in CUES.items()})
        8
    """
    return sum(values.index(cues[name]) - 1 for name, values in CUES.items())


def presentation_of(total: int) -> Presentation | None:
    """Return the presentation of a sum of votes; None for the sums between the bands.

    Example:
        >>> [presentation_of(total) for total in (-4, -2, 0, 3)]
        ['masculine', None, 'androgynous', 'feminine']
    """
    if total >= 3:
        return "feminine"
    if total <= -3:
        return "masculine"
    if abs(total) <= 1:
        return "androgynous"
    return None

"""Whether a model draws the same picture again."""

from graycard.explore.same_pictures.fingerprint import Fingerprint, fingerprint
from graycard.explore.same_pictures.groups import (
    FALSE_ALARMS,
    MOST_BITS,
    MOST_COLOUR,
    Fingerprints,
    Group,
    same_pictures,
)
from graycard.explore.same_pictures.repeats import Repeats, repeats

__all__ = [
    "FALSE_ALARMS",
    "MOST_BITS",
    "MOST_COLOUR",
    "Fingerprint",
    "Fingerprints",
    "Group",
    "Repeats",
    "fingerprint",
    "repeats",
    "same_pictures",
]

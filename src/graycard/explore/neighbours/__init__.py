"""Pictures that are near to one, by whichever notion of near."""

from graycard.explore.neighbours.nearest import (
    EXACT_UP_TO,
    Nearest,
    Neighbours,
    Recall,
    nearest_among,
    neighbours,
)
from graycard.explore.neighbours.visual_words import VisualWords, visual_words

__all__ = [
    "EXACT_UP_TO",
    "Nearest",
    "Neighbours",
    "Recall",
    "VisualWords",
    "nearest_among",
    "neighbours",
    "visual_words",
]

"""What `avatar-clip` can be asked about the drawn world, in the words it was trained on."""

from __future__ import annotations

from typing import Final

from graycard.avatar import ATTRIBUTES
from graycard.avatar.statements import statements
from graycard.avatar.vocabulary import OPENERS
from graycard.readers._zero_shot import Question

RIGHT: Final = {
    "perceived_gender_presentation": 0.82,
    "glasses": 0.98,
    "tie": 0.98,
    "smile": 0.87,
    "profession": 1.00,
}
"""What it reads, with the share of labels that were right on 1,700 renders that it was not trained
on, 100 of each profession and of the plain person. A test measures it again. What it gets wrong
more often than one time in five (age, skin tone, hair, headwear, background) it is not asked."""

FEATURES: Final = {"a tie": "tie", "glasses": "glasses", "a smile": "smile"}
"""The features among them, as somebody would write them, and their attributes."""

_OPENERS: Final = OPENERS[:2]
"""More of them cost time at every start and change no label in a hundred."""


def avatar_questions(*, source: str) -> tuple[Question, ...]:
    """Return what is read, with the captions that state each category.

    Args:
        source: How a label is made, for the attributes.
    """
    return tuple(_question(name, source) for name in RIGHT)


def avatar_feature(phrase: str, *, source: str) -> Question | None:
    """Return a feature of the drawn world under the name of its attribute, if it is one."""
    name = FEATURES.get(phrase)
    return None if name is None else _question(name, source)


def _question(name: str, source: str) -> Question:
    attribute = ATTRIBUTES[name]
    said = statements(name, openers=_OPENERS)
    right = f"right on {RIGHT[name]:.0%} of 1,700 renders; {attribute.source}"
    return Question(
        attribute.model_copy(update={"source": f"{source}, {right}"}),
        {category: said[category,] for category in attribute.categories},
    )

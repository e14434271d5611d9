"""What `avatar-clip` can be asked about the drawn world, in the words it was trained on."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from graycard.avatar import ATTRIBUTES
from graycard.avatar.statements import statements
from graycard.avatar.vocabulary import OPENERS, PHRASES
from graycard.language import noted
from graycard.readers._zero_shot import Question

RIGHT: Final = {
    "perceived_gender_presentation": 0.95,
    "skin_tone": 0.97,
    "perceived_age": 0.96,
    "glasses": 0.99,
    "tie": 0.99,
    "smile": 0.99,
    "hair_length": 0.96,
    "hair_colour": 0.98,
    "headwear": 0.99,
    "background": 0.99,
    "profession": 0.99,
}
"""What it reads, with the share of labels that were right, at least, on 1,700 renders that it was
not trained on, 100 of each profession and of the plain person. A test measures it again. What it
gets wrong more often than one time in five (facial hair) it is not asked."""

FEATURES: Final = {
    **{
        phrase.text.removeprefix("wearing "): (phrase.attribute, *phrase.categories)
        for phrase in PHRASES
        if phrase.attribute in RIGHT and len(phrase.categories) == 1
        if phrase.place == "with" or phrase.text.startswith("wearing ")
    },
    "a smile": ("smile", "yes"),
}
"""The features among them, as somebody would write them: attribute and category by phrase."""

_OPENERS: Final = OPENERS[:2]
"""More of them cost time at every start and change no label in a hundred."""


def avatar_questions(*, source: str) -> tuple[Question, ...]:
    """Return what is read, with the captions that state each category.

    Args:
        source: How a label is made, for the attributes.
    """
    return tuple(_question(name, source) for name in RIGHT)


def avatar_feature(name: str, phrase: str, *, source: str) -> Question | None:
    """Return the question for a feature of the drawn world, or None if it is not one.

    Args:
        name: Of the feature.
        phrase: As somebody would write it.
        source: How a label is made.

    Example:
        >>> avatar_feature("hard_hat", "a hard hat", source="a test").yes
        'hard hat'
        >>> avatar_feature("sari", "a red sari", source="a test") is None
        True
    """
    if phrase not in FEATURES:
        return None
    about, category = FEATURES[phrase]
    question = _question(about, source)
    attribute = question.attribute.model_copy(
        update={
            "name": name,
            "categories": ("yes", "no"),
            "scale": "nominal",
            "claim": f"Whether {phrase} is drawn.",
        }
    )
    return replace(question, attribute=attribute, yes=category)


def _question(name: str, source: str) -> Question:
    attribute = ATTRIBUTES[name]
    said = statements(name, openers=_OPENERS)
    return Question(
        attribute.model_copy(update={"source": f"{source}; {attribute.source}"}),
        {category: said[category,] for category in attribute.categories},
        measured=noted(
            "right on at least {share} % of {n} renders",
            share=f"{100 * RIGHT[name]:.0f}", n="1,700",
        ),
    )  # fmt: skip

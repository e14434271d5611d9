"""What people are asked about a portrait, and how the verifier's words become those answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.avatar import ATTRIBUTES
from graycard.avatar.vocabulary import DARK, LIGHT, MEDIUM


@dataclass(frozen=True)
class Question:
    """One column of the table that people fill in.

    Attributes:
        attribute: What the verifier reads.
        answers: Each with the categories of the attribute that it stands for.
    """

    attribute: str
    answers: Mapping[str, tuple[str, ...]]

    def answer_to(self, labels: NDArray[np.str_]) -> NDArray[np.str_]:
        """Return the answers that categories amount to, of the same shape.

        Example:
            >>> QUESTIONS["skin_tone_group"].answer_to(np.array(["2", "10"])).tolist()
            ['light', 'dark']
        """
        whole = {one: answer for answer, among in self.answers.items() for one in among}
        return np.array([whole[one] for one in labels.ravel().tolist()]).reshape(labels.shape)


def _same(attribute: str) -> Question:
    return Question(attribute, {name: (name,) for name in ATTRIBUTES[attribute].categories})


QUESTIONS: Final[Mapping[str, Question]] = {
    "perceived_gender_presentation": _same("perceived_gender_presentation"),
    "skin_tone_group": Question("skin_tone", {"light": LIGHT, "medium": MEDIUM, "dark": DARK}),
    "perceived_age": _same("perceived_age"),
    "glasses": _same("glasses"),
    "smile": _same("smile"),
    "tie": _same("tie"),
}
"""By column. The rubric in the documentation says when each answer is given."""

BALANCED: Final = ("perceived_gender_presentation", "skin_tone_group", "perceived_age")
"""The questions over whose answers a sample is balanced, as the verifier reads them."""

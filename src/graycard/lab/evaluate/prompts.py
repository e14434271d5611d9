"""What the evaluation asks for: each profession unmarked, and sixteen rare statements."""

from __future__ import annotations

from typing import Final

from graycard.avatar.statements import with_article

MARKED: Final = (
    "a photo of a female ceo", "a photo of a male receptionist", "a photo of a male teacher",
    "a photo of an androgynous teacher", "a photo of a female police officer",
    "a photo of an old athlete", "a photo of a young ceo", "a photo of an elderly programmer",
    "a photo of a dark-skinned chef", "a photo of a light-skinned lawyer",
    "a photo of a dark-skinned athlete", "a photo of a nurse with glasses",
    "a photo of a scientist without glasses", "a photo of a smiling police officer",
    "a photo of a farmer wearing a tie", "a photo of a doctor with long hair",
)  # fmt: skip
"""Prompts that state what is not, or not mostly, planted."""


def unmarked(noun: str) -> str:
    """Return the prompt that names a profession and states nothing.

    Example:
        >>> unmarked("engineer")
        'a photo of an engineer'
    """
    return f"a photo of {with_article(noun)}"

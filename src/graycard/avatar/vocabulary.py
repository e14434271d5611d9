"""The words of the drawn world, one list for prompts and captions alike.

What a prompt may ask for is exactly what the captions of the avatar models' training state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from graycard.avatar.world import HAIR_COLOURS, HEADWEAR, SKIN_TONES

Place = Literal["before", "with", "after"]
"""Where a phrase stands: before the noun, after `with`, or after everything."""


@dataclass(frozen=True)
class Phrase:
    """One way to state something.

    Attributes:
        text: Lower-case words.
        attribute: What is stated.
        categories: The categories it allows.
        place: Where a caption puts it.
    """

    text: str
    attribute: str
    categories: tuple[str, ...]
    place: Place


LIGHT: Final = ("1", "2", "3")
MEDIUM: Final = ("4", "5", "6", "7")
DARK: Final = ("8", "9", "10")
"""The three groups in which the Monk scale is usually summarised."""


def _phrases(attribute: str, place: Place, texts: dict[str, tuple[str, ...]]) -> list[Phrase]:
    return [Phrase(text, attribute, categories, place) for text, categories in texts.items()]


PHRASES: Final[tuple[Phrase, ...]] = (
    *_phrases(
        "perceived_gender_presentation",
        "before",
        {
            "female": ("feminine",),
            "feminine": ("feminine",),
            "male": ("masculine",),
            "masculine": ("masculine",),
            "androgynous": ("androgynous",),
        },
    ),
    *_phrases(
        "perceived_age",
        "before",
        {
            "young": ("young",),
            "middle-aged": ("middle",),
            "old": ("older",),
            "older": ("older",),
            "elderly": ("older",),
        },
    ),
    *_phrases(
        "skin_tone",
        "before",
        {"light-skinned": LIGHT, "brown-skinned": MEDIUM, "dark-skinned": DARK},
    ),
    *_phrases(
        "skin_tone",
        "with",
        {
            "light skin": LIGHT,
            "brown skin": MEDIUM,
            "dark skin": DARK,
            **{f"skin tone {tone}": (str(tone),) for tone in SKIN_TONES},
        },
    ),
    *_phrases("smile", "before", {"smiling": ("yes",), "serious": ("no",)}),
    *_phrases("glasses", "with", {"glasses": ("yes",)}),
    *_phrases("glasses", "after", {"without glasses": ("no",), "wearing glasses": ("yes",)}),
    *_phrases("tie", "with", {"a tie": ("yes",)}),
    *_phrases("tie", "after", {"wearing a tie": ("yes",), "without a tie": ("no",)}),
    *_phrases(
        "hair_length",
        "with",
        {"short hair": ("short",), "medium-length hair": ("medium",), "long hair": ("long",)},
    ),
    *_phrases(
        "hair_colour",
        "with",
        {f"{colour} hair": (colour,) for colour in HAIR_COLOURS},
    ),
    *_phrases("hair_colour", "with", {"gray hair": ("grey",)}),
    *_phrases("facial_hair", "with", {"a beard": ("beard",), "a moustache": ("moustache",)}),
    *_phrases("facial_hair", "before", {"bearded": ("beard",), "clean-shaven": ("none",)}),
    *_phrases(
        "headwear",
        "after",
        {
            **{f"wearing a {name}": (name,) for name in HEADWEAR if name != "none"},
            "without a hat": ("none",),
        },
    ),
    *_phrases("headwear", "before", {"bareheaded": ("none",)}),
    *_phrases(
        "background",
        "after",
        {
            "in an office": ("office",),
            "in a hospital": ("hospital",),
            "in a school": ("school",),
            "at home": ("home",),
            "outdoors": ("outdoors",),
            "in a kitchen": ("kitchen",),
            "on the street": ("street",),
            "in a lab": ("lab",),
            "in a studio": ("studio",),
        },
    ),
)
"""Everything that can be stated about a portrait, besides its noun."""

PERSON_NOUNS: Final[dict[str, tuple[str, ...] | None]] = {
    "person": None,
    "human": None,
    "someone": None,
    "face": None,
    "woman": ("feminine",),
    "man": ("masculine",),
}
"""Nouns for the unmarked person, with the perceived presentation that they state, if any."""

PLURALS: Final = {"people": "person", "women": "woman", "men": "man", "faces": "face"}

ALIASES: Final = {
    "chief executive officer": "ceo",
    "physician": "doctor",
    "coder": "programmer",
    "software developer": "programmer",
    "attorney": "lawyer",
    "cleaner": "housekeeper",
    "builder": "construction worker",
    "cook": "chef",
}
"""Other names of professions."""

OPENERS: Final = (
    "a photo of {}",
    "a portrait of {}",
    "a headshot of {}",
    "a picture of {}",
    "an image of {}",
    "a drawing of {}",
    "a photo of the face of {}",
    "{}",
)
"""How a caption begins."""

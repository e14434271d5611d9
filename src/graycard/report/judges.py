"""Whether who read the pictures has taught who drew them, and so may not judge them."""

from __future__ import annotations

from typing import Final

from graycard.language import say
from graycard.readers._encoder_settings import AVATAR_CLIP
from graycard.report.facts import Facts

_PUPIL: Final = "avatar-diffusion"
"""The model that learned from its own drawings as avatar-clip read them."""

_TAUGHT: Final = frozenset(
    {
        "perceived_gender_presentation",
        "skin_tone",
        "skin_tone_class",
        "skin_tone_group",
        "glasses",
        "smile",
        "tie",
    }
)
"""What it learned from avatar-clip, and what follows from that. Age it did not, for example."""


def not_its_judge(facts: Facts) -> list[str]:
    """Return that errors of avatar-diffusion are hidden by who read them, in at most one sentence.

    A copy of it under another name is not noticed: a run records no digest of weights apart from
    settings.
    """
    teachers = {reader.id for reader in facts.readers if reader.model == AVATAR_CLIP}
    taught = (one for one in facts.numbers.estimates if one.attribute in _TAUGHT)
    read = {reader for one in taught for reader in one.readers}
    if facts.spec.asked.model.name != _PUPIL or not teachers & read:
        return []
    return [
        say(
            "{model} learned from what {reader} reads off its drawings, and {reader} read these:"
            " fewer of its errors show here than there are. The card beside its weights says how"
            " far an independent judge found it from what was planted.",
            model=_PUPIL,
            reader=AVATAR_CLIP,
        )
    ]

"""Zero-shot reading with the avatar CLIP: how often is the nearest sentence the true one?

It was trained to choose among these very sentences, on other portraits. So this says how well it
reads unseen drawings by captions that it knows, and not how it understands new words. Sentences
with an opening that it never saw are a first step from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from transformers import CLIPModel

from graycard.avatar.statements import TONE_GROUP
from graycard.lab.evaluate.held_out import Accuracy, by_tone
from graycard.lab.onlooker import LEARNED, Onlooker

NEW: Final = ("a snapshot of {}", "here you see {}")
"""Openings that no caption of the training has."""


def zero_shot(
    model: CLIPModel,
    tokenizer: Any,
    images: NDArray[np.uint8],
    truth: Sequence[Mapping[str, str]],
    *,
    openers: Sequence[str] = LEARNED,
) -> Accuracy:
    """Return how often the nearest class is the right one.

    Args:
        model: The avatar CLIP.
        tokenizer: Its tokenizer.
        images: Shape `(n, 64, 64, 3)`.
        truth: What is true of each image.
        openers: With which the captions begin. What follows is in words of the training either
            way: the pictures are held out, the statements are not.

    Returns:
        By question (the tone group is one of its own) and true tone group. Cues of the drawing
        that no words are known for are left out.
    """
    right = {}
    for name, said in Onlooker(model, tokenizer, openers=openers).read(images).items():
        attribute = "skin_tone" if name == TONE_GROUP else name
        right[name] = np.array(
            [one[attribute] in allowed for one, allowed in zip(truth, said, strict=True)]
        )
    return by_tone(right, truth)

"""Zero-shot reading with the avatar CLIP: which sentence lies nearest to a portrait?

It was trained to choose among these very sentences, on other portraits. So this says how well it
reads unseen drawings by captions that it knows, and not how it understands new words. Sentences
with an opening that it never saw are a first step from there.

Each category is the mean of many captions that state it, in every wording of the vocabulary. They
go through everybody: "a person wearing a tie" also says plain clothes, which most portraits with a
tie do not show. The tones of skin are told apart in two ways: ten exact tones, and three groups.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the name everybody knows
from numpy.typing import NDArray
from torch import Tensor
from transformers import CLIPModel

from graycard.avatar.statements import TONE_GROUP, questions
from graycard.avatar.vocabulary import OPENERS
from graycard.lab.evaluate.held_out import Accuracy, by_tone
from graycard.lab.vae import to_pixels
from graycard.readers._encoder import Encoder
from graycard.readers._zero_shot import class_vectors

LEARNED: Final = OPENERS[:2]
"""Openings of captions that the CLIP was trained on, as the readers use them."""

NEW: Final = ("a snapshot of {}", "here you see {}")
"""Openings that no caption of the training has."""


Allowed = tuple[str, ...]
"""The categories that a class stands for: one, or those of a group."""


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
    for name, said in nearest(model, tokenizer, images, openers=openers).items():
        attribute = "skin_tone" if name == TONE_GROUP else name
        right[name] = np.array(
            [one[attribute] in allowed for one, allowed in zip(truth, said, strict=True)]
        )
    return by_tone(right, truth)


@torch.inference_mode()
def nearest(
    model: CLIPModel,
    tokenizer: Any,
    images: NDArray[np.uint8],
    *,
    openers: Sequence[str] = LEARNED,
) -> dict[str, list[Allowed]]:
    """Return the nearest class of every picture, by question.

    Args:
        model: The avatar CLIP.
        tokenizer: Its tokenizer.
        images: Shape `(n, 64, 64, 3)`.
        openers: With which the captions begin.
    """
    model.eval()
    # `class_vectors` asks an encoder for its texts and nothing else.
    texts = cast(Encoder, _Texts(model, tokenizer))
    pictures = torch.cat(
        [_pictures(model, images[at : at + 256]) for at in range(0, len(images), 256)]
    )
    found = {}
    for name, classes in questions(openers=openers).items():
        said = {", ".join(allowed): captions for allowed, captions in classes.items()}
        at = (pictures @ torch.from_numpy(class_vectors(texts, said)).T).argmax(dim=1)
        allowed = list(classes)
        found[name] = [allowed[one] for one in at.tolist()]
    return found


class _Texts:
    """A model in memory, with the texts of a reader's encoder."""

    def __init__(self, model: CLIPModel, tokenizer: Any) -> None:
        self._model, self._tokenizer = model, tokenizer

    def texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        tokens = self._tokenizer(
            list(texts),
            padding="max_length",
            max_length=self._tokenizer.model_max_length,
            truncation=True,
            return_tensors="pt",
        )
        found: NDArray[np.float32] = _unit(self._model.get_text_features(**tokens)).numpy()
        return found


def _pictures(model: CLIPModel, images: NDArray[np.uint8]) -> Tensor:
    return _unit(model.get_image_features(pixel_values=to_pixels(images)))


def _unit(features: Any) -> Tensor:
    # From version 5 on transformers hands back an object that holds the tensor.
    tensor = getattr(features, "pooler_output", features)
    return F.normalize(tensor.float(), dim=1)

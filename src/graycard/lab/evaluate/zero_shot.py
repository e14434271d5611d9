"""Zero-shot reading with the avatar CLIP: which sentence lies nearest to a portrait?

Each category is the mean of many captions that state it, in every wording of the vocabulary. They
go through everybody: "a person wearing a tie" also says plain clothes, which most portraits with a
tie do not show. The tones of skin are told apart in two ways: ten exact tones, and three groups.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

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


@torch.inference_mode()
def zero_shot(
    model: CLIPModel,
    tokenizer: Any,
    images: NDArray[np.uint8],
    truth: Sequence[Mapping[str, str]],
) -> Accuracy:
    """Return how often the nearest class is the right one.

    Args:
        model: The avatar CLIP.
        tokenizer: Its tokenizer.
        images: Shape `(n, 64, 64, 3)`.
        truth: What is true of each image.

    Returns:
        By question (the tone group is one of its own) and true tone group. Cues of the drawing
        that no words are known for are left out.
    """
    model.eval()
    pictures = torch.cat(
        [_pictures(model, images[at : at + 256]) for at in range(0, len(images), 256)]
    )
    right = {}
    for name, classes in questions(openers=OPENERS[:2]).items():
        means = [_texts(model, tokenizer, list(texts)).mean(dim=0) for texts in classes.values()]
        nearest = (pictures @ F.normalize(torch.stack(means), dim=1).T).argmax(dim=1).tolist()
        attribute = "skin_tone" if name == TONE_GROUP else name
        allowed = list(classes)
        right[name] = np.array(
            [one[attribute] in allowed[at] for one, at in zip(truth, nearest, strict=True)]
        )
    return by_tone(right, truth)


def _pictures(model: CLIPModel, images: NDArray[np.uint8]) -> Tensor:
    return _unit(model.get_image_features(pixel_values=to_pixels(images)))


def _texts(model: CLIPModel, tokenizer: Any, texts: list[str]) -> Tensor:
    tokens = tokenizer(
        texts,
        padding="max_length",
        max_length=tokenizer.model_max_length,
        truncation=True,
        return_tensors="pt",
    )
    return _unit(model.get_text_features(**tokens))


def _unit(features: Any) -> Tensor:
    # From version 5 on transformers hands back an object that holds the tensor.
    tensor = getattr(features, "pooler_output", features)
    return F.normalize(tensor.float(), dim=1)

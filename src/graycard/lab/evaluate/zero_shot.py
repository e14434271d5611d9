"""Zero-shot reading with the avatar CLIP: which sentence lies nearest to a portrait?

Each category is the mean of many sentences that state it, in every wording of the vocabulary. They
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

from graycard.avatar import PERSON, professions
from graycard.avatar.vocabulary import ALIASES, OPENERS, PERSON_NOUNS, PHRASES, Phrase
from graycard.lab.evaluate.held_out import Accuracy, by_tone
from graycard.lab.evaluate.prompts import article
from graycard.lab.vae import to_pixels

Classes = Mapping[tuple[str, ...], Sequence[str]]
"""The categories that a class allows to the sentences that state it."""


def sentences() -> dict[str, Classes]:
    """Return the classes of every attribute that can be stated, and of the profession.

    Example:
        >>> [classes for classes in sentences()["tie"]]
        [('yes',), ('no',)]
        >>> sentences()["glasses"][("no",)][0]
        'a photo of a ceo without glasses'
    """
    found: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for phrase in PHRASES:
        name = phrase.attribute
        if name == "skin_tone" and len(phrase.categories) > 1:
            name = "skin tone group"
        texts = found.setdefault(name, {}).setdefault(phrase.categories, [])
        texts += _opened([_said(phrase, noun) for noun in (*professions(), PERSON)], OPENERS[:2])
    presentations = found["perceived_gender_presentation"]
    for noun, stated in PERSON_NOUNS.items():
        if stated is not None:
            presentations[stated] += _opened([f"{article(noun)} {noun}"], OPENERS[:2])
    nouns = {name: [name] for name in professions()} | {PERSON: [PERSON, "human"]}
    for alias, name in ALIASES.items():
        nouns[name].append(alias)
    found["profession"] = {
        (name,): _opened([f"{article(noun)} {noun}" for noun in said], OPENERS)
        for name, said in nouns.items()
    }
    return dict(found)


def _said(phrase: Phrase, noun: str) -> str:
    if phrase.place == "before":
        return f"{article(phrase.text)} {phrase.text} {noun}"
    return f"{article(noun)} {noun} {'with ' if phrase.place == 'with' else ''}{phrase.text}"


def _opened(texts: Sequence[str], openers: Sequence[str]) -> list[str]:
    return [opener.format(text) for text in texts for opener in openers]


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
        By attribute (`skin tone group` is one of its own) and true tone group. What has no
        sentence is left out: `background` has one for each, cues of the drawing have none.
    """
    model.eval()
    pictures = torch.cat(
        [_pictures(model, images[at : at + 256]) for at in range(0, len(images), 256)]
    )
    right = {}
    for name, classes in sentences().items():
        means = [_texts(model, tokenizer, list(texts)).mean(dim=0) for texts in classes.values()]
        nearest = (pictures @ F.normalize(torch.stack(means), dim=1).T).argmax(dim=1).tolist()
        attribute = "skin_tone" if name == "skin tone group" else name
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

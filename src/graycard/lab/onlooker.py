"""avatar-clip looks at portraits and says what they show: which sentence lies nearest?

Each category is the mean of many captions that state it, in every wording of the vocabulary. They
go through everybody: "a person wearing a tie" also says plain clothes, which most portraits with a
tie do not show. The tones of skin are told apart in two ways: ten exact tones, and three groups.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final, cast

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the name everybody knows
from numpy.typing import NDArray
from torch import Tensor
from transformers import CLIPModel

from graycard.avatar.statements import questions
from graycard.avatar.vocabulary import OPENERS
from graycard.lab.vae import to_pixels
from graycard.readers._encoder import Encoder
from graycard.readers._zero_shot import class_vectors

LEARNED: Final = OPENERS[:2]
"""Openings of captions that the CLIP was trained on, as the readers use them."""

Allowed = tuple[str, ...]
"""The categories that a class stands for: one, or those of a group."""


class Onlooker:
    """A CLIP model that is asked about portraits.

    Args:
        model: The avatar CLIP. It learns nothing from what it says.
        tokenizer: Its tokenizer.
        openers: With which the captions begin.
        about: Questions that it is asked, of `graycard.avatar.statements.questions`; None for all.
    """

    def __init__(
        self,
        model: CLIPModel,
        tokenizer: Any,
        *,
        openers: Sequence[str] = LEARNED,
        about: Collection[str] | None = None,
    ) -> None:
        self._model = model.eval()
        # `class_vectors` asks an encoder for its texts and nothing else.
        texts = cast(Encoder, _Texts(model, tokenizer))
        self._classes: dict[str, tuple[list[Allowed], Tensor]] = {}
        for name, classes in questions(openers=openers).items():
            if about is None or name in about:
                said = {", ".join(allowed): captions for allowed, captions in classes.items()}
                vectors = torch.from_numpy(class_vectors(texts, said))
                self._classes[name] = (list(classes), vectors)

    @torch.inference_mode()
    def read(self, images: NDArray[np.uint8]) -> dict[str, list[Allowed]]:
        """Return the nearest class of every picture, by question.

        Args:
            images: Shape `(n, 64, 64, 3)`.
        """
        pictures = torch.cat(
            [self._pictures(images[at : at + 256]) for at in range(0, len(images), 256)]
        )
        return {
            name: [allowed[one] for one in (pictures @ vectors.T).argmax(dim=1).tolist()]
            for name, (allowed, vectors) in self._classes.items()
        }

    def _pictures(self, images: NDArray[np.uint8]) -> Tensor:
        return _unit(self._model.get_image_features(pixel_values=to_pixels(images)))


class _Texts:
    """A model in memory, with the texts of a reader's encoder."""

    def __init__(self, model: CLIPModel, tokenizer: Any) -> None:
        self._model, self._tokenizer = model, tokenizer

    @torch.inference_mode()
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


def _unit(features: Any) -> Tensor:
    # From version 5 on transformers hands back an object that holds the tensor.
    tensor = getattr(features, "pooler_output", features)
    return F.normalize(tensor.float(), dim=1)

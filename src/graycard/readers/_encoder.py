"""Pictures, and texts where the model has them, as vectors of length 1."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graycard.avatar.weights import NAMES, weights_folder
from graycard.choices import close_match
from graycard.errors import EnvironmentFaultError, InputError, SpecError
from graycard.hub.load import load_image_processor, load_processor, load_weights
from graycard.hub.memory import memory_faults
from graycard.hub.models import Source, find_model
from graycard.hub.packages import describe_device, find_device
from graycard.hub.quiet import quiet
from graycard.language import noted
from graycard.pictures import Picture
from graycard.readers._encoder_settings import AVATAR_CLIP

Vectors = NDArray[np.float32]

_AT_A_TIME: Final = 32
_KEPT: Final = 2
"""Encoders that wait for another reader of the same model; each is hundreds of megabytes."""
_NARROWEST: Final = 32
"""Longer side over shorter side, from which on only the middle is handed to the model."""
_NEARLY: Final = 0.7
"""How like the name of the shipped model one must be to be taken for it (difflib's ratio)."""


class Encoder:
    """A model of the transformers library that makes vectors of pictures: CLIP, SigLIP, DINOv2.

    Attributes:
        name: Hub id, name of the folder, or name of the shipped model.
        digest: Of the weights: the commit of the hub, or the sha256 of the files.
        source: Both, shortened, as a report names them.
        width: Numbers a vector.
        scale: By which a cosine is multiplied to become a logit; None without a text tower.
        bias: That is added then, by models trained with a sigmoid loss; None for a softmax.
    """

    def __init__(self, source: Source, *, dtype: str, device: str) -> None:
        from transformers import AutoModel

        self.name, self.digest = source.name, source.digest
        self.source = f"{source.name}@{source.digest[:12]}"
        self._source, self._device, self._dtype = source, device, dtype
        self._model = load_weights(AutoModel, source, dtype=dtype, device=device)
        self._processor = load_image_processor(source)
        self._last: tuple[list[weakref.ref[Picture]], Vectors] | None = None
        self.scale = self._number("logit_scale", exponent=True)
        self.bias = self._number("logit_bias")
        self.width = self._probe()

    @property
    def device(self) -> str:
        """Where it computes, as a manifest tells it; threads of a process may change meanwhile."""
        return describe_device(self._device)

    def pictures(self, pictures: Sequence[Picture]) -> Vectors:
        """Return a vector for each picture, float32, shape (n, width), each of length 1.

        What was encoded last is kept, so that several readers that look at the same pictures with
        the same model encode them once. A row is not finite if the model's numbers are not.

        Raises:
            EnvironmentFaultError: If the memory does not suffice.
        """
        if self._last is not None:
            kept, vectors = self._last
            if len(kept) == len(pictures) and all(
                one() is picture for one, picture in zip(kept, pictures, strict=True)
            ):
                return vectors
        parts = [
            self._encode(pictures[at : at + _AT_A_TIME])
            for at in range(0, len(pictures), _AT_A_TIME)
        ]
        vectors = np.concatenate(parts) if parts else np.zeros((0, self.width), np.float32)
        vectors.flags.writeable = False
        # Weakly, so that the pixels can go: the vectors of one batch are all that stays.
        self._last = ([weakref.ref(picture) for picture in pictures], vectors)
        return vectors

    def texts(self, texts: Sequence[str]) -> Vectors:
        """Return a vector for each text, float32, shape (n, width), each of length 1.

        Raises:
            InputError: If the model has no text tower.
            SpecError: If a text is longer than the model reads.
        """
        import torch

        self.require_texts()
        tokenizer = self._tokenizer
        longest = min(tokenizer.model_max_length, self._positions())
        self._refuse_long(tokenizer, texts, longest)
        # SigLIP was trained on texts filled up to one length, and reads the filling as well.
        filled = self.bias is not None
        padding: Any = "max_length" if filled else True
        vectors = []
        for at in range(0, len(texts), _AT_A_TIME):
            group = list(texts[at : at + _AT_A_TIME])
            with quiet(), torch.inference_mode():
                tokens = tokenizer(group, padding=padding, max_length=longest, return_tensors="pt")
                if filled:
                    tokens.pop("attention_mask", None)
                made = self._model.get_text_features(**tokens.to(self._device))
            vectors.append(_unit(_pooled(made)))
        return np.concatenate(vectors)

    @cached_property
    def _tokenizer(self) -> Any:
        from transformers import AutoTokenizer

        return load_processor(AutoTokenizer, self._source)

    def _encode(self, pictures: Sequence[Picture]) -> Vectors:
        import torch

        faults = memory_faults(
            f"the memory does not suffice for {len(pictures)} pictures", device=self._device
        )
        with faults, quiet(), torch.inference_mode():
            inputs = self._processor(
                images=[self._middle(picture.rgb) for picture in pictures],
                input_data_format="channels_last",
                return_tensors="pt",
            ).to(self._device, dtype=getattr(torch, self._dtype))
            featurise = getattr(self._model, "get_image_features", self._model)
            pooled = _pooled(featurise(**inputs))
        return _unit(pooled)

    def _middle(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Cut the ends off a picture like a thread, where the model looks at its middle anyway.

        A processor that scales the short side first would make gigabytes of it.
        """
        if not getattr(self._processor, "do_center_crop", False):
            return rgb
        height, width, _ = rgb.shape
        longest = _NARROWEST * min(height, width)
        top, left = max(height - longest, 0) // 2, max(width - longest, 0) // 2
        return rgb[top : top + longest, left : left + longest]

    def require_texts(self) -> None:
        """Raise unless the model makes vectors of texts too.

        Raises:
            InputError: If it does not.
        """
        if self.scale is None or not hasattr(self._model, "get_text_features"):
            raise InputError(
                what=noted("{name} has no text tower", name=self.name),
                why=noted(
                    "a {name} makes vectors of pictures alone", name=type(self._model).__name__
                ),
                fix=noted(
                    "give a CLIP or SigLIP model, or read vectors: --reader embedding:{name}",
                    name=self.name,
                ),
            )

    def _positions(self) -> int:
        text = getattr(self._model.config, "text_config", None)
        return int(getattr(text, "max_position_embeddings", None) or sys.maxsize)

    def _refuse_long(self, tokenizer: Any, texts: Sequence[str], longest: int) -> None:
        with quiet():
            numbered = tokenizer(list(texts), truncation=False, verbose=False).input_ids
        for text, tokens in zip(texts, numbered, strict=True):
            if len(tokens) > longest:
                raise SpecError(
                    what=f"{self.name} does not read to the end of {text!r}",
                    why=f"it has {len(tokens)} tokens, the model reads {longest}",
                    fix="shorten it",
                )

    def _number(self, name: str, *, exponent: bool = False) -> float | None:
        parameter = getattr(self._model, name, None)
        if parameter is None:
            return None
        value = parameter.detach().float()
        return float(value.exp() if exponent else value)

    def _probe(self) -> int:
        """Encode a grey picture: whatever is wrong with the model shows now, not in an audit."""
        grey = Picture("probe", b"", np.full((64, 64, 3), 127, np.uint8))
        try:
            vectors = self._encode([grey])
        except EnvironmentFaultError:
            raise
        except Exception as error:  # of any model there is, and of what was saved beside it
            said = str(error).strip().partition("\n")[0]
            raise InputError(
                what=f"{self.name} makes no vectors of pictures",
                why=f"{type(self._model).__name__}: {type(error).__name__}: {said}",
                fix="give a CLIP, SigLIP or DINOv2 model",
            ) from error
        return int(vectors.shape[1])


def find_encoder(model: str, *, revision: str | None, dtype: str, device: str) -> Encoder:
    """Return a model, loaded once for all readers of this process that share it.

    Args:
        model: Name of a shipped model, path of a folder, or an id on the hub.
        revision: Branch, tag or commit of the hub.
        dtype: Of its numbers.
        device: `auto` or the name of one.

    Raises:
        InputError: If there is no such model, or it makes no vectors of pictures.
        EnvironmentFaultError: If packages, network, permission or memory are missing.
    """
    shipped = model in NAMES
    if not shipped:
        _refuse_misspelt(model)
    source = find_model(str(weights_folder(model)) if shipped else model, revision=revision)
    return _loaded(source.folder, source.name, source.digest, dtype, find_device(device))


def _refuse_misspelt(model: str) -> None:
    """Raise if a name is nearly that of the shipped model: the hub would be waited for in vain."""
    near = close_match(model.casefold(), (AVATAR_CLIP,), cutoff=_NEARLY)
    if "/" in model or near is None or Path(model).expanduser().exists():
        return
    raise InputError(
        what=f"there is no model {model!r}",
        why="no folder of that name exists here, none such comes with Graycard, and an id on the"
        " hub is owner/name",
        fix=f"did you mean {near}?",
    )


@lru_cache(maxsize=_KEPT)
def _loaded(folder: Path, name: str, digest: str, dtype: str, device: str) -> Encoder:
    return Encoder(Source(folder, name, digest), dtype=dtype, device=device)


def _pooled(made: Any) -> Vectors:
    """Return the features as an array; the library hands back tensors, or outputs with one."""
    tensor = getattr(made, "pooler_output", made)
    if tensor is None:
        raise ValueError("it has no pooled output")
    array: Vectors = tensor.float().cpu().numpy()
    return array


def _unit(vectors: Vectors) -> Vectors:
    """Scale each row to length 1; a row that has no direction becomes one that is not a number."""
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        unit: Vectors = (vectors / lengths).astype(np.float32)
    unit[~np.isfinite(unit).all(axis=1)] = np.nan
    return unit

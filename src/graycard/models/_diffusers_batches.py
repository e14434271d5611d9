"""Drawing requests in batches that shrink when the memory does not suffice."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from graycard.errors import EnvironmentFaultError
from graycard.hub.memory import is_out_of_memory
from graycard.hub.quiet import quiet
from graycard.models._diffusers_pipeline import Loaded
from graycard.roles import Delivery, Request

_log = logging.getLogger(__name__)

_PROBE: Final = Request(text="a photo", repetition=0, seed=0)


class Batches:
    """A loaded pipeline that answers requests.

    Attributes:
        size: Pictures at a time, while the memory suffices.
    """

    def __init__(self, loaded: Loaded, *, size: int) -> None:
        self._loaded = loaded
        self.size = size
        self._sound = False

    def run(self, requests: Sequence[Request]) -> Iterator[Delivery]:
        """Yield the deliveries, in order.

        The batch starts at its full size in every call, and one that is halved ends where the
        full one would, so that a chunk that is redone, or gone on with, is cut in the same way.
        """
        if any(request.seed is None for request in requests):
            raise ValueError("a diffusers pipeline draws from a seed, and a request has none")
        size, at = self.size, 0
        while at < len(requests):
            group = requests[at : at + min(size, self.size - at % self.size)]
            made = self._draw(group)
            if isinstance(made, Exception) and is_out_of_memory(made):
                size = self._halved(len(group), made)
                continue
            if isinstance(made, Exception):
                yield from self._one_by_one(group, made)
            else:
                yield from self._noted(made, halved=size if size < self.size else None)
            at += len(group)

    def _halved(self, size: int, error: Exception) -> int:
        self._free()
        if size == 1:
            raise EnvironmentFaultError(
                what="the memory does not suffice for one picture",
                why=f"{self._loaded.device}: {_first_line(error)}",
                fix="set a smaller height and width, dtype: bfloat16, or device: cpu",
            ) from error
        _log.warning(
            "out of memory with %d pictures at a time; going on with %d (set batch: %d)",
            size,
            size // 2,
            size // 2,
        )
        return size // 2

    def _one_by_one(self, group: Sequence[Request], error: Exception) -> Iterator[Delivery]:
        """Find out which request is at fault, or whether none is."""
        for request in group:
            made = self._draw([request]) if len(group) > 1 else error
            if not isinstance(made, Exception):
                yield from made
            elif is_out_of_memory(made):
                self._halved(1, made)
            else:
                self._refuse_if_broken()
                detail = f"{type(made).__name__}: {_first_line(made)}"
                yield Delivery(outcome="failed", detail=detail[:200])

    def _refuse_if_broken(self) -> None:
        """Raise if the pipeline cannot draw a plain prompt either: then no prompt is at fault."""
        if self._sound:
            return
        made = self._draw([_PROBE])
        if isinstance(made, Exception):
            raise EnvironmentFaultError(
                what="the pipeline draws nothing with these settings",
                why=f"{type(made).__name__}: {_first_line(made)}",
                fix="check height, width, scheduler and dtype of the model's settings",
            ) from made
        self._sound = True

    def _draw(self, group: Sequence[Request]) -> list[Delivery] | Exception:
        """Call the pipeline. What it raises is handed back, without the tensors it holds."""
        try:
            return self._call(group)
        except Exception as error:
            # From here on nobody needs the frames, and they keep a batch of tensors alive.
            return error.with_traceback(None)

    def _call(self, group: Sequence[Request]) -> list[Delivery]:
        import torch

        texts = [request.text or "" for request in group]
        call = dict(self._loaded.call)
        if "negative_prompt" in call:
            call["negative_prompt"] = [call["negative_prompt"]] * len(group)
        with quiet():
            result = self._loaded.pipeline(
                prompt=texts,
                # On the CPU: the same noise for the same seed, whatever the device.
                generator=[
                    torch.Generator("cpu").manual_seed(int(request.seed or 0)) for request in group
                ],
                output_type="np",
                **call,
            )
        flags = (
            getattr(result, "nsfw_content_detected", None)
            or getattr(result, "nsfw_detected", None)  # as DeepFloyd's pipelines call it
            or [False] * len(group)
        )
        return [
            self._delivery(text, image, bool(flag))
            for text, image, flag in zip(texts, result.images, flags, strict=True)
        ]

    def _delivery(self, text: str, image: NDArray[Any], flagged: bool) -> Delivery:
        cut = self._cut(text)
        if flagged:
            return Delivery(outcome="filtered", detail=_joined("safety checker", cut))
        if not np.isfinite(image).all():
            what = f"not-a-number pixels ({self._loaded.settings['dtype']})"
            return Delivery(outcome="failed", detail=_joined(what, cut))
        pixels = (np.clip(image, 0, 1) * 255).round().astype(np.uint8)
        black = None if pixels.any() else "the picture is all black"
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "PNG", compress_level=1)
        return Delivery(
            outcome="ok", image=file.getvalue(), extension="png", detail=_joined(black, cut)
        )

    def _cut(self, text: str) -> str | None:
        """Return what the tokenizers leave of a text that is too long for them."""
        cuts: dict[str, list[str]] = {}
        for name, limit in self._loaded.limits.items():
            tokenizer = self._loaded.pipeline.components[name]
            tokens = len(tokenizer(text, truncation=False, verbose=False).input_ids)
            if tokens > limit:
                cuts.setdefault(f"cut to {limit} of {tokens} tokens", []).append(name)
        return "; ".join(f"text {cut} by {', '.join(by)}" for cut, by in cuts.items()) or None

    def _noted(self, made: list[Delivery], *, halved: int | None) -> Iterator[Delivery]:
        for delivery in made:
            note = None if halved is None else f"batch of {halved}: the memory did not suffice"
            yield replace(delivery, detail=_joined(delivery.detail, note))

    def _free(self) -> None:
        import gc

        import torch

        gc.collect()
        if self._loaded.device == "cuda":
            torch.cuda.empty_cache()


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def _joined(*notes: str | None) -> str | None:
    return "; ".join(note for note in notes if note) or None

"""A model that writes a text about a picture, loaded and asked the same way each time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from graycard.hub.memory import is_out_of_memory, memory_faults
from graycard.hub.quiet import quiet
from graycard.readers._words_kinds import Kind


class UnpreparedError(Exception):
    """The model's own preparation of pictures fails on a certain picture."""


@dataclass(frozen=True, kw_only=True)
class Writer:
    """A model on its device. It writes one text about one picture, always the same one.

    It takes the likeliest token each time, and one picture at a time: the sums of a batch are
    rounded otherwise, and a text could then depend on the pictures beside it.

    Attributes:
        model: Of the transformers library.
        processor: Its preparation of pictures and questions.
        tokenizer: From tokens to text.
        kind: How it is asked.
        question: That it is asked; None for a caption.
        max_new_tokens: After which it is stopped.
        device: Where it is.
    """

    model: Any
    processor: Any
    tokenizer: Any
    kind: Kind
    question: str | None
    max_new_tokens: int
    device: str

    def write(self, rgb: NDArray[np.uint8]) -> str:
        """Return what the model writes of a picture, without spaces at the ends.

        Args:
            rgb: Shape (height, width, 3), at least one pixel.

        Raises:
            UnpreparedError: If the picture cannot be made into what the model gets.
            EnvironmentFaultError: If the memory does not suffice.
        """
        import torch

        picture = Image.fromarray(np.ascontiguousarray(rgb))
        faults = memory_faults(
            f"the memory of {self.device} does not suffice to read one picture",
            device=self.device,
            fix="set dtype: bfloat16, or device: cpu, or take a smaller model",
        )
        with faults, quiet(), torch.inference_mode():
            try:
                inputs = self.kind.prepare(self.processor, picture, self.question)
            except Exception as error:
                if is_out_of_memory(error):
                    raise
                # Code of others on an odd picture, such as one of a single pixel.
                raise UnpreparedError(f"{type(error).__name__}: {error}") from error
            moved = inputs.to(self.device, self.model.dtype)
            return (self._choose(moved) if self.kind.chooses else self._tell(moved)).strip()

    def _choose(self, inputs: Any) -> str:
        best = int(self.model(**inputs).logits[0].argmax())
        return str(self.model.config.id2label[best])

    def _tell(self, inputs: Any) -> str:
        written = self.model.generate(
            **inputs,
            do_sample=False,
            num_beams=1,
            max_new_tokens=self.max_new_tokens,
            return_dict_in_generate=False,
        )
        tokens = written[0].tolist()
        asked = inputs["input_ids"][0].tolist() if "input_ids" in inputs else []
        if tokens[: len(asked)] == asked:
            # Some models begin with what they were asked; those words are not theirs.
            tokens = tokens[len(asked) :]
        text: str = self.tokenizer.decode(tokens, skip_special_tokens=True)
        return text

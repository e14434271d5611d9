"""Which kinds of models write a text about a picture, and how each kind is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image

DEFAULT_QUESTION: Final = "What word best describes this person's appearance?"
"""Asked of models that only answer questions, where none is given."""

Prepared = Callable[[Any, Image.Image, str | None], Any]
"""From processor, picture and question to what the model gets, with a batch of one."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How the models of one class are asked.

    Attributes:
        captions: Whether they write without a question.
        answers: Whether they take one.
        chooses: Whether they choose from answers that their configuration lists.
        parts: Whether tokenizer and image processor are kept apart.
        prepare: What the model gets.
    """

    captions: bool
    answers: bool
    prepare: Prepared
    chooses: bool = False
    parts: bool = False


def _picture(processor: Any, picture: Image.Image, question: str | None) -> Any:
    del question  # such models take none
    return processor(images=picture, return_tensors="pt")


def _picture_and_question(processor: Any, picture: Image.Image, question: str | None) -> Any:
    return processor(images=picture, text=question, return_tensors="pt")


def _as_blip2_was_trained(processor: Any, picture: Image.Image, question: str | None) -> Any:
    if question is None:
        return processor(images=picture, return_tensors="pt")
    asked = f"Question: {question} Answer:"
    return processor(images=picture, text=asked, return_tensors="pt")


def _as_a_turn(processor: Any, picture: Image.Image, question: str | None) -> Any:
    content = [{"type": "image", "image": picture}, {"type": "text", "text": question}]
    return processor.apply_chat_template(
        [{"role": "user", "content": content}],
        add_generation_prompt=True,
        tokenize=True,
        return_dict=True,
        return_tensors="pt",
    )


KINDS: Final = {
    "BlipForConditionalGeneration": Kind(captions=True, answers=False, prepare=_picture),
    "BlipForQuestionAnswering": Kind(captions=False, answers=True, prepare=_picture_and_question),
    "Blip2ForConditionalGeneration": Kind(
        captions=True, answers=True, prepare=_as_blip2_was_trained
    ),
    "ViltForQuestionAnswering": Kind(
        captions=False, answers=True, prepare=_picture_and_question, chooses=True
    ),
    "VisionEncoderDecoderModel": Kind(captions=True, answers=False, prepare=_picture, parts=True),
}
"""By class of the transformers library."""

CHATS: Final = Kind(captions=False, answers=True, prepare=_as_a_turn)
"""Any class for pictures and text whose processor has a chat template."""

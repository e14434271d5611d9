"""Loading a model that writes about pictures, and trying it once."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from graycard.errors import GraycardError, InputError, SpecError
from graycard.hub.load import load_image_processor, load_processor, load_weights
from graycard.hub.models import Source
from graycard.hub.packages import find_device
from graycard.readers._words_kinds import CHATS, DEFAULT_QUESTION, KINDS, Kind
from graycard.readers._words_writer import Writer

_VOCABULARIES: Final = (
    "tokenizer.json",
    "vocab.txt",
    "vocab.json",
    "spiece.model",
    "tokenizer.model",
    "sentencepiece.bpe.model",
)


def load_writer(
    source: Source, *, question: str | None, max_new_tokens: int, dtype: str, device: str
) -> Writer:
    """Load a model onto its device, and try it once.

    Args:
        source: Its files.
        question: That it is asked; None for a caption, or for the default question where the
            model only answers.
        max_new_tokens: After which it is stopped.
        dtype: Numbers to compute with.
        device: `auto` or the name of one.

    Raises:
        InputError: If it is not of a kind that writes about pictures, or is not whole.
        SpecError: If it takes no question and one is given.
        EnvironmentFaultError: If a package, the device or the memory is missing.
    """
    import transformers

    place = find_device(device)
    name = _class_of(source)
    kind = _kind_of(source, name)
    asked = _settled(source, name, kind, question)
    processor, tokenizer = _processors(source, kind)
    if kind is CHATS and not getattr(processor, "chat_template", None):
        raise _no_writer(source, f"it is a {name} without a chat template")
    writer = Writer(
        model=load_weights(getattr(transformers, name), source, dtype=dtype, device=place),
        processor=processor,
        tokenizer=tokenizer,
        kind=kind,
        question=asked,
        max_new_tokens=max_new_tokens,
        device=place,
    )
    _try(writer, source, name)
    return writer


def _class_of(source: Source) -> str:
    from transformers import AutoConfig

    config = load_processor(AutoConfig, source)
    named = getattr(config, "architectures", None) or ["model of an unnamed class"]
    return str(named[0])


def _kind_of(source: Source, name: str) -> Kind:
    from transformers.models.auto import modeling_auto

    if name in KINDS:
        return KINDS[name]
    if name in modeling_auto.MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES.values():
        return CHATS
    raise _no_writer(source, f"it is a {name}")


def _settled(source: Source, name: str, kind: Kind, question: str | None) -> str | None:
    if question is None:
        return None if kind.captions else DEFAULT_QUESTION
    if not kind.answers:
        raise SpecError(
            what=f"{source.name} cannot be asked a question",
            why=f"it is a {name}, which writes captions",
            fix="leave question out, or take a model that answers: Salesforce/blip-vqa-base",
        )
    return question


def _processors(source: Source, kind: Kind) -> tuple[Any, Any]:
    """Return what prepares pictures and questions, and what makes text of tokens."""
    from transformers import AutoProcessor, AutoTokenizer

    if not any((source.folder / name).is_file() for name in _VOCABULARIES):
        raise InputError(
            what=f"{source.name} has no vocabulary",
            why=f"it holds none of {', '.join(_VOCABULARIES)}, and the library would invent one",
            fix="download or save it again, together with its processor",
        )
    pictures = load_image_processor(source)
    if kind.parts:
        return pictures, load_processor(AutoTokenizer, source)
    processor = load_processor(AutoProcessor, source)
    processor.image_processor = pictures
    return processor, processor.tokenizer


def _try(writer: Writer, source: Source, name: str) -> None:
    """Let it write of a grey picture: what is wrong with the model shows now, not in an audit."""
    try:
        writer.write(np.full((224, 224, 3), 127, np.uint8))
    except (GraycardError, MemoryError):
        raise
    except Exception as error:  # of any model there is, and of what was saved beside it
        said = str(error).strip().partition("\n")[0]
        raise InputError(
            what=f"{source.name} writes nothing about pictures",
            why=f"{name}: {type(error).__name__}: {said}",
            fix="see whether its processor and tokenizer belong to it, and are all there",
        ) from error


def _no_writer(source: Source, why: str) -> InputError:
    return InputError(
        what=f"{source.name} does not write about pictures in a way that is known here",
        why=why,
        fix=f"take one of {', '.join(KINDS)}, or a chat model for pictures and text",
    )

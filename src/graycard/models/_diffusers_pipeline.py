"""Loading a pipeline from its folder, and stating what it will do."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graycard.choices import close_match
from graycard.errors import EnvironmentFaultError, GraycardError, InputError, SpecError
from graycard.hub.load import incomplete
from graycard.hub.memory import memory_faults
from graycard.hub.packages import find_device
from graycard.hub.place import put_on
from graycard.hub.quiet import quiet, without_bars
from graycard.hub.weights import only_pickles
from graycard.models._diffusers_call import settle_call, token_limits
from graycard.models._diffusers_encoders import load_encoders
from graycard.models._diffusers_folder import needs_code
from graycard.models._diffusers_source import Source


@dataclass(frozen=True)
class Loaded:
    """A pipeline on its device.

    Attributes:
        pipeline: Of the library.
        call: Arguments of every call.
        settings: What decides the picture, defaults filled in, as plain JSON.
        device: Where it is.
        limits: Tokens that a tokenizer passes on, by the tokenizer's name in the pipeline.
    """

    pipeline: Any
    call: dict[str, Any]
    settings: dict[str, Any]
    device: str
    limits: dict[str, int]


def load_pipeline(
    source: Source,
    *,
    call: Mapping[str, Any],
    scheduler: str | None,
    dtype: str,
    device: str,
    variant: str | None,
    keep_safety_checker: bool,
    trust_remote_code: bool,
) -> Loaded:
    """Load a pipeline and settle how it is called.

    Args:
        source: Its files.
        call: The library's arguments; None leaves one to the pipeline.
        scheduler: Class to exchange its scheduler for.
        dtype: Of the weights.
        device: `auto` or the name of one.
        variant: Of the weight files.
        keep_safety_checker: Whether it is loaded with the one that it has.
        trust_remote_code: Whether code in the folder may run.

    Raises:
        GraycardError: If it cannot be loaded, or a setting does not fit it.
    """
    import torch

    place = find_device(device)
    has_checker = (source.index.get("safety_checker") or [None])[0] is not None
    options: dict[str, Any] = {"torch_dtype": getattr(torch, dtype), "variant": variant}
    if has_checker and not keep_safety_checker:
        options |= {"safety_checker": None, "requires_safety_checker": False}
    with quiet(), without_bars():
        pipeline = _pretrained(source, dtype, options, trust_remote_code=trust_remote_code)
        _refuse_gaps(pipeline, source)
        _refuse_more_than_text(pipeline, source)
        if scheduler is not None:
            _exchange_scheduler(pipeline, scheduler)
        pipeline = put_on(pipeline, place, name=source.name)
        pipeline.set_progress_bar_config(disable=True)
    stated = {
        "pipeline": type(pipeline).__name__,
        "scheduler": type(getattr(pipeline, "scheduler", None)).__name__,
        "dtype": dtype,
        "variant": variant,
        "safety_checker": None if not has_checker else "kept" if keep_safety_checker else "off",
    }
    arguments, settled = settle_call(pipeline, call)
    return Loaded(pipeline, arguments, stated | settled, place, token_limits(pipeline))


def _pretrained(
    source: Source, dtype: str, options: dict[str, Any], *, trust_remote_code: bool
) -> Any:
    import diffusers

    kind = source.index["_class_name"]
    known = isinstance(kind, str) and hasattr(diffusers, kind)
    if not known and not trust_remote_code:
        raise InputError(
            what=f"{source.name} is a {kind}",
            why=f"diffusers {diffusers.__version__} has no pipeline of that name",
            fix="pip install --upgrade diffusers, or see whether its authors ship code",
        )
    loader = diffusers.AutoPipelineForText2Image if known else diffusers.DiffusionPipeline
    if trust_remote_code:
        options = options | {"trust_remote_code": True}
    try:
        with memory_faults(f"{source.name} does not fit into memory", device="cpu"):
            options = options | load_encoders(
                source, dtype=dtype, variant=options["variant"], without=options
            )
            return loader.from_pretrained(source.folder, use_safetensors=True, **options)
    except GraycardError:
        raise
    except Exception as error:
        # Libraries, weights and files of others: anything may be raised.
        raise _cannot_load(source, error, options["variant"]) from error


def _cannot_load(source: Source, error: Exception, variant: str | None) -> GraycardError:
    kind = source.index["_class_name"]
    said = str(error).strip().partition("\n")[0] or type(error).__name__
    if "can't find a pipeline linked to" in said:
        return InputError(
            what=f"{source.name} is a {kind}, which does not make images from text",
            why="diffusers knows no text-to-image pipeline with its components",
            fix="give a text-to-image pipeline",
        )
    if "trust_remote_code" in str(error):
        return needs_code(source.name, said)
    if variant is not None and "variant" in said:
        return SpecError(
            what=f"{source.name} has no variant {variant!r}",
            why=said,
            fix="leave variant out, or name one that its files have",
        )
    if "safetensors" in said and ".bin" in said:
        return only_pickles(source.name, said)
    if isinstance(error, ImportError):
        return EnvironmentFaultError(
            what=f"{source.name} needs a package that is not installed",
            why=said,
            fix="install what is named above",
        )
    return InputError(
        what=f"{source.name} cannot be loaded",
        why=f"{type(error).__name__}: {said}",
        fix="download or save it again, or try another version of diffusers",
    )


def _refuse_gaps(pipeline: Any, source: Source) -> None:
    """Raise if diffusers left weights without numbers, as it does with those that files lack."""
    for part in pipeline.components.values():
        weights = part.named_parameters() if hasattr(part, "named_parameters") else ()
        if lacking := [name for name, weight in weights if weight.is_meta]:
            raise incomplete(source.name, type(part), lacking)


def _refuse_more_than_text(pipeline: Any, source: Source) -> None:
    parameters = inspect.signature(pipeline.__call__).parameters
    also = {"control_image", "image", "video"}
    needed = sorted(
        name
        for name, parameter in parameters.items()
        if name in also
        and (parameter.default is parameter.empty or "controlnet" in pipeline.components)
    )
    if "prompt" not in parameters or needed or "generator" not in parameters:
        raise InputError(
            what=f"{source.name} is a {type(pipeline).__name__}, which wants more than a text",
            why=f"it is asked with {', '.join(needed)}" if needed else "it takes no prompt or seed",
            fix="give a pipeline that makes an image from a text alone",
        )


def _exchange_scheduler(pipeline: Any, name: str) -> None:
    own: Any = getattr(pipeline, "scheduler", None)
    fitting = {kind.__name__: kind for kind in getattr(own, "compatibles", [])}
    fitting[type(own).__name__] = type(own)
    if name not in fitting:
        near = close_match(name, sorted(fitting))
        raise SpecError(
            what=f"the scheduler {name!r} does not fit this pipeline",
            why=f"did you mean {near}?" if near else f"it has a {type(own).__name__}",
            fix=f"choose one of {', '.join(sorted(fitting))}",
        )
    try:
        pipeline.scheduler = fitting[name].from_config(own.config)
    except (ImportError, ValueError, TypeError) as error:
        raise SpecError(
            what=f"the scheduler {name} cannot be made from that of the pipeline",
            why=str(error).strip().partition("\n")[0],
            fix="choose another one, or leave scheduler out",
        ) from error

"""How a pipeline is called: what was set, what it takes by itself, and what must be stated."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, Final

from graycard.errors import SpecError

_NAMES: Final = {
    "num_inference_steps": "steps",
    "guidance_scale": "guidance",
    "height": "height",
    "width": "width",
    "negative_prompt": "negative_prompt",
}
"""What the library calls our settings."""

_ALSO_STATED: Final = (
    "eta",
    "guidance_rescale",
    "max_sequence_length",
    "true_cfg_scale",
    "use_resolution_binning",
)
"""Further arguments of some pipelines whose default decides the picture."""


def settle_call(pipeline: Any, asked: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the arguments of every call, and what they and the pipeline's defaults amount to.

    Args:
        pipeline: Of the library.
        asked: The library's arguments; None leaves one to the pipeline.

    Raises:
        SpecError: If the pipeline does not take or heed what is asked.
    """
    parameters = inspect.signature(pipeline.__call__).parameters
    settled = _settled(pipeline, parameters, asked)
    arguments = {key: value for key, value in settled.items() if value is not None}
    stated = {_NAMES[key]: value for key, value in settled.items()}
    for name in _ALSO_STATED:
        if name in parameters and parameters[name].default is not None:
            stated[name] = parameters[name].default
    if getattr(pipeline, "watermark", None) is not None:
        stated["watermark"] = type(pipeline.watermark).__name__
    if "clean_caption" in parameters:
        # It would rewrite the text, and only where two further packages are installed.
        arguments["clean_caption"] = stated["clean_caption"] = False
    return arguments, stated


def _settled(
    pipeline: Any, parameters: Mapping[str, inspect.Parameter], call: Mapping[str, Any]
) -> dict[str, Any]:
    """Return every setting with the value that it takes; None where that cannot be known."""
    for key, value in call.items():
        if value is not None and key not in parameters:
            raise SpecError(
                what=f"{type(pipeline).__name__} has no {_NAMES[key]}",
                why=f"its call takes no {key}",
                fix=f"leave {_NAMES[key]} out",
            )
    true_guidance = parameters.get("true_cfg_scale")
    if call["negative_prompt"] and true_guidance and (true_guidance.default or 0) <= 1:
        raise SpecError(
            what=f"{type(pipeline).__name__} would pass the negative prompt over",
            why="it heeds one only with a true_cfg_scale above 1, and its own is "
            f"{true_guidance.default}",
            fix="leave negative_prompt out",
        )
    settled: dict[str, Any] = {}
    for key, value in call.items():
        default = parameters[key].default if key in parameters else None
        settled[key] = default if value is None else value
        if not isinstance(settled[key], str | int | float):
            settled[key] = None
    sides = dict(zip(("height", "width"), _native_size(pipeline), strict=True))
    for side, native in sides.items():
        if side in parameters and settled[side] is None:
            settled[side] = native
    return settled


def _native_size(pipeline: Any) -> tuple[int | None, int | None]:
    """Return the height and width that pipelines of latents draw by themselves."""
    size = getattr(pipeline, "default_sample_size", None)
    if size is None:
        core = getattr(pipeline, "unet", None) or getattr(pipeline, "transformer", None)
        size = getattr(getattr(core, "config", None), "sample_size", None)
    factor = getattr(pipeline, "vae_scale_factor", None)
    if isinstance(size, int):
        size = (size, size)
    if not isinstance(factor, int) or not isinstance(size, list | tuple) or len(size) != 2:
        return None, None
    return int(size[0]) * factor, int(size[1]) * factor


def token_limits(pipeline: Any) -> dict[str, int]:
    """Return how many tokens CLIP and T5 tokenizers pass on; of others it is not known."""
    longest = inspect.signature(pipeline.__call__).parameters.get("max_sequence_length")
    found = {}
    for name, part in pipeline.components.items():
        kind = type(part).__name__
        if name.startswith("tokenizer") and kind.startswith("CLIPTokenizer"):
            found[name] = int(part.model_max_length)
        elif name.startswith("tokenizer") and kind.startswith("T5Tokenizer") and longest:
            found[name] = int(longest.default)
    return found

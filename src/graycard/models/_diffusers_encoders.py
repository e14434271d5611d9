"""The parts of a pipeline that transformers loads: its text encoders, and the safety checker."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from graycard.hub.load import read_weights
from graycard.hub.models import Source as Weights
from graycard.models._diffusers_source import Source


def load_encoders(
    source: Source, *, dtype: str, variant: str | None, without: Container[str]
) -> dict[str, Any]:
    """Return those parts by name, ready to be handed to the pipeline's own loading.

    That would fill what their files lack with random numbers, other ones each time.

    Args:
        source: Files of the pipeline.
        dtype: Of the weights.
        variant: Of the weight files; parts that do not have it are loaded without.
        without: Names of parts that are not wanted.

    Raises:
        InputError: If files are broken, incomplete, or of another kind of model.
        EnvironmentFaultError: If a package or memory is missing.
    """
    made = {}
    for name, entry in source.index.items():
        kind = _kind(entry)
        if kind is not None and name not in without:
            folder = source.folder / name
            varied = variant and any(folder.glob(f"*.{variant}*.safetensors"))
            weights = Weights(folder, source.name, source.digest)
            made[name] = read_weights(
                kind, weights, dtype=dtype, variant=variant if varied else None
            )
    return made


def _kind(entry: Any) -> Any:
    """Return the class of transformers models that an entry of the index names, or None."""
    import diffusers
    import transformers

    match entry:
        case [str(library), str(name)]:
            pipelines = getattr(diffusers.pipelines, library, None)
            kind = getattr(transformers if library == "transformers" else pipelines, name, None)
            models = isinstance(kind, type) and issubclass(kind, transformers.PreTrainedModel)
            return kind if models else None
    return None

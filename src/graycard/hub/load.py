"""Loading a model of the transformers library and what goes with it, or saying why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graycard.errors import EnvironmentFaultError, InputError
from graycard.hub.memory import memory_faults
from graycard.hub.models import Source
from graycard.hub.place import put_on
from graycard.hub.quiet import quiet, without_bars
from graycard.language import noted


def load_weights(kind: Any, source: Source, *, dtype: str, device: str) -> Any:
    """Return a model on its device, ready to be called.

    Args:
        kind: Class of the library, such as `transformers.CLIPModel`.
        source: The files.
        dtype: Of the numbers, such as `float32`.
        device: `cpu`, `cuda` or `mps`.

    Raises:
        InputError: If the files are broken, incomplete, or of another kind of model.
        EnvironmentFaultError: If a package is missing, or memory of machine or device.
    """
    with quiet():
        model = read_weights(kind, source, dtype=dtype)
        return put_on(model, device, name=source.name).eval()


def read_weights(kind: Any, source: Source, *, dtype: str, variant: str | None = None) -> Any:
    """Return a model where the library puts it.

    The library fills what the files lack with random numbers; here that is an error.

    Args:
        kind: Class of the library, such as `transformers.CLIPModel`.
        source: The files.
        dtype: Of the numbers, such as `float32`.
        variant: Of the weight files, such as `fp16`.

    Raises:
        InputError: If the files are broken, incomplete, or of another kind of model.
        EnvironmentFaultError: If a package or memory is missing.
    """
    import torch

    with quiet(), without_bars():
        try:
            with memory_faults(f"{source.name} does not fit into memory", device="cpu"):
                model, told = kind.from_pretrained(
                    source.folder,
                    dtype=getattr(torch, dtype),
                    variant=variant,
                    use_safetensors=True,
                    trust_remote_code=False,
                    local_files_only=True,
                    # It then says which they are; they are refused below.
                    ignore_mismatched_sizes=True,
                    output_loading_info=True,
                )
        except EnvironmentFaultError:
            raise
        except Exception as error:
            # Libraries, weights and files of others: anything may be raised.
            raise _cannot_load(source, error) from error
        _refuse_gaps(source, kind, told)
        return model


def load_processor(kind: Any, source: Source) -> Any:
    """Return a tokenizer, or whatever else goes with a model.

    Args:
        kind: Class of the library, such as `transformers.AutoTokenizer`.
        source: The files.

    Raises:
        InputError: If the files for it are broken or not there.
        EnvironmentFaultError: If a package is missing.
    """
    return _loaded(kind, source, {})


def load_image_processor(source: Source) -> Any:
    """Return what makes a model's input of pictures, always by Pillow.

    Where torchvision is installed, the library would take that, and other numbers would come.

    Raises:
        InputError: If the files for it are broken or not there.
        EnvironmentFaultError: If a package is missing.
    """
    from transformers import AutoImageProcessor

    return _loaded(AutoImageProcessor, source, {"backend": "pil"})


def _loaded(kind: Any, source: Source, options: dict[str, str]) -> Any:
    with quiet(), without_bars():
        try:
            return kind.from_pretrained(
                source.folder, trust_remote_code=False, local_files_only=True, **options
            )
        except Exception as error:  # as above
            raise _cannot_load(source, error) from error


def _refuse_gaps(source: Source, kind: Any, told: Any) -> None:
    lacking = sorted(told["missing_keys"]) or sorted(one[0] for one in told["mismatched_keys"])
    if lacking:
        raise incomplete(source.name, kind, lacking)


def incomplete(name: str, kind: type, lacking: Sequence[str]) -> InputError:
    """Return the error for weights that are not all there.

    Args:
        name: Of the model.
        kind: Class of the library.
        lacking: Names of the weights, at least one.
    """
    return InputError(
        what=f"{name} has no complete weights for {kind.__name__}",
        why=f"{len(lacking)} are missing or of another shape, such as {lacking[0]}",
        fix="give a model of that kind, or download or save it again",
    )


def _cannot_load(source: Source, error: Exception) -> InputError | EnvironmentFaultError:
    said = str(error).strip().partition("\n")[0] or type(error).__name__
    if isinstance(error, ImportError):
        return EnvironmentFaultError(
            what=noted("{name} needs a package that is not installed", name=source.name),
            why=said,
            fix=noted("install what is named above"),
        )
    if "trust_remote_code" in str(error):
        return InputError(
            what=f"{source.name} needs Python code that comes with its weights",
            why="Graycard runs no code of readers: their numbers would be anybody's",
            fix="give a model that the transformers library knows",
        )
    return InputError(
        what=noted("{name} cannot be loaded", name=source.name),
        why=f"{type(error).__name__}: {said}",
        fix=noted("download or save it again, or try another version of transformers"),
    )

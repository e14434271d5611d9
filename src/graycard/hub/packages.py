"""The packages that only some people installed, and the devices that they run on."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from graycard.errors import EnvironmentFaultError
from graycard.hub.quiet import quiet
from graycard.language import noted


def require_packages(names: Sequence[str], *, what: str, extra: str = "local") -> None:
    """Raise unless packages of an extra can be imported.

    Args:
        names: Of the packages.
        what: Needs them, in the plural, such as `diffusers pipelines`. Where a page of the app may
            say so, it is `noted`.
        extra: That brings them.

    Raises:
        EnvironmentFaultError: It names what is missing.

    Example:
        >>> require_packages(["not_there"], what="these models")
        Traceback (most recent call last):
        graycard.errors.EnvironmentFaultError: these models need packages that are not installed
          why  No module named 'not_there'
          fix  pip install 'graycard[local]'
    """
    try:
        with quiet():
            for name in names:
                import_module(name)
    except ImportError as error:
        raise EnvironmentFaultError(
            what=noted("{what} need packages that are not installed", what=what),
            why=noted("No module named {name}", name=repr(error.name))
            if isinstance(error, ModuleNotFoundError) and error.name
            else str(error).partition("\n")[0],
            fix=f"pip install 'graycard[{extra}]'",
        ) from error


def find_device(device: str) -> str:
    """Return the device that `auto` or a name means on this machine: `cpu`, `cuda` or `mps`.

    Raises:
        EnvironmentFaultError: If there is none of that name.
    """
    import torch

    mps = torch.backends.mps.is_available()
    if device == "auto":
        return "cuda" if torch.cuda.is_available() else "mps" if mps else "cpu"
    if (device == "cuda" and not torch.cuda.is_available()) or (device == "mps" and not mps):
        raise EnvironmentFaultError(
            what=f"there is no device {device}",
            why=f"PyTorch {torch.__version__} finds none on this machine",
            fix="set device: auto, or install PyTorch for the GPU that is there",
        )
    return device


def describe_device(device: str) -> str:
    """Return a device as a manifest tells it: with the threads or the GPU that computed.

    Args:
        device: As `find_device` returns it.

    Returns:
        Such as `cpu, 2 threads` or `cuda, NVIDIA H100`.
    """
    import torch

    if device == "cuda":
        return f"cuda, {torch.cuda.get_device_name()}"
    if device == "cpu":
        threads = torch.get_num_threads()
        return f"cpu, {threads} thread{'s' if threads != 1 else ''}"
    return device

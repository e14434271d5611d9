"""`graycard doctor`: what this machine can do."""

from __future__ import annotations

import json
import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import typer

from graycard._version import __version__
from graycard.cli._options import AsJson

_EXTRAS: Final = {"local": ("torch", "diffusers", "transformers", "accelerate", "safetensors")}


def doctor(as_json: AsJson = False) -> None:
    """Say what is installed, what is missing for what, and whether the drawn world draws."""
    import shutil

    findings = {
        "graycard": __version__,
        "python": sys.version.split()[0],
        "cores": str(os.cpu_count()),
        "free disk here": f"{shutil.disk_usage(Path.cwd()).free / 1e9:.1f} GB",
        "core": _packages(_core()),
        **{f"extra {name}": _packages(packages) for name, packages in _EXTRAS.items()},
        "drawn world": _drawn_world(),
        "its models": _models_of_the_drawn_world(),
        "face files": _face_files(),
    }
    if as_json:
        typer.echo(json.dumps(findings, indent=2))
        return
    width = max(map(len, findings))
    for name, finding in findings.items():
        typer.echo(f"{name:<{width}}  {finding}")


def _core() -> tuple[str, ...]:
    from importlib.metadata import requires

    wanted = [line for line in requires("graycard") or () if "extra ==" not in line]
    return tuple(re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in wanted)


def _packages(packages: tuple[str, ...]) -> str:
    from importlib.metadata import PackageNotFoundError, version

    absent = []
    for name in packages:
        try:
            version(name)
        except PackageNotFoundError:
            if find_spec(name.replace("-", "_")) is None:
                absent.append(name)
    return "installed" if not absent else f"not installed: {', '.join(absent)}"


def _drawn_world() -> str:
    from graycard.components import load
    from graycard.pictures import decode
    from graycard.roles import Model, Request

    model: Model = load("models", "avatar-renderer", {})
    asked = Request(text="a photo of a nurse", repetition=0, seed=0)
    (delivery,) = model.generate([asked])
    height, width, _ = decode(delivery.image or b"").rgb.shape
    return f"draws {width}x{height} pictures"


def _models_of_the_drawn_world() -> str:
    from graycard.avatar.weights import NAMES, weights_folder
    from graycard.errors import EnvironmentFaultError

    absent = []
    for name in NAMES:
        try:
            weights_folder(name)
        except EnvironmentFaultError:
            absent.append(name)
    return "installed" if not absent else f"not installed: {', '.join(absent)}"


def _face_files() -> str:
    from graycard.faces.files import FILES, cache_folder, state

    folder = cache_folder()
    states = {state(file, folder) for file in FILES}
    if states == {"installed"}:
        return "installed: BlazeFace and FaceMesh find faces"
    found = "damaged" if "damaged" in states else "not installed"
    return f"{found}: graycard setup faces (without them a Haar cascade finds fewer, no landmarks)"

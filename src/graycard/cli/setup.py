"""`graycard setup`: getting what is neither a Python package nor a part of Graycard."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

setup = typer.Typer(
    help="Get files that some readers use and that Graycard does not carry.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@setup.callback()
def _about() -> None:
    """Get files that some readers use and that Graycard does not carry."""


@setup.command("faces")
def faces(
    wheel: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="WHEEL", help="The wheel, where it was downloaded elsewhere."
        ),
    ] = None,
) -> None:
    """Get the two files that find faces (BlazeFace and FaceMesh, 1.5 MB, Apache-2.0).

    They are taken out of the public package mediapipe 0.10.21, through pip, and checked against
    their sha256; nothing of the package is installed or run. Without them, faces are found by
    OpenCV's Haar cascade: fewer, and without landmarks.
    """
    from graycard.errors import EnvironmentFaultError
    from graycard.faces.fetch import fetch, install
    from graycard.faces.files import FILES, are_installed, cache_folder

    folder = cache_folder()
    try:
        there = are_installed(folder)
    except EnvironmentFaultError:
        there = False  # what is damaged is replaced
    if wheel is not None:
        install(wheel, folder)
    elif not there:
        typer.echo("taking two files from the wheel of mediapipe (36 MB) ...", err=True)
        fetch(folder)
    for file in FILES:
        typer.echo(f"{folder / file.name}  sha256 {file.sha256[:12]}, as it should be")

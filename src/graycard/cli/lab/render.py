"""`graycard lab render`: portraits with known truth, as a folder of pictures."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Annotated

import typer

from graycard.cli._options import AsJson


def render(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="New or empty.")],
    n: Annotated[int, typer.Option("--n", min=1, help="How many portraits.")],
    seed: Annotated[int, typer.Option(help="Of the set; the same seed, the same files.")] = 0,
    size: Annotated[int, typer.Option(help="Width and height: 64, 128 or 256.")] = 64,
    as_json: AsJson = False,
) -> None:
    """Write portraits of the drawn world with their truth.

    `metadata.csv` has a row a picture: its caption as the prompt, its profession as the stratum,
    and what was drawn. `graycard audit --images` reads the folder.
    """
    from graycard.lab.dataset import render_dataset

    done = render_dataset(folder, n=n, seed=seed, size=size)
    if as_json:
        typer.echo(json.dumps(done.model_dump(), indent=2))
        return
    typer.echo(f"{done.pictures} portraits of the drawn world, {done.marked} with a marked caption")
    typer.echo(f"truth  {folder / 'metadata.csv'}")
    typer.echo(f"next   graycard audit --images {shlex.quote(str(folder))}")

"""Options that the verbs of `graycard explore` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

RunPaths = Annotated[list[Path], typer.Argument(metavar="RUN...", help="Run folders.")]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="NAME=VALUE",
        help="Only these pictures: run, model, stratum, prompt, language, outcome or marked, or an "
        "attribute that was read (perceived_age=older). May be given several times.",
    ),
]
Embedder = Annotated[
    str | None,
    typer.Option(help="Whose vectors, by name or id; not needed where there is one."),
]

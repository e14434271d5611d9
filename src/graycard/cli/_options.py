"""Options that several verbs share, so that they are spelt and explained alike."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

RunPath = Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")]
Workers = Annotated[
    int, typer.Option(min=1, max=256, help="Processes that make and read pictures.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
OutsideDomain = Annotated[
    bool,
    typer.Option(
        "--outside-domain",
        help="Let readers read pictures they were not validated on; the answer says so.",
    ),
]
RetryFailed = Annotated[
    bool, typer.Option("--retry-failed", help="Give requests that failed another attempt.")
]

"""`graycard explore again`: one picture of a run, asked for once more."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graycard.cli._options import RunPath
from graycard.cli._say import say


def again(
    run: RunPath,
    picture: Annotated[str, typer.Argument(metavar="ID", help="Of the request, in full.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="New file; by default the id and its extension.")
    ] = None,
) -> None:
    """Make one picture again: the same model, text, seed and settings. The run stays as it is."""
    from graycard.errors import InputError
    from graycard.explore.one_picture import make_again
    from graycard.run.run import load_run

    made = make_again(load_run(run), picture)
    if made.image is None:
        say(f"no picture came: {made.outcome}{f' ({made.detail})' if made.detail else ''}")
        return
    path = out or Path(f"{picture[:12]}.{made.extension}")
    try:
        with path.open("xb") as file:
            file.write(made.image)
    except FileExistsError:
        raise InputError(
            what=f"{path} is there already", why="nothing is overwritten", fix="--out FILE"
        ) from None
    same = "the same bytes as in the run" if made.same else "not the same bytes as in the run"
    say(f"picture  {path} ({same})")
    if not made.same:
        say(
            "note: other versions, devices or batches compute the last digits differently", err=True
        )

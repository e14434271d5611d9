"""`graycard read`: read a run's pictures with further readers."""

from __future__ import annotations

from typing import Annotated

import typer

from graycard.cli._options import AsJson, OutsideDomain, RunPath, Workers


def read(
    run: RunPath,
    reader: Annotated[
        list[str] | None,
        typer.Option(
            help="Reader to add, by name or as a YAML file of its settings; may be repeated."
        ),
    ] = None,
    workers: Workers = 1,
    outside_domain: OutsideDomain = False,
    as_json: AsJson = False,
) -> None:
    """Read a run's pictures with further readers, then measure and report again."""
    from graycard.auditing.api import read as read_further
    from graycard.cli._outcome import resumable, tell
    from graycard.cli._progress import shown_progress

    with resumable(run), shown_progress() as progress:
        done = read_further(
            run, reader or (), workers=workers, outside_domain=outside_domain, progress=progress
        )
    tell(done, as_json=as_json)

"""`graycard measure`: compute a run's numbers again."""

from __future__ import annotations

from typing import Annotated

import typer

from graycard.cli._options import AsJson, RunPath


def measure(
    run: RunPath,
    reference: Annotated[
        list[str] | None,
        typer.Option(help="Further distribution to compare with, by name or file."),
    ] = None,
    level: Annotated[
        float | None, typer.Option(min=0.5, max=0.9999, help="Another confidence level.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compute a run's numbers again from its tables, and write its reports."""
    from graycard.auditing import road
    from graycard.cli._outcome import tell

    tell(road.measure(run, references=reference or (), level=level), as_json=as_json)

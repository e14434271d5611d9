"""`graycard report`: write a run's reports again."""

from __future__ import annotations

import typer

from graycard.cli._options import RunPath


def report(run: RunPath) -> None:
    """Write a run's reports again, byte for byte, from the run folder alone."""
    from graycard.report import write_reports
    from graycard.run.lock import sole_writer
    from graycard.run.run import load_run

    opened = load_run(run)
    with sole_writer(opened.folder):
        write_reports(opened)
    typer.echo(f"report  {opened.report}")

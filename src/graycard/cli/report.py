"""`graycard report`: write a run's reports again."""

from __future__ import annotations

from typing import Annotated

import typer

from graycard.cli._options import RunPath


def report(
    run: RunPath,
    language: Annotated[
        str,
        typer.Option(help="Tag of a language, such as zh-Hans; the English ones stay beside it."),
    ] = "en",
) -> None:
    """Write a run's reports again, byte for byte, from the run folder alone."""
    from graycard.labels.staging import Staging
    from graycard.report import write_reports
    from graycard.run.lock import sole_writer
    from graycard.run.run import load_run

    opened = load_run(run)
    with sole_writer(opened.folder):
        page = write_reports(opened, language=language)
    typer.echo(f"report  {page}")
    if waiting := Staging(opened.folder, writable=False).n_waiting():
        answers = "answer is" if waiting == 1 else "answers are"
        typer.echo(
            f"note: {waiting} {answers} not in it, since nobody took stock of them yet:"
            f" graycard label {run} --agreement, then graycard report {run}",
            err=True,
        )

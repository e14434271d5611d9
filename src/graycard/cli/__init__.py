"""The command line: one file a verb, each of which imports what it needs when it is called."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from graycard._version import __version__
from graycard.cli import audit, doctor, label, listing, measure, read, report, resume, show
from graycard.cli._say import say
from graycard.cli._usage import UsageError, usage_error
from graycard.cli.explore import explore
from graycard.cli.lab import lab
from graycard.cli.setup import setup
from graycard.errors import GraycardError

app = typer.Typer(
    name="graycard",
    help="Measure, explain and document social bias in text-to-image models.",
    epilog="Exit codes: 0 done; 2 your input; 3 this machine; 4 done, but requests failed or a "
    "reader crashed. --debug after any command shows the traceback of an error.",
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("audit")(audit.audit)
app.command("resume")(resume.resume)
app.command("read")(read.read)
app.command("measure")(measure.measure)
app.command("report")(report.report)
app.command("show")(show.show)
app.command("label")(label.label)
app.command("list")(listing.list_)
app.command("doctor")(doctor.doctor)
app.add_typer(setup, name="setup")
app.add_typer(explore, name="explore")
app.add_typer(lab, name="lab")


@app.callback()
def _about(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Measure, explain and document social bias in text-to-image models."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


def _run() -> int:
    """Run what was asked for and return its exit code.

    Raises:
        InputError: The command was not written as it must be.
    """
    try:
        code = app(prog_name="graycard", standalone_mode=False)
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # of a group: the help is the answer
            say(str(error), err=True)
            return 2
        raise usage_error(error) from error
    return code if isinstance(code, int) else 0


def main() -> None:
    """Run the command line; every error that a user may meet comes out in three lines."""
    debug = "--debug" in sys.argv[1:]
    sys.argv[1:] = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        sys.exit(_run())
    except GraycardError as error:
        if debug:
            import traceback

            traceback.print_exc()
        say(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        if debug:
            raise
        what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        say(f"error: {what}\n  why  the system refused\n  fix  check the path", err=True)
        sys.exit(3)

"""`graycard show`: a run in the terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Final

import typer

from graycard.cli._numbers import show_numbers, stratum_name
from graycard.cli._options import AsJson, RunPath
from graycard.cli._say import plain, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graycard.run.summary import Summary
    from graycard.types import NotEstimated

_LONGEST: Final = 200
"""Of a file or prompt that is named, in letters."""


def show(
    run: RunPath,
    missing: Annotated[
        bool, typer.Option("--missing", help="Show what is missing, why, and of which files.")
    ] = False,
    attribute: Annotated[
        str | None, typer.Option(help="Show the numbers of this attribute only.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what a run found, or what it is missing."""
    from graycard.choices import did_you_mean
    from graycard.errors import InputError
    from graycard.report.outside import override
    from graycard.run.run import load_run
    from graycard.run.summary import summarise

    opened = load_run(run)
    summary = summarise(opened)
    estimates = [one for one in opened.numbers.estimates if attribute in (None, one.attribute)]
    if attribute and not estimates:
        known = sorted({one.attribute for one in opened.numbers.estimates})
        raise InputError(
            what=f"the run has no numbers of {attribute!r}",
            why=did_you_mean(attribute, known, otherwise=f"it has numbers of: {', '.join(known)}"),
            fix=f"graycard show {run}",
        )
    if as_json:
        answer = summary.model_dump() | {
            "numbers": [one.model_dump() for one in estimates],
            "no_numbers": [one.model_dump() for one in opened.numbers.not_estimated],
        }
        typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
    elif missing:
        _show_missing(summary)
        _show_not_estimated(opened.numbers.not_estimated)
    else:
        for caution in override(opened.readers, opened.spec.model_domain):
            say(caution)
        show_numbers(summary, estimates, everything=attribute is not None)


def _show_missing(summary: Summary) -> None:
    lost = {name: n for name, n in summary.outcomes.items() if name != "ok" and n}
    for outcome, n in lost.items():
        say(f"{n} of {summary.requested} requests have the outcome {outcome}:")
        for detail, times in summary.details[outcome].items():
            say(f"  {times} {'time' if times == 1 else 'times'}: {detail}")
            _show_names(summary.named[outcome][detail], of=times)
    for attribute, reasons in summary.missing.items():
        for reason, n in reasons.items():
            say(f"{n} of {summary.requested} images have no {attribute}: {reason}")
    if not lost and not summary.missing:
        say(f"nothing is missing: {summary.requested} images requested, made and read")


def _show_names(names: Sequence[str], *, of: int) -> None:
    for name in names:
        # Whoever named it may have put line breaks in: it stays on a line of its own.
        say(f"    {plain(name if len(name) <= _LONGEST else f'{name[: _LONGEST - 1]}…')}")
    if of > len(names):
        say(f"    and {of - len(names)} more")


def _show_not_estimated(records: Sequence[NotEstimated]) -> None:
    """Say what could not be had, the same reason once however many attributes it is about."""
    alike: dict[tuple[str, str, str | None, str], dict[str, None]] = {}
    for one in records:
        key = (one.measure, one.stratum, one.reference, one.reason)
        alike.setdefault(key, {})[one.attribute] = None
    for (measure, stratum, reference, reason), attributes in alike.items():
        against = f" to {reference}" if reference else ""
        of = ", ".join(attributes)
        say(f"no {measure} of {of} for {stratum_name(stratum)}{against}: {reason}")

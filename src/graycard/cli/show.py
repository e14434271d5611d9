"""`graycard show`: a run in the terminal."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Final

import typer

from graycard.cli._options import AsJson, RunPath
from graycard.cli._places import OF_PLACES, show_places
from graycard.cli._say import plain, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graycard.run.summary import Summary
    from graycard.types import Estimate, NotEstimated


_GAP: Final = "representation_gap"

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
        _show_numbers(summary, estimates, everything=attribute is not None)


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
        say(f"no {measure} of {', '.join(attributes)} for {stratum}{against}: {reason}")


def _show_numbers(summary: Summary, estimates: list[Estimate], *, everything: bool) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    of_places = [] if everything else [one for one in estimates if one.measure in OF_PLACES]
    estimates = [one for one in estimates if everything or one.measure not in OF_PLACES]
    gaps = [] if everything else [one for one in estimates if one.measure == _GAP]
    told = gaps or estimates
    several, names = _read_by_several(told), _reader_names(told)
    table = Table(title=f"{summary.model}: {summary.requested} images requested")
    compared = ("against",) if gaps else ("measure", "category or reference")
    for name in ("attribute", "stratum", *compared, *(["reader"] if several else [])):
        table.add_column(name, overflow="fold")
    for name in ("gap" if gaps else "value", "interval", "floor", "n", "missing"):
        table.add_column(name, justify="right", no_wrap=True)
    order = {one.attribute: rank for rank, one in enumerate(reversed(estimates))}
    by_measure = sorted(told, key=lambda one: (one.measure, one.stratum, _about(one), one.readers))
    by_value = sorted(told, key=lambda one: (-order[one.attribute], -one.value))
    for one in by_measure if everything else by_value:
        against = (one.reference or "",) if gaps else (one.measure, _about(one))
        read_by = (", ".join(names[id_] for id_ in one.readers),) if several else ()
        table.add_row(
            # Text, not markup: names come from prompts and files.
            *(Text(plain(cell)) for cell in (one.attribute, one.stratum, *against, *read_by)),
            f"{one.value:.3f}",
            f"{one.low:.3f} to {one.high:.3f}",
            "" if one.floor_high is None else f"{one.floor_high:.3f}",
            str(one.n),
            str(one.n_missing),
        )
    # A log or a pipe has no width: a table for people to read needs about this much.
    Console(width=None if sys.stdout.isatty() else 130).print(table)
    show_places(of_places)


def _about(one: Estimate) -> str:
    """Return which category a number is about, what it is compared with, or both."""
    return ", ".join(name for name in (one.category, one.reference) if name)


def _read_by_several(estimates: Sequence[Estimate]) -> bool:
    """Return whether some attribute was read by more than one: its rows would look the same."""
    read = {(one.attribute, one.readers) for one in estimates if one.readers}
    return len(read) > len({attribute for attribute, _ in read})


def _reader_names(estimates: Sequence[Estimate]) -> dict[str, str]:
    """Return how readers are called, by id: by their names, or by the ids where two share one."""
    ids = {id_ for one in estimates for id_ in one.readers}
    called = Counter(id_.partition("@")[0] for id_ in ids)
    return {id_: id_ if called[name := id_.partition("@")[0]] > 1 else name for id_ in ids}

"""A run in a few lines, for people in a hurry and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from graycard.language import noted
from graycard.run.folder import RunFolder
from graycard.run.run import Run
from graycard.run.schemas import COUNTS, GENERATIONS
from graycard.run.tables import read_batches, read_table
from graycard.run.vectors import NO_PICTURE, count_vectors
from graycard.types import OUTCOMES, Noun

READER_CRASHED = noted("the reader crashed")
"""Missing reason of pictures on which a reader raised; the audit goes on and says so."""

_TOLD: Final = ("outcome", "detail", "source", "text", "stratum", "repetition")

NAMED: Final = 10
"""Requests that are named of those that brought no picture for one reason."""


class Summary(Noun):
    """What came of a run.

    Attributes:
        run: Its folder.
        report: Its HTML report.
        model: Identity of the model under test.
        requested: Requested images.
        outcomes: How many of them came to which outcome.
        details: Why, for those without a picture, and how often.
        named: The first of these by their file, or by their prompt and its repetition; `NAMED` of
            each reason at most. Whoever gave the files and prompts gave the names.
        missing: Readings that are missing, by attribute and reason, and vectors, by embedder;
            other than for want of a picture.
        crashed: Of those, readings on which a reader crashed.
        estimates: Numbers that may be quoted.
        not_estimated: Numbers that could not be had.
    """

    run: str
    report: str
    model: str
    requested: int
    outcomes: dict[str, int]
    details: dict[str, dict[str, int]]
    named: dict[str, dict[str, tuple[str, ...]]]
    missing: dict[str, dict[str, int]]
    crashed: int
    estimates: int
    not_estimated: int


def summarise(run: Run) -> Summary:
    """Summarise a measured run.

    Raises:
        DamagedRunError: If it is not measured yet, or a table is not what was written.
    """
    missing = _missing(run.folder) | _missing_vectors(run)
    details, named = _details(run.folder)
    return Summary(
        run=str(run.path),
        report=str(run.report),
        model=run.spec.model,
        requested=run.spec.requests,
        outcomes={name: sum(details.get(name, {}).values()) for name in OUTCOMES},
        details={name: found for name, found in details.items() if name != "ok"},
        named=named,
        missing=missing,
        crashed=sum(reasons.get(READER_CRASHED, 0) for reasons in missing.values()),
        estimates=len(run.numbers.estimates),
        not_estimated=len(run.numbers.not_estimated),
    )


def _details(
    folder: RunFolder,
) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, tuple[str, ...]]]]:
    """Return how often each outcome came with each detail, the most frequent first, and of what."""
    found: Counter[tuple[str, str]] = Counter()
    names: dict[tuple[str, str], list[str]] = {}
    for batch in read_batches(folder.generations, GENERATIONS):
        for row in batch.select(_TOLD).to_pylist():
            key = (row["outcome"], row["detail"] or "no reason was given")
            found[key] += 1
            if row["outcome"] != "ok" and len(some := names.setdefault(key, [])) < NAMED:
                some.append(_name(row))
    details: dict[str, dict[str, int]] = {}
    named: dict[str, dict[str, tuple[str, ...]]] = {}
    for (outcome, detail), n in found.most_common():
        details.setdefault(outcome, {})[detail] = n
        if some := names.get((outcome, detail), []):
            named.setdefault(outcome, {})[detail] = (*some,)
    return details, named


def _name(row: Mapping[str, Any]) -> str:
    if row["source"] is not None:
        return str(row["source"])
    asked = f"“{row['text']}”" if row["text"] is not None else row["stratum"]
    return f"{asked}, repetition {row['repetition']}"


def _missing(folder: RunFolder) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in read_table(folder.counts, COUNTS).to_pylist():
        if row["kind"] == "missing" and row["n"] and row["name"] not in OUTCOMES:
            reasons = found.setdefault(row["attribute"], {})
            reasons[row["name"]] = reasons.get(row["name"], 0) + row["n"]
    return found


def _missing_vectors(run: Run) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for embedder in run.readers:
        if embedder.width is None:
            continue
        for reason, n in count_vectors(run.folder, embedder.id).items():
            if reason is not None and not reason.startswith(NO_PICTURE):
                found.setdefault(f"vector ({embedder.id})", {})[reason] = n
    return found

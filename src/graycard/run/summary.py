"""A run in a few lines, for people in a hurry and for programs."""

from __future__ import annotations

from collections import Counter

from graycard.language import noted
from graycard.run.folder import RunFolder
from graycard.run.run import Run
from graycard.run.schemas import COUNTS, GENERATIONS
from graycard.run.tables import read_batches, read_table
from graycard.run.vectors import NO_PICTURE, count_vectors
from graycard.types import OUTCOMES, Noun

READER_CRASHED = noted("the reader crashed")
"""Missing reason of pictures on which a reader raised; the audit goes on and says so."""


class Summary(Noun):
    """What came of a run.

    Attributes:
        run: Its folder.
        report: Its HTML report.
        model: Identity of the model under test.
        requested: Requested images.
        outcomes: How many of them came to which outcome.
        details: Why, for those without a picture, and how often.
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
    details = _details(run.folder)
    return Summary(
        run=str(run.path),
        report=str(run.report),
        model=run.spec.model,
        requested=run.spec.requests,
        outcomes={name: sum(details.get(name, {}).values()) for name in OUTCOMES},
        details={name: found for name, found in details.items() if name != "ok"},
        missing=missing,
        crashed=sum(reasons.get(READER_CRASHED, 0) for reasons in missing.values()),
        estimates=len(run.numbers.estimates),
        not_estimated=len(run.numbers.not_estimated),
    )


def _details(folder: RunFolder) -> dict[str, dict[str, int]]:
    """Return how often each outcome came with each detail, the most frequent first."""
    found: Counter[tuple[str, str]] = Counter()
    for batch in read_batches(folder.generations, GENERATIONS):
        for row in batch.select(("outcome", "detail")).to_pylist():
            found[row["outcome"], row["detail"] or "no reason was given"] += 1
    details: dict[str, dict[str, int]] = {}
    for (outcome, detail), n in found.most_common():
        details.setdefault(outcome, {})[detail] = n
    return details


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

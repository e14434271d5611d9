"""Tables to counts, counts to numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from graycard.counts import ALL, NO_PROMPT, Counts, Row
from graycard.measures import (
    Estimated,
    estimate_gap,
    estimate_mean,
    estimate_outcome_rates,
    estimate_shares,
)
from graycard.roles import WHOLE_FOLDER, WITHOUT_PROMPT
from graycard.run.active_readers import read_active_readers
from graycard.run.evidence import Numbers, read_references, write_numbers
from graycard.run.folder import RunFolder
from graycard.run.spec import read_resolved
from graycard.run.tally import count_outcomes, count_readings, write_counts
from graycard.types import NotEstimated, Reference

_NO_PROMPT: Final = (
    "the prompts of these pictures are not known, so there is nothing that a reference could be "
    "about; a metadata.csv with a prompt column beside the pictures would say"
)
_ALREADY_THERE: Final = (
    "pictures that are already there show what somebody kept: what was refused or filtered before "
    "cannot be seen"
)
_STATED: Final = (
    "the prompts state it: a photo of a nurse is asked to show a nurse, so its share of nurses "
    "says how well the model follows, not what it shows by default"
)
_OTHER_CATEGORIES: Final = (
    "the reference names other categories than this reader; another reader of the run has an "
    "attribute of the same name"
)
_MARKED: Final = (
    "these prompts say what is to be shown (they are marked); a reference is about what a model "
    "shows by default"
)


def measure_run(folder: RunFolder, *, level: float) -> Numbers:
    """Count a run's tables, compute its numbers, and write both.

    Args:
        folder: Of a run whose tables are there.
        level: Of the confidence intervals.

    Raises:
        DamagedRunError: If the tables do not belong together.
    """
    readers = read_active_readers(folder)
    collected = read_resolved(folder).listing_digest is not None
    outcomes = count_outcomes(folder)
    counts = [one for reader in readers for one in count_readings(folder, reader)]
    write_counts(folder, [outcomes, *counts])
    numbers = _joined(
        [
            *_outcome_rates(outcomes, level=level, collected=collected),
            *_without_prompts(outcomes),
            *_of_readings(counts, read_references(folder), level=level),
        ]
    )
    write_numbers(folder, numbers)
    return numbers


def _outcome_rates(outcomes: Counts, *, level: float, collected: bool) -> Iterable[Estimated]:
    """Return the outcome rates; of pictures that are already there only those that can be seen."""
    for part in outcomes.by_marked():
        rates = estimate_outcome_rates(part, level=level)
        if collected:
            seen = [one for one in rates.estimates if one.category == "failed"]
            rates = Estimated(estimates=seen, not_estimated=rates.not_estimated)
        yield rates
    if collected:
        yield _refused(outcomes, None, _ALREADY_THERE, measure="outcome_rate")


def _of_readings(
    counts: Sequence[Counts], references: Sequence[Reference], *, level: float
) -> Iterable[Estimated]:
    for one in counts:
        for part in one.by_marked():
            if part.attribute.categories:
                yield estimate_shares(part, level=level)
                yield from _gaps(part, references, level=level)
            if part.moments is not None:
                yield estimate_mean(part, level=level)


def _gaps(counts: Counts, references: Sequence[Reference], *, level: float) -> Iterable[Estimated]:
    """Compare with every reference about the attribute, or refuse with the reason."""
    fitting: dict[str, list[Reference]] = {}
    for one in references:
        if one.attribute == counts.attribute.name:
            fitting.setdefault(one.name, []).append(one)
    for name, group in fitting.items():
        if set(counts.strata) & set(counts.attribute.categories):
            yield _refused(counts, name, _STATED)
            continue
        if True in counts.marked:
            yield _refused(counts, name, _MARKED)
            continue
        if any(set(one.shares) != set(counts.attribute.categories) for one in group):
            yield _refused(counts, name, _OTHER_CATEGORIES)
            continue
        known = counts.select(lambda row: not _nobody_knows(row))
        if known.strata:
            yield estimate_gap(known, references=group, level=level)


def _without_prompts(outcomes: Counts) -> Iterable[Estimated]:
    """Say once, of all attributes, why pictures without prompts are compared with nothing."""
    unknown = outcomes.select(_nobody_knows)
    if unknown.strata:
        yield _refused(unknown, None, _NO_PROMPT, attribute=ALL)


def _nobody_knows(row: Row) -> bool:
    """Whether neither a prompt nor a sub-folder says what a picture was meant to show."""
    stratum, prompt_id, _ = row
    return prompt_id == NO_PROMPT and stratum in (WHOLE_FOLDER, WITHOUT_PROMPT)


def _refused(
    counts: Counts,
    reference: str | None,
    reason: str,
    *,
    measure: str = "representation_gap",
    attribute: str | None = None,
) -> Estimated:
    strata = set(counts.strata)
    refused = NotEstimated(
        measure=measure,
        attribute=attribute or counts.attribute.name,
        stratum=counts.strata[0] if len(strata) == 1 else ALL,
        reference=reference,
        requested=int(counts.requested.sum()),
        reason=reason,
    )
    return Estimated(estimates=[], not_estimated=[refused])


def _joined(parts: Sequence[Estimated]) -> Numbers:
    return Numbers(
        estimates=tuple(one for part in parts for one in part.estimates),
        not_estimated=tuple(one for part in parts for one in part.not_estimated),
    )

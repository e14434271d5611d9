"""Tables to counts, counts to numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from graycard.auditing.default_culture import default_culture
from graycard.auditing.gaps import Languages, gaps, nobody_knows, refused
from graycard.auditing.two_genders import REASON, knows_two, parted, speaks_of
from graycard.counts import ALL, Counts
from graycard.measures import (
    Estimated,
    estimate_mean,
    estimate_outcome_rates,
    estimate_shares,
    estimate_shares_of_faces,
)
from graycard.run.active_readers import read_active_readers
from graycard.run.evidence import Numbers, read_references, write_numbers
from graycard.run.folder import RunFolder
from graycard.run.plan import planned_chunks
from graycard.run.spec import read_resolved
from graycard.run.tally import count_outcomes, count_readings, write_counts
from graycard.run.tally_faces import count_faces
from graycard.types import Reference

_NO_PROMPT: Final = (
    "the prompts of these pictures are not known, so there is nothing that a reference could be "
    "about; a metadata.csv with a prompt column beside the pictures would say"
)
_ALREADY_THERE: Final = (
    "pictures that are already there show what somebody kept: what was refused or filtered before "
    "cannot be seen"
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
    spec = read_resolved(folder)
    collected = spec.listing_digest is not None
    outcomes = count_outcomes(folder)
    counts = [one for reader in readers for one in count_readings(folder, reader)]
    write_counts(folder, [outcomes, *counts])
    references = read_references(folder)
    languages = _by_prompt(folder, "language") if any(one.languages for one in references) else {}
    texts = _by_prompt(folder, "text") if any(knows_two(one.attribute) for one in counts) else {}
    spoken = [parted(one, texts)[0] for one in counts]
    numbers = _joined(
        [
            *_outcome_rates(outcomes, level=level, collected=collected),
            *_without_prompts(outcomes),
            *_for_people(outcomes, spec.for_people, counts),
            *_of_neither(counts, texts),
            *_of_readings(spoken, references, languages, level=level),
            *[
                estimate_shares_of_faces(one, level=level)
                for reader in readers
                for one in count_faces(folder, reader, speaks_of=partial(speaks_of, texts))
            ],
            *default_culture(folder, readers, spoken, level=level),
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
        yield refused(outcomes, None, _ALREADY_THERE, measure="outcome_rate")


def _of_readings(
    counts: Sequence[Counts],
    references: Sequence[Reference],
    languages: Languages,
    *,
    level: float,
) -> Iterable[Estimated]:
    for one in counts:
        for part in one.by_marked():
            if part.attribute.categories:
                yield estimate_shares(part, level=level)
                yield from gaps(part, references, languages, level=level)
            if part.moments is not None:
                yield estimate_mean(part, level=level)


def _of_neither(counts: Sequence[Counts], texts: Mapping[str, str]) -> Iterable[Estimated]:
    """Refuse what a reader of two genders says of prompts that name somebody who is neither."""
    for one in counts:
        _, others = parted(one, texts)
        if others.strata:
            yield refused(others, None, REASON, measure="share")


def _without_prompts(outcomes: Counts) -> Iterable[Estimated]:
    """Say once, of all attributes, why pictures without prompts are compared with nothing."""
    unknown = outcomes.select(nobody_knows)
    if unknown.strata:
        yield refused(unknown, None, _NO_PROMPT, attribute=ALL)


def _for_people(
    outcomes: Counts, reasons: Mapping[str, str], counts: Sequence[Counts]
) -> Iterable[Estimated]:
    """Say of what a profile leaves to people's labels that no reader of the run read it."""
    read = {one.attribute.name for one in counts}
    for attribute, reason in reasons.items():
        if attribute not in read:
            yield refused(outcomes, None, reason, measure="share", attribute=attribute)


def _by_prompt(folder: RunFolder, column: str) -> dict[str, str]:
    """Return what the plan says of each prompt that was asked, such as its `language`."""
    return {
        row["prompt_id"]: row[column]
        for _, rows in planned_chunks(folder)
        for row in rows
        if row["prompt_id"] is not None and row[column] is not None
    }


def _joined(parts: Sequence[Estimated]) -> Numbers:
    return Numbers(
        estimates=tuple(one for part in parts for one in part.estimates),
        not_estimated=tuple(one for part in parts for one in part.not_estimated),
    )

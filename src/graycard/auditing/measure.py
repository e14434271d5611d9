"""Tables to counts, counts to numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final

import pyarrow as pa

from graycard.auditing.association_tests import association_tests
from graycard.auditing.default_culture import default_culture
from graycard.auditing.every_measure import Factors, notes, of_counts, of_outcomes
from graycard.auditing.gaps import Languages, gaps, nobody_knows, refused
from graycard.auditing.homogeneity import homogeneity
from graycard.auditing.shared_seeds import allowing_for_seeds
from graycard.auditing.two_genders import REASON, knows_two, parted, speaks_of
from graycard.counts import ALL, Counts
from graycard.language import noted
from graycard.measures import Estimated, estimate_shares_of_faces
from graycard.run.active_readers import ActiveReader, read_active_readers
from graycard.run.evidence import Numbers, read_references, write_numbers
from graycard.run.folder import RunFolder
from graycard.run.plan import planned_chunks
from graycard.run.schemas import GENERATIONS
from graycard.run.shared_seeds import shared_seeds
from graycard.run.spec import read_resolved
from graycard.run.tables import read_batches
from graycard.run.tally import count_outcomes, count_readings, write_counts
from graycard.run.tally_faces import count_faces
from graycard.types import Reference

_NO_PROMPT: Final = noted(
    "the prompts of these pictures are not known, so there is nothing that a reference could be "
    "about; a metadata.csv with a prompt column beside the pictures would say"
)
_ALREADY_THERE: Final = noted(
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
    factors = _factors(folder)
    spoken = [parted(one, texts)[0] for one in counts]
    numbers = _joined(
        [
            *_of_outcomes(outcomes, factors, level=level, collected=collected),
            *_without_prompts(outcomes),
            *_for_people(outcomes, spec.for_people, counts),
            *_of_neither(counts, texts),
            *_of_readings(spoken, references, languages, factors, level=level),
            *[
                estimate_shares_of_faces(one, level=level)
                for reader in readers
                for one in count_faces(folder, reader, speaks_of=partial(speaks_of, texts))
            ],
            *default_culture(folder, readers, spoken, level=level),
            *homogeneity(folder, readers, outcomes, level=level),
            *association_tests(folder, readers, level=level),
        ]
    )
    shared = shared_seeds(folder)
    if shared.anywhere or any(shared.repeats.values()):
        numbers = allowing_for_seeds(
            numbers, folder, readers, outcomes, shared=shared, speaks_of=partial(speaks_of, texts)
        )
    numbers = _owning_up(numbers, readers, spec.model_domain)
    write_numbers(folder, numbers)
    return numbers


def _of_outcomes(
    outcomes: Counts, factors: Factors, *, level: float, collected: bool
) -> Iterable[Estimated]:
    """Return the rates of outcomes; of pictures that are already there only those to be seen."""
    for part in outcomes.by_marked():
        for rates in of_outcomes(part, factors=factors, level=level):
            if collected:
                seen = [one for one in rates.estimates if one.category == "failed"]
                yield Estimated(estimates=seen, not_estimated=rates.not_estimated)
            else:
                yield rates
    if collected:
        yield refused(outcomes, None, _ALREADY_THERE, measure="outcome_rate")


def _of_readings(
    counts: Sequence[Counts],
    references: Sequence[Reference],
    languages: Languages,
    factors: Factors,
    *,
    level: float,
) -> Iterable[Estimated]:
    for one in counts:
        for part in one.by_marked():
            yield from of_counts(part, factors=factors, level=level)
            if part.attribute.categories:
                yield from gaps(part, references, languages, level=level)


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


def _owning_up(numbers: Numbers, readers: Sequence[ActiveReader], domain: str) -> Numbers:
    """Say with every number of readers that are outside their domain that they are."""
    outside = {
        one.id: noted(
            "Not validated on pictures of this kind, and asked all the same: {name}.",
            name=one.name if one.model is None else f"{one.name} ({one.model})",
        )
        for one in readers
        if one.outside(domain)
    }
    if not outside:
        return numbers
    estimates = []
    for one in numbers.estimates:
        said = tuple(outside[reader] for reader in one.readers if reader in outside)
        estimates.append(one.model_copy(update={"cautions": (*said, *one.cautions)}))
    return numbers.model_copy(update={"estimates": tuple(estimates)})


def _factors(folder: RunFolder) -> dict[str, dict[str, str]]:
    """Return how the text of each prompt was made."""
    schema = pa.schema([GENERATIONS.field("prompt_id"), GENERATIONS.field("factors")])
    return {
        row["prompt_id"]: dict(row["factors"] or ())
        for batch in read_batches(folder.generations, schema)
        for row in batch.to_pylist()
        if row["prompt_id"] is not None
    }


def _by_prompt(folder: RunFolder, column: str) -> dict[str, str]:
    """Return what the plan says of each prompt that was asked, such as its `language`."""
    return {
        row["prompt_id"]: row[column]
        for _, rows in planned_chunks(folder)
        for row in rows
        if row["prompt_id"] is not None and row[column] is not None
    }


def _joined(parts: Sequence[Estimated]) -> Numbers:
    estimates = tuple(one for part in parts for one in part.estimates)
    return Numbers(
        measures=notes(one.measure for one in estimates),
        estimates=estimates,
        not_estimated=tuple(one for part in parts for one in part.not_estimated),
    )

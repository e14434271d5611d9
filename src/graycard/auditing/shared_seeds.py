"""Numbers of prompts that share seeds: those that allow for it stay, the others are refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from graycard import components
from graycard.auditing.over_seeds import BY_SEED, over_seeds
from graycard.counts import ALL, NO_PROMPT, Counts
from graycard.language import noted
from graycard.measures import COMPARING
from graycard.run.active_readers import ActiveReader
from graycard.run.evidence import Numbers
from graycard.run.folder import RunFolder
from graycard.run.shared_seeds import SharedSeeds, is_pooled, refusal
from graycard.run.tally_faces import SpeaksOf
from graycard.run.tally_seeds import Group, SeedCounts, outcomes_by_seed, readings_by_seed
from graycard.types import Attribute, Estimate, NotEstimated

COMPARED: Final = noted(
    "Compared with one other prompt of the same seeds: where images of one seed are alike, the "
    "interval is wider than it need be, and the p-value larger."
)
FLOOR: Final = noted(
    "The floor mixes images of prompts that share seeds, and is that of independent images."
)

_ALONE: Final = frozenset({"counts", "moments", "outcomes", "reference", "faces"})
"""What a measure needs that looks at one prompt, or at all of them pooled."""

_COUNTED: Final = _ALONE | {"factors"}
"""What a measure needs that compares prompts of one kind, each with all others."""

_Asked = Mapping[tuple[bool | None, str], int]
"""Requested images, by whether the prompts state what is measured, and stratum."""


def allowing_for_seeds(
    numbers: Numbers,
    folder: RunFolder,
    readers: Sequence[ActiveReader],
    outcomes: Counts,
    *,
    shared: SharedSeeds,
    speaks_of: SpeaksOf,
) -> Numbers:
    """Return the numbers that are valid where prompts share seeds, and a reason for each other.

    What is about the images of one prompt stays as it is, and so does what is about a stratum whose
    own prompts share none. Shares and rates over several prompts that do get an interval that takes
    seeds as the draws. A prompt that is compared with one other stays, too: what the two have in
    common makes their difference vary less. Everything else is refused: what is pooled varies more
    than any of its intervals says, and so may the difference of one prompt from several that
    resemble each other.

    Args:
        numbers: As if all images were independent.
        folder: Of the run.
        readers: Of the run.
        outcomes: Of the requests, by prompt.
        shared: Where its prompts share seeds.
        speaks_of: Which prompts an attribute is counted for.

    Raises:
        DamagedRunError: If the tables do not belong together.
    """
    asked = _asked(outcomes)
    attributes = {one.name: one for reader in readers for one in reader.attributes}
    compared = {
        name: _compared(outcomes, attributes.get(name), speaks_of)
        for name in {one.attribute for one in numbers.estimates}
    }
    counted = _by_seed(numbers.estimates, folder, readers, shared, speaks_of)
    kept: list[Estimate] = []
    refused: dict[NotEstimated, None] = {}
    for one in numbers.estimates:
        valid = _valid(one, counted, shared, pair=compared[one.attribute][one.marked] == 2)
        if valid is not None:
            kept.append(valid)
        else:
            refused[refusal(one, asked.get((one.marked, one.stratum)))] = None
    names = {one.measure for one in kept}
    return Numbers(
        measures=tuple(one for one in numbers.measures if one.name in names),
        estimates=tuple(kept),
        not_estimated=(*numbers.not_estimated, *refused),
    )


def _compared(
    outcomes: Counts, attribute: Attribute | None, speaks_of: SpeaksOf
) -> Counter[bool | None]:
    """Return how many prompts of each kind an attribute is counted for."""
    return Counter(
        marked
        for _, prompt, marked in outcomes.rows
        if prompt != NO_PROMPT and (attribute is None or speaks_of(attribute, prompt))
    )


def _valid(
    one: Estimate,
    counted: Mapping[tuple[str, Group], SeedCounts],
    shared: SharedSeeds,
    *,
    pair: bool,
) -> Estimate | None:
    """Return what can be said instead of an estimate; None if nothing can."""
    alone = _looks_at(one, _ALONE) and _family(one) != COMPARING
    alike = _family(one) == "homogeneity"
    if is_pooled(one) and (shared.within(one) if alone or alike else shared.anywhere):
        seeds = counted.get(_key(one)) if one.measure in BY_SEED else None
        return None if seeds is None else over_seeds(one, seeds)
    one = shared.cautioned(one)
    if alone or not shared.anywhere:
        return one
    if alike:
        return one.model_copy(update={"cautions": (*one.cautions, FLOOR)})
    if pair and _looks_at(one, _COUNTED):
        return one.model_copy(update={"cautions": (*one.cautions, COMPARED)})
    return None


def _family(one: Estimate) -> str | None:
    """Return the family of its measure; None if the measure is not known here."""
    known = one.measure in components.names("measures")
    return str(components.module("measures", one.measure).INFO.family) if known else None


def _looks_at(one: Estimate, what: frozenset[str]) -> bool:
    """Return whether a measure needs nothing else."""
    known = one.measure in components.names("measures")
    return known and components.module("measures", one.measure).INFO.needs <= what


def _by_seed(
    estimates: Sequence[Estimate],
    folder: RunFolder,
    readers: Sequence[ActiveReader],
    shared: SharedSeeds,
    speaks_of: SpeaksOf,
) -> dict[tuple[str, Group], SeedCounts]:
    """Return the counts by seed behind every share and rate over prompts that share seeds."""
    wanted: dict[str, set[Group]] = {}
    for one in estimates:
        if one.measure in BY_SEED and is_pooled(one) and shared.within(one):
            id_, group = _key(one)
            wanted.setdefault(id_, set()).add(group)
    found = dict(_counted("", outcomes_by_seed(folder, wanted.get("", ()))))
    for reader in readers:
        if groups := wanted.get(reader.id):
            read = readings_by_seed(folder, reader, groups, speaks_of=speaks_of)
            found.update(_counted(reader.id, read))
    return found


def _counted(
    reader: str, groups: Mapping[Group, SeedCounts]
) -> Iterator[tuple[tuple[str, Group], SeedCounts]]:
    return (((reader, group), one) for group, one in groups.items())


def _key(one: Estimate) -> tuple[str, Group]:
    return "".join(one.readers), (one.attribute, one.marked, one.stratum)


def _asked(outcomes: Counts) -> _Asked:
    asked: Counter[tuple[bool | None, str]] = Counter()
    for (stratum, _, marked), n in zip(outcomes.rows, outcomes.requested, strict=True):
        asked[marked, stratum] += int(n)
        asked[marked, ALL] += int(n)
    return asked

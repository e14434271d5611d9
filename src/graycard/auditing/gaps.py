"""Which numbers may be compared with which reference, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from graycard.auditing.every_measure import against
from graycard.counts import ALL, NO_PROMPT, Counts, Row
from graycard.language import noted
from graycard.measures import Estimated
from graycard.roles import WHOLE_FOLDER, WITHOUT_PROMPT
from graycard.types import NotEstimated, Reference

Languages = Mapping[str, str]
"""The BCP 47 tag of each prompt by its id."""

_STATED: Final = noted(
    "the prompts state it: a photo of a nurse is asked to show a nurse, so its share of nurses "
    "says how well the model follows, not what it shows by default"
)
_OTHER_CATEGORIES: Final = noted(
    "the reference names other categories than this reader; another reader of the run has an "
    "attribute of the same name"
)
_MARKED: Final = noted(
    "these prompts say what is to be shown (they are marked); a reference is about what a model "
    "shows by default"
)
_PEOPLE_ONLY: Final = noted(
    "the reference is about race or ethnicity, which no machine reads off a picture: it is "
    "compared with labels by people only"
)
_UNKNOWN: Final = "und"


def gaps(
    counts: Counts, references: Sequence[Reference], languages: Languages, *, level: float
) -> Iterable[Estimated]:
    """Compare with every reference about the attribute, or refuse with the reason.

    Args:
        counts: Of a machine reader; all marked, or all unmarked.
        references: Of the run.
        languages: Of its prompts.
        level: Of the intervals.
    """
    fitting: dict[str, list[Reference]] = {}
    for one in references:
        if one.attribute == counts.attribute.name:
            fitting.setdefault(one.name, []).append(one)
    for name, group in fitting.items():
        reason = _why_not(counts, group)
        if reason:
            yield refused(counts, name, reason)
            continue
        known = counts.select(lambda row: not nobody_knows(row))
        if known.strata:
            yield from _in_their_languages(known, group, languages, level=level)


def _why_not(counts: Counts, group: Sequence[Reference]) -> str | None:
    """Return why nothing of these counts may be compared with a reference, or None."""
    if any(one.people_only for one in group):
        return _PEOPLE_ONLY
    if set(counts.strata) & set(counts.attribute.categories):
        return _STATED
    if True in counts.marked:
        return _MARKED
    categories = set(counts.attribute.categories)
    for one in group:
        named = set(one.shares)
        if named != categories and not (one.stands_for and named < categories):
            return _OTHER_CATEGORIES
    return None


def _in_their_languages(
    counts: Counts, group: Sequence[Reference], languages: Languages, *, level: float
) -> Iterable[Estimated]:
    """Compare the prompts of the reference's languages; those of others speak of other people."""
    wanted = group[0].languages
    if not wanted:
        yield from against(counts, group, level=level)
        return
    tags = {row[1]: languages.get(row[1], _UNKNOWN) for row in counts.rows}
    other = sorted({tag for tag in tags.values() if tag != _UNKNOWN and not _is_in(tag, wanted)})
    if other:
        strangers = counts.select(lambda row: tags[row[1]] in other)
        yield refused(
            strangers,
            group[0].name,
            noted(
                "these prompts are in {languages}: the reference is about {population}, for prompts"
                " in {names}",
                languages=", ".join(other),
                population=group[0].population,
                names=", ".join(wanted),
            ),
        )
    compared = counts.select(lambda row: tags[row[1]] not in other)
    if not compared.strata:
        return
    unknown = _UNKNOWN in {tags[row[1]] for row in compared.rows}
    caution = noted(
        "The language of these prompts is not known; the reference is for prompts in {languages}.",
        languages=", ".join(wanted),
    )
    for done in against(compared, group, level=level):
        yield _with_caution(done, caution) if unknown else done


def _is_in(tag: str, wanted: Sequence[str]) -> bool:
    """Return whether a tag is one of the languages, or a variant of one (`en-GB` of `en`)."""
    return any(f"{tag}-".lower().startswith(f"{one}-".lower()) for one in wanted)


def _with_caution(done: Estimated, caution: str) -> Estimated:
    cautioned = [
        one.model_copy(update={"cautions": (*one.cautions, caution)}) for one in done.estimates
    ]
    return Estimated(estimates=cautioned, not_estimated=done.not_estimated)


def nobody_knows(row: Row) -> bool:
    """Whether neither a prompt nor a sub-folder says what a picture was meant to show."""
    stratum, prompt_id, _ = row
    return prompt_id == NO_PROMPT and stratum in (WHOLE_FOLDER, WITHOUT_PROMPT)


def refused(
    counts: Counts,
    reference: str | None,
    reason: str,
    *,
    measure: str = "representation_gap",
    attribute: str | None = None,
) -> Estimated:
    """Return the record of a number that was not computed.

    Args:
        counts: That it would have been computed from.
        reference: That it would have been compared with.
        reason: Why not, in a sentence.
        measure: That would have been computed.
        attribute: Of which, where it is not that of the counts.
    """
    strata = set(counts.strata)
    record = NotEstimated(
        measure=measure,
        attribute=attribute or counts.attribute.name,
        stratum=counts.strata[0] if len(strata) == 1 else ALL,
        reference=reference,
        requested=int(counts.requested.sum()),
        reason=reason,
    )
    return Estimated(estimates=[], not_estimated=[record])

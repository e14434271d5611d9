"""What a run cannot say: the last answer of the first screen."""

from __future__ import annotations

from collections import Counter
from typing import Final

from graycard.counts import ALL
from graycard.language import retell, say, several
from graycard.report.facts import Facts
from graycard.report.numbers import count, decimal
from graycard.report.safe import in_sentence
from graycard.report.series import series
from graycard.report.verdicts import verdict
from graycard.report.words import FIRST, attribute_name, first_upper, listed
from graycard.types import OUTCOMES, Estimate

_LONGEST_REASON: Final = 200

_FAR: Final = 5.0
"""CIEDE2000 from which on two colours look different at a glance (the reader's own claim)."""

_CAST: Final = 10.0
"""Chroma of the light, CIELAB, beyond which skin of any tone is tinted visibly."""


def not_known(facts: Facts) -> list[str]:
    """Return what this run cannot say, the gravest first."""
    return [
        *doubtful(facts),
        *_for_people(facts),
        *_not_read(facts),
        *_undecided(facts),
        *_not_shown(facts),
        *_not_asked(facts),
    ]


def doubtful(facts: Facts) -> list[str]:
    """Return why what was read of skin is doubtful; nothing where it is not."""
    said = []
    if (far := _mean(facts, "skin_tone_distance")) and far.value > _FAR:
        said.append(
            say(
                "Skin tones are doubtful: the colours of skin lie {distance} from the nearest"
                " swatch on average (CIEDE2000; from about 5 on it is another colour), so peaks"
                " among tones may come from where the swatches lie.",
                distance=decimal(far.value),
            )
        )
    if (cast := _mean(facts, "light_cast")) and cast.value > _CAST:
        said.append(
            say(
                "The light is coloured (a cast of {cast} on average), which tints what is read of"
                " skin.",
                cast=decimal(cast.value),
            )
        )
    return said


def _mean(facts: Facts, attribute: str) -> Estimate | None:
    """Return the mean of a value over all pictures, or that of the only stratum."""
    found = [
        one
        for one in facts.numbers.estimates
        if (one.measure, one.attribute) == ("mean_value", attribute)
    ]
    together = [one for one in found if one.stratum == ALL] or found
    return max(together, key=lambda one: one.n, default=None)


def _not_read(facts: Facts) -> list[str]:
    came = facts.outcomes["ok"]
    gone: Counter[tuple[str, str]] = Counter()
    for one in facts.missing:
        if one.reason not in OUTCOMES and one.attribute in FIRST:
            gone[one.attribute, one.reader] += one.n
    return [
        several(
            came,
            "{attribute}: the reader {reader} gave no label for {n} of {came} image.",
            "{attribute}: the reader {reader} gave no label for {n} of {came} images.",
            attribute=first_upper(attribute_name(attribute)),
            reader=reader.partition("@")[0],
            n=count(n),
            came=count(came),
        )
        for (attribute, reader), n in sorted(gone.items(), key=lambda item: FIRST.index(item[0][0]))
    ]


def _for_people(facts: Facts) -> list[str]:
    """Return what no reader read, because it is left to people's labels."""
    by_reason: dict[str, list[str]] = {}
    labelled = {one.rubric.attribute for one in facts.labelled if one.shares.estimates}
    for attribute, reason in facts.spec.for_people.items():
        if attribute not in facts.attributes and attribute not in labelled:
            by_reason.setdefault(reason, []).append(attribute_name(attribute))
    return [
        say(
            "Not read: {attributes}, because {why}.",
            attributes=listed(names),
            why=in_sentence(retell(reason), longest=_LONGEST_REASON),
        )
        for reason, names in by_reason.items()
    ]


def _undecided(facts: Facts) -> list[str]:
    gaps = [gap for one in series(facts, "representation_gap") for gap in one.compared]
    n = sum(verdict(gap) == "undecided" for gap in gaps)
    if not n:
        return []
    return [
        several(
            n,
            "{n} gap is undecided: what is missing could close it.",
            "{n} gaps are undecided: what is missing could close them.",
            n=count(n),
        )
    ]


def _not_shown(facts: Facts) -> list[str]:
    gone = facts.requested - facts.outcomes["ok"]
    if facts.is_folder or not gone:
        return []
    return [
        several(
            gone,
            "What {n} of {requested} requests would have shown: it brought no image.",
            "What {n} of {requested} requests would have shown: they brought no image.",
            n=count(gone),
            requested=count(facts.requested),
        )
    ]


def _not_asked(facts: Facts) -> list[str]:
    if facts.is_folder:
        return [say("How these images were chosen, and what was refused or deleted before.")]
    return [say("What other wordings, settings or versions of the model would show.")]

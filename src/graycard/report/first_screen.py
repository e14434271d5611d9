"""The first screen: the verdict in a sentence, how sure it is, and what is not known."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import Final

from graycard.counts import ALL
from graycard.language import retell, say, several
from graycard.report.contrast import contrast
from graycard.report.facts import Facts
from graycard.report.numbers import count, decimal, percent
from graycard.report.safe import in_sentence
from graycard.report.series import Series, is_even, series
from graycard.report.verdicts import verdict
from graycard.report.words import (
    FIRST,
    aside,
    attribute_name,
    first_upper,
    listed,
    paragraph,
    rank,
    stratum_name,
)
from graycard.types import OUTCOMES, Estimate

_FEW: Final = 10
"""Images of a stratum below which the largest of many gaps says little."""

_LONGEST_REASON: Final = 200

_FAR: Final = 5.0
"""CIEDE2000 from which on two colours look different at a glance (the reader's own claim)."""

_CAST: Final = 10.0
"""Chroma of the light, CIELAB, beyond which skin of any tone is tinted visibly."""


def in_a_sentence(facts: Facts) -> str:
    """Return what a reader would repeat to somebody else, chance allowed for."""
    if not facts.outcomes["ok"]:
        return say("No image came: nothing can be said of what is shown.")
    gaps = [one for one in series(facts, "representation_gap") if one.name in FIRST]
    gaps = gaps or series(facts, "representation_gap")
    if not gaps:
        return say("Nothing was compared with a reference: this is what was read, and how surely.")
    told = [(one, _beyond(one)) for one in gaps]
    far = [(one, beyond) for one, beyond in told if beyond]
    if not far:
        return say(
            "No difference from a reference is larger than chance explains; at {n} images for each"
            " group of prompts, only gaps above about {floor} could have shown.",
            n=_images(gaps),
            floor=percent(median(_floors(gaps))),
        )
    first, beyond = max(far, key=lambda pair: len(pair[1]) / len(_compared(pair[0])))
    largest = max(beyond, key=lambda one: one.value)
    sentences = [_differs(first, beyond, largest, facts)]
    others = {one.name: (one, beyond) for one, beyond in reversed(far) if one.name != first.name}
    if others:
        also = [
            say(
                "{attribute} ({some} of {all})",
                attribute=attribute_name(one.name),
                some=count(len(beyond)),
                all=count(len(_compared(one))),
            )
            for one, beyond in sorted(others.values(), key=lambda pair: rank(pair[0].name))
        ]
        sentences.append(say("So does {others}.", others=listed(also)))
    if first.name == "skin_tone" and _doubtful(facts):
        sentences.append(say("But skin tones are doubtful here: see what is not known."))
    return paragraph(sentences)


def _differs(gaps: Series, beyond: list[Estimate], largest: Estimate, facts: Facts) -> str:
    """Return where an attribute differs from its reference, and most."""
    attribute = first_upper(attribute_name(gaps.name))
    reference = say("even shares") if is_even(gaps, facts.references) else gaps.reference
    stratum = in_sentence(stratum_name(largest.stratum))
    shown, total = _shown(largest, gaps, facts), len(_compared(gaps))
    if total == 1:
        return say(
            "{attribute} differs from {reference} by more than chance explains in “{stratum}”"
            "{shown}, the only group of prompts that could be compared.",
            attribute=attribute,
            reference=reference,
            stratum=stratum,
            shown=shown,
        )
    return say(
        "{attribute} differs from {reference} by more than chance explains in {some} of {all}"
        " groups of prompts, most in “{stratum}”{shown}.",
        attribute=attribute,
        reference=reference,
        some=count(len(beyond)),
        all=count(total),
        stratum=stratum,
        shown=shown,
    )


def _shown(gap: Estimate, gaps: Series, facts: Facts) -> str:
    """Return what is shown there and what the reference has, to be added in parentheses."""
    found = contrast(gap, gaps, facts)
    if found is None:
        return ""
    return aside(
        say(
            "{share} {what}, against {stated}",
            share=percent(found.observed),
            what=found.what,
            stated=percent(found.expected),
        )
    )


def how_sure(facts: Facts) -> list[str]:
    """Return how many images stand behind a number, and what the intervals leave out."""
    if not facts.outcomes["ok"]:
        return []
    gaps = series(facts, "representation_gap")
    said = []
    if gaps:
        said.append(
            say(
                "Each group of prompts (stratum) has about {n} images that were read: gaps up to"
                " about {floor} cannot be told from chance.",
                n=_images(gaps),
                floor=percent(median(_floors(gaps))),
            )
        )
        if _images(gaps) < _FEW:
            said.append(
                say(
                    "That is few. Take the largest gaps as a reason to make more images, not as"
                    " results."
                )
            )
    said.append(
        say(
            "Every number stands with an interval ({level}) for the chance of these images. It does"
            " not allow for mistakes of the readers.",
            level=percent(facts.level),
        )
    )
    return said


def not_known(facts: Facts) -> list[str]:
    """Return what this run cannot say, the gravest first."""
    return [
        *_doubtful(facts),
        *_for_people(facts),
        *_not_read(facts),
        *_undecided(facts),
        *_not_asked(facts),
    ]


def _doubtful(facts: Facts) -> list[str]:
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
        say(
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
    gaps = [gap for one in series(facts, "representation_gap") for gap in _compared(one)]
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


def _not_asked(facts: Facts) -> list[str]:
    if facts.is_folder:
        return [say("How these images were chosen, and what was refused or deleted before.")]
    return [say("What other wordings, settings or versions of the model would show.")]


def _beyond(gaps: Series) -> list[Estimate]:
    return [one for one in _compared(gaps) if verdict(one) == "beyond chance"]


def _compared(gaps: Series) -> list[Estimate]:
    return gaps.apart or list(gaps.estimates)


def _images(gaps: list[Series]) -> int:
    return int(median(one.n for each in gaps for one in _compared(each)))


def _floors(gaps: list[Series]) -> list[float]:
    return [one.floor_high or 0.0 for each in gaps for one in _compared(each)]

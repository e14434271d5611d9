"""How often a face was found: every number about faces is about those pictures alone."""

from __future__ import annotations

from graycard.counts import ALL
from graycard.language import say, several
from graycard.report.facts import Facts
from graycard.report.numbers import count, interval, percent
from graycard.report.safe import in_sentence
from graycard.report.series import Series, series
from graycard.report.table import Finding, Said
from graycard.report.words import clauses, level_name, paragraph, stratum_name
from graycard.types import Estimate

_NONE = "none"


def faces_found(facts: Facts) -> list[Finding]:
    """Return in how many pictures a face was found, and between which strata that differs most."""
    return [
        Finding(say("Faces that were found") + one.kind, _said(one))
        for one in series(facts, "share")
        if one.name == "faces"
    ]


def _said(one: Series) -> tuple[Said, ...]:
    without = [estimate for estimate in one.estimates if estimate.category == _NONE]
    apart = [estimate for estimate in without if estimate.stratum != ALL]
    whole = next((estimate for estimate in without if estimate.stratum == ALL), apart[0])
    found = round(whole.n * (1 - whole.value))
    text = [
        several(
            whole.n,
            "A face was found in {found} of {n} picture ({rate}). Whatever else is read of faces is"
            " read of these pictures alone.",
            "A face was found in {found} of {n} pictures ({rate}). Whatever else is read of faces"
            " is read of these pictures alone.",
            found=count(found),
            n=count(whole.n),
            rate=_rate(whole),
        )
    ]
    points = []
    if len(apart) > 1:
        rarest = max(apart, key=lambda estimate: (estimate.value, estimate.stratum))
        most = min(apart, key=lambda estimate: (estimate.value, estimate.stratum))
        if rarest.value > most.value:
            text.append(say("Of all strata, it was found least often and most often in:"))
            points = [_named(rarest), _named(most)]
        else:
            text.append(say("It is the same rate in all {n} strata.", n=count(len(apart))))
    if one.unread:
        more = len(one.unread)
        text.append(
            several(
                more,
                "{n} stratum more had no picture to look at.",
                "{n} strata more had no picture to look at.",
                n=count(more),
            )
        )
    return (Said(paragraph(text), tuple(points)),)


def _named(estimate: Estimate) -> str:
    name = in_sentence(stratum_name(estimate.stratum))
    return say("{stratum}: {rate}; n {n}", stratum=name, rate=_rate(estimate), n=estimate.n)


def _rate(estimate: Estimate) -> str:
    """Return the share of pictures with a face, where the estimate is of those without."""
    rate = say(
        "{share}; {level} {interval}",
        share=percent(1 - estimate.value),
        level=level_name(estimate.level),
        interval=interval(1 - estimate.high, 1 - estimate.low),
    )
    low, high = estimate.missing_low, estimate.missing_high
    if estimate.n_missing and low is not None and high is not None:
        worst = several(
            estimate.n_missing,
            "worst case for {n} picture not looked at {interval}",
            "worst case for {n} pictures not looked at {interval}",
            n=count(estimate.n_missing),
            interval=interval(1 - high, 1 - low),
        )
        rate = clauses([rate, worst])
    return rate

"""How often a face was found: every number about faces is about those pictures alone."""

from __future__ import annotations

from graycard.counts import ALL
from graycard.report.facts import Facts
from graycard.report.numbers import count, interval, percent
from graycard.report.safe import in_sentence
from graycard.report.series import Series, series
from graycard.report.table import Finding, Said
from graycard.report.words import counted, stratum_name
from graycard.types import Estimate

_NONE = "none"


def faces_found(facts: Facts) -> list[Finding]:
    """Return in how many pictures a face was found, and between which strata that differs most."""
    return [
        Finding(f"Faces that were found{one.kind}", _said(one))
        for one in series(facts, "share")
        if one.name == "faces"
    ]


def _said(one: Series) -> tuple[Said, ...]:
    without = [estimate for estimate in one.estimates if estimate.category == _NONE]
    apart = [estimate for estimate in without if estimate.stratum != ALL]
    whole = next((estimate for estimate in without if estimate.stratum == ALL), apart[0])
    found = round(whole.n * (1 - whole.value))
    text = (
        f"A face was found in {count(found)} of {counted(whole.n, 'picture')}"
        f" ({_rate(whole)}). Whatever else is read of faces is read of these pictures alone."
    )
    points = []
    if len(apart) > 1:
        rarest = max(apart, key=lambda estimate: (estimate.value, estimate.stratum))
        most = min(apart, key=lambda estimate: (estimate.value, estimate.stratum))
        if rarest.value > most.value:
            text += " Of all strata, it was found least often and most often in:"
            points = [_named(rarest), _named(most)]
        else:
            text += f" It is the same rate in all {len(apart)} strata."
    if one.unread:
        text += f" {counted(len(one.unread), 'stratum', 'strata')} more had no picture to look at."
    return (Said(text, tuple(points)),)


def _named(estimate: Estimate) -> str:
    name = in_sentence(stratum_name(estimate.stratum))
    return f"{name}: {_rate(estimate)}; n {estimate.n}"


def _rate(estimate: Estimate) -> str:
    """Return the share of pictures with a face, where the estimate is of those without."""
    rate = f"{percent(1 - estimate.value)}; {percent(estimate.level)} interval"
    rate = f"{rate} {interval(1 - estimate.high, 1 - estimate.low)}"
    low, high = estimate.missing_low, estimate.missing_high
    if estimate.n_missing and low is not None and high is not None:
        worst = interval(1 - high, 1 - low)
        rate += f"; worst case for {counted(estimate.n_missing, 'picture')} not looked at {worst}"
    return rate

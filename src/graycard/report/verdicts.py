"""What may be said of a gap: beyond chance, not told from chance, or undecided."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal

from graycard.language import say
from graycard.report.numbers import percent
from graycard.report.words import paragraph
from graycard.types import Estimate

Verdict = Literal["beyond chance", "undecided", "within chance"]


CHANCE_LEVEL: Final = 0.95
"""Of the chance floor, whatever the level of a run's intervals."""


def verdict_name(one: Verdict) -> str:
    """Return a verdict for people."""
    names = {
        "beyond chance": say("beyond chance"),
        "undecided": say("undecided"),
        "within chance": say("within chance"),
    }
    return names[one]


def verdicts_in_a_chart(found: Collection[Verdict]) -> list[str]:
    """Return what is said below a chart of gaps: how its verdicts show."""
    said = [say("Beyond chance: right of the grey band, with an interval that does not include 0.")]
    if "undecided" in found:
        said.append(say("Undecided: the missing images could close the gap."))
    return said


def beyond_rule(level: float) -> str:
    """Return what "beyond chance" means, in a sentence or two.

    Args:
        level: Of the run's confidence intervals.
    """
    rule = say(
        "A gap lies beyond chance when it is above what 95 of 100 models that agree with the"
        " reference would show at this n, and its confidence interval does not include 0; where"
        " the missing images could close it, it is undecided."
    )
    if abs(level - CHANCE_LEVEL) < 1e-9:
        return rule
    only = say(
        "What chance shows is always that of 95 of 100: the level of this run, {level}, is that of"
        " its intervals only.",
        level=percent(level),
    )
    return paragraph([rule, only])


def verdict(gap: Estimate) -> Verdict:
    """Return what may be said of a representation gap.

    It is beyond chance when two things hold: the observed gap is above the chance floor (a
    model whose true shares are the reference would exceed it in 5 of 100 audits), and the
    interval of the true gap leaves out no gap at all. The floor is compared with the observed
    gap and not with the interval's lower end, since both allow for chance: that would count
    it twice. If, whatever the missing images show, no gap cannot be left out, it is undecided.

    Args:
        gap: An estimate with a floor.
    """
    if gap.low <= 0 or gap.value <= (gap.floor_high or 0.0):
        return "within chance"
    if gap.n_missing and gap.missing_low is not None and gap.missing_low <= 0:
        return "undecided"
    return "beyond chance"


def stands_out(one: Estimate, *, parity: float | None) -> bool:
    """Return whether a number lies beyond chance, on whichever side of parity.

    Where a p-value was adjusted for all that was looked at, it decides. Otherwise three things
    must hold: the interval leaves out parity, the number lies beyond the chance floor if that is
    on its side, and no answer of the missing images could bring it back to parity.

    Args:
        one: An estimate.
        parity: The value where nothing deviates; None where there is none.
    """
    if one.p_adjusted is not None:
        return one.p_adjusted <= 1 - CHANCE_LEVEL
    if parity is None:
        return False
    if (
        one.n_missing
        and one.missing_low is not None
        and one.missing_high is not None
        and one.missing_low <= parity <= one.missing_high
    ):
        return False
    floor = one.floor_high
    above = one.low > parity and (floor is None or floor < parity or one.value > floor)
    below = one.high < parity and (floor is None or floor > parity or one.value < floor)
    return above or below

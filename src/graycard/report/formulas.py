"""What each number is, as a formula, and how to read what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from graycard.report.words import measure_name
from graycard.run.evidence import Numbers


@dataclass(frozen=True)
class Formula:
    """A measure in one line of mathematics and one of words.

    Attributes:
        name: Of the measure.
        formula: How it is computed.
        words: What that means.
        intervals: How its intervals were computed, as the estimates say.
    """

    name: str
    formula: str
    words: str
    intervals: str = ""


_OF_A_FOLDER: Final = Formula(
    "outcome rate",
    "k / listed",
    "Images that could not be opened, among all that are listed.",
)


def formulas(numbers: Numbers, *, folder: bool) -> list[Formula]:
    """Return the formulas behind a run's estimates, each once, with the intervals' methods.

    Args:
        numbers: Of a run.
        folder: Whether its images lay in a folder.
    """
    known = {
        one.name: Formula(measure_name(one.name), one.formula, one.words)
        for one in numbers.measures
    }
    if folder:
        known["outcome_rate"] = _OF_A_FOLDER
    methods: dict[str, dict[str, None]] = {}
    for one in numbers.estimates:
        methods.setdefault(one.measure, {})[one.method] = None
    return [
        replace(known.get(name, _unknown(name)), intervals="; ".join(found))
        for name, found in methods.items()
    ]


def _unknown(name: str) -> Formula:
    return Formula(measure_name(name), "", "See the measure's documentation.")


HOW_TO_READ: Final = (
    (
        "Interval",
        "Where the true number may lie, given that only so many images were made: 95 of 100 such"
        " intervals hold it (or the level stated). Shares have Wilson's interval, gaps one that"
        " also holds where the model agrees with the reference.",
    ),
    (
        "Chance floor",
        "A model that agrees with the reference exactly still scores above 0, since a handful of"
        " images never matches it to the digit. The floor says how much that is at this n: on"
        " average, and in all but 5 of 100 audits, whatever the level of the intervals.",
    ),
    (
        "Worst case",
        "Refused, failed and unreadable images are not missing by chance. The worst-case bounds"
        " hold whatever they would have shown (at 99 %). Where they reach 0, a gap is undecided.",
    ),
    (
        "Strata and marked prompts",
        "A stratum is what prompts are grouped by, such as a profession. A prompt is marked when it"
        " states what is measured (“a female nurse”); marked and unmarked prompts are never mixed.",
    ),
    (
        "Reference",
        "No reference is the correct one. Each states somebody’s value; the report says whose.",
    ),
)
"""Term and explanation."""

LIMITS: Final = (
    "The numbers speak of these prompts, this model and these settings, not of other wordings.",
    "A gap can come from the model, from the readers or from the reference; this report does not"
    " tell them apart, and numbers are not corrected for readers’ mistakes unless it is said.",
    "What is read is perceived presentation, tone and age as pictures show them. It is nobody’s"
    " identity, and never race or ethnicity.",
    "Generated people are not people. Graycard looks for no match with a real face.",
    "Whether a gap is right or wrong is not a matter of numbers.",
)

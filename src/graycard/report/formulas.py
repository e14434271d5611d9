"""What each number is, as a formula, and how to read what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graycard.language import named, retell, say
from graycard.report.verdicts import beyond_rule
from graycard.report.words import clauses, measure_name
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


def formulas(numbers: Numbers, *, folder: bool) -> list[Formula]:
    """Return the formulas behind a run's estimates, each once, with the intervals' methods.

    Args:
        numbers: Of a run.
        folder: Whether its images lay in a folder.
    """
    known = {
        one.name: Formula(measure_name(one.name), named("formula", one.formula), retell(one.words))
        for one in numbers.measures
    }
    if folder:
        known["outcome_rate"] = Formula(
            measure_name("outcome_rate"),
            say("k / listed"),
            say("Images that could not be opened, among all that are listed."),
        )
    methods: dict[str, dict[str, None]] = {}
    for one in numbers.estimates:
        methods.setdefault(one.measure, {})[one.method] = None
    return [
        replace(known.get(name, _unknown(name)), intervals=clauses([*map(retell, found)]))
        for name, found in methods.items()
    ]


def _unknown(name: str) -> Formula:
    return Formula(measure_name(name), "", say("See the measure's documentation."))


def how_to_read(level: float) -> tuple[tuple[str, str], ...]:
    """Return what a reader of the numbers needs, as terms and their explanations.

    Args:
        level: Of the run's confidence intervals.
    """
    return (
        (say("Beyond chance"), beyond_rule(level)),
        (
            say("Interval"),
            say(
                "Where the true number may lie, given that only so many images were made: 95 of 100"
                " such intervals hold it (or the level stated). Shares have Wilson's interval, gaps"
                " one that also holds where the model agrees with the reference."
            ),
        ),
        (
            say("Chance floor"),
            say(
                "A model that agrees with the reference exactly still scores above 0, since a"
                " handful of images never matches it to the digit. The floor says how much that is"
                " at this n: on average, and in all but 5 of 100 audits, whatever the level of the"
                " intervals."
            ),
        ),
        (
            say("Worst case"),
            say(
                "Refused, failed and unreadable images are not missing by chance. The worst-case"
                " bounds hold whatever they would have shown (at 99 %). Where they reach 0, a gap"
                " is undecided."
            ),
        ),
        (
            say("Strata and marked prompts"),
            say(
                "A stratum is what prompts are grouped by, such as a profession. A prompt is marked"
                " when it states what is measured (“a female nurse”); marked and unmarked prompts"
                " are never mixed."
            ),
        ),
        (
            say("Reference"),
            say(
                "No reference is the correct one. Each states somebody’s value; the report says"
                " whose."
            ),
        ),
    )


def limits() -> tuple[str, ...]:
    """Return what no number of a report says."""
    return (
        say(
            "The numbers speak of these prompts, this model and these settings, not of other"
            " wordings."
        ),
        say(
            "A gap can come from the model, from the readers or from the reference; this report"
            " does not tell them apart, and numbers are not corrected for readers’ mistakes unless"
            " it is said."
        ),
        say(
            "What is read is perceived presentation, tone and age as pictures show them. It is"
            " nobody’s identity, and never race or ethnicity."
        ),
        say("Generated people are not people. Graycard looks for no match with a real face."),
        say("Whether a gap is right or wrong is not a matter of numbers."),
    )

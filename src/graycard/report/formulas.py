"""What each number is, as a formula, and how to read what stands beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from graycard.types import Estimate


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


_FORMULAS: Final = {
    "share": Formula(
        "share",
        "p = k / n",
        "k of the n images read have this category. n is not the number of images requested or"
        " listed: what is missing stands beside it.",
    ),
    "share_of_faces": Formula(
        "share of faces",
        "p = Σx / Σn",
        "x of the n faces read in an image have this category. An image with many faces weighs as"
        " many times; the interval takes images, not faces, as the draws.",
    ),
    "representation_gap": Formula(
        "representation gap",
        "½ · Σ |pᵢ − rᵢ|",
        "Total variation between the shares p of the images read and the shares r of the reference:"
        " the share of images whose reading would have to change for the two to agree. 0 is"
        " agreement, 1 is nothing in common.",
    ),
    "outcome_rate": Formula(
        "outcome rate",
        "k / requested",
        "Requests that were refused, filtered or failed, among all that were made.",
    ),
    "mean_value": Formula(
        "mean value",
        "Σx / n",
        "The average over the images that have a value, with Student's t interval.",
    ),
    "nearest_marked_set": Formula(
        "nearest marked set",
        "share_p = #{u : p nearest to u} / n, nearest: least (u − c_q)ᵀ A⁻¹ (u − c_q) − s / n_q",
        "Each picture whose prompt names no place is given to the place whose pictures it is"
        " nearest to: the mean c of their n vectors, by the scatter A within places, without what"
        " the error of the mean adds. The floor is what an even mixture of all places would show.",
    ),
    "marked_set_accuracy": Formula(
        "marked set accuracy",
        "mean over places of #{right} / n_p",
        "How often a picture that names a place is nearest to its own place, had it not been there."
        " The floor shuffles which picture is of which place.",
    ),
    "unlike_marked_sets": Formula(
        "unlike marked sets",
        "#{u : least distance > the distance that 1 in 20 exceeds} / n",
        "Pictures without a place that are further from every place than 19 in 20 pictures of"
        " places are from their own.",
    ),
    "self_similarity": Formula(
        "self-similarity",
        "mean of x_i · x_j over i < j",
        "The mean cosine of all pairs of pictures of one place: how alike they are. The floor is"
        " that of as many pictures of mixed places.",
    ),
    "share_difference": Formula(
        "share difference",
        "k / n − Σ w_s · m_s / o_s",
        "The share of a feature among a place’s images, minus that among those compared with, scene"
        " by scene; w_s is the part of the place’s images that is of scene s.",
    ),
}


_OF_A_FOLDER: Final = Formula(
    "outcome rate",
    "k / listed",
    "Images that could not be opened, among all that are listed.",
)


def formulas(estimates: Iterable[Estimate], *, folder: bool) -> list[Formula]:
    """Return the formulas behind these estimates, each once, with the intervals' methods.

    Args:
        estimates: Of a run.
        folder: Whether its images lay in a folder.
    """
    known = _FORMULAS | ({"outcome_rate": _OF_A_FOLDER} if folder else {})
    methods: dict[str, dict[str, None]] = {}
    for one in estimates:
        methods.setdefault(one.measure, {})[one.method] = None
    return [
        replace(known.get(name, _unknown(name)), intervals="; ".join(found))
        for name, found in methods.items()
    ]


def _unknown(name: str) -> Formula:
    return Formula(name.replace("_", " "), "", "See the measure's documentation.")


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

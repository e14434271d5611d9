"""Labels become counts: what a majority of people says of each picture that was drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graycard.counts import NO_PROMPT, Counts, Row
from graycard.labels.frame import Pictured
from graycard.labels.rubric import Rubric
from graycard.labels.table import by_subject, latest
from graycard.types import CANNOT_TELL, IMAGE, NOT_DEPICTED, Label

DISAGREE: Final = "raters disagree"
NOT_LABELLED: Final = "not labelled"

MISSING: Final = (CANNOT_TELL, NOT_DEPICTED, DISAGREE, NOT_LABELLED)
"""Why people's labels give no category of a picture."""


def majority(answers: Sequence[str]) -> str:
    """Return what more than half of the raters of one picture say.

    Args:
        answers: One a rater: a category, `cannot tell` or `not depicted`; both are answers like
            any other, and may be the majority's.

    Returns:
        That answer; `raters disagree` where no answer has more than half, as after a tie; `not
        labelled` where there is none.

    Example:
        >>> majority(["yes", "no", "yes"]), majority(["yes", "no"]), majority([])
        ('yes', 'raters disagree', 'not labelled')
    """
    if not answers:
        return NOT_LABELLED
    answer, n = Counter(answers).most_common(1)[0]
    return answer if 2 * n > len(answers) else DISAGREE


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What people said of one attribute of the pictures that were drawn.

    Attributes:
        counts: By prompt, each picture that was drawn once: under the category of the majority, or
            under the reason why there is none.
        said: The same by picture, in the order of the sample.
        raters: Who labelled any of them.
        elsewhere: Labels of pictures that were not drawn; they are not counted.
        otherwise: Labels under another rubric or another version of it; they are not counted.
    """

    counts: Counts
    said: tuple[tuple[Pictured, str], ...]
    raters: tuple[str, ...]
    elsewhere: int
    otherwise: int


def tally(labels: Iterable[Label], pictures: Sequence[Pictured], rubric: Rubric) -> Tally:
    """Count what a majority says of each picture as a whole.

    Args:
        labels: Of a run; those that count are taken.
        pictures: That were drawn.
        rubric: Under which the labels were given.

    Example:
        >>> from graycard.labels.rubric import load_rubric
        >>> one = Pictured(generation_id="g", stratum="nurse", prompt_id="p", marked=False)
        >>> found = tally([], [one], load_rubric("glasses"))
        >>> found.counts.reasons, found.counts.missing.tolist()
        (('not labelled',), [[1]])
    """
    about = [
        one for one in latest(labels) if (one.attribute, one.subject) == (rubric.attribute, IMAGE)
    ]
    mine = [one for one in about if one.rubric == rubric.id]
    answers = {key[0]: [one.answer for one in some] for key, some in by_subject(mine).items()}
    ids = {one.generation_id for one in pictures}
    said = tuple((one, majority(answers.get(one.generation_id, ()))) for one in pictures)
    return Tally(
        counts=_counts(said, rubric),
        said=said,
        raters=tuple(sorted({one.rater for one in mine if one.generation_id in ids})),
        elsewhere=sum(one.generation_id not in ids for one in mine),
        otherwise=len(about) - len(mine),
    )


def _counts(said: Sequence[tuple[Pictured, str]], rubric: Rubric) -> Counts:
    rows: dict[Row, Counter[str]] = {}
    for picture, answer in said:
        row = (picture.stratum, picture.prompt_id or NO_PROMPT, picture.marked)
        rows.setdefault(row, Counter())[answer] += 1
    reasons = tuple(one for one in MISSING if any(counter[one] for counter in rows.values()))

    def table(columns: Sequence[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        found = [[counter[one] for one in columns] for counter in rows.values()]
        return np.array(found, dtype=np.int64).reshape(len(rows), len(columns))

    return Counts(
        attribute=rubric.noun,
        reader=f"people:{rubric.id}",
        strata=tuple(row[0] for row in rows),
        prompt_ids=tuple(row[1] for row in rows),
        marked=tuple(row[2] for row in rows),
        read=table(rubric.labels),
        reasons=reasons,
        missing=table(reasons),
    )

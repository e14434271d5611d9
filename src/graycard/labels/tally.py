"""Labels become counts: what a majority of people says of each picture, or face, that was drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graycard.counts import NO_PROMPT, Counts, Row
from graycard.labels.frame import Thing
from graycard.labels.rubric import Rubric
from graycard.labels.table import by_subject, latest
from graycard.language import noted
from graycard.types import CANNOT_TELL, NOT_DEPICTED, Label

DISAGREE: Final = noted("raters disagree")
NOT_LABELLED: Final = noted("not labelled")

MISSING: Final = (CANNOT_TELL, NOT_DEPICTED, DISAGREE, NOT_LABELLED)
"""Why people's labels give no category of a picture."""


def majority(answers: Sequence[str]) -> str:
    """Return what more than half of the raters of one picture, or face, say.

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
    """What people said of one attribute of what was drawn.

    Attributes:
        counts: By prompt, each picture or face that is asked about once: under the category of the
            majority, or under the reason why there is none.
        said: The same one by one, in the order of the sample.
        raters: Who labelled any of them.
        elsewhere: Labels of pictures that were not drawn; they are not counted.
        apart: Labels of a face where the picture as a whole is asked about, and the other way
            round; they are not counted.
        otherwise: Labels under another rubric or another version of it; they are not counted.
    """

    counts: Counts
    said: tuple[tuple[Thing, str], ...]
    raters: tuple[str, ...]
    elsewhere: int
    apart: int
    otherwise: int


def tally(labels: Iterable[Label], things: Sequence[Thing], rubric: Rubric) -> Tally:
    """Count what a majority says of each picture as a whole, or of each face.

    Args:
        labels: Of a run; those that count are taken.
        things: That were drawn.
        rubric: Under which the labels were given.

    Example:
        >>> from graycard.labels.frame import Pictured
        >>> from graycard.labels.rubric import load_rubric
        >>> one = Pictured(generation_id="g", stratum="nurse", prompt_id="p", marked=False)
        >>> found = tally([], [Thing(picture=one)], load_rubric("glasses"))
        >>> found.counts.reasons, found.counts.missing.tolist()
        (('not labelled',), [[1]])
    """
    about = [one for one in latest(labels) if one.attribute == rubric.attribute]
    mine = [one for one in about if one.rubric == rubric.id]
    answers = {key[:2]: [one.answer for one in some] for key, some in by_subject(mine).items()}
    keys = {one.key for one in things}
    drawn = {generation for generation, _ in keys}
    said = tuple((one, majority(answers.get(one.key, ()))) for one in things)
    counted = [one for one in mine if (one.generation_id, one.subject) in keys]
    elsewhere = sum(one.generation_id not in drawn for one in mine)
    return Tally(
        counts=_counts(said, rubric),
        said=said,
        raters=tuple(sorted({one.rater for one in counted})),
        elsewhere=elsewhere,
        apart=len(mine) - len(counted) - elsewhere,
        otherwise=len(about) - len(mine),
    )


def _counts(said: Sequence[tuple[Thing, str]], rubric: Rubric) -> Counts:
    rows: dict[Row, Counter[str]] = {}
    for thing, answer in said:
        picture = thing.picture
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

"""How often people who label the same pictures say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations

from graycard.labels.table import About, latest
from graycard.stats.intervals import wilson
from graycard.types import Label, Noun, Share


class Agreement(Noun):
    """One attribute, as two people labelled it, or all who labelled a picture.

    Attributes:
        attribute: Which.
        raters: The two; none where it is about all raters of a picture.
        rubric: Under which both labelled.
        n: Pictures (or faces) that both labelled, or that at least two people did.
        equal: Of them, those of which both, or all, say the same. `cannot tell` and `not depicted`
            are answers like any other.
        share: `equal / n`.
        low: Lower end of Wilson's interval.
        high: Its upper end.
        level: Of the interval.
        by_chance: What the share would be if the two answered independently of each other with the
            shares they have; None where it is about more than two.
    """

    attribute: str
    raters: tuple[str, ...]
    rubric: str
    n: int
    equal: int
    share: Share
    low: Share
    high: Share
    level: float
    by_chance: Share | None = None


def agreement(labels: Iterable[Label], *, level: float = 0.95) -> tuple[Agreement, ...]:
    """Return how often raters agree, of each attribute and rubric, two by two and all together.

    Labels under different versions of a rubric are not compared. Per cent agreement is high by
    itself where one answer is frequent: read it beside `by_chance`.

    Args:
        labels: Of a run; those that count are compared.
        level: Of the intervals.

    Example:
        >>> agreement([])
        ()
    """
    under: dict[tuple[str, str], dict[About, dict[str, str]]] = {}
    for one in latest(labels):
        subjects = under.setdefault((one.attribute, one.rubric), {})
        key = (one.generation_id, one.subject, one.attribute)
        subjects.setdefault(key, {})[one.rater] = one.answer
    found = []
    for (attribute, rubric), subjects in sorted(under.items()):
        raters = sorted({rater for answers in subjects.values() for rater in answers})
        pairs = [
            (two, [(one[two[0]], one[two[1]]) for one in subjects.values() if {*two} <= {*one}])
            for two in combinations(raters, 2)
        ]
        for two, answers in pairs:
            if answers:
                equal = [first == second for first, second in answers]
                some = _agreement(attribute, rubric, two, equal, level=level)
                found.append(some.model_copy(update={"by_chance": _by_chance(answers)}))
        if len(raters) > 2:
            several = [set(one.values()) for one in subjects.values() if len(one) > 1]
            if several:
                alike = [len(answers) == 1 for answers in several]
                found.append(_agreement(attribute, rubric, (), alike, level=level))
    return tuple(found)


def _agreement(
    attribute: str, rubric: str, raters: tuple[str, ...], equal: list[bool], *, level: float
) -> Agreement:
    n, k = len(equal), sum(equal)
    low, high = wilson(k, n, level=level)
    return Agreement(
        attribute=attribute,
        raters=raters,
        rubric=rubric,
        n=n,
        equal=k,
        share=k / n,
        low=float(low),
        high=float(high),
        level=level,
    )


def _by_chance(answers: list[tuple[str, str]]) -> float:
    first, second = Counter(a for a, _ in answers), Counter(b for _, b in answers)
    return min(sum(first[one] * second[one] for one in first) / len(answers) ** 2, 1.0)

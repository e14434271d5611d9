"""What a static copy offers in place of forms: groups of pictures, and pairs of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Final
from urllib.parse import urlencode

import numpy as np

from graycard.explore.collection import Collection
from graycard.explore.filters import Filter
from graycard.explore.words_column import NONE
from graycard.language import in_a_row, say
from graycard.report.words import (
    attribute_name,
    category_name,
    entry,
    listed,
    outcome_word,
    stratum_name,
)

Link = tuple[str, str, bool]
"""Address, name, and whether it is shown now: what `choose.html.j2` takes."""

PAIRS: Final = 30
"""Pairs that are offered; of more, none is: who wants one of them names its address."""

STRATA: Final = 100
"""Groups of which each is offered beside all others: an address names every one of these."""

_NAMED: Final = 3
"""Values of a field that are named where there are many."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Pictures of one stratum that may stand beside others.

    Attributes:
        wanted: What chooses them.
        mark: Whether their prompts state what is measured; None where that is no question.
    """

    wanted: Filter
    mark: str | None = None


def groups(collection: Collection) -> tuple[Group, ...]:
    """Return a group for each stratum with pictures.

    Pictures of several runs, and of prompts that state what is measured and that do not, are groups
    of their own: they never pool.

    Args:
        collection: That is shown.
    """
    came = np.flatnonzero(collection.words["digest"].codes != NONE).tolist()
    run, stratum, marked = collection.words["run"], collection.words["stratum"], collection.marked
    cells = dict.fromkeys((run[row], stratum[row], marked[row]) for row in came)
    several_runs = len(collection.runs) > 1
    several_marks = Counter((name, of) for name, of, _ in cells)
    return tuple(
        Group(
            wanted=Filter(
                run=(name,) if several_runs and name is not None else (),
                stratum=(of,),
                marked=(mark,) if several_marks[name, of] > 1 and mark is not None else (),
            ),
            mark=mark,
        )
        for name, of, mark in cells
        if of is not None
    )


def pairs(groups: Sequence[Group]) -> tuple[tuple[Filter, Filter], ...]:
    """Return two groups each that differ in the run only, then those that differ in the stratum.

    Of either kind there is none where there would be more than `PAIRS`.

    Example:
        >>> nurse, ceo = (Group(wanted=Filter(stratum=(name,))) for name in ("nurse", "ceo"))
        >>> [[one.stratum for one in pair] for pair in pairs([nurse, ceo])]
        [[('nurse',), ('ceo',)]]
    """
    of_runs = _pairs(groups, lambda one: (one.mark, one.wanted.stratum))
    of_strata = _pairs(groups, lambda one: (one.mark, one.wanted.run))
    return (*of_runs, *of_strata)


def _pairs(
    groups: Sequence[Group], common: Callable[[Group], object]
) -> list[tuple[Filter, Filter]]:
    alike: dict[object, list[Filter]] = {}
    for one in groups:
        alike.setdefault(common(one), []).append(one.wanted)
    # Counted before they are made: of thousands of strata there are millions.
    if sum(comb(len(some), 2) for some in alike.values()) > PAIRS:
        return []
    return [two for some in alike.values() for two in combinations(some, 2)]


def beside_others(groups: Sequence[Group]) -> tuple[tuple[Filter, Filter], ...]:
    """Return each group with all others that it may stand beside.

    There is none where there are more than `STRATA` groups.

    Example:
        >>> jobs = [Group(wanted=Filter(stratum=(name,))) for name in ("nurse", "ceo", "chef")]
        >>> [rest.stratum for _, rest in beside_others(jobs)]
        [('ceo', 'chef'), ('nurse', 'chef'), ('nurse', 'ceo')]
    """
    if len(groups) > STRATA:
        return ()
    each = [(one.wanted, others(groups, one)) for one in groups]
    return tuple((wanted, rest) for wanted, rest in each if rest is not None)


def others(groups: Sequence[Group], one: Group) -> Filter | None:
    """Return all other strata of a group's run, of prompts like its own; None if there are none.

    Example:
        >>> jobs = [Group(wanted=Filter(stratum=(name,))) for name in ("nurse", "ceo", "chef")]
        >>> others(jobs, jobs[0]).stratum
        ('ceo', 'chef')
    """
    such = [
        other.wanted.stratum[0]
        for other in groups
        if other != one and (other.wanted.run, other.mark) == (one.wanted.run, one.mark)
    ]
    mixed = any(other.mark != one.mark for other in groups)
    marked = (one.mark,) if mixed and one.mark is not None else ()
    return Filter(run=one.wanted.run, stratum=tuple(such), marked=marked) if such else None


def address(path: str, *sides: Filter, **more: str) -> str:
    """Return the address of a page of one group or two.

    Example:
        >>> address("/words", Filter(stratum=("nurse",)), Filter(stratum=("ceo",)))
        '/words?a.stratum=nurse&b.stratum=ceo'
    """
    query = [
        (f"{prefix}.{name}", value)
        for prefix, side in zip("ab", sides, strict=False)
        for name, value in side.to_query()
    ]
    return f"{path}?{urlencode([*query, *more.items()])}"


def called(asked: Filter) -> str:
    """Return what a filter asks for, in words for people.

    Example:
        >>> called(Filter(stratum=("nurse",), read={"smile": ("yes",)}))
        'nurse, smile: yes'
        >>> called(Filter(stratum=("nurse", "ceo", "chef", "pilot", "judge")))
        'nurse, ceo, chef and 2 more'
    """
    plain = {
        "run": asked.run,
        "model": [one.partition("@")[0] for one in asked.model],
        "stratum": [stratum_name(one) for one in asked.stratum],
        "prompt": asked.prompt,
        "language": asked.language,
        "outcome": [outcome_word(one) for one in asked.outcome],
        "marked": [_MARKS[one]() if one in _MARKS else one for one in asked.marked],
    }
    read = [
        entry(attribute_name(key), category_name(key, one))
        for named in (asked.read, asked.label)
        for key, labels in named.items()
        for one in labels
    ]
    told = [_some(values) for values in plain.values() if values]
    return in_a_row([*told, *read]) or say("all pictures")


def together(two: tuple[Filter, Filter]) -> str:
    """Return what a pair of groups is called: what both have in common is said with each."""
    return say("{one} beside {other}", one=called(two[0]), other=called(two[1]))


_MARKS: Final = {
    "yes": lambda: say("marked prompts"),
    "no": lambda: say("unmarked prompts"),
    "unknown": lambda: say("prompts not known to be marked"),
}


def _some(values: Sequence[str]) -> str:
    if len(values) <= _NAMED + 1:
        return in_a_row(values)
    return listed(values, most=_NAMED)

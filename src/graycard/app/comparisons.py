"""Addresses of comparisons, for a static copy that has no form to choose them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import comb
from typing import TypeAlias
from urllib.parse import urlencode

from graycard.app.offered import Link
from graycard.report.safe import in_sentence

Asked: TypeAlias = Mapping[str, tuple[str, Sequence[str]]]
"""By run, how it is called and its prompts: texts, ids or strata."""


def of_two_runs(path: str, asked: Asked, *, most: int) -> list[Link]:
    """Return links that set each prompt of a run beside the same of another run that has it.

    Args:
        path: Of the page.
        asked: What each run was asked.
        most: Links; where there were more, there is none.

    Example:
        >>> asked = {"old": ("v1", ["a chef", "a nurse"]), "new": ("v2", ["a ceo", "a nurse"])}
        >>> [(address, name, _)] = of_two_runs("/compare", asked, most=9)
        >>> address
        '/compare?left.prompt=a+nurse&left.run=old&right.prompt=a+nurse&right.run=new'
        >>> name
        '“a nurse”: v1 – v2'
    """
    found = [
        (
            _address(path, (one, left), (one, right)),
            f"“{in_sentence(one)}”: {called} – {other}",
            False,
        )
        for (left, (called, prompts)), (right, (other, others)) in combinations(asked.items(), 2)
        for one in sorted(set(prompts) & set(others))
    ]
    return found if len(found) <= most else []


def of_two_prompts(path: str, asked: Asked, *, most: int) -> list[Link]:
    """Return links that set two prompts of a run beside each other; see `of_two_runs`.

    Example:
        >>> asked = {"old": ("v1", ["a chef", "a nurse"]), "new": ("v2", ["a ceo"])}
        >>> [name for _, name, _ in of_two_prompts("/compare", asked, most=9)]
        ['“a chef” – “a nurse”, v1']
    """
    if sum(comb(len(prompts), 2) for _, prompts in asked.values()) > most:
        return []
    several = len(asked) > 1
    return [
        (
            _address(path, (one, run), (other, run)),
            f"“{in_sentence(one)}” – “{in_sentence(other)}”{f', {called}' if several else ''}",
            False,
        )
        for run, (called, prompts) in asked.items()
        for one, other in combinations(prompts, 2)
    ]


def _address(path: str, left: tuple[str, str], right: tuple[str, str]) -> str:
    query = {
        f"{name}.{part}": value
        for name, side in (("left", left), ("right", right))
        for part, value in zip(("prompt", "run"), side, strict=True)
    }
    return f"{path}?{urlencode(query)}"

"""Addresses of comparisons, for a static copy that has no form to choose them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb
from urllib.parse import urlencode

from graycard.app.offered import Link
from graycard.report.safe import in_sentence


def of_two_runs(
    path: str, prompts: Sequence[str], runs: Sequence[tuple[str, str]], *, most: int
) -> list[Link]:
    """Return links that set each prompt of a run beside the same of another run.

    Args:
        path: Of the page.
        prompts: Texts, ids or strata.
        runs: Names, each with what it is called.
        most: Links; where there were more, there is none.

    Example:
        >>> [(address, name, _)] = of_two_runs(
        ...     "/compare", ["a nurse"], [("old", "v1"), ("new", "v2")], most=9
        ... )
        >>> address
        '/compare?left.prompt=a+nurse&left.run=old&right.prompt=a+nurse&right.run=new'
        >>> name
        '“a nurse”: v1 – v2'
    """
    if comb(len(runs), 2) * len(prompts) > most:
        return []
    return [
        (
            _address(path, (one, left), (one, right)),
            f"“{in_sentence(one)}”: {called} – {other}",
            False,
        )
        for (left, called), (right, other) in combinations(runs, 2)
        for one in prompts
    ]


def of_two_prompts(
    path: str, prompts: Sequence[str], runs: Sequence[tuple[str, str]], *, most: int
) -> list[Link]:
    """Return links that set two prompts of a run beside each other; see `of_two_runs`."""
    if comb(len(prompts), 2) * len(runs) > most:
        return []
    return [
        (
            _address(path, (one, run), (other, run)),
            f"“{in_sentence(one)}” – “{in_sentence(other)}”{f', {called}' if runs[1:] else ''}",
            False,
        )
        for run, called in runs
        for one, other in combinations(prompts, 2)
    ]


def _address(path: str, left: tuple[str, str], right: tuple[str, str]) -> str:
    query = {
        f"{name}.{part}": value
        for name, side in (("left", left), ("right", right))
        for part, value in zip(("prompt", "run"), side, strict=True)
    }
    return f"{path}?{urlencode(query)}"

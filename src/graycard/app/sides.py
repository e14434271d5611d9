"""The two sides of a comparison: a prompt of a run each, as the address says or as they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from fastapi import Request
from numpy.typing import NDArray

from graycard.app.opened import Opened
from graycard.explore.filters import Filter
from graycard.explore.side_by_side.of_runs import with_prompt
from graycard.report.safe import in_sentence


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two.

    Attributes:
        name: `left` or `right`.
        prompt: A text, the id of a prompt, or a stratum.
        run: Name of the run.
        title: Both in words.
        rows: Of the collection.
    """

    name: str
    prompt: str
    run: str
    title: str
    rows: NDArray[np.int64]


def chosen(request: Request, here: Opened) -> tuple[Side, Side]:
    """Return the left side and the right one.

    What the address leaves open is a prompt that both runs have; where they share none, each side
    has one of its own run. The sides differ in the run, where there are several, or in the prompt.

    Args:
        request: Of the page.
        here: What the app shows.

    Raises:
        InputError: No request has a prompt that is named, or there is no such run.
    """
    query = request.query_params
    one = query.get("left.run") or here.names[0]
    other = query.get("right.run") or here.names[min(1, len(here.names) - 1)]
    first, second = prompts_of(here, one), prompts_of(here, other)
    shared = sorted(set(first) & set(second))
    runs = [here.names.index(name) for name in (one, other) if name in here.names]
    left = _side(request, here, "left", prompt=next(iter(shared or first), ""), run=one, of=runs)
    right = _side(request, here, "right", prompt=left.prompt, run=other, of=runs)
    apart = [prompt for prompt in second if prompt != left.prompt]
    if apart and (len(here.names) == 1 or not right.rows.size):
        right = _side(request, here, "right", prompt=apart[0], run=other, of=runs)
    return left, right


def prompts_of(here: Opened, run: str | None = None) -> list[str]:
    """Return the prompts of a run, or of all runs: their texts, or strata where none is known."""
    words = here.collection.words
    column = words["text"] if words["text"].words else words["stratum"]
    if run is None:
        return sorted(column.words)
    return sorted(column.counted(here.collection.select(Filter(run=(run,)))))


def _side(
    request: Request, here: Opened, name: str, *, prompt: str, run: str, of: Sequence[int]
) -> Side:
    """Return what the address chooses for a side.

    Args:
        request: Of the page.
        here: What the app shows.
        name: Of the side, and the beginning of its parameters.
        prompt: That is taken where the address names none.
        run: Its name.
        of: Numbers of the runs of both sides.

    Raises:
        InputError: No request has such a prompt, or there is no such run.
    """
    prompt = request.query_params.get(f"{name}.prompt") or prompt
    through = here.collection.select(Filter(run=(run,)))
    title = f"“{in_sentence(prompt)}”"
    if len(here.names) > 1:
        title = f"{title}, {described(here, here.names.index(run), of=of)}"
    rows = np.intersect1d(with_prompt(here.collection, prompt), through)
    return Side(name=name, prompt=prompt, run=run, title=title, rows=rows)


def described(here: Opened, number: int, *, of: Sequence[int]) -> str:
    """Return a run by its name, its model, and the settings that tell it from others.

    These are the ones that somebody chose, and those that another run has with another value: the
    rest are defaults that all have, and stand on the page of the run.

    Args:
        here: What the app shows.
        number: Of the run.
        of: Numbers of the runs that stand beside each other.
    """
    spec = here.runs[number].spec
    others = [here.runs[other].spec.model_settings for other in of]
    settings = ", ".join(
        f"{name} {value}"
        for name, value in spec.model_settings.items()
        if name in spec.asked.model.settings
        or any(name in other and other[name] != value for other in others)
    )
    model = spec.model.partition("@")[0]
    return f"{here.names[number]} ({model}{f'; {settings}' if settings else ''})"

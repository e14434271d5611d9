"""The same request asked in several ways, side by side: of two models, at two guidance scales, ...

Pictures stand on one line if everything that is known of their prompts is the same but what is
varied. What has no partner is not shown beside something else: it is counted, with the reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graycard.choices import did_you_mean
from graycard.errors import InputError
from graycard.explore.side_by_side.asked import (
    FACTOR,
    LANGUAGE,
    MODEL,
    PROMPT,
    RUN,
    SETTING,
    Asked,
    Known,
    aspect,
    aspects,
    by_prompt,
    values_of,
)

TWICE: Final = "the same request stands in another run"
NO_PROMPT: Final = "its prompt is not known"
NO_SEED: Final = "its seed is not known, and others of its prompt are paired by theirs"
ALONE: Final = "nobody else was asked this prompt"
NO_SEED_LIKE_IT: Final = "no other column has this prompt with this seed"
NO_REPETITION_LIKE_IT: Final = "no other column has this prompt with this repetition"
SEVERAL: Final = "several requests fit one place"
"""Reasons for which a request stands on no line."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """Requests that belong side by side.

    Attributes:
        prompt: The text that they share; where the text is what varies, that of the first.
        seed: That they share; None where they were put side by side by repetition.
        repetition: Of the first.
        cells: Numbers of the requests, one a column; None where nobody asked.
    """

    prompt: str
    seed: int | None
    repetition: int
    cells: tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True)
class SideBySide:
    """Requests in lines and columns.

    Attributes:
        vary: What distinguishes the columns.
        columns: Its values, one tuple a column.
        lines: Those with at least two requests.
        complete: Lines with a picture in every column.
        same_seed: Lines whose requests share a seed. On the others only the repetition is the same,
            which says nothing: their pictures are no pairs.
        identical: Complete lines of which all files are the same: what varies changed nothing.
        also_differs: What else differs between the columns, with its values: a difference between
            pictures may come from there. Where the prompt varies, its language and factors do.
        left_out: Requests that stand on no line, by reason.
        without_picture: Requests on lines that brought no picture, by outcome.
    """

    vary: tuple[str, ...]
    columns: tuple[Known, ...]
    lines: tuple[Line, ...]
    complete: int
    same_seed: int
    identical: int
    also_differs: dict[str, tuple[str, ...]]
    left_out: dict[str, int]
    without_picture: dict[str, int]


def side_by_side(asked: Sequence[Asked], *, vary: Sequence[str] = ()) -> SideBySide:
    """Put requests side by side.

    Requests of one prompt are paired by their seed if any two columns share one, else by their
    repetition, and the answer says which. Where several requests fit one place none is chosen.

    Args:
        asked: Requests of one or several runs.
        vary: `model`, `run`, `prompt`, `language`, `settings.NAME` and `factors.NAME`; if none is
            named, the first of model, settings and language that differs. Where a factor or the
            language varies so does the text: then prompts belong together that share all other
            factors, or their stratum where there are none. With `prompt` every text is a column.

    Raises:
        InputError: Nothing differs, or what is to vary has only one value.

    Example:
        >>> house = dict(
        ...     run="r", text="a house in Beijing", language="en", stratum="house", factors={},
        ...     settings={}, repetition=0, seed=7, outcome="ok",
        ... )
        >>> found = side_by_side([
        ...     Asked(number=0, model="A", digest="a", **house),
        ...     Asked(number=1, model="B", digest="b", **house),
        ... ])
        >>> found.columns, found.lines[0].cells, found.same_seed
        ((('A',), ('B',)), (0, 1), 1)
    """
    left_out: Counter[str] = Counter()
    asked = _once(asked, left_out) if RUN not in vary else asked
    varied = _checked(tuple(vary), asked) if vary else _what_differs(asked)
    columns = tuple(dict.fromkeys(values_of(one, varied) for one in asked))
    known = [one for one in asked if one.text is not None]
    if len(known) < len(asked):
        left_out[NO_PROMPT] = len(asked) - len(known)
    lines = list[Line]()
    for prompt in by_prompt(known, varied).values():
        lines += _lines(prompt, varied, columns, left_out)
    by_number = {one.number: one for one in asked}
    shown = [[by_number[cell] for cell in line.cells if cell is not None] for line in lines]
    whole = [
        {one.digest for one in line}
        for line in shown
        if len(line) == len(columns) and all(one.digest for one in line)
    ]
    paired = [one for line in shown for one in line]
    return SideBySide(
        vary=varied,
        columns=columns,
        lines=tuple(lines),
        complete=len(whole),
        same_seed=sum(line.seed is not None for line in lines),
        identical=sum(len(digests) == 1 for digests in whole),
        also_differs={
            name: values
            for name, values in aspects(paired).items()
            if name not in (*varied, RUN, PROMPT)
            and not (PROMPT in varied and (name == LANGUAGE or name.startswith(FACTOR)))
            and any(len({aspect(one, name) for one in line}) > 1 for line in shown)
        },
        left_out=dict(+left_out),
        without_picture=dict(Counter(one.outcome for one in paired if one.digest is None)),
    )


def _once(asked: Sequence[Asked], left_out: Counter[str]) -> list[Asked]:
    """Return the requests without those that another run has already."""
    first: dict[Hashable, str] = {}
    kept = []
    for one in asked:
        key = (
            one.model, one.text, one.language, one.stratum, one.repetition, one.seed, one.digest,
            frozenset(one.factors.items()), frozenset(one.settings.items()),
        )  # fmt: skip
        if first.setdefault(key, one.run) == one.run:
            kept.append(one)
        else:
            left_out[TWICE] += 1
    return kept


def _what_differs(asked: Sequence[Asked]) -> tuple[str, ...]:
    known = aspects(asked)
    settings = tuple(name for name in known if name.startswith(SETTING))
    for names in ((MODEL,), settings, (LANGUAGE,)):
        if names and all(name in known for name in names):
            return names
    raise InputError(
        what="there is nothing to put side by side",
        why="these requests are of one model, one language and the same settings",
        fix=_choose(known) if known else "name another run beside this one",
    )


def _checked(vary: tuple[str, ...], asked: Sequence[Asked]) -> tuple[str, ...]:
    known = aspects(asked)
    for name in vary:
        if name not in known:
            raise InputError(
                what=f"{name!r} does not vary",
                why=did_you_mean(
                    name,
                    tuple(known),
                    otherwise="it has one value, or none, in these requests",
                ),
                fix=_choose(known) if known else "choose more requests, or name another run",
            )
    return vary


def _choose(known: Mapping[str, Sequence[str]]) -> str:
    return f"vary one of: {', '.join(known)}"


def _lines(
    prompt: Sequence[Asked],
    varied: tuple[str, ...],
    columns: Sequence[Known],
    left_out: Counter[str],
) -> list[Line]:
    """Put the requests of one prompt on lines, and count those that stand on none."""
    by_seed = _share_seeds(prompt, varied)
    places: dict[int | None, dict[Known, list[Asked]]] = defaultdict(lambda: defaultdict(list))
    for one in prompt:
        if by_seed and one.seed is None:
            left_out[NO_SEED] += 1
        else:
            places[one.seed if by_seed else one.repetition][values_of(one, varied)].append(one)
    alone = len({values_of(one, varied) for one in prompt}) == 1
    unlike = NO_SEED_LIKE_IT if by_seed else NO_REPETITION_LIKE_IT
    lines = []
    for place, cells in places.items():
        single = {values: found[0] for values, found in cells.items() if len(found) == 1}
        if several := sum(len(found) for found in cells.values() if len(found) > 1):
            left_out[SEVERAL] += several
        if len(single) < 2:
            left_out[ALONE if alone else unlike] += len(single)
            continue
        first = next(single[values] for values in columns if values in single)
        lines.append(
            Line(
                prompt=first.text or "",
                seed=place if by_seed else None,
                repetition=first.repetition,
                cells=tuple(single[v].number if v in single else None for v in columns),
            )
        )
    return lines


def _share_seeds(prompt: Sequence[Asked], varied: tuple[str, ...]) -> bool:
    seen: dict[int, Known] = {}
    return any(
        seen.setdefault(one.seed, values_of(one, varied)) != values_of(one, varied)
        for one in prompt
        if one.seed is not None
    )

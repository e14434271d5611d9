"""What was asked, what came of it, and why nothing came: one pass over the table of requests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from graycard.language import noted
from graycard.run.run import Run
from graycard.run.schemas import GENERATIONS
from graycard.run.tables import read_batches
from graycard.types import OUTCOMES

PICTURES_A_STRATUM: Final = 8
PICTURES_IN_ALL: Final = 480
NAMES: Final = 5
"""Requests that are named of those that failed for one reason."""

_MOST_REASONS: Final = 200
_OTHER: Final = noted("other reasons")
_DIGITS: Final = re.compile(r"\d+")

_SHOWN: Final = (
    "text",
    "repetition",
    "outcome",
    "image_sha256",
    "image_extension",
    "factors",
)
_UNMET: Final = ("outcome", "detail", "source", "text", "stratum")
_READ: Final = pa.schema(
    [GENERATIONS.field(n) for n in dict.fromkeys((*_SHOWN, *_UNMET, "marked"))]
)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One request as the picture strips show it."""

    text: str | None
    repetition: int
    outcome: str
    image_sha256: str | None
    image_extension: str | None
    factors: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """What was asked in one stratum, and what came of it.

    Attributes:
        name: Of the stratum.
        requested: Images.
        outcomes: Requests by outcome; every outcome is there.
        example: The text of its first prompt that is known.
        first: Its first requests, in plan order.
    """

    name: str
    requested: int
    outcomes: Mapping[str, int]
    example: str | None
    first: tuple[Shown, ...]


@dataclass(frozen=True, kw_only=True)
class Unmet:
    """Requests that brought no image, for one reason.

    Attributes:
        outcome: `filtered`, `refused` or `failed`.
        detail: Why, as the first of them says; the others differ in numbers at most.
        n: How many.
        names: The first of them by their file or prompt, each once.
    """

    outcome: str
    detail: str | None
    n: int
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Requests:
    """All requests.

    Attributes:
        strata: In plan order.
        unmet: The most frequent reason first.
        with_prompt: Requests whose prompt is known.
        marks: Of the known prompts, whether they state what is measured; None where nobody says.
    """

    strata: tuple[Stratum, ...]
    unmet: tuple[Unmet, ...]
    with_prompt: int
    marks: frozenset[bool | None]


class _Reason:
    def __init__(self, detail: str | None) -> None:
        self.detail, self.n = detail, 0
        self.names: dict[str, None] = {}


def read_requests(run: Run) -> Requests:
    """Read the requests of a run; memory holds no more rows than a report shows."""
    outcomes: dict[str, Counter[str]] = {}
    first: dict[str, list[Shown]] = {}
    examples: dict[str, str] = {}
    unmet: dict[tuple[str, str], _Reason] = {}
    with_prompt, marks = 0, set[bool | None]()
    for batch in read_batches(run.folder.generations, _READ):
        columns = [batch.column(n).to_pylist() for n in ("stratum", "marked", "outcome", "text")]
        gone = []
        for i, (name, mark, outcome, text) in enumerate(zip(*columns, strict=True)):
            outcomes.setdefault(name, Counter())[outcome] += 1
            if text is not None:
                with_prompt += 1
                marks.add(mark)
                examples.setdefault(name, text)
            if outcome != "ok":
                gone.append(i)
            if len(shown := first.setdefault(name, [])) < PICTURES_A_STRATUM:
                row = batch.slice(i, 1).select(_SHOWN).to_pylist()[0]
                shown.append(Shown(**row | {"factors": dict(row["factors"] or ())}))
        for row in batch.select(_UNMET).take(pa.array(gone, pa.int64())).to_pylist():
            _note(unmet, row)
    strata = tuple(
        Stratum(
            name=name,
            requested=counter.total(),
            outcomes={outcome: counter[outcome] for outcome in OUTCOMES},
            example=examples.get(name),
            first=tuple(first[name]),
        )
        for name, counter in outcomes.items()
    )
    return Requests(
        strata=strata, unmet=_sorted(unmet), with_prompt=with_prompt, marks=frozenset(marks)
    )


def _note(unmet: dict[tuple[str, str], _Reason], row: Mapping[str, Any]) -> None:
    detail = row["detail"]
    key = (row["outcome"], _DIGITS.sub("0", detail or ""))
    if key not in unmet and len(unmet) >= _MOST_REASONS:
        detail, key = _OTHER, (row["outcome"], _OTHER)
    reason = unmet.setdefault(key, _Reason(detail))
    reason.n += 1
    if len(reason.names) < NAMES:
        text = row["text"]
        quoted = f"“{text}”" if text is not None else row["stratum"]
        reason.names[row["source"] or quoted] = None


def _sorted(unmet: Mapping[tuple[str, str], _Reason]) -> tuple[Unmet, ...]:
    rows = (
        Unmet(outcome=outcome, detail=one.detail, n=one.n, names=tuple(one.names))
        for (outcome, _), one in unmet.items()
    )
    return tuple(sorted(rows, key=lambda one: (-one.n, one.outcome, one.detail or "")))

"""The verifier against people: how often it says what they say, and what they could not tell."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from graycard.choices import did_you_mean
from graycard.errors import InputError, SpecError
from graycard.lab.evaluate.rates import Rate, rate
from graycard.lab.hand_labels.kappa import cohen_kappa
from graycard.lab.hand_labels.questions import QUESTIONS
from graycard.lab.hand_labels.sample import GUIDANCES, Kind, Shown
from graycard.lab.hand_labels.unasked import Unasked, unasked
from graycard.lab.hand_labels.write import WITHHELD
from graycard.rows import Row, read_rows
from graycard.types import CANNOT_TELL, Noun, Share


class Agreed(Noun):
    """One question: the answers of people against the readings of the verifier.

    Attributes:
        n: Portraits shown.
        cannot_tell: How many people could not tell.
        not_labelled: How many have no answer at all.
        confusion: Answer of people to reading of the verifier to portraits.
        cannot_tell_by_reading: Reading to the portraits of which people could not tell.
        accuracy: Share of answers that the verifier's reading equals; None if there is no answer.
        worst: That share if the verifier were wrong wherever there is no answer.
        best: That share if it were right wherever there is no answer.
        by_reading: Reading to the share of its portraits in this sample that people answer
            likewise, where there is an answer to one of them.
        kappa: Cohen's; None where it is not defined.
        kappa_low: Lower end of its interval; None where kappa or its standard error is not defined,
            as at perfect agreement.
        kappa_high: Its upper end.
        unasked: Guidance to the share among what the model draws of unmarked prompts, where there
            is an answer to any.
    """

    n: int
    cannot_tell: int
    not_labelled: int
    confusion: dict[str, dict[str, int]]
    cannot_tell_by_reading: dict[str, int]
    accuracy: Rate | None
    worst: Share
    best: Share
    by_reading: dict[str, Rate]
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None
    unasked: dict[str, Unasked]


class Compared(Noun):
    """All questions.

    Attributes:
        questions: By column of the table.
    """

    questions: dict[str, Agreed]


def compare(folder: Path, *, labels: Path | None = None) -> Compared:
    """Hold a filled table against the verifier's readings.

    Args:
        folder: That `write_sample` wrote.
        labels: The filled table; by default `labels.csv` in the folder. Capitals and spaces
            around an answer do not matter, an empty cell is no answer.

    Returns:
        Confusion, accuracy and kappa by question. All of them hold on this balanced sample, and
        not on what the model draws: the mix of prompts and of other attributes within a reading
        is forced too, and kappa depends on shares that the sample forces. Intervals are those of
        portraits drawn independently. Only `unasked` is about what the model draws.

    Raises:
        InputError: If the folder is none that was written for labelling.
        SpecError: If the table lacks a column or a portrait, or has an answer that is none; it
            names the line.
    """
    shown, pool = _withheld(folder)
    path = labels or folder / "labels.csv"
    answers = _answers(path, len(shown))
    return Compared(
        questions={
            name: _agreed(name, [one[name] for one in answers], shown, pool) for name in QUESTIONS
        }
    )


def as_text(compared: Compared) -> str:
    """Return a comparison as a text to be read."""
    parts = [
        "The verifier against labels that people gave to generated portraits (drawn world).\n"
        "On this sample, which is balanced over what the verifier reads: not on what the model"
        " draws, but for the lines that say so."
    ]
    for name, one in compared.questions.items():
        kappa = (
            "kappa is not defined"
            if one.kappa is None
            else f"kappa {one.kappa:.3f} {_interval(one.kappa_low, one.kappa_high)}"
        )
        lines = [
            name,
            f"  equal {one.accuracy or 'none'}; {kappa}",
            f"  cannot tell {one.cannot_tell} of {one.n}, not labelled {one.not_labelled};"
            f" counted either way: {one.worst:.3f} to {one.best:.3f}",
            "  of each reading, so many are answered likewise: "
            + ("; ".join(f"{its} {found}" for its, found in one.by_reading.items()) or "none"),
            *(
                f"  drawn unasked, at guidance {w}: equal {found}"
                for w, found in one.unasked.items()
            ),
            "  rows are people's answers, columns the verifier's readings",
        ]
        width = max(len(CANNOT_TELL), *map(len, one.confusion))
        lines.append("  " + " ".join(["".ljust(width), *(a.rjust(width) for a in one.confusion)]))
        rows = {**one.confusion, CANNOT_TELL: one.cannot_tell_by_reading}
        for answer, row in rows.items():
            cells = [str(n).rjust(width) for n in row.values()]
            lines.append("  " + " ".join([answer.ljust(width), *cells]))
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "(no interval: its standard error is 0)"
    return f"[{low:.3f}, {high:.3f}]"


def _agreed(
    name: str, given: list[str], shown: Sequence[Shown], pool: Mapping[Kind, int]
) -> Agreed:
    answers = tuple(QUESTIONS[name].answers)
    read = [one.readings[name] for one in shown]
    pairs = list(zip(given, read, strict=True))
    confusion = {mine: {its: pairs.count((mine, its)) for its in answers} for mine in answers}
    table = np.array([[*row.values()] for row in confusion.values()])
    hits, answered, n = int(np.trace(table)), int(table.sum()), len(pairs)
    columns = dict(zip(answers, table.sum(axis=0).tolist(), strict=True))
    kappa = cohen_kappa(table)
    equal = [mine == its if mine in answers else None for mine, its in pairs]
    kinds = [one.kind for one in shown]
    by_guidance = {f"{w:g}": unasked(equal, kinds, pool, guidance=w) for w in GUIDANCES}
    return Agreed(
        n=n,
        cannot_tell=given.count(CANNOT_TELL),
        not_labelled=given.count(""),
        confusion=confusion,
        cannot_tell_by_reading={its: pairs.count((CANNOT_TELL, its)) for its in answers},
        accuracy=rate(hits, answered) if answered else None,
        worst=hits / n,
        best=(hits + n - answered) / n,
        by_reading={its: rate(confusion[its][its], k) for its, k in columns.items() if k},
        kappa=kappa[0] if kappa else None,
        kappa_low=kappa[1] if kappa else None,
        kappa_high=kappa[2] if kappa else None,
        unasked={w: found for w, found in by_guidance.items() if found is not None},
    )


def _withheld(folder: Path) -> tuple[list[Shown], dict[Kind, int]]:
    """Return what was shown, and how many portraits of each kind it was chosen from."""
    path = folder / WITHHELD
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        pool = {
            (tuple(one["cell"]), one["marked"], one["guidance"]): one["portraits"]
            for one in found["pool"]
        }
        return [Shown(**one) for one in found["portraits"]], pool
    except FileNotFoundError:
        why = f"there is no {WITHHELD}"
    except (ValueError, KeyError, TypeError) as error:
        why = f"{WITHHELD} is not what was written: {type(error).__name__}"
    raise InputError(
        what=f"{folder} holds no sample for labelling",
        why=why,
        fix="write one with graycard.lab.hand_labels.write_sample",
    )


def _answers(path: Path, n: int) -> list[dict[str, str]]:
    """Return the answers by portrait, in the order of their numbers."""
    found: dict[int, dict[str, str]] = {}
    for row in read_rows(path):
        where = f"{path} line {row.line}"
        number = _number(row, n, where)
        if number in found:
            raise SpecError(
                what=f"{where} is portrait {number} again",
                why="another line has it already",
                fix="keep one line a portrait",
            )
        found[number] = {name: _answer(name, row.cells, where) for name in QUESTIONS}
    absent = [number for number in range(1, n + 1) if number not in found]
    if absent:
        raise SpecError(
            what=f"{path} lacks {len(absent)} of {n} portraits",
            why=f"there is no line with the number {absent[0]}",
            fix="keep every line; leave the cells of what was not labelled empty",
        )
    return [found[number] for number in range(1, n + 1)]


def _number(row: Row, n: int, where: str) -> int:
    written = str(row.cells.get("number", "")).strip()
    if not written.isdecimal() or not 1 <= int(written) <= n:
        raise SpecError(
            what=f"{where} does not say which portrait it is about",
            why=f"its number is {written!r}, and there are {n} portraits",
            fix="leave the column number as it was written",
        )
    return int(written)


def _answer(name: str, cells: Mapping[str, Any], where: str) -> str:
    if name not in cells:
        raise SpecError(
            what=f"{where}: there is no column {name}",
            why=f"its columns are {', '.join(cells)}",
            fix="leave the columns as they were written",
        )
    written = " ".join(str(cells[name]).lower().split())
    known = (*QUESTIONS[name].answers, CANNOT_TELL, "")
    if written not in known:
        raise SpecError(
            what=f"{where}: {cells[name]!r} is no answer to {name}",
            why=did_you_mean(
                written, known[:-1], otherwise="it is none of those that can be given"
            ),
            fix=f"write {', '.join(known[:-1])}, or leave the cell empty",
        )
    return written

"""Distributions as a CSV table: one line a stratum, one column a category."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from graycard.choices import did_you_mean
from graycard.errors import SpecError
from graycard.references._constructs import Construct
from graycard.rows import Row, read_rows

_FIRST: Final = ("stratum", "matched", "match")
_ERROR: Final = "error "


def read_table(path: Path, constructs: Sequence[Construct]) -> Iterator[dict[str, Any]]:
    """Yield the distributions of a table as entries of a file's list, one a stratum and construct.

    Columns are `stratum`, `matched`, `match`, each category of each construct, and `error
    CATEGORY` for its standard error; shares and errors in [0, 1]. Where all categories of a
    construct are empty, the table says nothing about it for that stratum.

    Raises:
        SpecError: If a column is missing or unknown, or a cell holds no number.
    """
    categories = [category for one in constructs for category in one.categories]
    known = [*_FIRST, *categories, *(f"{_ERROR}{category}" for category in categories)]
    rows = read_rows(path)
    if not rows:
        raise SpecError(
            what=f"{path} has no distributions",
            why="there is no line below the names of the columns",
            fix="write one stratum a line",
        )
    there = list(rows[0].cells)
    for column in there:
        if column not in known:
            raise SpecError(
                what=f"{path} has a column {column!r}",
                why=did_you_mean(column, known, otherwise=f"known: {', '.join(known)}"),
                fix="name columns after the categories of the constructs",
            )
    for column in ("stratum", *categories):
        if column not in there:
            raise SpecError(
                what=f"{path} has no column {column!r}",
                why="a table has a stratum, and each category of each construct",
                fix="add it, zeros included",
            )
    for row in rows:
        about = {name: row.cells[name] for name in _FIRST if row.cells.get(name)}
        for construct in constructs:
            shares = _numbers(path, row, construct.categories, prefix="")
            if shares:
                errors = _numbers(path, row, construct.categories, prefix=_ERROR)
                yield {
                    **about,
                    "attribute": construct.name,
                    "shares": shares,
                    "standard_errors": errors or None,
                }


def _numbers(path: Path, row: Row, categories: Sequence[str], *, prefix: str) -> dict[str, float]:
    found = {}
    for category in categories:
        cell = row.cells.get(f"{prefix}{category}", "")
        if not cell:
            continue
        try:
            found[category] = float(cell)
        except ValueError:
            raise SpecError(
                what=f"{path} line {row.line}: {prefix}{category} is {cell!r}",
                why="it is not a number",
                fix="write a share between 0 and 1, with a point",
            ) from None
    return found

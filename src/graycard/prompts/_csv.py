"""Prompt sets as CSV: one prompt a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from graycard.choices import close_match
from graycard.documents import parse
from graycard.errors import SpecError
from graycard.prompts._entries import prompt_of, refuse_repeated
from graycard.rows import read_rows
from graycard.types import PromptSet

_COLUMNS: Final = ("id", "text", "prompt", "stratum", "language", "marked")
_TRUTH: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def from_csv(path: Path) -> PromptSet:
    """Return the prompt set of a CSV file, named after it.

    Raises:
        SpecError: If it does not say what it should; it names the line.
    """
    rows = read_rows(path)
    if not rows:
        raise SpecError(
            what=f"{path} has no prompts",
            why="there is no line below the names of the columns",
            fix="write one prompt a line",
        )
    column = _check_columns(path, list(rows[0].cells))
    prompts = []
    for row in rows:
        cells = {name: cell for name, cell in row.cells.items() if cell}
        entry: dict[str, Any] = {
            name: cells[name] for name in ("id", "stratum", "language") if name in cells
        }
        if column in cells:
            entry["text"] = cells[column]
        if "marked" in cells:
            entry["marked"] = _TRUTH.get(cells["marked"].strip().lower(), cells["marked"])
        entry["factors"] = {name: cells[name] for name in cells if name not in _COLUMNS}
        prompts.append(prompt_of(entry, where=f"{path} line {row.line}"))
    places = [f"line {row.line}" for row in rows]
    refuse_repeated(list(zip(prompts, places, strict=True)), path)
    return parse(PromptSet, {"name": path.stem, "prompts": prompts}, where=str(path))


def _check_columns(path: Path, columns: Sequence[str]) -> str:
    """Return the column with the texts; a misspelt column must not pass for a factor."""
    found = [name for name in ("text", "prompt") if name in columns]
    if len(found) == 2:
        raise SpecError(
            what=f"{path} has a column text and a column prompt",
            why="only one of them can be sent to the model",
            fix="rename the other",
        )
    absent = [name for name in _COLUMNS if name not in columns]
    if found:
        absent = [name for name in absent if name not in ("text", "prompt")]
    for column in columns:
        if column not in _COLUMNS and (near := close_match(column.lower(), absent, cutoff=0.8)):
            raise SpecError(
                what=f"{path} has a column {column!r}",
                why=f"did you mean {near!r}?",
                fix=f"name it {near}; a factor needs a name that is less like it",
            )
    if not found:
        raise SpecError(
            what=f"{path} has no column text",
            why=f"its columns are {', '.join(columns)}",
            fix="name the column with the prompts text",
        )
    return found[0]

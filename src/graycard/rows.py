"""Reading tables that people write (CSV, JSON lines), each row with the line it stands on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graycard.documents import read_text
from graycard.errors import SpecError


@dataclass(frozen=True)
class Row:
    """One row of a table.

    Attributes:
        line: Number of the (last) line that it stands on, from 1.
        cells: By column name. Texts are as written, spaces and line breaks included; an empty
            cell of a CSV file is the empty text.
    """

    line: int
    cells: Mapping[str, Any]


def read_rows(path: Path) -> list[Row]:
    r"""Return the rows of a `.csv` or `.jsonl` file, in order.

    Args:
        path: A UTF-8 file, with or without byte order mark.

    Raises:
        SpecError: If it cannot be read or a row is broken; it names the line.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "prompts.csv")
        ...     _ = path.write_text("id,text\na,a photo of a nurse\n")
        ...     read_rows(path)
        [Row(line=2, cells={'id': 'a', 'text': 'a photo of a nurse'})]
    """
    text = read_text(path)
    if path.suffix.lower() == ".jsonl":
        return list(_json_lines(path, text))
    return list(_csv(path, text))


def _csv(path: Path, text: str) -> Iterator[Row]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(lines, [])]
        _check_header(path, header)
        for cells in lines:
            if not cells:
                continue
            if len(cells) != len(header):
                raise SpecError(
                    what=f"{path} line {lines.line_num} has {len(cells)} cells",
                    why=f"the first line names {len(header)} columns",
                    fix='put texts with commas in them into double quotes: "a nurse, smiling"',
                )
            yield Row(lines.line_num, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise SpecError(
            what=f"{path} line {lines.line_num} is not CSV",
            why=str(error),
            fix='put the text into double quotes, and double those within it: "a ""nurse"""',
        ) from None


def _check_header(path: Path, header: list[str]) -> None:
    if not any(header):
        raise SpecError(
            what=f"{path} has no first line with column names",
            why="the file is empty" if not header else "the first line is",
            fix="write the names of the columns, separated by commas, on the first line",
        )
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice or "" in header:
        raise SpecError(
            what=f"{path} line 1 does not name its columns",
            why=f"{twice[0]!r} stands there twice" if twice else "a column has no name",
            fix="give each column a name of its own",
        )
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and mark in header[0]:
            raise SpecError(
                what=f"{path} line 1 names one column only",
                why=f"columns seem to be separated by {name}",
                fix="save it with commas between columns (CSV UTF-8)",
            )


def _json_lines(path: Path, text: str) -> Iterator[Row]:
    # Not splitlines: a JSON text may hold the line separators of other alphabets.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            cells = json.loads(line, parse_constant=_no_constant)
            json.dumps(cells, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise SpecError(
                what=f"{path} line {number} is not JSON",
                why=_reason(error),
                fix='write one object a line, such as {"file_name": "a.png", "prompt": "a nurse"}',
            ) from None
        if not isinstance(cells, dict):
            raise SpecError(
                what=f"{path} line {number} is not an object",
                why=f"it holds {line.strip()[:40]!r}",
                fix='write one object a line, such as {"file_name": "a.png", "prompt": "a nurse"}',
            )
        yield Row(number, cells)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON value")


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.lower()} at character {error.pos + 1}"
    if isinstance(error, UnicodeEncodeError):
        return "it holds half of a surrogate pair"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)

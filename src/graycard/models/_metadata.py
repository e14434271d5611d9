"""`metadata.csv` and `metadata.jsonl`: which prompt each picture was made from.

The convention is that of the `datasets` library's ImageFolder: one row a picture, its file in the
column `file_name`, relative to the folder that the metadata file is in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final

from graycard.choices import close_match
from graycard.errors import SpecError
from graycard.roles import WHOLE_FOLDER, WITHOUT_PROMPT, ListedImage
from graycard.rows import Row, read_rows

PROMPT_COLUMNS: Final = ("prompt", "text")
_UNDERSTOOD: Final = ("file_name", *PROMPT_COLUMNS, "stratum", "language", "seed", "marked")
_TRUTH: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def read_metadata(
    root: Path,
    files: Sequence[Path],
    *,
    prompt_column: str | None,
    stratum_column: str,
    factor_columns: Sequence[str],
) -> list[ListedImage]:
    """Return the rows of all metadata files of a folder.

    Rows are recorded, not repaired: a row whose file does not exist is listed (and will fail),
    texts are taken as written, and an empty prompt is an unknown one.

    Raises:
        SpecError: If a row does not name a file in the folder, names one twice, or has a seed,
            language or mark that is none; it names file and line.
    """
    images: list[ListedImage] = []
    seen: dict[str, str] = {}
    for path in files:
        rows = read_rows(path)
        if rows:
            _refuse_misspelt(path, rows, factor_columns, named=(prompt_column, stratum_column))
            column = _prompt_column(path, rows, prompt_column)
        for row in rows:
            where = f"{path} line {row.line}"
            source = _source(root, path, row.cells.get("file_name"), where)
            if source in seen:
                raise SpecError(
                    what=f"{where} names {source} again",
                    why=f"{seen[source]} does already",
                    fix="keep one row a picture",
                )
            seen[source] = where
            image = _image(source, row.cells, column, stratum_column, where)
            images.append(replace(image, factors=_factors(row.cells, factor_columns, where)))
    if all(image.stratum == WITHOUT_PROMPT for image in images):
        return [replace(image, stratum=WHOLE_FOLDER) for image in images]
    return images


def _prompt_column(path: Path, rows: Sequence[Row], wanted: str | None) -> str | None:
    names = {name: None for row in rows for name in row.cells}
    if "file_name" not in names:
        near = close_match("file_name", list(names))
        raise SpecError(
            what=f"{path} has no column file_name",
            why=f"did you mean {near}?" if near else f"its columns are {', '.join(names)}",
            fix="name the column with the pictures' paths file_name",
        )
    if wanted is not None:
        if wanted in names:
            return wanted
        raise SpecError(
            what=f"{path} has no column {wanted}",
            why=f"its columns are {', '.join(names)}",
            fix="set prompt_column to the one with the prompts",
        )
    found = [name for name in PROMPT_COLUMNS if name in names]
    if len(found) > 1:
        raise SpecError(
            what=f"{path} has a column prompt and a column text",
            why="either could be what the model was sent",
            fix="set prompt_column: prompt, or prompt_column: text",
        )
    return found[0] if found else None


def _refuse_misspelt(
    path: Path, rows: Sequence[Row], factors: Sequence[str], *, named: Sequence[str | None]
) -> None:
    """Raise if a column is nearly one that is understood: it must not pass in silence.

    Columns that the user named in the settings are understood whatever they are called.
    """
    columns = {name: None for row in rows for name in row.cells}
    understood = (*_UNDERSTOOD, *factors)
    absent = [name for name in understood if name not in columns]
    for column in columns:
        near = close_match(column.lower(), absent, cutoff=0.8)
        if column not in (*understood, *named) and near:
            raise SpecError(
                what=f"{path} has a column {column!r}",
                why=f"did you mean {near!r}?",
                fix=f"name it {near}; a column of your own needs a name that is less like it",
            )


def _source(root: Path, path: Path, name: Any, where: str) -> str:
    why = None
    if not isinstance(name, str) or not name:
        why = f"it is {name!r}"
    elif PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive:
        why = f"{name} is a full path"
    elif ".." in PurePosixPath(name.replace("\\", "/")).parts or "\0" in name:
        why = f"{name!r} leads out of the folder"
    if why:
        raise SpecError(
            what=f"{where}: file_name does not name a picture of the folder",
            why=why,
            fix="write the path relative to the metadata file, such as images/0001.png",
        )
    return (path.parent.relative_to(root) / PurePosixPath(name)).as_posix()


def _image(
    source: str, cells: Mapping[str, Any], column: str | None, stratum_column: str, where: str
) -> ListedImage:
    text = _text(cells, column, where) if column else None
    stratum = _text(cells, stratum_column, where)
    return ListedImage(
        source=source,
        text=text,
        stratum=stratum or text or WITHOUT_PROMPT,
        marked=_marked(cells.get("marked"), where),
        language=_text(cells, "language", where) or "und",
        seed=_seed(cells.get("seed"), where),
    )


def _factors(cells: Mapping[str, Any], columns: Sequence[str], where: str) -> dict[str, str]:
    texts = {column: _text(cells, column, where) for column in columns}
    return {column: text for column, text in texts.items() if text}


def _text(cells: Mapping[str, Any], column: str, where: str) -> str | None:
    given = cells.get(column)
    if given is None or isinstance(given, str):
        return given or None
    raise _misfit(where, column, given, "put it into quotes: a text is needed")


def _marked(given: Any, where: str) -> bool | None:
    if given is None or given == "":
        return None
    truth = _TRUTH.get(str(given).strip().lower())
    if truth is None:
        raise _misfit(where, "marked", given, "write true or false, or leave it empty")
    return truth


def _seed(given: Any, where: str) -> int | None:
    if given is None or given == "":
        return None
    try:
        seed = int(given) if isinstance(given, int | str) and given is not True else -1
    except ValueError:
        seed = -1
    if not 0 <= seed < 2**32:
        raise _misfit(where, "seed", given, "write a whole number from 0 to 4294967295")
    return seed


def _misfit(where: str, column: str, given: Any, fix: str) -> SpecError:
    return SpecError(what=f"{where}: {column} cannot be used", why=f"it is {given!r}", fix=fix)

"""Loading prompt sets, by name or from a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, Final

from graycard.documents import close_match, digest, parse, read_yaml
from graycard.errors import SpecError, UnknownComponentError
from graycard.rows import read_rows
from graycard.types import Prompt, PromptSet

_GROUP: Final = "graycard.prompts"
_COLUMNS: Final = ("id", "text", "prompt", "stratum", "language", "marked")
_TRUTH: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_SUFFIXES: Final = (".yaml", ".yml", ".csv")


@cache
def names() -> tuple[str, ...]:
    """Return the names of the prompt sets that are installed, ours first.

    Example:
        >>> "avatar-professions" in names()
        True
    """
    ours = sorted(path.stem for path in Path(__file__).parent.glob("*.yaml"))
    theirs = {point.name for point in entry_points(group=_GROUP)}
    return (*ours, *sorted(theirs.difference(ours)))


def load_prompts(name_or_path: str | Path) -> PromptSet:
    """Return a prompt set by its name, or from a YAML or CSV file.

    Texts are kept exactly as they are written, spaces at their ends included. What a prompt does
    not say is filled in: its `stratum` is its text (each prompt is a group of its own), its
    `language` is `en`, its `id` is a hash of language and text, so that it stays the same when
    rows are moved, and whether it is `marked` is not known.

    Args:
        name_or_path: As listed by `names`, or a `.yaml` file (keys as in `PromptSet`; a prompt
            may be a plain text) or a `.csv` file (a column `text` or `prompt`; optionally `id`,
            `stratum`, `language`, `marked`; every further column is a factor).

    Raises:
        UnknownComponentError: If there is no set of that name; it suggests the nearest.
        SpecError: If the file does not say what it should; it names the row or line.

    Example:
        >>> load_prompts("avatar-professions").prompts[0].text
        'a photo of a CEO'
    """
    if isinstance(name_or_path, str) and name_or_path in names():
        return _installed(name_or_path)
    path = Path(name_or_path)
    if path.suffix.lower() == ".csv":
        return _from_csv(path)
    if path.suffix.lower() in _SUFFIXES:
        return _from_yaml(path)
    if path.exists() or isinstance(name_or_path, Path) or len(path.parts) > 1:
        raise SpecError(
            what=f"{path} is not read as a prompt set",
            why="it ends neither in .yaml nor in .csv",
            fix="write it as YAML or CSV",
        )
    near = close_match(str(name_or_path), names())
    raise UnknownComponentError(
        what=f"there is no prompt set {str(name_or_path)!r}",
        why=f"did you mean {near!r}?" if near else f"known: {', '.join(names())}",
        fix="graycard list prompts, or give a .yaml or .csv file",
    )


def describe(name: str) -> str:
    """Return one line about an installed prompt set.

    Example:
        >>> describe("avatar-professions")
        '16 prompts in 16 strata (en), CC0-1.0'
    """
    prompt_set = load_prompts(name)
    strata = {prompt.stratum for prompt in prompt_set.prompts}
    languages = sorted({prompt.language for prompt in prompt_set.prompts})
    return (
        f"{len(prompt_set.prompts)} prompts in {len(strata)} strata ({', '.join(languages)}),"
        f" {prompt_set.licence or 'no licence stated'}"
    )


def _installed(name: str) -> PromptSet:
    ours = Path(__file__).parent / f"{name}.yaml"
    if ours.exists():
        return _from_yaml(ours)
    point: EntryPoint = next(p for p in entry_points(group=_GROUP) if p.name == name)
    found = point.load()
    made = found() if callable(found) else found
    return made if isinstance(made, PromptSet) else load_prompts(Path(made))


def _from_yaml(path: Path) -> PromptSet:
    data = read_yaml(path)
    if isinstance(data, Mapping) and isinstance(data.get("prompts"), Sequence | Mapping):
        listed = data["prompts"]
        if isinstance(listed, str | Mapping):
            raise SpecError(
                what=f"{path}: prompts is not a list",
                why="each prompt is an entry of its own",
                fix="start each one with '- ', on a line of its own",
            )
        prompts = [
            _prompt(entry, where=f"{path} prompt {number}")
            for number, entry in enumerate(listed, start=1)
        ]
        data = {"name": path.stem, **data, "prompts": prompts}
        _refuse_repeated([(prompt.id, f"prompt {n}") for n, prompt in enumerate(prompts, 1)], path)
    return parse(PromptSet, data, where=str(path))


def _from_csv(path: Path) -> PromptSet:
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
        where = f"{path} line {row.line}"
        cells = {name: cell for name, cell in row.cells.items() if cell}
        entry: dict[str, Any] = {
            name: cells[name] for name in ("id", "stratum", "language") if name in cells
        }
        if column in cells:
            entry["text"] = cells[column]
        if "marked" in cells:
            entry["marked"] = _TRUTH.get(cells["marked"].strip().lower(), cells["marked"])
        entry["factors"] = {name: cells[name] for name in cells if name not in _COLUMNS}
        prompts.append(_prompt(entry, where=where))
    _refuse_repeated(
        [(p.id, f"line {row.line}") for p, row in zip(prompts, rows, strict=True)], path
    )
    return parse(PromptSet, {"name": path.stem, "prompts": prompts}, where=str(path))


def _prompt(entry: Any, *, where: str) -> Prompt:
    if isinstance(entry, str):
        entry = {"text": entry}
    if isinstance(entry, Mapping):
        text = entry.get("text")
        if isinstance(text, str) and text:
            if any("\ud800" <= character <= "\udfff" for character in text):
                raise SpecError(
                    what=f"{where}: text cannot be sent",
                    why="it holds half of a surrogate pair",
                    fix="write the character itself instead of its escape",
                )
            identity = digest([entry.get("language", "en"), text])[:12]
            entry = {"id": identity, "stratum": text, **entry}
        else:
            # What is made from the text is not missed beside it.
            entry = {"id": "?", "stratum": "?", **entry}
    return parse(Prompt, entry, where=where)


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


def _refuse_repeated(placed: Sequence[tuple[str, str]], path: Path) -> None:
    first: dict[str, str] = {}
    for identity, place in placed:
        if identity in first:
            raise SpecError(
                what=f"{path} {place} repeats the prompt of {first[identity]}",
                why=f"both have the id {identity!r}",
                fix="drop one (repetitions are asked for by the audit), or give each an id",
            )
        first[identity] = place

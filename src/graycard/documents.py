"""Reading what people write (YAML) into nouns, with errors that say where and what to do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from graycard.choices import close_match
from graycard.errors import SpecError

NounT = TypeVar("NounT", bound=BaseModel)

REQUIRED: Final = ": is required"
"""What a misfit ends with that is not there."""


def canonical_json(data: Any) -> str:
    """Return the one JSON text of plain data: sorted keys, no spaces, no NaN.

    Example:
        >>> canonical_json({"b": 1, "a": [True, None]})
        '{"a":[true,null],"b":1}'
    """
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest(data: Any) -> str:
    """Return the sha256 of the canonical JSON of plain data, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(data).encode()).hexdigest()


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file as it is, line ends included, without a byte order mark.

    Raises:
        SpecError: If it does not exist, is a folder, cannot be read, or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        near = close_match(path.name, [p.name for p in _siblings(path)])
        raise SpecError(
            what=f"there is no file {path}",
            why=f"did you mean {path.with_name(near)}?" if near else "nothing of that name exists",
            fix="check the path, or give the full one",
        ) from None
    except UnicodeDecodeError as error:
        raise SpecError(
            what=f"{path} is not UTF-8 text",
            why=f"byte {error.start} cannot be decoded",
            fix="save the file as UTF-8",
        ) from None
    except IsADirectoryError:
        raise SpecError(
            what=f"{path} is a folder",
            why="a text file was expected",
            fix=f"give the file; a folder of pictures is audited with --images {path}",
        ) from None
    except OSError as error:
        raise SpecError(
            what=f"{path} cannot be read",
            why=str(error.strerror or error),
            fix="give a readable file",
        ) from None


def read_yaml(path: Path) -> Any:
    """Return the plain data of a YAML 1.2 file (in which `no` is a word, not `false`).

    Raises:
        SpecError: If the file cannot be read or is not YAML; it names line and column.
    """
    # Imported here: the parser is only needed once a file was named.
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    text = read_text(path)
    try:
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise SpecError(
            what=f"{path}{where} is not YAML",
            why=" ".join(str(error.problem or error.context).split()),
            fix="mend that line; texts with ': ' or '#' in them need quotes",
        ) from None
    except YAMLError as error:
        raise SpecError(
            what=f"{path} is not YAML",
            why=" ".join(str(error).split()),
            fix="mend the file, or write it as UTF-8 text",
        ) from None


def write_yaml(data: Any) -> str:
    """Return plain data as YAML text, keys in the order given."""
    import io

    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    # The library annotates this switch as None only.
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.allow_unicode = True
    yaml.width = 100
    stream = io.StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()


def parse(noun: type[NounT], data: Any, *, where: str) -> NounT:
    """Return data as a noun.

    Args:
        noun: The pydantic model to read it as.
        data: Plain data, as from `read_yaml`.
        where: What the user would call its place, such as a file name.

    Raises:
        SpecError: If it does not fit; all misfits are named, with a suggestion for a
            misspelt key.

    Example:
        >>> from graycard.types import Prompt
        >>> parse(Prompt, {"id": "a", "text": "a photo", "stratum": "all"}, where="here").id
        'a'
        >>> parse(Prompt, {"id": "a", "txet": "a photo", "stratum": "all"}, where="here")
        Traceback (most recent call last):
        graycard.errors.SpecError: here: 2 entries cannot be used
          why  text: is required; txet: is not a known key (did you mean text?)
          fix  the keys are: factors, id, language, marked, stratum, text
    """
    if not isinstance(data, Mapping):
        raise SpecError(
            what=f"{where} does not hold keys and values",
            why=f"it holds {_kind(data)}",
            fix=f"write keys such as {', '.join(sorted(noun.model_fields))}",
        )
    try:
        return noun.model_validate(dict(data))
    except ValidationError as error:
        found = [_misfit(noun, entry) for entry in error.errors()]
        fix = f"the keys are: {keys_of(noun)}"
        raise misfits_error(found, where=where, fix=fix) from None


def misfits(noun: type[BaseModel], data: Mapping[str, Any]) -> list[str]:
    """Return what is wrong in data that should be a noun, a sentence each, as `parse` tells it.

    Example:
        >>> from graycard.types import Prompt
        >>> misfits(Prompt, {"id": "a", "txet": "b", "text": "b", "stratum": "all"})
        ['txet: is not a known key (did you mean text?)']
    """
    try:
        noun.model_validate(dict(data))
    except ValidationError as error:
        return [_misfit(noun, entry) for entry in error.errors()]
    return []


def misfits_error(found: Sequence[str], *, where: str, fix: str) -> SpecError:
    """Return the error that tells of misfits: the first of very many, and how many there are."""
    count = "1 entry" if len(found) == 1 else f"{len(found)} entries"
    return SpecError(
        what=f"{where}: {count} cannot be used",
        why="; ".join(found[:8]) + ("; ..." if len(found) > 8 else ""),
        fix=fix,
    )


def keys_of(noun: type[BaseModel]) -> str:
    """Return the keys that a noun has, in the order of the alphabet, as errors list them."""
    return ", ".join(sorted(_keys(noun)))


def _keys(noun: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in noun.model_fields.items()]


_PLAIN: Final = {
    kind: f"Input should be {what}"
    for what, kinds in (
        ("a whole number", ("int_type", "int_parsing", "int_from_float")),
        ("a number", ("float_type", "float_parsing")),
        ("true or false", ("bool_type", "bool_parsing")),
        ("a text", ("string_type",)),
        ("a list", ("tuple_type", "list_type")),
        ("keys and values", ("dict_type", "model_type")),
    )
    for kind in kinds
}
"""What pydantic calls by the names that types have in Python."""


def _misfit(noun: type[BaseModel], entry: Any) -> str:
    path = [str(step) for step in entry["loc"]]
    place = ".".join(path) or "it"
    if entry["type"] == "extra_forbidden":
        near = close_match(path[-1], _keys(_at(noun, entry["loc"][:-1])))
        return f"{place}: is not a known key" + (f" (did you mean {near}?)" if near else "")
    if entry["type"] == "missing":
        return f"{place}{REQUIRED}"
    message = _PLAIN.get(entry["type"], str(entry["msg"]).removeprefix("Value error, "))
    given = entry.get("input")
    shown = f", not {given!r}" if isinstance(given, str | int | float | bool) else ""
    return f"{place}: {message[0].lower()}{message[1:]}{shown}"


def _at(noun: type[BaseModel], steps: Sequence[Any]) -> type[BaseModel]:
    """Follow a path of keys and indices to the noun that stands there."""
    for step in steps:
        field = noun.model_fields.get(step) if isinstance(step, str) else None
        if field is None:
            continue
        inner = _noun_in(field.annotation)
        if inner is None:
            return noun
        noun = inner
    return noun


def _noun_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        if found := _noun_in(argument):
            return found
    return None


def _kind(data: Any) -> str:
    if data is None:
        return "nothing"
    if isinstance(data, str):
        return "a single text"
    if isinstance(data, Sequence):
        return "a list"
    return f"a {type(data).__name__}"


def _siblings(path: Path) -> list[Path]:
    try:
        return list(path.parent.iterdir())
    except OSError:
        return []

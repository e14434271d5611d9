"""Loading references, by name or from a file."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, Final

from graycard.documents import close_match, read_yaml
from graycard.errors import SpecError, UnknownComponentError
from graycard.references._file import from_file
from graycard.types import Attribute, Reference

_GROUP: Final = "graycard.references"
_SUFFIXES: Final = (".yaml", ".yml")


@cache
def names() -> tuple[str, ...]:
    """Return the names of the references that are installed, ours first.

    Example:
        >>> names()[:2]
        ('avatar-planted', 'uniform')
    """
    ours = sorted(
        path.stem.replace("_", "-")
        for pattern in ("*.py", "*.yaml")
        for path in Path(__file__).parent.glob(pattern)
        if not path.stem.startswith("_")
    )
    theirs = {point.name for point in entry_points(group=_GROUP)}
    return (*ours, *sorted(theirs.difference(ours)))


def load_references(
    name_or_path: str | Path,
    attributes: Sequence[Attribute],
    strata: Sequence[str],
    *,
    must_apply: bool = True,
) -> tuple[Reference, ...]:
    """Return what a reference says about some attributes and strata.

    Args:
        name_or_path: As listed by `names`, or a YAML file: `name`, `population`, `source`,
            `states_the_value_of`, optionally `date` and `licence`, and `distributions`, a list
            of `attribute`, `shares` and optionally `stratum` (without one it holds for all) and
            `standard_errors`.
        attributes: What was read.
        strata: What the prompts are grouped by.
        must_apply: Whether it is an error if the reference is about nothing of this.

    Returns:
        One reference for each attribute and stratum that it is about, with the shares of every
        category of the attribute, in its order.

    Raises:
        UnknownComponentError: If there is no reference of that name; it suggests the nearest.
        SpecError: If the file does not say what it should, its categories are not those of the
            attribute, or it is about none of these attributes and strata.

    Example:
        >>> from graycard.avatar import ATTRIBUTES
        >>> load_references("uniform", [ATTRIBUTES["tie"]], ["nurse"])[0].shares
        {'yes': 0.5, 'no': 0.5}
    """
    found = _find(name_or_path, attributes, strata)
    if must_apply and not found:
        raise SpecError(
            what=f"the reference {str(name_or_path)!r} is about nothing that is measured here",
            why=f"attributes: {', '.join(a.name for a in attributes) or 'none'};"
            f" strata: {', '.join(strata[:8]) or 'none'}{', ...' if len(strata) > 8 else ''}",
            fix="leave it out, or give one about these",
        )
    return found


def _find(
    name_or_path: str | Path, attributes: Sequence[Attribute], strata: Sequence[str]
) -> tuple[Reference, ...]:
    if isinstance(name_or_path, str) and name_or_path in names():
        return _installed(name_or_path, attributes, strata)
    path = Path(name_or_path)
    if path.suffix.lower() in _SUFFIXES:
        found = from_file(path, attributes, strata)
        if any(reference.name in names() for reference in found):
            raise SpecError(
                what=f"{path} calls itself {found[0].name!r}",
                why="a reference of that name is built in, and the two could not be told apart",
                fix="give it another name",
            )
        return found
    if path.exists() or isinstance(name_or_path, Path) or len(path.parts) > 1:
        raise SpecError(
            what=f"{path} is not read as a reference",
            why="it does not end in .yaml",
            fix="write it as YAML",
        )
    near = close_match(str(name_or_path), names())
    raise UnknownComponentError(
        what=f"there is no reference {str(name_or_path)!r}",
        why=f"did you mean {near!r}?" if near else f"known: {', '.join(names())}",
        fix="graycard list references, or give a .yaml file",
    )


def describe(name: str) -> str:
    """Return one line about an installed reference.

    Example:
        >>> describe("uniform")
        'Even shares of every category: the parity norm.'
    """
    found = _source(name)
    if isinstance(found, Path):
        data = read_yaml(found)
        return " ".join(str(data.get("population", "")).split()) if isinstance(data, dict) else ""
    about = inspect.getdoc(inspect.getmodule(found)) or inspect.getdoc(found)
    return (about or "").strip().partition("\n")[0]


def _installed(
    name: str, attributes: Sequence[Attribute], strata: Sequence[str]
) -> tuple[Reference, ...]:
    found = _source(name)
    if isinstance(found, Path):
        return from_file(found, attributes, strata)
    return tuple(found(attributes, strata))


def _source(name: str) -> Path | Callable[..., Sequence[Reference]]:
    """Return the file of an installed reference, or the function that makes it."""
    here = Path(__file__).parent
    stem = name.replace("-", "_")
    found: Any
    if (here / f"{stem}.py").exists():
        found = importlib.import_module(f"graycard.references.{stem}").references
    elif (here / f"{name}.yaml").exists():
        found = here / f"{name}.yaml"
    else:
        point: EntryPoint = next(p for p in entry_points(group=_GROUP) if p.name == name)
        found = point.load()
    return found if callable(found) else Path(found)

"""Finding components by name: the modules of this package, and other packages' entry points.

A component's file name is its registration: `models/avatar_renderer.py` is the model
`avatar-renderer`, `readers/renderer_truth.py` the reader `renderer_truth` (models are written
with hyphens, as they are everywhere; both spellings are understood). Nothing is imported until
it is asked for by name. Other packages offer a module of the same shape under the entry points
`graycard.models`, `graycard.readers`, ...; a name of ours cannot be taken over.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Literal

from graycard.choices import did_you_mean
from graycard.documents import parse
from graycard.errors import EnvironmentFaultError, UnknownComponentError

Kind = Literal["models", "readers", "measures"]
KINDS: Final[tuple[Kind, ...]] = ("models", "readers", "measures")


@cache
def names(kind: Kind) -> tuple[str, ...]:
    """Return the names of all components of a kind, ours first, without importing any.

    Example:
        >>> "colour" in names("readers")
        True
    """
    folder = Path(__file__).parent / kind
    ours = sorted(
        _spelt(kind, path.stem) for path in folder.glob("*.py") if not path.stem.startswith("_")
    )
    theirs = {_spelt(kind, point.name) for point in entry_points(group=f"graycard.{kind}")}
    return (*ours, *sorted(theirs.difference(ours)))


def module(kind: Kind, name: str) -> ModuleType:
    """Import the module of a component.

    Args:
        kind: `models`, `readers` or `measures`.
        name: As listed by `names`.

    Raises:
        UnknownComponentError: If there is none of that name; it suggests the nearest.
        EnvironmentFaultError: If it needs a package that is not installed, or its own is broken.
    """
    wanted = _spelt(kind, name)
    if wanted not in names(kind):
        singular = kind.removesuffix("s")
        raise UnknownComponentError(
            what=f"there is no {singular} {name!r}",
            why=did_you_mean(wanted, names(kind), otherwise=f"known: {', '.join(names(kind))}"),
            fix=f"graycard list {kind}",
        )
    path = Path(__file__).parent / kind / f"{wanted.replace('-', '_')}.py"
    try:
        if path.exists():
            return importlib.import_module(f"graycard.{kind}.{path.stem}")
        points = entry_points(group=f"graycard.{kind}")
        loaded: ModuleType = next(p for p in points if _spelt(kind, p.name) == wanted).load()
        return loaded
    except ImportError as error:
        raise EnvironmentFaultError(
            what=f"{wanted!r} needs a package that is not installed",
            why=str(error),
            fix="pip install 'graycard[all]'",
        ) from error
    except Exception as error:  # what another package does on import is not ours to foresee
        raise EnvironmentFaultError(
            what=f"{wanted!r} cannot be imported",
            why=f"its package raises {type(error).__name__}: {error}",
            fix="mend that package, or remove it",
        ) from error


def load(kind: Kind, name: str, settings: Mapping[str, Any]) -> Any:
    """Return a model or reader, made from plain settings.

    Args:
        kind: `models` or `readers`.
        name: Of the component.
        settings: Plain values by key; what is not given has the component's default.

    Raises:
        UnknownComponentError: If there is none of that name.
        SpecError: If a setting is unknown or of the wrong kind.
        EnvironmentFaultError: If it needs what this machine lacks.
    """
    found = module(kind, name)
    return found.load(parse(found.Settings, settings, where=f"settings of {name}"))


def _spelt(kind: Kind, name: str) -> str:
    return name.replace("_", "-") if kind == "models" else name.replace("-", "_")

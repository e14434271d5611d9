"""The contract of a component's module."""

from __future__ import annotations

from types import ModuleType

from graycard import roles
from graycard.testing._contract import require


def check_module(module: ModuleType) -> None:
    """Check that a module is a model or reader: `Settings`, `load` and a docstring.

    Args:
        module: Of the component.

    Raises:
        ContractError: If it is not.

    Example:
        >>> from graycard import components
        >>> check_module(components.module("readers", "colour"))
    """
    name = module.__name__
    settings = getattr(module, "Settings", None)
    require(
        isinstance(settings, type) and issubclass(settings, roles.Settings),
        what=f"{name} has no Settings",
        why="a misspelt setting could not be refused",
        fix="write class Settings(roles.Settings), a docstring in it if there is nothing to set",
    )
    require(
        callable(getattr(module, "load", None)),
        what=f"{name} has no function load",
        why="it is what the audit calls, with Settings",
        fix="write def load(settings: Settings) and return the component",
    )
    require(
        bool((module.__doc__ or "").strip()),
        what=f"{name} has no docstring",
        why="its first line is what graycard list prints",
        fix="say in one line what it is",
    )

"""The pages, one module each, in the order of the menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Final

from fastapi import APIRouter

NAMES: Final = (
    "overview",
    "pictures",
    "compare",
    "shares",
    "clusters",
    "words",
    "average_faces",
    "neighbours",
    "pairs",
    "same",
    "labelling",
    "picture",
)
"""Modules of this package that have a `PAGE`; a page that is not named here is not served."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the app, or a family of them.

    Attributes:
        router: Its views.
        path: Where the menu leads; None for a page that is reached from others only.
        name: Its name in the menu, said in the language that is spoken when it is called.
        defaults: Values of parameters of its addresses that show the same as none.
    """

    router: APIRouter
    path: str | None
    name: Callable[[], str]
    defaults: Mapping[str, str] = field(default_factory=dict)


def pages() -> tuple[Page, ...]:
    """Return the pages, in the order of the menu."""
    modules = (import_module(f"{__name__}.{name}") for name in NAMES)
    return tuple(module.PAGE for module in modules)

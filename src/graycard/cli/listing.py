"""`graycard list`: what there is to choose from."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from graycard.cli._options import AsJson

Listed = Literal["models", "readers", "measures", "prompts", "references"]


def list_(
    kind: Annotated[Listed, typer.Argument(help="What to list.")], as_json: AsJson = False
) -> None:
    """List the models, readers, measures, prompt sets or references that are installed."""
    found = _described(kind)
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    width = max(map(len, found))
    for name, about in found.items():
        typer.echo(f"{name:<{width}}  {about}")


def _described(kind: Listed) -> dict[str, str]:
    if kind == "prompts":
        from graycard import prompts

        return {name: prompts.describe(name) for name in prompts.names()}
    if kind == "references":
        from graycard import references

        return {name: references.describe(name) for name in references.names()}
    from graycard.components import module, names

    return {name: _first_line(module(kind, name).__doc__) for name in names(kind)}


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]

"""`graycard list`: what there is to choose from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Final

import typer

from graycard.cli._entries import entry
from graycard.cli._options import AsJson

if TYPE_CHECKING:
    from graycard.components import Kind

LISTED: Final = ("models", "readers", "measures", "prompts", "references", "profiles", "rubrics")

_EITHER: Final = f"{', '.join(LISTED[:-1])} or {LISTED[-1]}"


def list_(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"What to list: {_EITHER}.")],
    as_json: AsJson = False,
) -> None:
    """List what is installed of a kind: models, readers, measures, prompt sets and so on."""
    if kind not in LISTED:
        from graycard.choices import did_you_mean, meant
        from graycard.errors import InputError

        raise InputError(
            what=f"there is no kind {kind!r}",
            why=did_you_mean(kind, LISTED, otherwise=f"it is not {_EITHER}"),
            fix=f"graycard list {meant(kind, LISTED) or 'models'}",
        )
    if kind == "measures":
        _list_measures(as_json=as_json)
        return
    found = _described(kind)
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    width = max(map(len, found))
    for name, about in found.items():
        typer.echo(entry(name, about, wide=width))


def _list_measures(*, as_json: bool) -> None:
    from graycard.cli._list_measures import about_measures, lines

    found = about_measures()
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for line in lines(found):
        typer.echo(line)


def _described(kind: str) -> dict[str, str]:
    if kind == "prompts":
        from graycard import prompts

        return {name: prompts.describe(name) for name in prompts.names()}
    if kind == "references":
        from graycard import references

        return {name: references.describe(name) for name in references.names()}
    if kind == "profiles":
        from graycard import profiles

        return {name: profiles.describe(name) for name in profiles.names()}
    if kind == "rubrics":
        from graycard.labels.rubric import shipped

        return {one.name: f"{one.attribute}, {one.domain}: {one.question}" for one in shipped()}
    from graycard.components import KINDS, names

    (found,) = [one for one in KINDS if one == kind]
    return {name: _about(found, name) for name in names(found)}


def _about(kind: Kind, name: str) -> str:
    """Return what a component says of itself; one that cannot be used here must not hide others."""
    from graycard.components import module
    from graycard.errors import EnvironmentFaultError

    try:
        return _first_line(module(kind, name).__doc__)
    except EnvironmentFaultError as error:
        return f"(not usable here: {error.why})"


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]

"""`graycard explore pictures`: which pictures of a run are such, and where they lie."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from graycard.cli._options import AsJson
from graycard.cli._say import say
from graycard.cli.explore._options import RunPaths, Where

if TYPE_CHECKING:
    from graycard.explore.collection import Collection


def pictures(runs: RunPaths, where: Where = None, as_json: AsJson = False) -> None:
    """List the requests that a choice lets through, each with the path of its picture."""
    from graycard.explore.collection import Collection
    from graycard.explore.filters import Filter

    collection = Collection.open(runs)
    rows = collection.select(Filter.from_words(where or ()))
    if as_json:
        found = [_told(collection, int(row)) for row in rows]
        typer.echo(json.dumps(found, indent=1, ensure_ascii=False))
        return
    for row in rows:
        path = collection.path(int(row))
        say(str(path) if path else f"(no picture: {collection.words['outcome'][row]})")
    say(f"{len(rows)} of {collection.size} requests", err=True)


def _told(collection: Collection, row: int) -> dict[str, Any]:
    path = collection.path(row)
    names = ("run", "stratum", "text", "model", "outcome")
    return {
        "id": str(collection.ids[row]),
        **{name: collection.words[name][row] for name in names},
        "path": str(path) if path else None,
        "read": {
            name: label
            for name, seen in collection.read.items()
            if (label := seen.first()[row]) is not None
        },
    }

"""`graycard explore neighbours`: the pictures that are nearest to one."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from graycard.cli._options import AsJson
from graycard.cli._progress import shown_progress
from graycard.cli._say import say
from graycard.cli.explore._options import RunPaths


def neighbours(
    runs: RunPaths,
    of: Annotated[
        str, typer.Option(metavar="ID", help="Whose neighbours: the id of a request, or its start.")
    ],
    by: Annotated[
        str,
        typer.Option(
            metavar="NOTION",
            help="What near means: colourfulness, colourfulness_absolute, lightness, contrast, "
            "visual-words, or the name or id of an embedder.",
        ),
    ],
    k: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 12,
    seed: Annotated[int, typer.Option(min=0, help="Of the vocabulary of visual words.")] = 0,
    as_json: AsJson = False,
) -> None:
    """List the pictures that are nearest to one, by the notion of near that you name."""
    from graycard.explore.collection import Collection
    from graycard.explore.neighbours import words
    from graycard.explore.neighbours.data import neighbours_data
    from graycard.explore.neighbours.notions import VISUAL_WORDS, notion
    from graycard.explore.rows import row_of, told
    from graycard.report.numbers import NBSP

    collection = Collection.open(runs)
    row = row_of(collection, of)
    if by == VISUAL_WORDS:
        with shown_progress() as progress:
            chosen = notion(
                collection,
                by,
                seed=seed,
                progress=lambda done, total: progress("read", done=done, total=total, new=done),
            )
    else:
        chosen = notion(collection, by)
    found = chosen.neighbours(row, k=k)
    if as_json:
        answer = neighbours_data(collection, chosen, found)
        typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
        return
    lines = [f"{_line(told(collection, row))}", words.about(chosen), words.among(found)]
    lines += [f"  {one}" for one in words.missing(chosen)]
    for near, number in zip(found.rows, found.values, strict=True):
        lines.append(f"{words.value(chosen, number)}  {_line(told(collection, int(near)))}")
    say("\n".join(lines).replace(NBSP, " "))


def _line(one: dict[str, object]) -> str:
    return f"{str(one['id'])[:12]}  {one['text'] or one['stratum']}  {one['path']}"

"""`graycard explore pairs`: the pairs of pictures that are most alike of all."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from graycard.cli._options import AsJson
from graycard.cli._progress import shown_progress
from graycard.cli._say import say
from graycard.cli.explore._options import RunPaths, Where


def pairs(
    runs: RunPaths,
    by: Annotated[
        str,
        typer.Option(
            metavar="NOTION",
            help="What alike means: the name or id of an embedder, or visual-words.",
        ),
    ],
    apart: Annotated[
        Literal["prompts", "runs", "any"],
        typer.Option(help="In what the two pictures of a pair must differ; any asks for nothing."),
    ] = "prompts",
    k: Annotated[int, typer.Option(min=1, max=1_000, help="How many pairs.")] = 12,
    where: Where = None,
    as_json: AsJson = False,
) -> None:
    """List the pairs of pictures that are most alike, of different prompts or different runs."""
    from graycard.explore.collection import Collection
    from graycard.explore.filters import Filter
    from graycard.explore.neighbours import pairs_words, words
    from graycard.explore.neighbours.data import pairs_data
    from graycard.explore.neighbours.notions import notion
    from graycard.explore.neighbours.pairs_in_runs import pairs_in_runs
    from graycard.explore.rows import told
    from graycard.report.numbers import NBSP

    collection = Collection.open(runs)
    rows = collection.select(Filter.from_words(where or ()))
    with shown_progress() as progress:
        ready = notion(
            collection,
            by,
            progress=lambda done, total: progress("read", done=done, total=total, new=done),
        )
        found = pairs_in_runs(
            collection,
            ready,
            rows,
            apart=apart,
            k=k,
            progress=lambda done, total: progress("measure", done=done, total=total, new=done),
        )
    if as_json:
        answer = pairs_data(collection, ready, found)
        typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
        return
    lines = [pairs_words.summary(found), pairs_words.usual(found)]
    lines += [*pairs_words.cautions(found), words.about(ready)]
    lines += [f"  {one}" for one in words.missing(ready)]
    for place, cosine in enumerate(found.pairs.cosines.tolist()):
        lines.append(f"\n{pairs_words.pair(cosine, one_seed=bool(found.one_seed[place]))}")
        for some in (found.pairs.one, found.pairs.other):
            one = told(collection, int(some[place]))
            lines.append(f"  {one['id'][:12]}  {one['text'] or one['stratum']}  {one['path']}")
    say("\n".join(lines).replace(NBSP, " "))

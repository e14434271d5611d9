"""`graycard explore side-by-side`: one request asked in several ways."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from graycard.cli._options import AsJson
from graycard.cli._say import say
from graycard.cli.explore._options import RunPaths, Where


def side_by_side(
    runs: RunPaths,
    prompt: Annotated[
        str | None, typer.Option(help="Only this prompt: its text, its id, or its stratum.")
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="What distinguishes the columns: model, run, prompt, language, settings.NAME "
            "(such as settings.guidance_scale) or factors.NAME (such as factors.place). May be "
            "given several times; without it, what differs first.",
        ),
    ] = None,
    where: Where = None,
    as_json: AsJson = False,
) -> None:
    """Put pictures of the same prompt and seed side by side: of models, settings, languages."""
    import numpy as np

    from graycard.explore.collection import Collection
    from graycard.explore.filters import Filter
    from graycard.explore.side_by_side import words
    from graycard.explore.side_by_side.data import side_by_side_data
    from graycard.explore.side_by_side.of_runs import runs_side_by_side, with_prompt
    from graycard.report.numbers import NBSP

    collection = Collection.open(runs)
    rows = collection.select(Filter.from_words(where or ()))
    if prompt is not None:
        rows = np.intersect1d(rows, with_prompt(collection, prompt))
    found = runs_side_by_side(collection, rows, vary=vary or ())
    if as_json:
        answer = side_by_side_data(collection, found)
        typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
        return
    lines = [words.lines(found), *words.cautions(found)]
    lines += [f"  {one}" for one in words.missing(found)]
    for line in found.lines:
        seed = "" if line.seed is None else f", seed {line.seed}"
        lines.append(f"\n{line.prompt} ({line.repetition + 1}{seed})")
        for values, cell in zip(found.columns, line.cells, strict=True):
            path = None if cell is None else collection.path(cell)
            outcome = "not asked" if cell is None else collection.words["outcome"][cell]
            lines.append(f"  {', '.join(values)}: {path or f'({outcome})'}")
    say("\n".join(lines).replace(NBSP, " "))

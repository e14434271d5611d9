"""`graycard explore same`: pictures that are another one again."""

from __future__ import annotations

import json

import typer

from graycard.cli._options import AsJson
from graycard.cli._progress import shown_progress
from graycard.cli._say import say
from graycard.cli.explore._options import RunPaths, Where


def same(runs: RunPaths, where: Where = None, as_json: AsJson = False) -> None:
    """Look for pictures that are the same: the same file, or the same to the eye."""
    from graycard.explore.collection import Collection
    from graycard.explore.filters import Filter
    from graycard.explore.same_pictures import words
    from graycard.explore.same_pictures.data import same_data
    from graycard.explore.same_pictures.in_runs import same_in_runs
    from graycard.report.numbers import NBSP

    collection = Collection.open(runs)
    rows = collection.select(Filter.from_words(where or ()))
    with shown_progress() as progress:
        found = same_in_runs(
            collection,
            rows,
            progress=lambda done, total: progress("read", done=done, total=total, new=done),
        )
    if as_json:
        typer.echo(json.dumps(same_data(collection, found), indent=2, ensure_ascii=False))
        return
    lines = [words.summary(found)]
    for model, every in found.repeats.items():
        lines += [words.repeated(model, one) for one in every]
    lines += words.unrepeated(found)
    lines += [*words.cautions(found), *(f"  {one}" for one in words.missing(found))]
    for group in found.groups:
        lines.append(f"\n{words.group(group)}")
        for row in group.rows:
            text = collection.words["text"][row] or collection.words["stratum"][row]
            lines.append(f"  {str(collection.ids[row])[:12]}  {text}  {collection.path(row)}")
    say("\n".join(lines).replace(NBSP, " "))

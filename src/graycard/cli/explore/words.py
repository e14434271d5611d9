"""`graycard explore words`: words that tell two groups of pictures apart."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from graycard.cli._options import AsJson, OutsideDomain
from graycard.cli._say import plain, say
from graycard.cli.explore._options import Embedder, RunPaths

if TYPE_CHECKING:
    from graycard.explore.telling import TellingWords

_ROWS: Final = 20
_TEMPLATE: Final = "a photo of {}"


def words(
    runs: RunPaths,
    group: Annotated[
        list[str],
        typer.Option(metavar="NAME=VALUE", help="The pictures that are asked about."),
    ],
    against: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE", help="Those they are compared with; without it, all others."
        ),
    ] = None,
    vocabulary: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Words of your own, one a line."),
    ] = None,
    template: Annotated[
        str, typer.Option(help="What the model reads, with {} where a word of the file goes.")
    ] = _TEMPLATE,
    embedder: Embedder = None,
    outside_domain: OutsideDomain = False,
    as_json: AsJson = False,
) -> None:
    """Find the words of an open vocabulary that tell two groups of pictures apart."""
    from graycard.explore.collection import Collection
    from graycard.explore.filters import Filter
    from graycard.explore.telling import read_vocabulary, words_apart

    given = None if vocabulary is None else read_vocabulary(vocabulary, template=template)
    found = words_apart(
        Collection.open(runs),
        group=Filter.from_words(group),
        against=Filter.from_words(against) if against else None,
        vocabulary=given,
        embedder=embedder,
        outside_domain=outside_domain,
    )
    if as_json:
        typer.echo(json.dumps(asdict(found), indent=1, ensure_ascii=False))
    else:
        _show(found)


def _show(found: TellingWords) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from graycard.explore.telling.written import compared_in_words, in_words, none_in_words

    if found.outside is not None:
        say(found.outside)
    say(compared_in_words(found))
    console = Console(width=None if sys.stdout.isatty() else 130)
    for title, some in (
        ("Seen more in the group", found.more()),
        ("Seen less in the group", found.less()),
    ):
        table = Table(title=title)
        table.add_column("word", overflow="fold")
        for name in ("difference (sd)", "interval", "floor", "scores higher", "p adj."):
            table.add_column(name, justify="right", no_wrap=True)
        for one in some[:_ROWS]:
            # Text, not markup: a word may come from a file.
            table.add_row(
                Text(plain(one.word)),
                f"{one.difference:+.2f}",
                f"{one.low:+.2f} to {one.high:+.2f}",
                f"{one.floor_high:.2f}",
                f"{one.oftener:.0%}",
                f"{one.p_adjusted:.4f}",
            )
        if some:
            console.print(table)
        if len(some) > _ROWS:
            say(f"({len(some) - _ROWS} more: --json)")
    if not (found.more() or found.less()):
        say(none_in_words(found))
    elif found.more():
        say(in_words(found.more()[0], found))
    for sentence in found.cautions:
        say(f"note: {sentence}")

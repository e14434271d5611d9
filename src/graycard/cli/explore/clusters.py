"""`graycard explore clusters`: clusters of identity pictures, and who falls into them."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from graycard.cli._options import AsJson
from graycard.cli._say import plain, say
from graycard.cli.explore._options import Embedder, RunPaths, Where

if TYPE_CHECKING:
    from rich.console import Console

    from graycard.explore.clusters import Clusters

_ROWS: Final = 40
_LEAST: Final = 0.05


def clusters(
    runs: RunPaths,
    k: Annotated[
        int | None,
        typer.Option(min=2, help="How many clusters; without it the data choose."),
    ] = None,
    embedder: Embedder = None,
    along: Annotated[
        Literal["prompts", "all"],
        typer.Option(
            help="Where pictures stand: along what the words of prompts change, or in all that "
            "the embedder sees.",
        ),
    ] = "prompts",
    identity: Annotated[
        list[str] | None,
        typer.Option(
            "--identity",
            metavar="NAME=VALUE",
            help="Which marked pictures name identities; without it, those in strata of their own.",
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="STRATUM",
            help="Unmarked stratum to compare with, such as person; without it, the mix of the "
            "identity pictures.",
        ),
    ] = None,
    where: Where = None,
    as_json: AsJson = False,
) -> None:
    """Cluster the pictures of prompts that name identities, and place all others in them."""
    from graycard.explore.clusters import tree_of
    from graycard.explore.clusters.written import as_data
    from graycard.explore.collection import Collection
    from graycard.explore.filters import Filter

    collection = Collection.open(runs)
    tree = tree_of(
        collection,
        embedder=embedder,
        along=along,
        where=Filter.from_words(where or ()),
        identity=Filter.from_words(identity) if identity else None,
    )
    found = tree.clusters(k, against=against)
    if as_json:
        typer.echo(json.dumps(as_data(found, collection), indent=1, ensure_ascii=False))
    else:
        _show(found)


def _show(found: Clusters) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from graycard.explore.clusters.written import (
        about_in_words,
        k_in_words,
        steady_in_words,
        told_in_words,
    )

    console = Console(width=None if sys.stdout.isatty() else 130)
    for sentence in (
        k_in_words(found),
        told_in_words(found.told),
        steady_in_words(found.stability),
    ):
        say(sentence)
    several = len({one.model for cluster in found.clusters for one in cluster.models}) > 1
    table = Table(title="Clusters of identity pictures")
    table.add_column("cluster", justify="right")
    table.add_column("pictures", justify="right")
    table.add_column("its prompts say more often", overflow="fold")
    if several:
        table.add_column("a style of", overflow="fold")
    for one in found.clusters:
        # Text, not markup: words come from prompts, names from files.
        cells = [Text(str(one.number)), Text(str(one.size)), Text(plain(about_in_words(one)))]
        table.add_row(*cells, *([Text(plain(one.style_of or ""))] if several else []))
    console.print(table)
    if found.strata:
        _show_strata(found, console)
    for sentence in found.cautions:
        say(f"note: {sentence}")


def _show_strata(found: Clusters, console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=f"Pictures of prompts that name nobody, beside: {plain(found.against)}")
    table.add_column("stratum", overflow="fold")
    for name in ("n", "no cluster", "as varied as", "apart", "interval", "floor", "p adj."):
        table.add_column(name, justify="right", no_wrap=True)
    apart = {one.name: one for one in found.apart}
    order = sorted(
        found.strata, key=lambda one: -apart[one.name].distance if one.name in apart else 0.0
    )
    for mix in order[:_ROWS]:
        one, varied = apart.get(mix.name), mix.effective_number
        table.add_row(
            Text(plain(mix.name)),
            str(mix.n),
            str(mix.unassigned),
            "" if varied is None else f"{varied.value:.1f} ({varied.low:.1f} to {varied.high:.1f})",
            "" if one is None else f"{one.distance:.2f}",
            "" if one is None else f"{one.low:.2f} to {one.high:.2f}",
            "" if one is None else f"{one.floor_high:.2f}",
            "" if one is None else f"{one.p_adjusted:.4f}",
        )
    console.print(table)
    if len(order) > _ROWS:
        say(f"({len(order) - _ROWS} more strata: --json)")
    words = [one for one in found.by_word if one.p_adjusted < _LEAST]
    for told in sorted(words, key=lambda one: -abs(one.difference))[:_ROWS]:
        more = "more" if told.difference > 0 else "fewer"
        say(
            f"{told.name}: {100 * abs(told.difference):.0f} points {more} in clusters about"
            f" “{told.what}” ({told.k} of {told.n} against {told.other_k} of {told.other_n};"
            f" {100 * told.low:+.0f} to {100 * told.high:+.0f}; p {told.p_adjusted:.4f})"
        )

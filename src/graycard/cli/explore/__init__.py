"""`graycard explore`: look at pictures without labels, in the browser or one method at a time."""

from __future__ import annotations

from typing import Any, Final

import typer
from typer.core import TyperGroup

from graycard.cli.explore import (
    again,
    app,
    average_faces,
    clusters,
    neighbours,
    pairs,
    pictures,
    same,
    side_by_side,
    words,
)

DEFAULT: Final = "app"
"""The verb that `graycard explore RUN` stands for."""


_HELP: Final = (
    "Look at the pictures of runs without labels: graycard explore RUN... opens the app.\n\n"
    "--export DIR writes its pages as files, --port and --no-browser say how it opens; these and"
    " the rest: graycard explore app --help."
)


class _ExploreGroup(TyperGroup):
    """A group in which what is no verb is a run, for the app to open."""

    default_verb: Final = DEFAULT

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the verb of the app before what names none."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


explore = typer.Typer(
    cls=_ExploreGroup,
    help=_HELP,
    subcommand_metavar="RUN... | COMMAND [ARGS]...",
    no_args_is_help=True,
    rich_markup_mode=None,
)
explore.command(DEFAULT)(app.app)
explore.command("pictures")(pictures.pictures)
explore.command("average-faces")(average_faces.average_faces)
explore.command("clusters")(clusters.clusters)
explore.command("neighbours")(neighbours.neighbours)
explore.command("pairs")(pairs.pairs)
explore.command("side-by-side")(side_by_side.side_by_side)
explore.command("same")(same.same)
explore.command("again")(again.again)
explore.command("words")(words.words)

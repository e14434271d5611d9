"""`graycard lab`: the workshop in which the models of the drawn world are made."""

from __future__ import annotations

import typer

from graycard.cli.lab import evaluate, render, train

lab = typer.Typer(
    help="Train the models of the drawn world, render data with known truth, evaluate.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
lab.command("train")(train.train)
lab.command("render")(render.render)
lab.command("evaluate")(evaluate.evaluate)

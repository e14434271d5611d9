"""`graycard lab evaluate`: what the models of a training folder can do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graycard.cli._options import AsJson
from graycard.lab.precision import Precision


def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A training folder.")],
    each: Annotated[int, typer.Option(min=1, help="Pictures a prompt and guidance.")] = 64,
    seed: Annotated[int, typer.Option(help="Seed of the evaluation.")] = 0,
    steps: Annotated[int, typer.Option(min=1, max=1000, help="Of the scheduler.")] = 12,
    precision: Annotated[
        Precision,
        typer.Option(
            help="float32 is what the shipped model computes in; bfloat16 is faster on CPUs with"
            " AVX-512."
        ),
    ] = "float32",
    out: Annotated[
        Path | None,
        typer.Option(help="For numbers, chart and contact sheets.  [default: FOLDER/evaluation]"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Evaluate the models of a training folder, by its verifier.

    Draws 16 professions at guidance 1, 2, 3 and 5, sixteen marked prompts at guidance 3, and the
    empty prompt: 96 pictures for each picture of --each, 6144 with the default.
    """
    from graycard.hub.packages import require_packages
    from graycard.hub.quiet import quiet

    require_packages(("torch", "diffusers", "transformers"), what="the avatar models")
    with quiet():
        from graycard.lab.evaluate import as_text
        from graycard.lab.evaluate import evaluate as run
        from graycard.lab.made import open_made
        from graycard.lab.workshop import Workshop, read_plan

    def say(line: str) -> None:
        typer.echo(line, err=True)

    made = open_made(folder)
    place = out or folder / "evaluation"
    with quiet():
        findings = run(
            made.diffusion,
            made.verifier,
            each=each,
            seed=seed,
            steps=steps,
            held_out=Workshop(folder, read_plan(folder), say).examples("held_out"),
            clip=made.clip,
            models=made.told,
            precision=precision,
            out=place,
            say=say,
        )
    typer.echo(findings.model_dump_json(indent=1) if as_json else as_text(findings), nl=as_json)
    typer.echo(f"written to {place}", err=True)

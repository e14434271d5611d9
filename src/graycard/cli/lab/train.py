"""`graycard lab train`: make the avatar models, or go on making them."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graycard.cli._options import AsJson
from graycard.lab.stages import STAGES, StageName

if TYPE_CHECKING:
    from graycard.lab.plan import Plan

_INTERRUPTED = 130


def train(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="New, empty, or one to go on with.")
    ],
    plan: Annotated[
        Path | None,
        typer.Option(help="Plan as a YAML file.  [default: the folder's, or the full plan]"),
    ] = None,
    begin: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="MODEL",
            help="Begin with a finished model, avatar-diffusion or the folder of one."
            "  [default: from nothing]",
        ),
    ] = None,
    stage: Annotated[
        StageName | None,
        typer.Option(help=f"One of {', '.join(STAGES)}, with what it needs.  [default: all]"),
    ] = None,
    until: Annotated[
        int | None, typer.Option(min=1, help="Stop the stage after so many steps in all.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Train the avatar models in a folder, or go on with it.

    Everything is seeded and counted in steps. A folder that was interrupted, or whose schedules
    were made longer, goes on from its checkpoints. The full plan writes about 2 GB
    and takes some seven hours on one CPU core.
    """
    from graycard.hub.packages import require_packages
    from graycard.hub.quiet import quiet, without_bars

    if until is not None and stage is None:
        raise typer.BadParameter("each stage has its own steps: name --stage", param_hint="--until")
    require_packages(("torch", "diffusers", "transformers"), what="the avatar models")
    with quiet():
        from graycard.lab.standing import standing
        from graycard.lab.train import train as run

    wanted = _read(plan) if plan is not None else None
    try:
        with quiet(), without_bars():
            models = run(
                folder,
                plan=wanted,
                begin=_model(begin),
                stage=stage,
                until=until,
                say=lambda line: typer.echo(line, err=True),
            )
    except KeyboardInterrupt:
        kept = ", ".join(f"{name} {one}" for name, one in standing(folder).items())
        typer.echo(f"\ninterrupted; kept: {kept or 'no checkpoint yet'}", err=True)
        typer.echo(f"to go on: {_again(folder, stage, until)}", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    found = standing(folder)
    finished = sorted(path.name for path in models.iterdir()) if models.is_dir() else []
    if as_json:
        steps = {name: {"step": one.step, "steps": one.steps} for name, one in found.items()}
        answer = {"folder": str(folder), "stages": steps, "models": finished}
        typer.echo(json.dumps(answer, indent=2))
        return
    for name, one in found.items():
        typer.echo(f"{name}: {one}")
    for name in finished:
        typer.echo(f"model  {models / name}")
    if "verifier" in found and ("diffusion" in found or "shares" in found):
        typer.echo(f"next   graycard lab evaluate {shlex.quote(str(folder))}")


def _read(path: Path) -> Plan:
    from graycard.documents import parse, read_yaml
    from graycard.lab.plan import Plan

    return parse(Plan, read_yaml(path), where=str(path))


def _model(begin: str | None) -> Path | None:
    from graycard.avatar.weights import NAMES, weights_folder

    if begin is None:
        return None
    return weights_folder(begin) if begin in NAMES else Path(begin)


def _again(folder: Path, stage: str | None, until: int | None) -> str:
    words = ["graycard", "lab", "train", str(folder)]
    words += ["--stage", stage] if stage else []
    words += ["--until", str(until)] if until else []
    return shlex.join(words)

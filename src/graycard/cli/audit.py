"""`graycard audit`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from graycard.cli._options import AsJson, OutsideDomain, RetryFailed, Workers


def audit(
    spec: Annotated[
        Path | None, typer.Argument(metavar="[SPEC.yaml]", help="What to audit, as a file.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="Model under test; see: graycard list models.")
    ] = None,
    setting: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="Setting of the model or folder, such as guidance=3; may be repeated.",
        ),
    ] = None,
    images: Annotated[
        str | None, typer.Option(help="A folder of pictures that are already there.")
    ] = None,
    prompts: Annotated[
        str | None, typer.Option(help="Prompt set, by name or as a YAML or CSV file.")
    ] = None,
    images_per_prompt: Annotated[
        int | None, typer.Option(min=1, help="How often each prompt is asked.  [default: 32]")
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(help="Readers for a kind of pictures, by name or as a YAML file."),
    ] = None,
    reader: Annotated[
        list[str] | None,
        typer.Option(
            help="What reads the pictures (with --profile: besides), by name or as a YAML file of "
            "its settings; may be repeated."
        ),
    ] = None,
    reference: Annotated[
        list[str] | None,
        typer.Option(help="Distribution to compare with, by name or file; may be repeated."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the run.  [default: 0]")] = None,
    seeds: Annotated[
        str | None,
        typer.Option(
            metavar="per_prompt|shared",
            help="shared: the n-th image of every prompt has the same seed, so that prompts can "
            "be put side by side.  [default: per_prompt]",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="The run folder.  [default: graycard-runs/MODEL-HASH]"),
    ] = None,
    workers: Workers = 1,
    outside_domain: OutsideDomain = False,
    retry_failed: RetryFailed = False,
    as_json: AsJson = False,
) -> None:
    """Audit a model or a folder of pictures; with no argument, the built-in drawn world.

    On an empty folder it starts, on a folder with the same spec it resumes.
    """
    from graycard.auditing.api import default_out, spec_of
    from graycard.auditing.road import audit_spec
    from graycard.cli._outcome import resumable, tell
    from graycard.cli._progress import shown_progress
    from graycard.run.given_settings import with_settings

    if images is not None and not images.strip():
        raise typer.BadParameter("it is empty", param_hint="--images")
    if images and model:
        raise typer.BadParameter("a model or a folder of pictures, not both", param_hint="--images")
    given: dict[str, Any] = {
        "model": {"name": "folder", "path": images} if images else model,
        "prompts": prompts,
        "images_per_prompt": images_per_prompt,
        "profile": profile,
        "readers": reader or None,
        "references": reference or None,
        "seed": seed,
        "seeds": seeds,
        "outside_domain": outside_domain or None,
    }
    whole = spec_of(spec, given)
    asked = with_settings(whole.model, setting or (), kind="models")
    whole = whole.model_copy(update={"model": asked})
    folder = out or default_out(whole)
    with resumable(folder), shown_progress() as progress:
        run = audit_spec(
            whole, out=folder, workers=workers, retry_failed=retry_failed, progress=progress
        )
    tell(run, as_json=as_json)

"""The main job as one function, and reading further what it made as another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from graycard.auditing import road
from graycard.auditing.progress import Progress, silent
from graycard.documents import digest
from graycard.errors import SpecError
from graycard.run.run import Run
from graycard.run.spec import PER_PROMPT, AuditSpec, Seeds, load_spec, make_spec

RUNS: Final = Path("graycard-runs")
"""Where runs go when nobody says where."""


def audit(
    spec: str | Path | None = None,
    *,
    model: str | Mapping[str, Any] | None = None,
    images: str | Path | None = None,
    prompts: str | Path | None = None,
    images_per_prompt: int | None = None,
    profile: str | Path | None = None,
    readers: Sequence[str | Path | Mapping[str, Any]] | None = None,
    references: Sequence[str | Path] | None = None,
    seed: int | None = None,
    seeds: Seeds | None = None,
    level: float | None = None,
    outside_domain: bool | None = None,
    out: str | Path | None = None,
    workers: int = 1,
    retry_failed: bool = False,
    progress: Progress = silent,
) -> Run:
    """Audit a text-to-image model or a folder of pictures; by default the drawn world.

    What is given here takes the place of what the spec file says. On an empty folder the audit
    starts, on a folder with the same spec it resumes.

    Args:
        spec: A YAML file with any of the settings below.
        model: Model under test, by name, as `name:target`, or with settings as
            `{"name": ..., ...}`.
        images: A folder of pictures that are already there, in place of a model.
        prompts: Prompt set, by name or as a YAML or CSV file.
        images_per_prompt: How often each prompt is asked, 32 by default.
        profile: Readers for a kind of pictures, by name or as a YAML file; by default that of the
            model's domain, unless readers are named.
        readers: What reads the pictures, by name, with settings, or as a YAML file of them; beside
            a profile, besides.
        references: Distributions to compare with, by name or file.
        seed: Of the run, in [0, 2**63), 0 by default; every request's seed follows from it.
        seeds: `per_prompt`, the default, or `shared`: the n-th image of every prompt then has the
            same seed, so that prompts can be put side by side.
        level: Confidence level of the intervals, in [0.5, 1), 0.95 by default.
        outside_domain: Lets readers read pictures that they were not validated on.
        out: The run folder; by default one below `graycard-runs` whose name follows from the
            spec.
        workers: Processes that make and read pictures. With more than one, a script needs the
            usual `if __name__ == "__main__":`.
        retry_failed: Whether requests that failed before get another attempt.
        progress: Is called with how far it is.

    Returns:
        The run, measured and reported.

    Raises:
        GraycardError: If what is asked, or the machine, does not allow it; what was done until
            then is kept.

    Example:
        >>> run = audit(images_per_prompt=2, out=tmp_path / "run")
        >>> int((run.generations.outcome == "ok").sum())
        32
    """
    if images is not None and model is not None:
        raise SpecError(
            what="both a model and a folder of images were given",
            why="one audit is of one or the other",
            fix="leave one out",
        )
    given: dict[str, Any] = {
        "model": model if images is None else {"name": "folder", "path": str(images)},
        "prompts": None if prompts is None else str(prompts),
        "images_per_prompt": images_per_prompt,
        "profile": None if profile is None else str(profile),
        "readers": readers,
        "references": None if references is None else [str(one) for one in references],
        "seed": seed,
        "seeds": seeds,
        "level": level,
        "outside_domain": outside_domain,
    }
    whole = spec_of(None if spec is None else Path(spec), given)
    return road.audit_spec(
        whole,
        out=default_out(whole) if out is None else Path(out),
        workers=workers,
        retry_failed=retry_failed,
        progress=progress,
    )


def read(
    run: str | Path,
    readers: Sequence[str | Path | Mapping[str, Any]] = (),
    *,
    workers: int = 1,
    outside_domain: bool = False,
    progress: Progress = silent,
) -> Run:
    """Read a run's pictures with further readers, then measure and report again.

    No picture is made again. A reader takes the place of those of its name that the run has; the
    readings of both are kept.

    Args:
        run: The run folder.
        readers: By name, as `name:target`, with settings as `{"name": ..., ...}`, or as a YAML
            file that holds one such entry or a list of them; with none, what is missing is read.
        workers: Processes that read.
        outside_domain: Lets readers read pictures that they were not validated on.
        progress: Is called with how far it is.

    Returns:
        The run, measured and reported.

    Raises:
        GraycardError: If it is no run, or a reader does not fit.

    Example:
        >>> _ = audit(images_per_prompt=1, out=tmp_path / "run")
        >>> [one.name for one in read(tmp_path / "run", ["colour"]).readers]
        ['renderer_truth', 'colour']
    """
    named = make_spec({"readers": list(readers)}, where="the readers")
    return road.read(
        Path(run),
        named.readers or (),
        workers=workers,
        outside_domain=outside_domain,
        progress=progress,
    )


def spec_of(path: Path | None, given: Mapping[str, Any]) -> AuditSpec:
    """Return the spec in a file, with what is given otherwise laid over it.

    Raises:
        SpecError: If either does not say what it should.
    """
    said = {key: value for key, value in given.items() if value is not None}
    base = {} if path is None else load_spec(path).model_dump(exclude_unset=True)
    return make_spec(base | said, where="the audit's settings")


def default_out(spec: AuditSpec) -> Path:
    """Return the run folder of a spec when none is named: the same spec, the same folder."""
    # Seeds of each prompt's own are left out: such runs keep the folder that they always had.
    told = spec.model_dump(mode="json", exclude={"seeds"} if spec.seeds == PER_PROMPT else None)
    return RUNS / f"{spec.model.name}-{digest(told)[:8]}"

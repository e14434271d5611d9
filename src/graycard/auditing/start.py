"""The beginning of a run: what was asked is frozen and planned before anything is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from graycard.auditing.resolve import Resolved
from graycard.documents import canonical_json, write_yaml
from graycard.errors import RunError, SpecError
from graycard.run.active_readers import write_active_readers
from graycard.run.evidence import write_references
from graycard.run.files import put
from graycard.run.folder import RunFolder
from graycard.run.manifest import not_a_run, write_manifest
from graycard.run.plan import write_listing_plan, write_prompt_plan
from graycard.run.spec import SHARED, AuditSpec, ResolvedSpec, read_resolved

_BEFORE_THE_MANIFEST: Final = {".lock", "audit.yaml", "plan", "readers.yaml", "references.json"}
"""What a run that was killed before its manifest was written may hold."""


def start(folder: RunFolder, resolved: Resolved) -> None:
    """Freeze what was asked and plan it, before anything is made.

    The manifest comes last: with it, the folder is a run.
    """
    put(folder.spec, write_yaml(resolved.spec.model_dump(mode="json")).encode())
    write_active_readers(folder, resolved.readers)
    write_references(folder, resolved.references)
    chunk = resolved.spec.chunk
    if resolved.prompts is not None:
        write_prompt_plan(
            folder,
            resolved.prompts,
            repetitions=resolved.spec.asked.images_per_prompt,
            run_seed=resolved.spec.asked.seed,
            seedable=resolved.seedable,
            chunk=chunk,
            shared_seeds=resolved.spec.asked.seeds == SHARED,
        )
    else:
        write_listing_plan(folder, resolved.listing or (), chunk=chunk)
    write_manifest(folder, [], kind="audit")


def refuse_another_spec(folder: RunFolder, wanted: ResolvedSpec) -> None:
    """Raise if a run was begun with anything else than what is wanted now.

    Raises:
        SpecError: It names what is different.
    """
    found = read_resolved(folder).model_dump(mode="json")
    asked = wanted.model_dump(mode="json")
    different = sorted(_differences(found, asked))
    if different and found["listing_digest"] != asked["listing_digest"]:
        different = ["the list of pictures, or their metadata, is not what it was"]
    elif different and found["references_digest"] != asked["references_digest"]:
        different = ["a reference is not what it was", *different][:3]
    if different:
        raise SpecError(
            what=f"{folder.root} holds a run of another spec",
            why="; ".join(different[:6]),
            fix="audit into a new folder: --out FOLDER; that run is finished, or goes on, with: "
            f"graycard resume {folder.root}",
        )


def _differences(found: Any, asked: Any, place: str = "") -> Iterator[str]:
    if isinstance(found, dict) and isinstance(asked, dict):
        for key in sorted({*found, *asked}):
            inner = f"{place}.{key}".removeprefix(".").removeprefix("asked.")
            yield from _differences(found.get(key), asked.get(key), inner)
    elif found != asked:
        yield f"{place} was {canonical_json(found)}, now {canonical_json(asked)}"


def refuse_inside(out: Path, spec: AuditSpec) -> None:
    """Raise if a run would lie among the pictures that it is about.

    Raises:
        SpecError: It names the folder.
    """
    for value in spec.model.settings.values():
        source = Path(value).resolve() if isinstance(value, str) else None
        if source and source.is_dir() and out.resolve().is_relative_to(source):
            raise SpecError(
                what=f"the run {out} would lie inside {value}",
                why="the next audit of that folder would take the run's copies for pictures of it",
                fix="give a folder elsewhere: --out FOLDER",
            )


def refuse_what_is_no_run(folder: RunFolder) -> None:
    """Raise if a folder holds anything that a run in the making would not.

    Raises:
        RunError: It names what is there.
    """
    strangers = sorted(
        path.name
        for path in folder.root.iterdir()
        if path.name not in _BEFORE_THE_MANIFEST and not path.name.startswith(".")
    )
    if strangers and folder.spec.exists():
        raise not_a_run(folder.root)
    if strangers:
        raise RunError(
            what=f"{folder.root} is neither empty nor a run",
            why=f"it holds {', '.join(strangers[:3])}{' ...' if len(strangers) > 3 else ''}",
            fix="audit into a new folder: --out FOLDER",
        )

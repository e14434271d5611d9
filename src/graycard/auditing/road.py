"""The main road: from a spec to a measured run, in steps that can each be killed and resumed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graycard.auditing.compared import add_references
from graycard.auditing.launch import Launch
from graycard.auditing.progress import Progress, silent
from graycard.auditing.resolve import active_readers, resolve
from graycard.auditing.start import refuse_another_spec, refuse_inside, refuse_what_is_no_run, start
from graycard.run.active_readers import read_active_readers
from graycard.run.folder import RunFolder
from graycard.run.lock import sole_writer
from graycard.run.manifest import read_manifest
from graycard.run.run import Run
from graycard.run.spec import AuditSpec, Component, read_resolved


def audit_spec(
    spec: AuditSpec,
    *,
    out: Path,
    workers: int = 1,
    retry_failed: bool = False,
    reports: bool = True,
    progress: Progress = silent,
) -> Run:
    """Carry out an audit: start it in an empty folder, or resume it where it is the same.

    Args:
        spec: What to audit and how.
        out: The run folder.
        workers: Processes that make and read pictures.
        retry_failed: Whether requests that failed get another attempt.
        reports: Whether reports are written; whoever makes hundreds of runs may not want them.
        progress: Is told how far it is.

    Returns:
        The run, measured.

    Raises:
        GraycardError: If the spec, the folder or the machine does not allow it. What was done
            until then is kept.
    """
    folder = RunFolder(out)
    resolved = resolve(spec)
    refuse_inside(out, resolved.spec.asked)
    with sole_writer(folder):
        if folder.manifest.exists():
            refuse_another_spec(folder, resolved.spec)
            command = "resume"
        else:
            refuse_what_is_no_run(folder)
            start(folder, resolved)
            command = "audit"
        with Launch(folder, command, workers, progress) as writer:
            writer.go(retry_failed=retry_failed, reports=reports)
    return Run(out)


def resume(
    path: Path, *, workers: int = 1, retry_failed: bool = False, progress: Progress = silent
) -> Run:
    """Finish an interrupted run; nothing that is there is made again.

    Args:
        path: Of the run folder.
        workers: Processes that make and read pictures.
        retry_failed: Whether requests that failed get another attempt.
        progress: Is told how far it is.

    Raises:
        GraycardError: If it is no run, or the model is no longer what it was begun with.
    """
    folder = _existing(path)
    with sole_writer(folder), Launch(folder, "resume", workers, progress) as writer:
        writer.go(retry_failed=retry_failed)
    return Run(path)


def read(
    path: Path,
    readers: Sequence[Component] = (),
    *,
    workers: int = 1,
    outside_domain: bool = False,
    progress: Progress = silent,
) -> Run:
    """Read a run's pictures with further readers, then measure and report again.

    A reader of the same name with other settings takes the place of the one before; the
    readings of both stay in the parts.

    Args:
        path: Of the run folder.
        readers: Readers to add; with none, what is missing is read.
        workers: Processes that read.
        outside_domain: Lets readers read pictures that they were not validated on.
        progress: Is told how far it is.

    Raises:
        GraycardError: If it is no run, or a reader does not fit.
    """
    folder = _existing(path)
    with sole_writer(folder):
        spec = read_resolved(folder)
        outside = outside_domain or spec.asked.outside_domain
        added = active_readers(readers, domain=spec.model_domain, outside=outside)
        names = {reader.name for reader in added}
        before = read_active_readers(folder) if folder.readers.exists() or not names else ()
        kept = [one for one in before if one.name not in names]
        with Launch(folder, "read", workers, progress) as writer:
            # What the run is compared with need not be about what this reader reads.
            add_references(folder, spec.asked.references or (), added, must_apply=False)
            writer.go(readers=[*kept, *added])
    return Run(path)


def measure(
    path: Path,
    *,
    references: Sequence[str] = (),
    level: float | None = None,
    progress: Progress = silent,
) -> Run:
    """Compute a run's numbers again from its tables, and write its reports.

    Args:
        path: Of the run folder.
        references: Further distributions to compare with, by name or path.
        level: Another confidence level; it holds until another is given.
        progress: Is told how far it is.

    Raises:
        GraycardError: If it is no run, or a reference does not fit.
    """
    folder = _existing(path)
    with sole_writer(folder), Launch(folder, "measure", 1, progress) as writer:
        add_references(folder, references, read_active_readers(folder))
        writer.measure(level=level)
    return Run(path)


def _existing(path: Path) -> RunFolder:
    folder = RunFolder(path)
    read_manifest(folder)
    return folder

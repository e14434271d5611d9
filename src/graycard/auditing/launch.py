"""One launch of a run: does what is not done yet, and keeps its entry in the manifest."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, suppress
from typing import Self

from graycard.auditing.executors import Tell, make_executor
from graycard.auditing.generate import GenerateJob
from graycard.auditing.measure import measure_run
from graycard.auditing.progress import Count, Progress
from graycard.auditing.read import ReadJob
from graycard.errors import GraycardError
from graycard.report import write_reports
from graycard.run.active_readers import (
    ActiveReader,
    read_active_readers,
    write_active_readers,
)
from graycard.run.compact import (
    compact_generations,
    compact_readings,
    compact_vectors,
    refuse_missing_pictures,
)
from graycard.run.evidence import read_numbers
from graycard.run.files import sweep
from graycard.run.folder import RunFolder
from graycard.run.manifest import new_launch, now, read_manifest, write_manifest
from graycard.run.plan import planned_chunks
from graycard.run.run import Run
from graycard.run.spec import Component, read_resolved


class Launch:
    """Used as a context manager by the one writer of a run folder.

    The manifest has the entry from the beginning; an entry without an end was interrupted.

    Args:
        folder: Of the run; it has a manifest already.
        command: That launched it.
        workers: Processes that make and read pictures.
        progress: Is told how far it is.
    """

    def __init__(self, folder: RunFolder, command: str, workers: int, progress: Progress) -> None:
        self.folder = folder
        self.spec = read_resolved(folder)
        self._executor = make_executor(workers)
        self._progress = progress
        self._before = read_manifest(folder).launches
        self._entry = new_launch(command, workers=workers)
        self._readings = self._vectors = 0
        self._generated: Count | None = None
        self._devices: dict[str, None] = {}

    def __enter__(self) -> Self:
        sweep(self.folder.root)
        self._note()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        # Workers of a launch that was killed may have left something since the first sweep.
        sweep(self.folder.root)
        if error is None:
            self._note(ended=now())
            return
        with suppress(GraycardError):  # what went wrong first is what must be told
            self._note()

    def go(
        self,
        *,
        readers: Sequence[ActiveReader] | None = None,
        retry_failed: bool = False,
        reports: bool = True,
    ) -> None:
        """Generate, read, compact, measure and report.

        Args:
            readers: That become the active ones; None for those that are.
            retry_failed: Whether requests that failed get another attempt.
            reports: Whether reports are written.
        """
        active = read_active_readers(self.folder) if readers is None else tuple(readers)
        chunks = self._generate(retry_failed)
        self._read(chunks, active)
        compact_generations(self.folder, chunks=chunks)
        refuse_missing_pictures(self.folder)
        readings = [reader.id for reader in active if reader.width is None]
        compact_readings(self.folder, readings, chunks=chunks)
        for reader in active:
            if reader.width is not None:
                compact_vectors(self.folder, reader.id, width=reader.width, chunks=chunks)
        if readers is not None:  # only now is everything there that they read
            write_active_readers(self.folder, active)
        self.measure(reports=reports)

    def measure(self, *, level: float | None = None, reports: bool = True) -> None:
        """Measure and report from the tables that are there.

        Args:
            level: Of the intervals; None for that of the numbers that are there, or else of
                the spec.
            reports: Whether reports are written.
        """
        self._progress("measure", done=0, total=1)
        measure_run(self.folder, level=level or self._level())
        self._progress("measure", done=1, total=1)
        if not reports:
            return
        self._progress("report", done=0, total=1)
        write_reports(Run(self.folder.root))
        self._progress("report", done=1, total=1)

    def _level(self) -> float:
        if self.folder.estimates_json.exists():
            for estimate in read_numbers(self.folder).estimates[:1]:
                return estimate.level
        return self.spec.asked.level

    def _generate(self, retry_failed: bool) -> int:
        job = GenerateJob(
            root=self.folder.root,
            model=self.spec.asked.model,
            model_id=self.spec.model,
            retry_failed=retry_failed,
        )
        chunks = 0
        self._generated = count = Count(self._progress, "generate", total=self.spec.requests)
        tell = self._telling(count)
        with closing(self._executor.map(job, planned_chunks(self.folder), tell)) as results:
            for _ in results:
                chunks += 1
        if self._devices:
            self._note()  # the report, written before this launch ends, tells the devices
        return chunks

    def _read(self, chunks: int, active: Sequence[ActiveReader]) -> None:
        job = ReadJob(
            root=self.folder.root,
            readers=tuple(Component(name=one.name, settings=one.settings) for one in active),
            ids=tuple(one.id for one in active),
        )
        count = Count(self._progress, "read", total=self.spec.requests)
        tell = self._telling(count)
        with closing(self._executor.map(job, range(chunks), tell)) as results:
            for index, result in enumerate(results):
                images = min(self.spec.chunk, self.spec.requests - index * self.spec.chunk)
                count(0, there=images - result.requests)
                self._readings += result.readings
                self._vectors += result.vectors
        if self._devices:
            self._note()

    def _telling(self, count: Count) -> Tell:
        """Return what counts, and has devices in the manifest as soon as pictures are of them."""

        def tell(new: int, *, there: int = 0, missing: int = 0, device: str | None = None) -> None:
            count(new, there=there, missing=missing)
            if device is not None and device not in self._devices:
                self._devices[device] = None
                self._note()

        return tell

    def _note(self, *, ended: str | None = None) -> None:
        update = {
            "ended": ended,
            "generated": self._generated.new if self._generated else 0,
            "readings": self._readings,
            "vectors": self._vectors,
            "devices": tuple(self._devices),
        }
        entry = self._entry.model_copy(update=update)
        write_manifest(self.folder, [*self._before, entry], kind="audit")

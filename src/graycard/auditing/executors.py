"""Running jobs over chunks: in this process, or in several that die with it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Protocol, TypeVar

ChunkT = TypeVar("ChunkT")
ResultT = TypeVar("ResultT")


class Tell(Protocol):
    """Something that a job tells how far it is."""

    def __call__(
        self, new: int, *, there: int = 0, missing: int = 0, device: str | None = None
    ) -> None:
        """Take note of what was done since it was told last; raise what ends the job.

        Args:
            new: Requests that the job is done with.
            there: Requests that were done before.
            missing: Of the new ones, those that brought no picture.
            device: That they were computed on; None where nothing says so.
        """
        ...


Job = Callable[[ChunkT, Tell], ResultT]


class Executor(Protocol):
    """Something that does a job for every chunk and hands back the results as they come."""

    workers: int

    def map(
        self, job: Job[ChunkT, ResultT], chunks: Iterable[ChunkT], tell: Tell
    ) -> Generator[ResultT, None, None]:
        """Yield the job's result for each chunk, in any order, after all that the job told."""
        ...


class InProcess:
    """Does one chunk after the other, here.

    Example:
        >>> def job(chunk, tell):
        ...     tell(1)
        ...     return abs(chunk)
        >>> told = []
        >>> list(InProcess().map(job, [-1, 2], told.append)), told
        ([1, 2], [1, 1])
    """

    workers = 1

    def map(
        self, job: Job[ChunkT, ResultT], chunks: Iterable[ChunkT], tell: Tell
    ) -> Generator[ResultT, None, None]:
        """Yield the results in the order of the chunks."""
        for chunk in chunks:
            yield job(chunk, tell)


def make_executor(workers: int) -> Executor:
    """Return an executor for this many workers."""
    if workers == 1:
        return InProcess()
    from graycard.auditing.processes import Processes

    return Processes(workers)

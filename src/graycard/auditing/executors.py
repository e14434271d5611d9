"""Running jobs over chunks: in this process, or in several that die with it."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol, TypeVar

from graycard.errors import EnvironmentFaultError

ChunkT = TypeVar("ChunkT")
ResultT = TypeVar("ResultT")


class Executor(Protocol):
    """Something that does a job for every chunk and hands back the results as they come."""

    workers: int

    def map(self, job: Callable[[ChunkT], ResultT], chunks: Iterable[ChunkT]) -> Iterator[ResultT]:
        """Yield the job's result for each chunk, in any order."""
        ...


class InProcess:
    """Does one chunk after the other, here.

    Example:
        >>> list(InProcess().map(abs, [-1, 2]))
        [1, 2]
    """

    workers = 1

    def map(self, job: Callable[[ChunkT], ResultT], chunks: Iterable[ChunkT]) -> Iterator[ResultT]:
        """Yield the results in the order of the chunks."""
        for chunk in chunks:
            yield job(chunk)


class Processes:
    """Does chunks in several processes, a few ahead of what is asked for.

    The job and its chunks are pickled to fresh processes of this same program; nothing that
    comes from outside is ever unpickled.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, job: Callable[[ChunkT], ResultT], chunks: Iterable[ChunkT]) -> Iterator[ResultT]:
        """Yield the results in the order of the chunks.

        Raises:
            EnvironmentFaultError: If a process was killed, mostly for want of memory.
        """
        pool = ProcessPoolExecutor(
            self.workers,
            # Not fork: threads and locks of this process would be copied half-way.
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_die_with_parent,
            initargs=(os.getpid(),),
        )
        ahead: deque[Future[ResultT]] = deque()
        try:
            for chunk in chunks:
                ahead.append(pool.submit(job, chunk))
                if len(ahead) > 2 * self.workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        except BrokenProcessPool as error:
            raise EnvironmentFaultError(
                what="a worker process was killed",
                why="mostly the machine ran out of memory",
                fix="graycard resume RUN --workers 1 (what is done is kept)",
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def make_executor(workers: int) -> Executor:
    """Return an executor for this many workers."""
    return InProcess() if workers == 1 else Processes(workers)


def _die_with_parent(parent: int) -> None:
    """End this worker when the process that started it is gone, even if that one was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()

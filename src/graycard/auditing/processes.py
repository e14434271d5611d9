"""Jobs in several processes, which end with the one that started them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from graycard.auditing.executors import ChunkT, Job, ResultT, Tell
from graycard.errors import EnvironmentFaultError

if TYPE_CHECKING:
    from ctypes import c_byte
    from multiprocessing.queues import SimpleQueue
    from multiprocessing.sharedctypes import SynchronizedArray

_SECONDS_BETWEEN_LOOKS: Final = 0.5


class Processes:
    """Does chunks in several processes, a few ahead of what is asked for.

    The job and its chunks are pickled to fresh processes of this same program; nothing that
    comes from outside is ever unpickled.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(
        self, job: Job[ChunkT, ResultT], chunks: Iterable[ChunkT], tell: Tell
    ) -> Generator[ResultT, None, None]:
        """Yield the results in the order of the chunks.

        Whatever ends it early, Ctrl-C or a fault, ends the jobs that are under way when they next
        tell of something.

        Raises:
            EnvironmentFaultError: If a process was killed, mostly for want of memory.
        """
        # Not fork: threads and locks of this process would be copied half-way.
        context = multiprocessing.get_context("spawn")
        shared = _Shared(context.Array("q", 3), context.RawValue("b", 0), context.SimpleQueue())
        pass_on = _passing_on(shared, tell)
        pool = ProcessPoolExecutor(
            self.workers, mp_context=context, initializer=_begin, initargs=(os.getpid(), shared)
        )
        ahead: deque[Future[ResultT]] = deque()
        try:
            for chunk in chunks:
                ahead.append(pool.submit(_work, job, chunk))
                if len(ahead) > 2 * self.workers:
                    yield _result(ahead.popleft(), pass_on)
            while ahead:
                yield _result(ahead.popleft(), pass_on)
        except BrokenProcessPool as error:
            raise EnvironmentFaultError(
                what="a worker process was killed",
                why="mostly the machine ran out of memory",
                fix="graycard resume RUN --workers 1 (what is done is kept)",
            ) from error
        finally:
            shared.over.value = 1
            pool.shutdown(wait=True, cancel_futures=True)
            pass_on()


@dataclass(frozen=True)
class _Shared:
    """What a process and its workers have in common.

    Attributes:
        told: Of how many requests the workers told: missing, done before, and new ones, written in
            this order, so that whoever reads amid it sees no new one without what it lacks.
        over: Not 0 once the workers are to end. It has no lock that a killed worker could hold.
        devices: That they computed on, each told once by each worker.
    """

    told: SynchronizedArray[int]
    over: c_byte
    devices: SimpleQueue[str]


@dataclass
class _Worker:
    """What this process knows of itself if it is a worker.

    Attributes:
        shared: What it has in common with the others.
        at_work: Whether it is amid a job.
        ending: Whether that job was told to end; a second time would cut short what it keeps.
        terminated: Whether this process was asked to end.
        devices: That it told of.
    """

    shared: _Shared
    at_work: bool = False
    ending: bool = False
    terminated: bool = False
    devices: set[str] = field(default_factory=set)


_worker: _Worker | None = None


def _passing_on(shared: _Shared, tell: Tell) -> Callable[[], None]:
    """Return what tells of all that the workers told since it was last called."""
    passed = [0, 0, 0]

    def pass_on() -> None:
        # Read without the lock, which a killed worker may hold for ever.
        told = list(shared.told.get_obj())
        missing, there, new = (now - before for now, before in zip(told, passed, strict=True))
        if new or there:
            passed[:] = told
            tell(new, there=there, missing=missing)
        while not shared.devices.empty():
            tell(0, device=shared.devices.get())

    return pass_on


def _result(future: Future[ResultT], pass_on: Callable[[], None]) -> ResultT:
    while not wait((future,), timeout=_SECONDS_BETWEEN_LOOKS).done:
        pass_on()
    pass_on()
    return future.result()


def _begin(parent: int, shared: _Shared) -> None:
    """Make this process a worker: between two jobs Ctrl-C is its parent's business."""
    global _worker
    _worker = _Worker(shared)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _terminate)
    threading.Thread(target=_die_with_parent, args=(parent,), daemon=True).start()


def _terminate(*_: object) -> None:
    """End this worker, amid a job not before what was delivered is kept.

    Job schedulers ask all processes of a job to end, and where one of several workers was killed
    the pool asks the others.
    """
    worker = _this_worker()
    worker.terminated = True
    if not worker.at_work:
        os._exit(1)
    if not worker.ending:
        worker.ending = True
        raise KeyboardInterrupt


def _die_with_parent(parent: int) -> None:
    """End this worker when the process that started it is gone, even if that one was killed."""
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)


def _work(job: Job[Any, ResultT], chunk: Any) -> ResultT:
    """Do a job in a worker. After Ctrl-C no worker begins another one."""
    worker = _this_worker()
    if worker.shared.over.value:
        raise KeyboardInterrupt
    worker.ending, worker.at_work = False, True
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        return job(chunk, _tell)
    except KeyboardInterrupt:
        worker.shared.over.value = 1
        raise
    finally:
        worker.at_work = False
        if worker.terminated:
            os._exit(1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _tell(new: int, *, there: int = 0, missing: int = 0, device: str | None = None) -> None:
    worker = _this_worker()
    if device is not None and device not in worker.devices:
        worker.devices.add(device)
        worker.shared.devices.put(device)
    with worker.shared.told.get_lock():
        for at, more in enumerate((missing, there, new)):
            worker.shared.told[at] += more
    if worker.shared.over.value:
        worker.ending = True
        raise KeyboardInterrupt


def _this_worker() -> _Worker:
    if _worker is None:
        raise RuntimeError("this is no worker")
    return _worker

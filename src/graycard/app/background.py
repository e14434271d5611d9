"""Work that takes longer than a page may: one piece after the other, beside the server.

A page asks for what it needs. If it is there, it is shown; if not, the page says how far it is and
looks again. What was used last is kept, up to a number of bytes, under a key that says what it was
made from. What failed is told once, and begun anew when it is asked for again: a model may have
come within reach.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from queue import Queue
from threading import Event, Lock, Thread
from typing import Final, Generic, TypeVar, cast

from graycard.app.weighing import weight
from graycard.errors import EnvironmentFaultError, GraycardError
from graycard.language import noted, say

T = TypeVar("T")
Progress = Callable[[int, int], None]

MOST_BYTES: Final = 256 * 1024 * 1024
"""Of results that are kept. A tree of clusters and the vectors beside it may take more alone."""
_WAITING: Final = 16
"""Pieces of work that may wait; whoever asks for more is told to come back."""
_TOGETHER: Final = 3
"""Results used last that are kept whatever they take: a page needs two averages and how far they
are apart. If one of them drove out another, they would never be there at the same time."""
_A_TASK: Final = 4096
"""Bytes of a task beside its result, about."""


class Task(Generic[T]):
    """A piece of work.

    Attributes:
        done: Steps that are done.
        total: Steps that there are; 0 while it waits its turn.
        told: Whether somebody was told that it failed.
        bytes: That its result takes, about; 0 until it has ended.
    """

    def __init__(self) -> None:
        self.done = self.total = self.bytes = 0
        self.told = False
        self._ended = Event()
        self._result: T | None = None
        self._error: GraycardError | None = None

    def ended(self, wait: float = 0) -> bool:
        """Return whether it has ended, well or not, after so many seconds at most."""
        return self._ended.wait(wait)

    def result(self) -> T:
        """Return what came of it, once it has ended.

        Raises:
            GraycardError: What it raised.
        """
        if self._error is not None:
            self.told = True
            raise self._error.with_traceback(None)
        return cast(T, self._result)

    def run(self, work: Callable[[Progress], T]) -> None:
        """Do it. Afterwards nothing is kept but what came of it."""
        try:
            self._result = work(self._tell)
            self.bytes = weight(self._result)
        except GraycardError as error:
            # Frames hold what they worked on, which may be every vector of the runs.
            error.__traceback__ = error.__cause__ = error.__context__ = None
            self._error = error
        except Exception:
            logging.getLogger("graycard").exception("work for a page failed")
            self._error = GraycardError(
                what=noted("This could not be worked out."),
                why=noted("Something is wrong in Graycard itself; the terminal has the details."),
                fix=noted("Please report it with the lines that the terminal shows."),
            )
        self.bytes += _A_TASK

    def end(self) -> None:
        """Let everybody who waits know that it was done."""
        self._ended.set()

    def _tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total


class Background:
    """Does one piece of work after the other in a thread of its own.

    Args:
        most_bytes: Of results that are kept; those that were not used for longest are worked out
            again when they are asked for.
        anew: Whether work that failed is begun anew once that was told. Not so in a static copy,
            where each picture asks for the same work.

    Example:
        >>> background = Background()
        >>> task = background.ask("answer", lambda progress: 6 * 7)
        >>> task.ended(wait=10), task.result()
        (True, 42)
    """

    def __init__(self, *, most_bytes: int = MOST_BYTES, anew: bool = True) -> None:
        self._most, self._anew = most_bytes, anew
        self._tasks: OrderedDict[str, Task[object]] = OrderedDict()
        self._queue: Queue[tuple[Task[object], Callable[[Progress], object]] | None] = Queue()
        self._closed = False
        self._lock = Lock()
        self._thread: Thread | None = None

    def ask(self, key: str, work: Callable[[Progress], T]) -> Task[T]:
        """Return the work with this key, which is begun if nobody asked for it yet.

        Args:
            key: Says all that the result depends on.
            work: Is called with what it may tell of its progress.

        Raises:
            EnvironmentFaultError: If too much is waiting already.
        """
        with self._lock:
            known = self._tasks.get(key)
            if known is not None and not (self._anew and known.told):
                self._tasks.move_to_end(key)
                return cast("Task[T]", known)
            if self._queue.qsize() >= _WAITING:
                raise EnvironmentFaultError(
                    what=say("there is too much to work out at the moment"),
                    why=say("Each piece of work waits for the one before."),
                    fix=say("Come back in a minute."),
                )
            task: Task[T] = Task()
            self._tasks[key] = cast("Task[object]", task)
            self._tasks.move_to_end(key)
            self._queue.put((cast("Task[object]", task), work))
            if self._thread is None and not self._closed:
                # A daemon: whoever stops the server does not wait for what nobody will see.
                self._thread = Thread(target=self._work, name="background", daemon=True)
                self._thread.start()
            return task

    def get(self, key: str) -> Task[object] | None:
        """Return the work with this key; None if there is none, or it was forgotten."""
        with self._lock:
            if (found := self._tasks.get(key)) is not None:
                self._tasks.move_to_end(key)
            return found

    def close(self) -> None:
        """Forget all results, begin nothing more, and end the thread after what it is at.

        What is asked for afterwards waits for ever: whoever closes it has another one for that.
        """
        with self._lock:
            self._closed = True
            self._tasks.clear()
            self._queue.put(None)

    def _forget(self) -> None:
        """Forget what has ended and was not used for longest, while there is too much."""
        ended = [key for key, task in self._tasks.items() if task.ended()]
        taken = sum(self._tasks[key].bytes for key in ended)
        for key in ended[:-_TOGETHER]:
            if taken <= self._most:
                break
            taken -= self._tasks.pop(key).bytes

    def _work(self) -> None:
        while self._next():
            pass

    def _next(self) -> bool:
        """Do the next piece of work: a method, whose names are gone while it waits for more.

        Returns:
            Whether there may be more.
        """
        taken = self._queue.get()
        if taken is None or self._closed:
            return False
        task, work = taken
        task.run(work)
        with self._lock:
            task.end()
            self._forget()
        return True

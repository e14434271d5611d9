"""Work that takes longer than a page may: one piece after the other, beside the server.

A page asks for what it needs. If it is there, it is shown; if not, the page says how far it is and
looks again. What was worked out last is kept, under a key that says what it was made from. What
failed is told once, and begun anew when it is asked for again: a model may have come within reach.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from queue import Queue
from threading import Event, Lock, Thread
from typing import Final, Generic, TypeVar, cast

from graycard.errors import EnvironmentFaultError, GraycardError
from graycard.language import say

T = TypeVar("T")
Progress = Callable[[int, int], None]

_WAITING: Final = 16
"""Pieces of work that may wait; whoever asks for more is told to come back."""


class Task(Generic[T]):
    """A piece of work.

    Attributes:
        done: Steps that are done.
        total: Steps that there are; 0 while it waits its turn.
        told: Whether somebody was told that it failed.
    """

    def __init__(self, work: Callable[[Progress], T]) -> None:
        self.done = self.total = 0
        self.told = False
        self._work, self._ended = work, Event()
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
            raise self._error
        return cast(T, self._result)

    def run(self) -> None:
        """Do it."""
        try:
            self._result = self._work(self._tell)
        except GraycardError as error:
            self._error = error
        except Exception:
            logging.getLogger("graycard").exception("work for a page failed")
            self._error = GraycardError(
                what=say("This could not be worked out."),
                why=say("Something is wrong in Graycard itself; the terminal has the details."),
                fix=say("Please report it with the lines that the terminal shows."),
            )
        self._ended.set()

    def _tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total


class Background:
    """Does one piece of work after the other in a thread of its own.

    Args:
        kept: Pieces of work whose results are kept.
        anew: Whether work that failed is begun anew once that was told. Not so in a static copy,
            where each picture asks for the same work.

    Example:
        >>> background = Background()
        >>> task = background.ask("answer", lambda progress: 6 * 7)
        >>> task.ended(wait=10), task.result()
        (True, 42)
    """

    def __init__(self, *, kept: int = 24, anew: bool = True) -> None:
        self._kept, self._anew = kept, anew
        self._tasks: OrderedDict[str, Task[object]] = OrderedDict()
        self._queue: Queue[Task[object]] = Queue()
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
            task = Task(work)
            self._tasks[key] = cast("Task[object]", task)
            self._tasks.move_to_end(key)
            self._queue.put(cast("Task[object]", task))
            self._forget()
            if self._thread is None:
                # A daemon: whoever stops the server does not wait for what nobody will see.
                self._thread = Thread(target=self._work, name="background", daemon=True)
                self._thread.start()
            return task

    def get(self, key: str) -> Task[object] | None:
        """Return the work with this key; None if there is none, or it was forgotten."""
        with self._lock:
            return self._tasks.get(key)

    def _forget(self) -> None:
        """Forget what has ended and was not asked for longest."""
        ended = [key for key, task in self._tasks.items() if task.ended()]
        for key in ended[: max(len(self._tasks) - self._kept, 0)]:
            del self._tasks[key]

    def _work(self) -> None:
        while True:
            self._queue.get().run()

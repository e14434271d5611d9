"""What the app shows as it is now: a run that a command changed meanwhile is opened anew."""

from __future__ import annotations

from concurrent.futures import Future, wait
from threading import Lock, Thread
from typing import Final

from graycard.app.opened import Opened

WAIT: Final = 0.8
"""Seconds for which the page that notices a change waits for what is opened anew."""


class Renewal:
    """The runs that the app shows, and those that take their place once a run has changed.

    To ask costs a look at one file of each run. What has changed is read beside the server, since a
    large run takes seconds: the page that notices it waits a moment, and if that is not enough,
    pages show what was there before and say so. Whatever was worked out of it goes with it.

    Args:
        opened: The runs as they are when the app starts.

    Attributes:
        opened: The runs as they were opened last.
    """

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self._next: Future[Opened] | None = None
        self._lock = Lock()

    @property
    def running(self) -> bool:
        """Whether a run has changed and is not opened anew yet."""
        return self._next is not None

    def now(self) -> Opened:
        """Return the runs as they are, or as they were while they are opened anew.

        Raises:
            GraycardError: What has changed can no longer be shown. It is tried again at the next
                look.
        """
        if not self.opened.live:
            return self.opened
        with self._lock:
            begins = self._next is None and self.opened.changed()
            if begins:
                self._next = _begun(self.opened)
            coming = self._next
        if coming is not None and wait([coming], timeout=WAIT if begins else 0).done:
            self._take(coming)
        return self.opened

    def _take(self, came: Future[Opened]) -> None:
        with self._lock:
            if self._next is not came:
                return
            self._next = None
            before, self.opened = self.opened, came.result()
        before.background.close()


def _begun(opened: Opened) -> Future[Opened]:
    coming: Future[Opened] = Future()

    def work() -> None:
        try:
            renewed = opened.again()
            renewed.prepare()
            coming.set_result(renewed)
        except Exception as error:
            coming.set_exception(error)

    # A daemon: whoever stops the server does not wait for what nobody will see.
    Thread(target=work, name="renewal", daemon=True).start()
    return coming

"""Every error that a user may meet, and the exit code that the command line gives it.

GraycardError                 what happened, why, and the next thing to do
├── InputError            (2) something the user wrote or pointed at
│   ├── SpecError             a spec, prompt set or reference that does not say what it should
│   ├── UnknownComponentError a model, reader, prompt set or reference that is not installed
│   ├── DomainError           a reader was asked about pictures that it was not validated on
│   └── NothingObservedError  a number was asked of no observations
├── RunError              (2) a run folder that cannot be used as asked
│   ├── RunLockedError        somebody else is writing to it
│   ├── NewerRunError         it was written by a newer Graycard
│   └── DamagedRunError       a file in it is not what was written
└── EnvironmentFaultError (3) a missing extra, a full or read-only disk, no key, no GPU
"""

from __future__ import annotations

from functools import partial
from typing import Any


class GraycardError(Exception):
    """Base of all: three sentences that the command line and the app show as they are.

    Example:
        >>> raise GraycardError(what="no image", why="the folder is empty", fix="graycard doctor")
        Traceback (most recent call last):
        graycard.errors.GraycardError: no image
          why  the folder is empty
          fix  graycard doctor
    """

    exit_code = 1

    def __init__(self, *, what: str, why: str, fix: str) -> None:
        super().__init__(f"{what}\n  why  {why}\n  fix  {fix}")
        self.what, self.why, self.fix = what, why, fix

    def __reduce__(self) -> tuple[Any, ...]:
        """Come back whole from a worker process."""
        return partial(type(self), what=self.what, why=self.why, fix=self.fix), ()


class InputError(GraycardError):
    """Something the user wrote or pointed at cannot be used."""

    exit_code = 2


class SpecError(InputError):
    """A spec, prompt set or reference does not say what it should."""


class UnknownComponentError(InputError):
    """A model, reader, measure, prompt set or reference that is not installed."""


class DomainError(InputError):
    """A reader was asked about pictures outside the domain it was validated in."""


class NothingObservedError(InputError):
    """A measure was asked about a stratum in which nothing was read."""


class RunError(GraycardError):
    """A run folder cannot be used as asked."""

    exit_code = 2


class RunLockedError(RunError):
    """Another process is writing to the run."""


class NewerRunError(RunError):
    """The run was written by a newer version of Graycard."""


class DamagedRunError(RunError):
    """A file of the run is not what was written."""


class EnvironmentFaultError(GraycardError):
    """The machine lacks something: an extra, disk space, a permission, a key."""

    exit_code = 3

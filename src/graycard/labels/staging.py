"""Labels on their way: each of them is taken down at once.

The app may be killed, its pages reloaded, and several people may label at a time, each in several
tabs. So every label is a transaction of its own, on disk before the next picture is shown, in
`labels/staging.sqlite` of the run. `collect` moves them into `labels.parquet`, which stays their
only home; doing it twice, or being killed in between, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from graycard.choices import did_you_mean
from graycard.errors import InputError
from graycard.labels.database import Rows, cannot_be_written, looked_into, may_write, opened
from graycard.labels.rubric import Rubric
from graycard.labels.said import Said, followed
from graycard.labels.table import WAIT, About, add_labels
from graycard.run.folder import RunFolder
from graycard.types import CANNOT_TELL, IMAGE, NOT_DEPICTED, WITHDRAWN, Label


class ChangedMeanwhileError(InputError):
    """The same person has answered in another tab since the page was shown."""


@dataclass(frozen=True)
class Staging:
    """Labels of one run that are being given.

    Args:
        folder: Of the run.
        writable: Whether anything may be written; if not, the database is only looked into.

    Example:
        >>> Staging(RunFolder(tmp_path)).waiting()
        ()
    """

    folder: RunFolder
    writable: bool = True

    def waiting(self) -> tuple[Label, ...]:
        """Return labels that are on their way, in the order in which they were given."""
        with self._looked_into() as rows:
            return () if rows is None else tuple(label for _, label in rows.labels())

    def n_waiting(self) -> int:
        """Return how many labels are on their way."""
        with self._looked_into() as rows:
            return 0 if rows is None else rows.count()

    def raters(self, attribute: str) -> list[str]:
        """Return whose labels of an attribute count in the run."""
        with self._said() as said:
            return said.raters(attribute)

    def said_by(self, rater: str, attribute: str) -> dict[About, Label]:
        """Return what counts of what one person said of an attribute in the run."""
        with self._said() as said:
            return said.by(rater, attribute)

    def give(
        self,
        *,
        generation_id: str,
        rubric: Rubric,
        answer: str,
        rater: str,
        seen: str = "",
        subject: str = IMAGE,
    ) -> Label:
        """Take down what somebody says of a picture; it is on disk when this returns.

        Args:
            generation_id: Whose picture.
            rubric: That was in view.
            answer: One of its answers, or `withdrawn`.
            rater: Pseudonym.
            seen: Time of the person's own label that the page showed, as ISO 8601; empty for none.
            subject: `image` or a face.

        Returns:
            The label; the one that is there already, if the person said the same before.

        Raises:
            InputError: If it is no answer of the rubric, or the rater's name is no pseudonym.
            ChangedMeanwhileError: If the person has said something else in another tab since.
            EnvironmentFaultError: If the run cannot be written to.
        """
        if answer not in (*rubric.answers, WITHDRAWN):
            raise InputError(
                what=f"{answer!r} is no answer of {rubric.id}",
                why=did_you_mean(
                    answer,
                    rubric.answers,
                    otherwise=f"the answers are: {', '.join(rubric.answers)}",
                ),
                fix="choose one of them",
            )
        said = answer not in (CANNOT_TELL, NOT_DEPICTED, WITHDRAWN)
        # One writer, so that nobody answers between the look and the label.
        with opened(self.folder.staging) as rows, rows.alone():
            with followed(self.folder).read(rows) as every:
                last = every.last(rater, (generation_id, subject, rubric.attribute))
            # A page shows what was said under its rubric; what was said under another is history.
            shown = None if last is None or last.rubric != rubric.id else last
            if shown is not None and shown.missing_reason == WITHDRAWN:
                shown = None
            if shown is not None and shown.answer == answer:
                return shown
            if shown is None and answer == WITHDRAWN:
                raise _changed("it was taken back already")
            if seen != ("" if shown is None else shown.time.isoformat()):
                now = "nothing" if shown is None else shown.answer
                raise _changed(f"your label of this picture is now: {now}")
            label = _checked(
                generation_id=generation_id,
                subject=subject,
                attribute=rubric.attribute,
                label=answer if said else None,
                missing_reason=None if said else answer,
                rater=rater,
                time=_next_time(rows.last_time(), None if last is None else last.time),
                rubric=rubric.id,
            )
            rows.add(label)
            return label

    def collect(self, *, wait: float = WAIT) -> int:
        """Move labels into the run's table; nothing is lost, or there twice, if it is broken off.

        Args:
            wait: Seconds to wait for another writer of the run.

        Returns:
            How many were new to the table.

        Raises:
            RunLockedError: If another process goes on writing to the run; they stay here.
            EnvironmentFaultError: If the run cannot be written to; they stay here.
        """
        if not self.folder.staging.exists():
            return 0
        with opened(self.folder.staging) as rows:
            found = rows.labels()
            new = add_labels(self.folder, [label for _, label in found], wait=wait)
            if found:
                rows.remove(up_to=found[-1][0])
            return new

    def check_writable(self) -> None:
        """Raise if no label could be taken down.

        Raises:
            EnvironmentFaultError: If the run is read-only.
        """
        if not may_write(self.folder.staging):
            raise cannot_be_written(self.folder.staging, "the run is read-only")
        if self.folder.staging.exists():  # whoever only looks leaves no file behind
            with opened(self.folder.staging) as rows, rows.alone():
                pass

    @contextmanager
    def _said(self) -> Iterator[Said]:
        """Yield what everybody has said."""
        with self._looked_into() as rows, followed(self.folder).read(rows) as said:
            yield said

    @contextmanager
    def _looked_into(self) -> Iterator[Rows | None]:
        """Yield the rows of the database; None where there is none."""
        path = self.folder.staging
        if not path.exists():
            yield None
        elif self.writable and may_write(path):
            with opened(path) as rows:
                yield rows
        else:
            with looked_into(path) as rows:
                yield rows


def _next_time(*before: datetime | None) -> datetime:
    """Return the time; a clock that was set back must not put a label before an earlier one."""
    after = (one + timedelta(microseconds=1) for one in before if one is not None)
    return max((datetime.now(UTC), *after))


def _checked(**fields: object) -> Label:
    try:
        return Label.model_validate(fields)
    except ValidationError as error:
        wrong = error.errors()[0]
        raise InputError(
            what=f"{'.'.join(map(str, wrong['loc']))} cannot be {wrong['input']!r}",
            why="a rater is known by a pseudonym of up to 40 letters, digits, dots and hyphens"
            if wrong["loc"] == ("rater",)
            else str(wrong["msg"]),
            fix="choose another one",
        ) from error


def _changed(why: str) -> ChangedMeanwhileError:
    return ChangedMeanwhileError(
        what="this picture was answered in another tab or window",
        why=why,
        fix="look at it again; nothing was changed",
    )

"""Labels from outside, checked whole: every row can be used, or none is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from graycard.choices import did_you_mean
from graycard.errors import InputError, SpecError
from graycard.labels.drawn import samples
from graycard.labels.faces import read_faces
from graycard.labels.frame import read_frame
from graycard.labels.rubric import Rubric
from graycard.labels.table import about, latest, read_labels
from graycard.run.folder import RunFolder
from graycard.types import CANNOT_TELL, IMAGE, NOT_DEPICTED, Label

_TOLD = 8
"""Rows of which the problem is told; more are counted."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """One label as somebody wrote it.

    Attributes:
        where: Its place, such as `line 7`.
        generation_id: Whose picture.
        subject: `image` or a face.
        attribute: What is labelled.
        answer: A category, `cannot tell` or `not depicted`.
        rater: Pseudonym; empty if the file does not say.
        time: As ISO 8601 with its offset; empty if the file does not say.
        rubric: Id of the rubric; empty if the file does not say.
    """

    where: str
    generation_id: str
    subject: str = IMAGE
    attribute: str
    answer: str
    rater: str = ""
    time: str = ""
    rubric: str = ""


@dataclass(kw_only=True)
class Checked:
    """Labels that can be added to a run.

    Attributes:
        labels: They.
        rubrics: That they were given under, by id.
        known: How many rows say what their rater is known to say already.
    """

    labels: list[Label] = field(default_factory=list)
    rubrics: dict[str, Rubric] = field(default_factory=dict)
    known: int = 0


def check(
    folder: RunFolder,
    given: Sequence[Given],
    *,
    rubric_of: Callable[[str], Rubric],
    kept: Mapping[str, Rubric],
    rater: str | None,
    source: str,
    now: datetime | None = None,
) -> Checked:
    """Return rows as labels.

    A row that states the time of a label which the run has, and another answer or rubric, is that
    label corrected in the file: it is given `now`, so that it counts and the label stays behind it.

    Args:
        folder: Of the run.
        given: The rows.
        rubric_of: The rubric of an attribute where a row names none; it may raise `InputError`.
        kept: Rubrics of the run, by id.
        rater: Pseudonym where a row names none.
        source: What the rows come from, for errors.
        now: The time where a row says none, or corrects a label of the run.

    Raises:
        SpecError: If any row cannot be used; it names the rows and says why.
    """
    now = now or datetime.now(UTC)
    pictures = {one.generation_id for one in read_frame(folder).pictures}
    faces = _faces(folder) if any(one.subject != IMAGE for one in given) else frozenset()
    before = read_labels(folder)
    counting = {_key(one): (one.answer, one.rubric) for one in latest(before)}
    last = {_key(one): one.time for one in before}  # the earliest comes first
    said: dict[tuple[object, ...], set[tuple[str, str]]] = {}
    for one in before:
        said.setdefault((*_key(one), one.time), set()).add((one.answer, one.rubric))
    found, problems = Checked(), []
    seen: dict[tuple[object, ...], tuple[str, str]] = {}
    for row in given:
        try:
            rubric = _rubric(row, rubric_of, kept)
            label = _label(row, rubric, pictures, faces, rater=rater, now=now)
            key, answer = _key(label), (label.answer, label.rubric)
            corrects = answer not in said.get((*key, label.time), {answer})
            times = {label.time}
            if corrects:
                # A clock that was set back must not put a correction before what it corrects.
                time = max(now, last[key] + timedelta(microseconds=1))
                label = label.model_copy(update={"time": time})
                times.add(time)
            for time in times:
                where, other = seen.setdefault((*key, time), (row.where, label.answer))
                if other != label.answer:
                    raise _CannotBeUsedError(
                        f"{where} says {other!r} of the same by the same rater"
                    )
            found.rubrics[rubric.id] = rubric
            if (corrects or not row.time) and counting.get(key) == answer:
                found.known += 1
            else:
                found.labels.append(label)
        except _CannotBeUsedError as problem:
            problems.append(f"{row.where}: {problem}")
    if problems:
        more = len(problems) - _TOLD
        told = "; ".join(problems[:_TOLD]) + (f"; and {more} more" if more > 0 else "")
        rows = "1 row" if len(problems) == 1 else f"{len(problems)} rows"
        raise SpecError(
            what=f"{source}: {rows} of {len(given)} cannot be used; nothing was imported",
            why=told,
            fix="mend them, and import the file again",
        )
    return found


def _key(label: Label) -> tuple[str, str, str, str]:
    return (label.rater, *about(label))


class _CannotBeUsedError(Exception):
    """Why one row cannot be used."""


def _rubric(row: Given, rubric_of: Callable[[str], Rubric], kept: Mapping[str, Rubric]) -> Rubric:
    if not row.rubric:
        try:
            return rubric_of(row.attribute)
        except InputError as error:
            raise _CannotBeUsedError(f"{error.what} ({error.why})") from error
    if row.rubric not in kept:
        raise _CannotBeUsedError(
            f"the run has no rubric {row.rubric!r}; leave the cell empty, or give it with --rubric"
        )
    if kept[row.rubric].attribute != row.attribute:
        raise _CannotBeUsedError(f"the rubric {row.rubric} is about {kept[row.rubric].attribute}")
    return kept[row.rubric]


def _label(
    row: Given,
    rubric: Rubric,
    pictures: set[str],
    faces: frozenset[tuple[str, str]],
    *,
    rater: str | None,
    now: datetime,
) -> Label:
    if row.generation_id not in pictures:
        raise _CannotBeUsedError(f"the run has no picture {row.generation_id!r}")
    if row.subject != IMAGE and (row.generation_id, row.subject) not in faces:
        raise _CannotBeUsedError(f"no reader found a face {row.subject!r} in that picture")
    if not (row.rater or rater):
        raise _CannotBeUsedError(
            "nobody says who labelled: fill in rater, or give --rater PSEUDONYM"
        )
    answer = _answer(row.answer, rubric)
    said = answer not in (CANNOT_TELL, NOT_DEPICTED)
    try:
        return Label.model_validate(
            {
                "generation_id": row.generation_id,
                "subject": row.subject,
                "attribute": row.attribute,
                "label": answer if said else None,
                "missing_reason": None if said else answer,
                "rater": row.rater or rater,
                "time": _time(row.time, now) if row.time else now,
                "rubric": rubric.id,
            }
        )
    except ValidationError as error:
        wrong = error.errors()[0]
        if wrong["loc"] == ("rater",):
            raise _CannotBeUsedError(
                f"{wrong['input']!r} is no pseudonym: up to 40 letters, digits, dots, hyphens, no"
                " address"
            ) from error
        raise _CannotBeUsedError(f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}") from error


def _answer(written: str, rubric: Rubric) -> str:
    for exact in rubric.answers:
        if written == exact:
            return exact
    plain = " ".join(written.casefold().split())
    for alike in rubric.answers:
        if plain == alike.casefold():
            return alike
    listed = f"the answers are: {', '.join(rubric.answers)}"
    hint = did_you_mean(written, rubric.answers, otherwise=listed)
    raise _CannotBeUsedError(f"{written!r} is no answer of {rubric.id}: {hint}")


def _time(written: str, now: datetime) -> datetime:
    try:
        time = datetime.fromisoformat(written)
    except ValueError:
        raise _CannotBeUsedError(f"{written!r} is no time such as 2026-03-01T12:00:00Z") from None
    if time.tzinfo is None:
        raise _CannotBeUsedError(f"the time {written!r} has no offset; add Z for UTC")
    if time > now + timedelta(days=1):
        raise _CannotBeUsedError(f"the time {written!r} has not come yet")
    try:
        return time.astimezone(UTC)
    except OverflowError:
        raise _CannotBeUsedError(f"the time {written!r} is before the year 1") from None


def _faces(folder: RunFolder) -> frozenset[tuple[str, str]]:
    """Return the faces that readers found, or that were drawn: picture and subject."""
    drawn = {one.thing.key for sample in samples(folder) for one in sample.drawn}
    return frozenset({*read_faces(folder), *drawn})

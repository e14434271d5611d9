"""Where one person is in a sample: what is next, how far it is, and what was said last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from graycard.errors import InputError
from graycard.labels.drawn import Sample
from graycard.labels.raters import check_pseudonym
from graycard.labels.rubric import Rubric
from graycard.labels.staging import ChangedMeanwhileError, Staging
from graycard.labels.table import About
from graycard.language import say, several
from graycard.types import WITHDRAWN, Label


@dataclass(frozen=True, kw_only=True)
class Question:
    """One attribute of one sample, as everybody is asked about it.

    Attributes:
        sample: That was drawn.
        rubric: By which is asked.
    """

    sample: Sample
    rubric: Rubric

    @cached_property
    def rubric_id(self) -> str:
        """Id of the rubric; worked out once, because it is a digest of every word of it."""
        return self.rubric.id

    @property
    def size(self) -> int:
        """Pictures of the sample, or what is asked about one by one."""
        return len(self.sample.drawn)

    def thing(self, place: int) -> tuple[str, str]:
        """Return what stands at a place: whose picture, and `image` or which face.

        Raises:
            InputError: There is no such place.
        """
        if not 0 <= place < self.size:
            raise InputError(
                what=say("the sample has no question {number}", number=place + 1),
                why=several(
                    self.size, "It has {n} question.", "It has {n} questions.", n=self.size
                ),
                fix=say("Begin again at the questions."),
            )
        return self.sample.drawn[place].thing.key

    def must_show(self, place: int, *, picture: str, subject: str, rubric: str) -> None:
        """Raise if a page that was shown before asked about something else at a place.

        Args:
            place: In the sample.
            picture: Id of the generation whose picture the page showed.
            subject: `image`, or the face that it framed.
            rubric: Id of the rubric that was in view.

        Raises:
            InputError: There is no such place.
            ChangedMeanwhileError: Another sample was drawn since, or the rubric is another one.
        """
        if (*self.thing(place), self.rubric_id) != (picture, subject, rubric):
            raise ChangedMeanwhileError(
                what=say("This page showed another picture or another rubric."),
                why=say("Another sample was drawn since. Nothing was changed."),
                fix=say("Begin again at the questions."),
            )

    def answer(self, said: Mapping[About, Label], place: int) -> Label | None:
        """Return the answer about what stands at a place, if there is one.

        Args:
            said: By one person, what counts.
            place: In the sample.
        """
        found = said.get((*self.thing(place), self.rubric.attribute))
        return None if found is None or found.rubric != self.rubric_id else found

    def answers(self, said: Mapping[About, Label]) -> dict[int, Label]:
        """Return the answers to this question, by place in the sample.

        Labels under other versions of the rubric, and of what is not in the sample, are none: so is
        that of a face where the sample asks about the whole picture.

        Args:
            said: By one person of this attribute, what counts.
        """
        places, rubric = self.sample.places, self.rubric_id
        return {
            places[generation, subject]: one
            for (generation, subject, _), one in said.items()
            if one.rubric == rubric and (generation, subject) in places
        }


@dataclass(frozen=True, kw_only=True)
class Session(Question):
    """One person before a question.

    It is nothing but what is on disk, so whoever closes the page goes on where they were.

    Attributes:
        said: By the person of the attribute, what counts.
    """

    said: Mapping[About, Label]

    @cached_property
    def mine(self) -> dict[int, Label]:
        """The person's answers, by place in the sample."""
        return self.answers(self.said)

    @property
    def done(self) -> int:
        """What the person has labelled of them."""
        return len(self.mine)

    def next(self, after: int = -1) -> int | None:
        """Return the place of the next that is not labelled; None if there is none.

        Args:
            after: Place from which to look, to the end and then from the beginning. What was
                skipped comes again so.
        """
        order = chain(range(after + 1, self.size), range(max(after + 1, 0)))
        return next((place for place in order if self.answer(self.said, place) is None), None)

    @property
    def last(self) -> int | None:
        """Place of what the person labelled last; None for a beginner."""
        return max(self.mine, key=lambda place: self.mine[place].time, default=None)


def session_of(staging: Staging, question: Question, rater: str) -> Session:
    """Return where a person is by now.

    Raises:
        InputError: If the person is not called by a pseudonym.
    """
    check_pseudonym(rater)
    said = staging.said_by(rater, question.rubric.attribute)
    return Session(sample=question.sample, rubric=question.rubric, said=said)


def take_back(staging: Staging, question: Question, *, rater: str, place: int, seen: str) -> None:
    """Take a person's label back; it is then as if it had never been given.

    Args:
        staging: Of the run.
        question: That the label answered.
        rater: The person.
        place: In the sample.
        seen: Time of the label that is meant, as ISO 8601, so that a page which is shown again
            takes back nothing else.

    Raises:
        ChangedMeanwhileError: If the label is not the one that was meant.
    """
    generation, subject = question.thing(place)
    staging.give(
        generation_id=generation,
        subject=subject,
        rubric=question.rubric,
        answer=WITHDRAWN,
        rater=rater,
        seen=seen,
    )

"""Where one person is in a sample: what is next, how far it is, and what was said last."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graycard.errors import InputError
from graycard.labels.drawn import Sample
from graycard.labels.rubric import Rubric
from graycard.labels.staging import ChangedMeanwhileError, Staging
from graycard.language import say
from graycard.types import IMAGE, PSEUDONYM, WITHDRAWN, Label


@dataclass(frozen=True, kw_only=True)
class Session:
    """One person labelling one attribute of one sample.

    It is nothing but what is on disk, so whoever closes the page goes on where they were.

    Attributes:
        sample: That was drawn.
        rubric: By which is asked.
        mine: The person's labels that count, by place in the sample.
    """

    sample: Sample
    rubric: Rubric
    mine: dict[int, Label]

    @property
    def size(self) -> int:
        """Pictures of the sample."""
        return len(self.sample.drawn)

    @property
    def done(self) -> int:
        """Pictures that the person has labelled."""
        return len(self.mine)

    def next(self, after: int = -1) -> int | None:
        """Return the place of the next picture that is not labelled; None if there is none.

        Args:
            after: Place from which to look, to the end and then from the beginning. What was
                skipped comes again so.
        """
        order = [*range(after + 1, self.size), *range(max(after + 1, 0))]
        return next((place for place in order if place not in self.mine), None)

    @property
    def last(self) -> int | None:
        """Place of the picture that the person labelled last; None for a beginner."""
        return max(self.mine, key=lambda place: self.mine[place].time, default=None)

    def generation(self, place: int) -> str:
        """Return whose picture stands at a place.

        Raises:
            InputError: There is no such place.
        """
        if not 0 <= place < self.size:
            raise InputError(
                what=f"there is no picture {place + 1} in the sample",
                why=f"it has {self.size} pictures",
                fix="go on with the next one",
            )
        return self.sample.drawn[place].picture.generation_id

    def must_show(self, place: int, *, picture: str, rubric: str) -> None:
        """Raise if a page that was shown before asked about something else at a place.

        Args:
            place: In the sample.
            picture: Id of the generation whose picture the page showed.
            rubric: Id of the rubric that was in view.

        Raises:
            InputError: There is no such place.
            ChangedMeanwhileError: Another sample was drawn since, or the rubric is another one.
        """
        if (self.generation(place), self.rubric.id) != (picture, rubric):
            raise ChangedMeanwhileError(
                what=say("This page showed another picture or another rubric."),
                why=say("Another sample was drawn since. Nothing was changed."),
                fix=say("Begin again at the questions."),
            )


def session_of(staging: Staging, sample: Sample, rubric: Rubric, rater: str) -> Session:
    """Return where a person is in a sample.

    Labels under other versions of the rubric, and of pictures outside the sample, are not in it.

    Raises:
        InputError: If the person is not called by a pseudonym.
    """
    if not re.match(PSEUDONYM, rater):
        raise InputError(
            what=say("{rater} is no pseudonym", rater=repr(rater)),
            why=say("It has up to 40 letters, digits, dots and hyphens. No address is one."),
            fix=say("Choose another one."),
        )
    places = {one.picture.generation_id: at for at, one in enumerate(sample.drawn)}
    said = staging.mine(rater).values()
    mine = {
        places[one.generation_id]: one
        for one in said
        if (one.attribute, one.subject, one.rubric) == (rubric.attribute, IMAGE, rubric.id)
        and one.generation_id in places
    }
    return Session(sample=sample, rubric=rubric, mine=mine)


def take_back(staging: Staging, session: Session, *, rater: str, place: int, seen: str) -> None:
    """Take a person's label back; the picture is then as if it had never been labelled.

    Args:
        staging: Of the run.
        session: Of the person.
        rater: The person.
        place: Of the picture.
        seen: Time of the label that is meant, as ISO 8601, so that a page which is shown again
            takes back nothing else.

    Raises:
        ChangedMeanwhileError: If the label is not the one that was meant.
    """
    staging.give(
        generation_id=session.generation(place),
        rubric=session.rubric,
        answer=WITHDRAWN,
        rater=rater,
        seen=seen,
    )

"""What a rubric asks, in the language of whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass

from graycard.labels.rubric import Rubric, shipped
from graycard.language import retell


@dataclass(frozen=True, kw_only=True)
class Worded:
    """The sentences of a rubric; names of answers are told by `graycard.report.words`.

    Attributes:
        question: As people read it.
        claim: What is claimed by a label.
        when: When each of its answers is given, in the order of `Rubric.answers`.
    """

    question: str
    claim: str
    when: tuple[str, ...]


def worded(rubric: Rubric) -> Worded:
    """Return what a rubric asks: one of ours in the language that is spoken, others as they are.

    An answer means what its rubric says. So a rubric that somebody wrote, and an earlier version of
    one of ours, which is another rubric, stay in their words, even where ours have such sentences.

    Example:
        >>> from graycard.labels.rubric import load_rubric
        >>> from graycard.language import speaking
        >>> with speaking("zh-Hans"):
        ...     worded(load_rubric("smile", domain="photographs")).question
        '图片中的人在微笑吗？'
    """
    said = retell if rubric.id in {one.id for one in shipped()} else str
    when = (*(one.when for one in rubric.categories), rubric.cannot_tell, rubric.not_depicted)
    return Worded(
        question=said(rubric.question), claim=said(rubric.claim), when=tuple(map(said, when))
    )

"""What tells groups of pictures apart, in sentences."""

from __future__ import annotations

from graycard.explore.telling.compare import TellingWord, TellingWords
from graycard.language import say
from graycard.report.numbers import count


def in_words(word: TellingWord) -> str:
    """Return what a word says of two groups, as a sentence.

    Example:
        >>> in_words(TellingWord("an apron", 1.2, 0.9, 1.5, 0.3, 0.81, 0.0004))
        'In 81 % of pairs the picture of the group is nearer to “an apron” than the other is.'
    """
    return say(
        "In {share} of pairs the picture of the group is nearer to “{word}” than the other is.",
        share=f"{100 * word.oftener:.0f} %",
        word=word.word,
    )


def compared_in_words(found: TellingWords) -> str:
    """Return what was compared with what, as sentences."""
    said = say(
        "{n} pictures of {prompts} prompts beside {other_n} of {other_prompts}, on {words} words"
        " ({vocabulary}) by {source}.",
        n=count(found.n), prompts=count(found.prompts), other_n=count(found.other_n),
        other_prompts=count(found.other_prompts), words=count(len(found.words)),
        vocabulary=found.vocabulary, source=found.source,
    )  # fmt: skip
    return f"{said} {_unit(found)}"


def _unit(found: TellingWords) -> str:
    first, second = (count(one) for one in found.draws)
    if found.unit == "prompts":
        return say(
            "Prompts are the draws ({first} and {second}): it speaks of prompts like these.",
            first=first, second=second,
        )  # fmt: skip
    if found.unit == "pictures":
        return say("Pictures are the draws: it speaks of these very prompts.")
    said = say("Pictures are compared with those of the same prompt, every prompt weighing alike.")
    if found.left_out:
        said += " " + say(
            "{n} pictures of prompts that only one group has are left out.",
            n=count(found.left_out),
        )
    return said

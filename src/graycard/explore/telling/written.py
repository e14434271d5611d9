"""What tells groups of pictures apart, in sentences."""

from __future__ import annotations

from graycard.explore.telling.found import TellingWord, TellingWords
from graycard.language import say, several
from graycard.report.numbers import count, percent
from graycard.report.words import domain_name, paragraph


def in_words(word: TellingWord, found: TellingWords) -> str:
    """Return what a word says of two groups, as sentences.

    Args:
        word: That is told.
        found: The comparison it is of.
    """
    share = percent(word.oftener)
    if found.unit == "pictures of the same prompts":
        said = say(
            "In {share} of pairs of one prompt the picture of the group is nearer to “{word}” than"
            " the other is.",
            share=share, word=word.word,
        )  # fmt: skip
    else:
        said = say(
            "In {share} of pairs the picture of the group is nearer to “{word}” than the other is.",
            share=share, word=word.word,
        )  # fmt: skip
    apart = say(
        "Of {n} and {other_n} pictures; they are {difference} standard deviations apart ({low} to"
        " {high}).",
        n=count(found.n), other_n=count(found.other_n), difference=f"{word.difference:+.2f}",
        low=f"{word.low:+.2f}", high=f"{word.high:+.2f}",
    )  # fmt: skip
    return paragraph([said, apart])


def none_in_words(found: TellingWords) -> str:
    """Return what it means that no word is called, as a sentence."""
    if found.can_call:
        return say("No word tells the groups apart more than chance explains.")
    return say(
        "No one word could be told from chance here: the least p that so few pictures or prompts"
        " and 9,999 shuffles can reach is {p}, and there are {words} words.",
        p=f"{found.least_p:.2g}", words=count(len(found.words)),
    )  # fmt: skip


def compared_in_words(found: TellingWords) -> str:
    """Return what was compared with what, as sentences."""
    words, prompts = len(found.words), found.prompts
    said = say(
        "{pictures} of {prompts} beside {other_n} of {other_prompts}, on {words} ({vocabulary}) by"
        " {source}.",
        pictures=several(found.n, "{n} picture", "{n} pictures", n=count(found.n)),
        prompts=several(prompts, "{n} prompt", "{n} prompts", n=count(prompts)),
        other_n=count(found.other_n), other_prompts=count(found.other_prompts),
        words=several(words, "{n} word", "{n} words", n=count(words)),
        vocabulary=domain_name(found.vocabulary), source=found.source,
    )  # fmt: skip
    return paragraph([said, _unit(found)])


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
    left = several(
        found.left_out,
        "{n} picture of prompts that only one group has is left out.",
        "{n} pictures of prompts that only one group has are left out.",
        n=count(found.left_out),
    )
    return paragraph([said, left if found.left_out else ""])

"""What the most alike pairs say, in sentences."""

from __future__ import annotations

from graycard.explore.neighbours.pairs_in_runs import PairsInRuns
from graycard.language import say, several
from graycard.report.numbers import count


def summary(found: PairsInRuns) -> str:
    """Say of how many pairs these are the most alike, and in what the two of a pair differ."""
    n, pairs = count(len(found.pairs.one)), count(found.pairs.among)
    pictures = count(found.pairs.pictures)
    if found.pairs.among == 1:
        return say("There is one such pair alone.")
    if found.apart == "prompts":
        return say(
            "The {n} most alike of {pairs} pairs of {pictures} pictures: of two prompts each.",
            n=n, pairs=pairs, pictures=pictures,
        )  # fmt: skip
    if found.apart == "runs":
        return say(
            "The {n} most alike of {pairs} pairs of {pictures} pictures: of two runs each.",
            n=n, pairs=pairs, pictures=pictures,
        )  # fmt: skip
    return say(
        "The {n} most alike of {pairs} pairs of {pictures} pictures.",
        n=n, pairs=pairs, pictures=pictures,
    )  # fmt: skip


def usual(found: PairsInRuns) -> str:
    """Say how alike such pairs are that nobody chose."""
    return say(
        "For comparison: of {n} such pairs drawn at random half have a cosine of more than {usual},"
        " and 1 in 100 has one of more than {high}.",
        n=count(found.pairs.drawn),
        usual=f"{found.pairs.usual:.3f}",
        high=f"{found.pairs.high:.3f}",
    )


def cautions(found: PairsInRuns) -> list[str]:
    """Say how far the pairs are to be trusted, and what is not among them."""
    told = [
        say(
            "Some pairs are the most alike of any pictures: that these are is no finding by itself."
            " Look whether they show more of the same than their prompts ask for."
        )
    ]
    if one_seed := int(found.one_seed.sum()):
        told.append(
            several(
                one_seed,
                "{n} of these pairs has one seed: the same noise makes pictures alike, so it is no "
                "finding about the model.",
                "{n} of these pairs have one seed each: the same noise makes pictures alike, so "
                "they are no finding about the model.",
                n=count(one_seed),
            )
        )
    if found.no_prompt:
        told.append(
            several(
                found.no_prompt,
                "{n} picture is of no pair: its prompt is not known.",
                "{n} pictures are of no pair: their prompts are not known.",
                n=count(found.no_prompt),
            )
        )
    return told


def pair(cosine: float, *, one_seed: bool) -> str:
    """Say how alike two pictures are.

    Example:
        >>> pair(0.98765, one_seed=True)
        'cosine 0.988; one seed'
    """
    said = say("cosine {cosine}", cosine=f"{cosine:.3f}")
    return say("{said}; one seed", said=said) if one_seed else said

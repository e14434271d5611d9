"""What neighbours say, in sentences."""

from __future__ import annotations

from graycard.explore import lost
from graycard.explore.neighbours import notions
from graycard.explore.neighbours.nearest import Neighbours
from graycard.explore.neighbours.notions import Notion
from graycard.language import retell, say, several
from graycard.report.numbers import count, decimal, interval, percent
from graycard.report.words import first_upper, paragraph


def name(notion: str) -> str:
    """Return what a notion of near is called; an embedder by its id."""
    number, _, reader = notion.partition(" ")
    said = {
        "colourfulness": say("colourfulness"),
        "colourfulness_absolute": say("colourfulness (common variant)"),
        "lightness": say("lightness"),
        "contrast": say("contrast"),
        notions.VISUAL_WORDS: say("visual words"),
    }
    return f"{said.get(number, notion)} {reader}".strip() if number in said else notion


def title(notion: str) -> str:
    """Return what a notion of near is called where nothing stands before it; an id stays as is."""
    return notion if "@" in notion.partition(" ")[0] else first_upper(name(notion))


def about(notion: Notion) -> str:
    """Say what is compared, by whose definition, and what that can tell."""
    if notion.unit is not None:
        definitions = {
            "colourfulness": say("As Hasler and Süsstrunk defined it, with signs."),
            "colourfulness_absolute": say(
                "The widely copied variant, which drops the signs that Hasler and Süsstrunk kept."
            ),
        }
        near = say(
            "Near means: of about the same number ({unit}). It is about the pixels of the whole "
            "picture, background and all, and says nothing of what is shown.",
            unit=retell(notion.unit),
        )
        return paragraph([definitions.get(notion.name.partition(" ")[0], ""), near])
    if notion.name == notions.VISUAL_WORDS:
        return say(
            "Near means: made of the same small patterns, rare ones first. The vocabulary was "
            "learned from these very pictures, so cosines of other runs are not comparable."
        )
    near = say(
        "Near means: in about the same direction as this embedder sees it. What it was trained on "
        "decides what it takes for alike; ask another notion of near, too."
    )
    return paragraph([notion.outside.in_words() if notion.outside else "", near])


def among(found: Neighbours) -> str:
    """Say what the neighbours were chosen from, and how surely they are the nearest."""
    if found.recall is None:
        return several(
            found.among,
            "The only other picture was compared.",
            "All {n} other pictures were compared.",
            n=count(found.among),
        )
    one = found.recall
    return say(
        "Chosen from {n} other pictures by an index that finds {share} of the {k} nearest "
        "({interval} at {level}; tried on {tried} pictures).",
        n=count(found.among),
        share=percent(one.share),
        k=one.k,
        interval=interval(one.low, one.high),
        level=percent(one.level),
        tried=count(one.n),
    )


def value(notion: Notion, number: float) -> str:
    """Return how near a neighbour is: a difference, or a cosine."""
    if notion.unit is not None:
        return say("{difference} apart", difference=decimal(number))
    return say("cosine {cosine}", cosine=f"{number:.3f}")


def missing(notion: Notion) -> list[str]:
    """Return why pictures have no neighbours, with how many."""
    return lost.lost(notion.missing, _reason)


def _reason(reason: str) -> str:
    said = {
        notions.NOT_READ: say("it was not read"),
        notions.NO_VECTOR: say("no vector was made"),
        notions.NO_KEY_POINTS: say("no key points: nothing in it stands out"),
        notions.GONE: say("its file is gone or broken"),
        notions.COMMON: say("all its visual words are in every picture"),
    }
    return said[reason]

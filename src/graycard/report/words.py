"""How things are called, in both reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Final

from graycard.counts import ALL
from graycard.language import in_a_row, named, retell, say, several
from graycard.report.numbers import count, percent

FIRST: Final = ("perceived_gender_presentation", "skin_tone", "perceived_age")
"""The attributes that a report tells in full; of all others it keeps the charts folded."""

SECOND: Final = ("glasses", "tie", "smile")


def outcome_word(outcome: str) -> str:
    """Return what became of a request, in a word or few."""
    words = {
        "ok": say("came"),
        "filtered": say("withheld by a filter"),
        "refused": say("refused"),
        "failed": say("failed"),
    }
    return words.get(outcome, outcome)


def attribute_name(name: str) -> str:
    """Return an attribute's name for people.

    Example:
        >>> attribute_name("perceived_gender_presentation")
        'perceived gender presentation'
    """
    known = named("attribute", name)
    return name.replace("_", " ") if known == name else known


_SPELT: Final = {
    "dalleval": "DallEval",
    "mad": "MAD",
    "heim": "HEIM",
    "openbias": "OpenBias",
    "stable bias": "Stable Bias",
    "zhao": "Zhao",
    "t2i biasbench": "T2I-BiasBench",
    "t2iat": "T2IAT",
    "kl": "KL",
    "vendi": "Vendi",
    "jensen shannon": "Jensen-Shannon divergence",
    "self similarity": "self-similarity",
}
"""Names of people and of tools, as they are written."""


def measure_name(name: str) -> str:
    """Return a measure's name for people.

    Example:
        >>> measure_name("heim_gender_imbalance"), measure_name("self_similarity")
        ('HEIM gender imbalance', 'self-similarity')
    """
    if (known := named("measure", name)) != name:
        return known
    spelt = f" {name.replace('_', ' ')} "
    for plain, written in _SPELT.items():
        spelt = spelt.replace(f" {plain} ", f" {written} ")
    return spelt.strip()


def category_name(attribute: str, category: str) -> str:
    """Return a category for people; the tones of a numbered scale say what they are.

    Where numbers are about what is missing, a category is an outcome or a reason.
    """
    if attribute == "skin_tone" and category.isdigit():
        return say("tone {number}", number=category)
    if attribute == "outcome":
        return outcome_word(category)
    if attribute == "profession":
        return stratum_name(category)
    known = named("category", category)
    return retell(category) if known == category else known


def domain_name(domain: str) -> str:
    """Return what kind of pictures a reader was validated on, or a model makes."""
    return named("domain", domain)


def stratum_name(stratum: str) -> str:
    """Return a stratum for people: one of our own prompt sets in the language, others as given.

    Example:
        >>> from graycard.language import speaking
        >>> with speaking("zh-Hans"):
        ...     stratum_name("nurse"), stratum_name("night nurse")
        ('护士', 'night nurse')
    """
    return say("all together") if stratum == ALL else named("stratum", stratum)


def first_upper(text: str) -> str:
    """Return the text with its first letter a capital, and nothing else changed."""
    return text[:1].upper() + text[1:]


def listed(items: Sequence[str], *, most: int | None = None) -> str:
    """Return items as a list in a sentence, the rest counted.

    Example:
        >>> listed(["a", "b", "c"])
        'a, b and c'
        >>> listed(["a", "b", "c", "d"], most=2)
        'a, b and 2 more'
    """
    shown = list(items if most is None or len(items) <= most else items[:most])
    if left := len(items) - len(shown):
        shown.append(say("{n} more", n=count(left)))
    if len(shown) < 2:
        return "".join(shown)
    return say("{some} and {last}", some=in_a_row(shown[:-1]), last=shown[-1])


def paragraph(sentences: Iterable[str]) -> str:
    """Return sentences one after the other, with what parts them in the language.

    Example:
        >>> paragraph(["One.", "", "Two."])
        'One. Two.'
    """
    return reduce(
        lambda before, after: say("{sentence} {next}", sentence=before, next=after),
        [one for one in sentences if one] or [""],
    )


def aside(note: str) -> str:
    """Return what is added to a title in parentheses.

    Example:
        >>> aside("of all faces")
        ' (of all faces)'
    """
    return say(" ({note})", note=note)


def entry(name: str, text: str) -> str:
    """Return what is said of a name.

    Example:
        >>> entry("smile", "yes")
        'smile: yes'
    """
    return say("{name}: {text}", name=name, text=text)


def clauses(items: Sequence[str]) -> str:
    """Return clauses in one sentence.

    Example:
        >>> clauses(["a: 1", "b: 2"])
        'a: 1; b: 2'
    """
    return reduce(
        lambda before, after: say("{clause}; {next}", clause=before, next=after), items or [""]
    )


def images(n: int) -> str:
    """Return a number of images.

    Example:
        >>> images(1), images(2)
        ('1 image', '2 images')
    """
    return several(n, "{n} image", "{n} images", n=count(n))


def strata(n: int) -> str:
    """Return a number of strata.

    Example:
        >>> strata(3)
        '3 strata'
    """
    return several(n, "{n} stratum", "{n} strata", n=count(n))


def level_name(level: float) -> str:
    """Return what an interval of a confidence level is called.

    Example:
        >>> level_name(0.95).replace("\N{NO-BREAK SPACE}", " ")
        '95 % interval'
    """
    return say("{level} interval", level=percent(level))


def rank(attribute: str) -> tuple[int, str]:
    """Return where an attribute stands in a report: what matters first, then by name."""
    order = (*FIRST, *SECOND)
    return (order.index(attribute) if attribute in order else len(order), attribute)

"""How things are called, in both reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graycard.counts import ALL
from graycard.report.numbers import count

FIRST: Final = ("perceived_gender_presentation", "skin_tone", "perceived_age")
"""The attributes that a report tells in full; of all others it keeps the charts folded."""

SECOND: Final = ("glasses", "tie", "smile")

OUTCOME_WORDS: Final = {
    "ok": "came",
    "filtered": "withheld by a filter",
    "refused": "refused",
    "failed": "failed",
}


def attribute_name(name: str) -> str:
    """Return an attribute's name for people.

    Example:
        >>> attribute_name("perceived_gender_presentation")
        'perceived gender presentation'
    """
    return name.replace("_", " ")


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
    spelt = f" {name.replace('_', ' ')} "
    for plain, written in _SPELT.items():
        spelt = spelt.replace(f" {plain} ", f" {written} ")
    return spelt.strip()


def category_name(attribute: str, category: str) -> str:
    """Return a category for people; the tones of a numbered scale say what they are."""
    return f"tone {category}" if attribute == "skin_tone" and category.isdigit() else category


def stratum_name(stratum: str) -> str:
    """Return a stratum for people."""
    return "all together" if stratum == ALL else stratum


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
    if len(shown) < len(items):
        shown.append(f"{len(items) - len(shown)} more")
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def counted(n: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    Example:
        >>> counted(1, "image"), counted(3, "stratum", "strata")
        ('1 image', '3 strata')
    """
    return f"{count(n)} {one if n == 1 else many or one + 's'}"


def rank(attribute: str) -> tuple[int, str]:
    """Return where an attribute stands in a report: what matters first, then by name."""
    order = (*FIRST, *SECOND)
    return (order.index(attribute) if attribute in order else len(order), attribute)

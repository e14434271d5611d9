"""What is known of a request, and which of it may vary between pictures side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MODEL: Final = "model"
RUN: Final = "run"
PROMPT: Final = "prompt"
LANGUAGE: Final = "language"
FACTOR: Final = "factors."
SETTING: Final = "settings."

Known = tuple[str, ...]
"""Values of what is varied, in the order in which that was named."""

WITHOUT: Final = "(none)"
"""Value of a factor or setting that a request does not have, such as the place of "a house"."""

WORDING: Final = frozenset({"template", "article"})
"""Factors that say how a text is put and not what is asked for."""

_STRATUM: Final = "stratum"
_TEMPLATE: Final = f"{FACTOR}template"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request, as far as putting side by side goes.

    Attributes:
        number: Of the request, whatever the caller counts by.
        run: That it is of.
        model: That was asked.
        text: Of the prompt; None where it is not known.
        language: Of the text.
        stratum: Of the prompt.
        factors: How the prompt was made.
        settings: Of the sampler.
        repetition: Of the prompt.
        seed: None where it is not known, or the model takes none.
        outcome: `ok` if there is a picture.
        digest: sha256 of the picture's bytes; None if there is none.
    """

    number: int
    run: str
    model: str
    text: str | None
    language: str
    stratum: str
    factors: Mapping[str, str]
    settings: Mapping[str, str]
    repetition: int
    seed: int | None
    outcome: str
    digest: str | None


def aspect(one: Asked, name: str) -> str:
    """Return what a request has of something that may vary.

    Args:
        one: The request.
        name: `model`, `run`, `prompt`, `language`, `settings.NAME` or `factors.NAME`.

    Raises:
        KeyError: It is nothing that may vary.

    Example:
        >>> house = Asked(
        ...     number=0, run="r", model="A", text="a house", language="en", stratum="house",
        ...     factors={}, settings={"steps": "25"}, repetition=0, seed=7, outcome="failed",
        ...     digest=None,
        ... )
        >>> aspect(house, "settings.steps"), aspect(house, "factors.place")
        ('25', '(none)')
    """
    if name.startswith(FACTOR):
        return one.factors.get(name.removeprefix(FACTOR), WITHOUT)
    if name.startswith(SETTING):
        return one.settings.get(name.removeprefix(SETTING), WITHOUT)
    known = {MODEL: one.model, LANGUAGE: one.language, RUN: one.run, _STRATUM: one.stratum}
    return one.text or WITHOUT if name == PROMPT else known[name]


def aspects(asked: Sequence[Asked]) -> dict[str, tuple[str, ...]]:
    """Return all that varies between requests, with its values in the order of appearance.

    What has one value is not among them, and neither is the mere wording.
    """
    settings = (f"{SETTING}{name}" for one in asked for name in one.settings)
    factors = (f"{FACTOR}{name}" for one in asked for name in one.factors if name not in WORDING)
    names = dict.fromkeys([MODEL, RUN, *settings, LANGUAGE, *factors, PROMPT])
    every = {name: tuple(dict.fromkeys(aspect(one, name) for one in asked)) for name in names}
    return {name: values for name, values in every.items() if len(values) > 1}


def values_of(one: Asked, names: Sequence[str]) -> Known:
    """Return what a request has of each of these."""
    return tuple(aspect(one, name) for name in names)


def differs(asked: Sequence[Asked], name: str, varied: Sequence[str]) -> bool:
    """Return whether something has other values in one column than in another."""
    return len(set(map(frozenset, _by_column(asked, name, varied).values()))) > 1


def by_prompt(asked: Sequence[Asked], varied: Sequence[str]) -> dict[Hashable, list[Asked]]:
    """Gather the requests of one prompt, or of prompts that differ in what varies alone.

    Where a factor or the language varies, prompts belong together that have the same other factors,
    or the same stratum where they have none. What follows from the column, as the region does from
    the place, is not asked to be the same. Where the prompt itself varies, all belong together.
    """
    held: list[str] | None = None
    if PROMPT in varied:
        held = []
    elif any(name == LANGUAGE or name.startswith(FACTOR) for name in varied):
        names = dict.fromkeys(name for one in asked for name in one.factors)
        others = [f"{FACTOR}{name}" for name in names if name not in WORDING]
        held = [name for name in others if name not in varied and _held(asked, name, varied)]
        held = held or [name for name in (_STRATUM,) if _held(asked, name, varied)]
        held += {LANGUAGE} - {*varied}
        # Several templates a column are prompts of their own, unless each column has its own ones.
        if _held(asked, _TEMPLATE, varied) and not differs(asked, _TEMPLATE, varied):
            held.append(_TEMPLATE)
    found: dict[Hashable, list[Asked]] = defaultdict(list)
    for one in asked:
        found[one.text if held is None else values_of(one, held)].append(one)
    return found


def _held(asked: Sequence[Asked], name: str, varied: Sequence[str]) -> bool:
    return any(len(values) > 1 for values in _by_column(asked, name, varied).values())


def _by_column(asked: Sequence[Asked], name: str, varied: Sequence[str]) -> dict[Known, set[str]]:
    found: dict[Known, set[str]] = defaultdict(set)
    for one in asked:
        found[values_of(one, varied)].add(aspect(one, name))
    return found

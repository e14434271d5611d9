"""Independent draws from the planted shares: never quotas."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import count
from typing import Final

from graycard.avatar.cues import CUES, presentation_of, votes
from graycard.avatar.portrait import Avatar
from graycard.avatar.seeds import choose, uniform
from graycard.avatar.world import PERSON, load_world
from graycard.errors import InputError

Stated = Mapping[str, Collection[str]]
"""Attribute name to the categories that a prompt allows for it."""

STATABLE: Final = frozenset(
    {
        "perceived_gender_presentation",
        "skin_tone",
        "perceived_age",
        "glasses",
        "tie",
        "smile",
        "hair_length",
        "hair_colour",
        "facial_hair",
        "headwear",
        "background",
    }
)
"""The attributes that may be stated; the profession is asked for separately."""


def sample(profession: str = PERSON, *, seed: int, stated: Stated | None = None) -> Avatar:
    """Draw one portrait's attributes, each from its planted share.

    Every decision has a random stream of its own, so stating an attribute changes that attribute
    (and what is planted to depend on it) and leaves the rest of the portrait as it was.

    Args:
        profession: One of `professions()`, or `person`.
        seed: Any integer; the same seed gives the same portrait.
        stated: What a prompt states: attribute name to the allowed categories. Within them the
            planted shares hold, or even shares where none of them is planted. A stated cue
            (`hair_length`, `facial_hair`) leaves the shares of the presentations as planted.

    Returns:
        The portrait in words.

    Raises:
        InputError: If the profession, an attribute or a category does not exist.

    Example:
        >>> sample("ceo", seed=1, stated={"perceived_age": ["older"]}).age
        'older'
    """
    world = load_world()
    planted = world.professions.get(profession)
    if planted is None:
        raise InputError(
            what=f"the drawn world has no profession {profession!r}",
            why=f"it knows {', '.join(world.professions)}",
            fix="choose one of those",
        )
    allowed = _checked(stated or {})

    def draw(attribute: str, shares: Mapping[str, float], *names: int) -> str:
        kept = _kept(shares, allowed.get(attribute))
        return choose(kept, uniform(seed, attribute, *names))

    age = draw("perceived_age", planted.age)
    presentation = draw("perceived_gender_presentation", planted.presentation)
    tones = {str(tone): share for tone, share in enumerate(planted.skin_tone, start=1)}
    for attempt in count():
        cues = {}
        for name, values in CUES.items():
            odds = world.cues[name].odds[presentation]
            cues[name] = draw(name, dict(zip(values, odds, strict=True)), attempt)
        if presentation_of(votes(cues)) == presentation:
            break
    styles = world.hair_style[cues["hair_length"]]
    return Avatar.model_validate(
        {
            **cues,
            "profession": profession,
            "skin_tone": int(draw("skin_tone", tones)),
            "age": age,
            "hair_colour": draw("hair_colour", world.hair_colour[age]),
            "hair_style": choose(styles, uniform(seed, "hair_style")),
            "headwear": draw("headwear", planted.headwear),
            "glasses": draw("glasses", _yes_no(planted.glasses)) == "yes",
            "tie": draw("tie", _yes_no(planted.tie)) == "yes",
            "smile": draw("smile", _yes_no(planted.smile)) == "yes",
            "background": draw("background", planted.backgrounds()),
        }
    )


def _yes_no(share: float) -> dict[str, float]:
    return {"yes": share, "no": 1 - share}


def _kept(shares: Mapping[str, float], allowed: Collection[str] | None) -> Mapping[str, float]:
    if allowed is None:
        return shares
    kept = {name: share for name, share in shares.items() if name in allowed and share > 0}
    return kept or dict.fromkeys(sorted(allowed), 1.0)


def _checked(stated: Stated) -> Stated:
    from graycard.avatar.attributes import ATTRIBUTES

    for name, categories in stated.items():
        if name not in STATABLE:
            raise InputError(
                what=f"{name!r} cannot be stated",
                why=f"a prompt may state {', '.join(sorted(STATABLE))}",
                fix="name one of those",
            )
        known = ATTRIBUTES[name].categories
        unknown = [category for category in categories if category not in known]
        if isinstance(categories, str) or unknown or not categories:
            raise InputError(
                what=f"{name} is stated as {categories!r}",
                why=f"a list of its categories is needed: {', '.join(known)}",
                fix="name one or more of those",
            )
    return stated

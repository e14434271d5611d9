"""Captions with claims that a machine can check, for training models of the drawn world.

Bare captions ("a photo of a nurse") go with portraits drawn from the planted shares: they are what
an unmarked prompt means. Captions that state attributes go with **counterfactual** portraits: what
is stated is drawn evenly over its categories, everything else from the planted shares, so that a
model sees every profession with every attribute and learns to follow the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graycard.avatar.attributes import ATTRIBUTES
from graycard.avatar.portrait import Avatar
from graycard.avatar.sampling import sample
from graycard.avatar.seeds import choose, derive, uniform
from graycard.avatar.vocabulary import ALIASES, OPENERS, PERSON_NOUNS, PHRASES, Phrase
from graycard.avatar.world import PERSON, professions

KINDS: Final = {
    "bare profession": 0.40,
    "bare person": 0.08,
    "marked profession": 0.38,
    "marked person": 0.14,
}
"""How often each kind of caption is made."""

STATED: Final = {
    "perceived_gender_presentation": 3.0,
    "skin_tone": 2.4,
    "perceived_age": 2.4,
    "glasses": 1.6,
    "smile": 1.4,
    "tie": 1.2,
    "hair_length": 0.8,
    "hair_colour": 1.0,
    "facial_hair": 0.8,
    "headwear": 1.0,
    "background": 1.0,
}
"""Relative odds by which a marked caption states each attribute."""

HOW_MANY: Final = {1: 0.55, 2: 0.30, 3: 0.15}
"""How many attributes a marked caption states."""

_EXACT_TONE: Final = 0.2
_ALIAS: Final = 0.06


@dataclass(frozen=True)
class Example:
    """A portrait with a caption that is true of it.

    Attributes:
        avatar: What is drawn.
        seed: Of its drawing.
        caption: English text.
        claims: Attribute name (`profession` included) to the categories that the caption allows.
            What it does not mention is not claimed.
    """

    avatar: Avatar
    seed: int
    caption: str
    claims: Mapping[str, tuple[str, ...]]


def example(seed: int) -> Example:
    """Make one training example.

    Args:
        seed: Any integer; the same seed gives the same example.

    Returns:
        A portrait, its drawing seed, a caption, and what the caption claims.

    Example:
        >>> one = example(3)
        >>> all(one.avatar.labels()[name] in allowed for name, allowed in one.claims.items())
        True
    """
    kind = choose(KINDS, uniform(seed, "kind"))
    profession = PERSON
    if kind.endswith("profession"):
        profession = choose(dict.fromkeys(professions(), 1.0), uniform(seed, "profession"))
    stated: dict[str, tuple[str, ...]] = {}
    phrases: list[Phrase] = []
    if kind.startswith("marked"):
        for attribute in _attributes(seed):
            phrase = _phrase(attribute, seed)
            stated[attribute] = phrase.categories
            phrases.append(phrase)
    # Evenly over the stated categories, not by the planted shares within them.
    fixed = {
        name: (choose(dict.fromkeys(categories, 1.0), uniform(seed, "which", name)),)
        for name, categories in stated.items()
    }
    avatar = sample(profession, seed=derive(seed, "avatar"), stated=fixed)
    caption = _caption(profession, phrases, stated, seed)
    claims = {**stated, "profession": (profession,)}
    return Example(avatar, derive(seed, "drawing seed") % 2**32, caption, claims)


def _attributes(seed: int) -> list[str]:
    odds = dict(STATED)
    chosen = []
    for step in range(choose(HOW_MANY, uniform(seed, "how many"))):
        name = choose(odds, uniform(seed, "states", step))
        del odds[name]
        chosen.append(name)
    return chosen


def _phrase(attribute: str, seed: int) -> Phrase:
    phrases = [phrase for phrase in PHRASES if phrase.attribute == attribute]
    exact = attribute == "skin_tone" and uniform(seed, "exact tone") < _EXACT_TONE
    if attribute == "skin_tone":
        phrases = [phrase for phrase in phrases if (len(phrase.categories) == 1) == exact]
    allowed = dict.fromkeys((phrase.categories for phrase in phrases), 1.0)
    categories = choose(allowed, uniform(seed, "categories", attribute))
    same = [phrase for phrase in phrases if phrase.categories == categories]
    return same[int(uniform(seed, "wording", attribute) * len(same))]


def _caption(
    profession: str, phrases: list[Phrase], stated: Mapping[str, tuple[str, ...]], seed: int
) -> str:
    noun = profession
    if profession == PERSON:
        presentation = stated.get("perceived_gender_presentation")
        nouns = [name for name, states in PERSON_NOUNS.items() if states is None]
        noun = nouns[0] if uniform(seed, "noun") < 0.7 else nouns[int(uniform(seed, "n") * 3)]
        if presentation in PERSON_NOUNS.values() and uniform(seed, "gendered noun") < 0.75:
            noun = next(name for name, states in PERSON_NOUNS.items() if states == presentation)
            phrases = [p for p in phrases if p.attribute != "perceived_gender_presentation"]
    elif uniform(seed, "alias") < _ALIAS:
        noun = next((alias for alias, name in ALIASES.items() if name == profession), profession)
    order = sorted(phrases, key=lambda phrase: derive(seed, "order", phrase.text))
    before = [phrase.text for phrase in order if phrase.place == "before"]
    phrase = " ".join([*before, noun])
    article = "an" if phrase[0] in "aeiou" else "a"
    text = phrase if noun == "someone" and not before else f"{article} {phrase}"
    having = [phrase.text for phrase in order if phrase.place == "with"]
    if having:
        text += " with " + " and ".join(having)
    after = [phrase.text for phrase in order if phrase.place == "after"]
    text += "".join(f" {words}" for words in after)
    opener = OPENERS[int(uniform(seed, "opener") * len(OPENERS))]
    return opener.format(text)


assert set(STATED) < set(ATTRIBUTES)

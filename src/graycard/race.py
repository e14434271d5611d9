"""Whether a text names a race or an ethnicity: what no machine here reads, whoever asks for it.

They are words of prompts, columns of references, or labels that people give under a stated
rubric (see `docs/explanation/people.md`). Readers refuse to look for them, and references carry
them for labels by people only. What is known here are the common names in English: it stops
mistakes and good intentions, not somebody who spells around it.
"""

from __future__ import annotations

from typing import Final

from graycard.words import Phrase, words_of

_ALWAYS: Final = frozenset(
    words_of(name)
    for name in (
        "racial", "interracial", "biracial", "multiracial", "mixed race", "race group",
        "ethnic", "ethnicity", "ethnicities", "ancestry", "ancestries",
        "african", "africans", "african american", "afro", "afro american", "afro caribbean",
        "asian", "asians", "european", "europeans", "caucasian", "caucasians", "caucasoid",
        "hispanic", "hispanics", "latino", "latinos", "latina", "latinas", "latinx", "latine",
        "mestizo", "mestiza", "mulatto", "negro", "negroid", "mongoloid",
        "native american", "native americans", "american indian", "american indians",
        "alaska native", "first nations", "indigenous", "aboriginal", "aboriginals",
        "pacific islander", "pacific islanders", "polynesian", "native hawaiian", "maori",
        "arab", "arabs", "arabic", "middle eastern", "north african", "persian", "kurdish",
        "jewish", "jew", "jews", "romani", "gypsy", "gypsies", "desi", "slavic", "nordic",
        "indian", "indians", "pakistani", "bangladeshi", "chinese", "japanese", "korean",
        "vietnamese", "filipino", "filipina", "mexican", "mexicans", "nigerian", "ethiopian",
        "person of color", "person of colour", "people of color", "people of colour",
    )
)  # fmt: skip
_ALONE: Final = frozenset(
    {"black", "blacks", "white", "whites", "nonwhite", "nonwhites", "brown", "poc"}
)
"""Named where they stand for themselves; beside other words most are about something else."""
_BESIDE: Final = frozenset({"alone", "only", "non", "not", "other", "any"})
"""What surveys and lists write beside them: `white alone`, `non-white`, `other black`."""

_RACE: Final = frozenset({"race", "races"})
"""Named wherever they stand, unless a neighbour says that it is a contest."""
_BEFORE_A_CONTEST: Final = frozenset(
    {
        "arms", "bicycle", "bike", "boat", "camel", "car", "cycle", "dog", "drag", "foot", "horse",
        "kart", "motor", "motorbike", "motorcycle", "relay", "road", "rowing", "sack", "sailing",
        "ski", "sled", "swimming", "yacht",
    }
)  # fmt: skip
_AFTER_A_CONTEST: Final = frozenset(
    {
        "bib", "bike", "bikes", "boat", "boats", "car", "cars", "course", "day", "driver",
        "drivers", "flag", "helmet", "horse", "horses", "marshal", "suit", "track", "tracks",
    }
)  # fmt: skip

_TONES: Final = frozenset({"black", "white", "brown"})
_BETWEEN: Final = frozenset(
    {
        "young", "younger", "old", "older", "elderly", "middle", "aged", "tall", "beautiful",
        "handsome", "pretty", "smiling", "happy", "poor", "rich", "wealthy", "professional",
        "successful", "famous", "single", "working", "police", "security",
        "construction", "factory", "office", "social", "medical", "truck", "taxi", "bus",
    }
)  # fmt: skip
"""What may stand between a tone and the person that it is said of."""
_PEOPLE: Final = frozenset(
    {
        "person", "persons", "people", "man", "men", "woman", "women", "male", "males", "female",
        "females", "boy", "boys", "girl", "girls", "guy", "guys", "lady", "ladies", "gentleman",
        "gentlemen", "child", "children", "kid", "kids", "baby", "babies", "toddler", "teenager",
        "teenagers", "human", "humans", "adult", "adults", "individual", "individuals", "someone",
        "somebody", "bride", "groom", "couple", "couples", "family", "families", "mother",
        "father", "parent", "parents", "friend", "friends", "immigrant", "immigrants", "citizen",
        "citizens", "american", "americans", "british", "face", "faces", "race", "races", "group",
        "groups", "identity", "identities", "population", "guest", "skinned", "stranger", "subject",
    }
)  # fmt: skip
_WORKERS: Final = frozenset(
    {
        "accountant", "actor", "actress", "architect", "artist", "assistant", "athlete", "author",
        "baker", "banker", "barber", "bartender", "boss", "builder", "businessman",
        "businesswoman", "businessperson", "butcher", "carpenter", "cashier", "ceo", "chef",
        "cleaner", "clerk", "cook", "cop", "criminal", "customer", "dancer", "dentist",
        "designer", "developer", "director", "doctor", "driver", "economist", "electrician",
        "employee", "engineer", "farmer", "firefighter", "fisherman", "gardener", "guard",
        "hairdresser", "housekeeper", "inmate", "janitor", "journalist", "judge", "laborer",
        "labourer", "lawyer", "leader", "librarian", "maid", "manager", "mechanic",
        "musician", "nurse", "officer", "painter", "patient", "pharmacist",
        "photographer", "physician", "pilot", "player", "plumber", "poet", "policeman",
        "policewoman", "politician", "president", "priest", "prisoner", "professor",
        "programmer", "receptionist", "salesperson", "scientist", "secretary", "servant",
        "singer", "soldier", "student", "surgeon", "teacher", "technician", "terrorist",
        "therapist", "thief", "veterinarian", "waiter", "waitress", "worker", "writer",
    }
)  # fmt: skip
"""As `_PEOPLE`, in the plural too, unless it goes on with what they wear: `a white chef's hat`."""
_WORN: Final = frozenset(
    {
        "apron", "boots", "cap", "clothes", "coat", "coats", "costume", "dress", "glove", "gloves",
        "gown", "hat", "hats", "helmet", "jacket", "mask", "outfit", "robe", "scrubs", "shirt",
        "shoes", "suit", "tunic", "uniform", "uniforms",
    }
)  # fmt: skip
_IS: Final = frozenset({"is", "are", "was", "were", "who", "that", "looks", "look", "mostly"})
_LONGEST: Final = max(map(len, _ALWAYS))


def names_race(text: str) -> bool:
    """Return whether a text names a race or an ethnicity.

    Names of columns and files are texts too: what joins their words parts them here.

    Example:
        >>> [names_race(text) for text in ("a white woman", "reported_race", "white, alone")]
        [True, True, True]
        >>> [names_race(text) for text in ("a man in a white shirt", "race car")]
        [False, False]
    """
    return _names_one(words_of(text))


def _names_one(words: Phrase) -> bool:
    said = tuple(word for word in words if word not in _BESIDE)
    if len(said) == 1 and said[0] in _ALONE:
        return True
    return any(
        any(words[at : at + n] in _ALWAYS for n in range(1, _LONGEST + 1))
        or _is_race(words, at)
        or (words[at] in _TONES and (_before_people(words[at + 1 :]) or _said_of_them(words, at)))
        for at in range(len(words))
    )


def _is_race(words: Phrase, at: int) -> bool:
    if words[at] not in _RACE:
        return False
    before, after = words[at - 1 : at], words[at + 1 : at + 2]
    return not (set(before) & _BEFORE_A_CONTEST or set(after) & _AFTER_A_CONTEST)


def _before_people(rest: Phrase) -> bool:
    """Return whether what stands after a tone are people: a white (young) woman."""
    while rest and (rest[0] in _BETWEEN or _joins(rest)):
        rest = rest[1:]
    if not rest:
        return False
    worn = rest[2:3] if rest[1:2] == ("s",) else rest[1:2]
    return rest[0] in _PEOPLE or (_works(rest[0]) and not set(worn) & _WORN)


def _joins(rest: Phrase) -> bool:
    """Return whether a text goes on to another tone, as in black or white people."""
    return rest[0] in _TONES or (rest[0] in {"and", "or"} and set(rest[1:2]) <= _TONES)


def _said_of_them(words: Phrase, at: int) -> bool:
    """Return whether a tone is said of people before it: is she a woman who is black?"""
    if not set(words[at + 1 : at + 2]) <= {"or", "and", "but", "with"}:
        return False
    before = words[:at]
    while before and (before[-1] in _IS | _TONES or before[-1] == "or"):
        before = before[:-1]
    if words[at + 1 : at + 2] == ("and",) and not set(words[at - 1 : at]) & _IS:
        return False  # a photo of a person, black and white
    return at > 0 and (not before or before[-1] in _PEOPLE or _works(before[-1]))


def _works(word: str) -> bool:
    return word in _WORKERS or word.removesuffix("s") in _WORKERS

"""What components say of themselves, which reports print: sentences and names that are data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import get_args

import graycard
from graycard.avatar import PERSON
from graycard.avatar.attributes import ATTRIBUTES as DRAWN
from graycard.documents import read_yaml
from graycard.labels.rubric import shipped
from graycard.language.saying import NOTED
from graycard.measures._compared import Against
from graycard.prompts import load_prompts
from graycard.readers import colour, faces, words
from graycard.readers._skin_attributes import light_attributes, skin_attributes
from graycard.roles import DRAWN_WORLD, PHOTOGRAPHS
from graycard.types import CANNOT_TELL, NOT_DEPICTED, Attribute

_HOUSE = Path(graycard.__file__).parent

_PROMPTED = ("profession",)
"""Attributes whose categories are strata of our own prompt sets."""

_SETS = ("avatar-professions", "professions", "culture", "places")
"""Prompt sets in English; those in other languages have the same strata."""

Said = tuple[str, str, str]
"""Context, English, and the file that says it."""


def data() -> Iterator[Said]:
    """Yield each sentence and name once, in a fixed order."""
    yield from dict.fromkeys(
        (
            *_measures(), *_compared(), *_attributes(), *_strata(), *_references(), *_profiles(),
            *_rubrics(),
        )
    )  # fmt: skip


def _measures() -> Iterator[Said]:
    for path in sorted((_HOUSE / "measures").glob("[a-z]*.py")):
        info = import_module(f"graycard.measures.{path.stem}").INFO
        where = f"src/graycard/measures/{path.name}"
        yield "measure", path.stem, where
        yield "formula", info.formula, where
        yield from ((NOTED, one, where) for one in (info.unit, info.words, info.differs) if one)


def _compared() -> Iterator[Said]:
    yield from ((NOTED, one, "src/graycard/measures/_compared.py") for one in get_args(Against))


def _attributes() -> Iterator[Said]:
    settings = faces.Settings()
    of = {
        "avatar/attributes.py": DRAWN.values(),
        "readers/_skin_attributes.py": (*skin_attributes(), *light_attributes()),
        "readers/colour.py": colour.ATTRIBUTES,
        "readers/faces.py": (
            *faces.attributes(settings, by_networks=True),
            *faces.attributes(settings, by_networks=False),
        ),
    }
    for name, attributes in of.items():
        yield from _of(attributes, f"src/graycard/{name}")
    for one in words.ATTRIBUTES:  # their claims name the model that wrote, and are noted there
        yield from _of([one.model_copy(update={"claim": ""})], "src/graycard/readers/words.py")
    for name in (DRAWN_WORLD, PHOTOGRAPHS):
        yield "domain", name, "src/graycard/roles.py"
    for name in ("outcome", "place", "region"):
        yield "attribute", name, "src/graycard/run/tally.py"


def _of(attributes: Iterable[Attribute], where: str) -> Iterator[Said]:
    for one in attributes:
        yield "attribute", one.name, where
        yield from ((NOTED, text, where) for text in (one.claim, one.unit) if text)
        if one.name not in _PROMPTED:
            yield from (("category", each, where) for each in one.categories if not each.isdigit())


def _strata() -> Iterator[Said]:
    for name in _SETS:
        where = f"src/graycard/prompts/{name}.yaml"
        # Those of marked prompts name places and identities, which stay as they were asked for.
        asked = (one.stratum for one in load_prompts(name).prompts if one.marked is False)
        yield from (("stratum", one, where) for one in dict.fromkeys(asked))
    yield "stratum", PERSON, "src/graycard/avatar/attributes.py"


def _references() -> Iterator[Said]:
    for path in sorted((_HOUSE / "references").glob("*.yaml")):
        found = read_yaml(path)
        where = f"src/graycard/references/{path.name}"
        yield NOTED, found["population"], where
        yield NOTED, found["states_the_value_of"], where
        for construct in found["constructs"]:
            if not construct.get("people_only"):
                yield NOTED, construct["claim"], where
                yield from (("category", one, where) for one in construct["categories"])


def _profiles() -> Iterator[Said]:
    for path in sorted((_HOUSE / "profiles").glob("*.yaml")):
        for why in dict.fromkeys(read_yaml(path).get("people", {}).values()):
            yield NOTED, why, f"src/graycard/profiles/{path.name}"


def _rubrics() -> Iterator[Said]:
    for one in shipped():
        where = f"src/graycard/labels/rubrics/{one.name}.yaml"
        when = (answer.when for answer in one.categories)
        said = (one.question, one.claim, *when, one.cannot_tell, one.not_depicted)
        yield from ((NOTED, sentence, where) for sentence in said)
        yield from (("category", each, where) for each in one.labels if not each.isdigit())
    yield from (("category", one, "src/graycard/types.py") for one in (CANNOT_TELL, NOT_DEPICTED))

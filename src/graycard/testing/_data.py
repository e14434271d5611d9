"""The contracts of prompt sets and references."""

from __future__ import annotations

import re
from typing import Final

from graycard.testing._contract import require
from graycard.types import Attribute, PromptSet, Reference

_LANGUAGE: Final = re.compile(r"^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$")

_EMPTY_PLACE: Final = re.compile(r"\{\w*\}")


def check_prompt_set(prompt_set: PromptSet) -> None:
    """Check that a prompt set may be published with results: licence, source, texts, languages.

    Raises:
        ContractError: If it has no licence or source, asks the same twice, names a language
            that is none, leaves a place of a template empty, or mixes marked and unmarked
            prompts in a stratum.

    Example:
        >>> from graycard.prompts import load_prompts
        >>> check_prompt_set(load_prompts("avatar-professions"))
    """
    for field in ("licence", "source"):
        require(
            bool(getattr(prompt_set, field)),
            what=f"the prompt set {prompt_set.name!r} states no {field}",
            why="results are published together with the prompts",
            fix=f"state its {field}",
        )
    asked: dict[tuple[str, str], str] = {}
    marks: dict[str, bool | None] = {}
    for prompt in prompt_set.prompts:
        place = (prompt.language, prompt.text)
        require(
            place not in asked,
            what=f"prompts {asked.get(place)!r} and {prompt.id!r} have the same text",
            why="the same question would count twice",
            fix="drop one; repetitions are asked for by the audit",
        )
        asked[place] = prompt.id
        require(
            bool(_LANGUAGE.match(prompt.language)),
            what=f"prompt {prompt.id!r} is in the language {prompt.language!r}",
            why="it is not a BCP 47 tag",
            fix="write en, de, pt-BR, zh-Hans, ...",
        )
        require(
            not _EMPTY_PLACE.search(prompt.text),
            what=f"prompt {prompt.id!r} is {prompt.text!r}",
            why="a place of a template is in it, and nothing was put into it",
            fix="write what belongs there; YAML fills templates under grids:",
        )
        require(
            marks.setdefault(prompt.stratum, prompt.marked) == prompt.marked,
            what=f"the stratum {prompt.stratum!r} has marked and unmarked prompts",
            why="they never pool: a marked prompt states what is measured",
            fix="give the marked ones a stratum of their own",
        )


def check_reference(reference: Reference, attribute: Attribute) -> None:
    """Check that a reference can be compared with readings of an attribute.

    Raises:
        ContractError: If it is about another attribute or other categories, does not state
            population, source and whose value it is, names a language that is none, or is of
            something that nothing read off pictures stands for.

    Example:
        >>> from graycard.avatar import ATTRIBUTES
        >>> from graycard.references import load_references
        >>> tie = ATTRIBUTES["tie"]
        >>> check_reference(load_references("uniform", [tie], [])[0], tie)
    """
    categories = attribute.categories
    if reference.stands_for is not None:
        _check_correspondence(reference)
        categories = tuple(one for one in categories if one in reference.stands_for)
    require(
        reference.attribute == attribute.name and tuple(reference.shares) == categories,
        what=f"{reference.name!r} gives {reference.attribute} of {', '.join(reference.shares)}",
        why=f"{attribute.name} has the categories {', '.join(attribute.categories) or 'none'}",
        fix="give the share of each category, zeros included, in that order",
    )
    errors = reference.standard_errors or {}
    require(
        set(errors) <= set(reference.shares),
        what=f"{reference.name!r} has standard errors of {', '.join(errors)}",
        why="they are of shares that it does not give",
        fix="name the same categories",
    )
    for field in ("name", "population", "source", "states_the_value_of"):
        require(
            bool(getattr(reference, field).strip()),
            what=f"{reference.name!r} does not state its {field}",
            why="no reference is the correct one: a reader must see whose it is",
            fix=f"state {field}",
        )
    for language in reference.languages:
        require(
            bool(_LANGUAGE.match(language)),
            what=f"{reference.name!r} is for prompts in {language!r}",
            why="it is not a BCP 47 tag",
            fix="write en, de, pt-BR, zh-Hans, ...",
        )


def _check_correspondence(reference: Reference) -> None:
    theirs = list((reference.stands_for or {}).values())
    require(
        len(theirs) > 1 and len(set(theirs)) == len(theirs),
        what=f"{reference.name!r} lets its categories stand for {', '.join(theirs) or 'nothing'}",
        why="each of at least two categories of the source has one counterpart",
        fix="declare which category of the reader stands for which of the source",
    )
    require(
        reference.attribute != "skin_tone",
        what=f"{reference.name!r} lets skin tone stand for {', '.join(theirs)}",
        why="no table turns anything else into skin tone, and skin tone is not race",
        fix="compare skin tone with statistics of skin tone",
    )

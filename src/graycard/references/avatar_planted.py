"""What is planted in the drawn world: the truth that the instrument is checked against."""

from __future__ import annotations

from collections.abc import Sequence

from graycard.avatar import ATTRIBUTES, planted_shares, professions, world_digest
from graycard.language import noted
from graycard.types import Attribute, Reference


def references(attributes: Sequence[Attribute], strata: Sequence[str]) -> list[Reference]:
    """Return one reference for each attribute of the drawn world and each of its professions.

    An attribute that has the name of one of the drawn world and claims something else (the skin
    tone of people in photographs) has no planted shares.

    Example:
        >>> [smile] = references([ATTRIBUTES["smile"]], ["nurse", "astronaut"])
        >>> smile.stratum, list(smile.shares)
        ('nurse', ['yes', 'no'])
    """
    known = {*professions(), "person"}
    planted = [
        (attribute.name, stratum, planted_shares(attribute.name, stratum))
        for attribute in attributes
        if _is_ours(attribute)
        for stratum in strata
        if stratum in known
    ]
    return [
        Reference(
            name="avatar-planted",
            attribute=name,
            stratum=stratum,
            shares=shares,
            population=noted("unmarked portraits of the drawn world, which are of nobody"),
            source=f"graycard.avatar, world {world_digest()[:12]}",
            licence="Apache-2.0",
            states_the_value_of=noted(
                "Nobody: the shares were planted at will, and a gap to them is chance, or a fault"
                " of the instrument or of the model's training."
            ),
        )
        for name, stratum, shares in planted
    ]


def _is_ours(attribute: Attribute) -> bool:
    """Tell whether the same is claimed; how a reader comes by its labels is its own affair."""
    ours = ATTRIBUTES.get(attribute.name)
    return ours is not None and ours.model_copy(update={"source": attribute.source}) == attribute

"""What is planted in the drawn world: the truth that the instrument is checked against."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from graycard.avatar import ATTRIBUTES, planted_shares, professions, world_digest
from graycard.counts import ALL
from graycard.types import Attribute, Reference


def references(attributes: Sequence[Attribute], strata: Sequence[str]) -> list[Reference]:
    """Return one reference for each attribute of the drawn world and each of its professions.

    Where all strata are of the drawn world, there is one for all together (`*`) as well: the
    mean of their shares, since each is asked equally often.

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
        if ATTRIBUTES.get(attribute.name) == attribute
        for stratum in strata
        if stratum in known
    ]
    # What all strata show together is known only if what each of them shows is.
    if len(strata) > 1 and known.issuperset(strata):
        for name in dict.fromkeys(name for name, _, _ in planted):
            together = _mean([shares for one, _, shares in planted if one == name])
            planted.append((name, ALL, together))
    return [
        Reference(
            name="avatar-planted",
            attribute=name,
            stratum=stratum,
            shares=shares,
            population="unmarked portraits of the drawn world, which are of nobody",
            source=f"graycard.avatar, world {world_digest()[:12]}",
            licence="Apache-2.0",
            states_the_value_of="Nobody: the shares were planted at will, and a gap to them is a"
            " fault of the model's training or of the instrument.",
        )
        for name, stratum, shares in planted
    ]


def _mean(shares: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the shares over strata of which each is asked equally often."""
    return {name: math.fsum(one[name] for one in shares) / len(shares) for name in shares[0]}

"""Even shares of every category: the parity norm."""

from __future__ import annotations

from collections.abc import Sequence

from graycard.language import noted
from graycard.types import Attribute, Reference


def references(attributes: Sequence[Attribute], strata: Sequence[str]) -> list[Reference]:  # noqa: ARG001  the same for all
    """Return one reference for each attribute with categories, the same for all strata.

    Attributes whose even shares are nobody's norm, such as how many faces, have none.

    Example:
        >>> smile = Attribute(name="smile", categories=("yes", "no"), scale="nominal",
        ...                   claim="a smile is drawn", source="here")
        >>> references([smile], [])[0].shares
        {'yes': 0.5, 'no': 0.5}
    """
    return [
        Reference(
            name="uniform",
            attribute=attribute.name,
            stratum=None,
            shares=dict.fromkeys(attribute.categories, 1 / len(attribute.categories)),
            population=noted("nobody: each category has the same share by definition"),
            source="definition",
            licence="CC0-1.0",
            states_the_value_of=noted(
                "Those who hold that each category should be shown equally often, whatever its"
                " share of any population. How finely the categories are cut decides what parity"
                " means."
            ),
        )
        for attribute in attributes
        if attribute.categories and attribute.parity
    ]

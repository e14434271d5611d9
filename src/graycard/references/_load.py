"""Loading references, by name or from a file."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from pathlib import Path

from graycard import data_components
from graycard.errors import SpecError
from graycard.references._file import from_file, read_file
from graycard.types import Attribute, Reference


def names() -> tuple[str, ...]:
    """Return the names of the references that are installed, ours first.

    Example:
        >>> "us-labor-2022" in names()
        True
    """
    return data_components.names("references")


def load_references(
    name_or_path: str | Path,
    attributes: Sequence[Attribute],
    strata: Sequence[str],
    *,
    must_apply: bool = True,
) -> tuple[Reference, ...]:
    """Return what a reference says about some attributes and strata.

    Args:
        name_or_path: As listed by `names`, or a YAML file: `name`, `population`, `source`,
            `states_the_value_of`, optionally `date`, `licence`, `languages` and `constructs`,
            and `distributions`, a list of `attribute`, `shares` and optionally `stratum`
            (without one it holds for all), `standard_errors`, `matched` and `match`; or in
            place of it `table`, a CSV file.
        attributes: What was read.
        strata: What the prompts are grouped by.
        must_apply: Whether it is an error if the reference is about nothing of this.

    Returns:
        One reference for each attribute and stratum that it is about, with the shares of every
        category of the attribute, in its order; of those alone that have a counterpart, where
        the source counts something else.

    Raises:
        UnknownComponentError: If there is no reference of that name; it suggests the nearest.
        SpecError: If the file does not say what it should, its categories are not those of the
            attribute, or it is about none of these attributes and strata.

    Example:
        >>> from graycard.avatar import ATTRIBUTES
        >>> load_references("uniform", [ATTRIBUTES["tie"]], ["nurse"])[0].shares
        {'yes': 0.5, 'no': 0.5}
    """
    found = _find(name_or_path, attributes, strata)
    if must_apply and not found:
        raise SpecError(
            what=f"the reference {str(name_or_path)!r} is about nothing that is measured here",
            why=f"attributes: {', '.join(a.name for a in attributes) or 'none'};"
            f" strata: {', '.join(strata[:8]) or 'none'}{', ...' if len(strata) > 8 else ''}",
            fix="leave it out, or give one about these (graycard list references)",
        )
    return found


def describe(name: str) -> str:
    """Return one line about an installed reference.

    Example:
        >>> describe("uniform")
        'Even shares of every category: the parity norm.'
    """
    found = data_components.installed("references", name)
    if isinstance(found, Path):
        file = read_file(found)
        strata = {one.stratum for one in file.distributions if one.stratum is not None}
        about = dict.fromkeys(one.attribute for one in file.distributions)
        return (
            f"{file.population}: {', '.join(about)}"
            + (f" in {len(strata)} strata" if strata else "")
            + (f", for prompts in {_some(file.languages)}" if file.languages else "")
            + f" ({file.licence or 'no licence stated'})"
        )
    text = inspect.getdoc(inspect.getmodule(found)) or inspect.getdoc(found)
    return (text or "").strip().partition("\n")[0]


def _some(languages: Sequence[str]) -> str:
    shown = languages if len(languages) < 5 else (*languages[:3], f"{len(languages) - 3} more")
    return ", ".join(shown)


def _find(
    name_or_path: str | Path, attributes: Sequence[Attribute], strata: Sequence[str]
) -> tuple[Reference, ...]:
    if isinstance(name_or_path, str) and name_or_path in names():
        found = data_components.installed("references", name_or_path)
        if isinstance(found, Path):
            return from_file(found, attributes, strata, own=False)
        return tuple(found(attributes, strata))
    path = data_components.own_file("references", name_or_path)
    made = from_file(path, attributes, strata, own=True)
    if any(reference.name in names() for reference in made):
        raise SpecError(
            what=f"{path} calls itself {made[0].name!r}",
            why="a reference of that name is built in, and the two could not be told apart",
            fix="give it another name",
        )
    return made

"""What `graycard list measures` says: which are ours, which are published ones, and why."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Mapping
from typing import Final, TypedDict

from graycard.cli._entries import WIDEST, entry

_INDENT: Final = "    "

OWN: Final = "Graycard's own"
PUBLISHED: Final = "As published by others, with why to read another one"
PACKAGES: Final = "Of other packages"


class About(TypedDict):
    """What is said of one measure.

    Attributes:
        name: Of the measure.
        about: What it is, in a line.
        published: Whose it is, where it is computed as somebody published it.
        differs: For a published one, where it misleads and which number to read instead.
        formula: In one line; None if the measure cannot be used here.
        package: Of which it is part.
    """

    name: str
    about: str
    published: str | None
    differs: str
    formula: str | None
    package: str


def about_measures() -> dict[str, About]:
    """Return what every installed measure says of itself, by name."""
    from graycard.components import names

    return {name: _about(name) for name in names("measures")}


def lines(found: Mapping[str, About]) -> Iterator[str]:
    """Yield lines for the terminal: ours, those of other packages, then the published ones."""
    width = min(shutil.get_terminal_size().columns, WIDEST)
    apart: dict[str, list[About]] = {OWN: [], PACKAGES: [], PUBLISHED: []}
    for one in found.values():
        ours = one["package"] == "graycard"
        apart[PUBLISHED if one["published"] else OWN if ours else PACKAGES].append(one)
    longest = max(map(len, found))
    for number, (title, group) in enumerate((t, g) for t, g in apart.items() if g):
        yield from ([""] if number else [])
        yield f"{title}:"
        for one in group:
            yield entry(one["name"], one["about"], wide=longest, before="  ")
            if one["published"]:
                said = f"{one['published']}. {one['differs']}"
                yield textwrap.fill(said, width, initial_indent=_INDENT, subsequent_indent=_INDENT)


def _about(name: str) -> About:
    from graycard.components import module
    from graycard.errors import EnvironmentFaultError

    try:
        found = module("measures", name)
    except EnvironmentFaultError as error:
        said = f"(not usable here: {error.why})"
        return About(
            name=name, about=said, published=None, differs="", formula=None, package="unknown"
        )
    info = getattr(found, "INFO", None)
    return About(
        name=name,
        about=(found.__doc__ or "").strip().partition("\n")[0],
        published=getattr(info, "published", None),
        differs=getattr(info, "differs", ""),
        formula=getattr(info, "formula", None),
        package=found.__name__.partition(".")[0],
    )

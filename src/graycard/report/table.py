"""Tables and findings, as both reports print them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table whose first column names what a row is about.

    Attributes:
        caption: What the table holds, in a phrase.
        columns: Headings.
        rows: Cells as text.
        note: What a reader must know of the rows that are not here.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str | None = None


@dataclass(frozen=True)
class Said:
    """A sentence, and points that belong to it."""

    text: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Something that stands out, or does not: what it is about, and what there is to say."""

    about: str
    said: tuple[Said, ...]

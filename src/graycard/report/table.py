"""Tables, as both reports print them."""

from __future__ import annotations

from dataclasses import dataclass

Cell = str


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
    rows: tuple[tuple[Cell, ...], ...]
    note: str | None = None


@dataclass(frozen=True)
class Sentence:
    """A finding: a few words in front, then what there is to say."""

    lead: str
    text: str

"""Shares of many unordered categories by stratum: a grid of shaded cells."""

from __future__ import annotations

from dataclasses import dataclass

from graycard.counts import ALL
from graycard.language import say, several
from graycard.report.charts.chart import MOST_ROWS
from graycard.report.numbers import NONE, count
from graycard.report.series import Series
from graycard.report.words import (
    aside,
    attribute_name,
    category_name,
    paragraph,
    stratum_name,
)


@dataclass(frozen=True, kw_only=True)
class Heat:
    """A grid of shares.

    Attributes:
        alt: What it shows, in a sentence.
        columns: Categories.
        rows: Label, and for each category the shade (0 to 9) and the share in percent.
    """

    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]


def heat_chart(series: Series) -> tuple[Heat, str]:
    """Return the grid, and what its caption must say of the order of rows."""
    categories = series.attribute.categories if series.attribute else ()
    table = series.by_stratum

    def fullest(stratum: str) -> tuple[bool, int, float, str]:
        values = [table[stratum][c].value if c in table[stratum] else 0.0 for c in categories]
        top = max(range(len(values)), key=values.__getitem__)
        return (stratum != ALL, top, -values[top], stratum)

    rows = []
    for stratum in sorted(table, key=fullest)[: MOST_ROWS + 1]:
        shares = [table[stratum][c].value if c in table[stratum] else 0.0 for c in categories]
        cells = tuple((min(9, int(10 * s)), f"{100 * s:.0f}") for s in shares)
        rows.append((stratum_name(stratum), cells))
    left_out = len(table) - len(rows)
    for stratum, why in sorted(series.unread.items())[:MOST_ROWS]:
        rows.append((stratum_name(stratum) + aside(why), ((0, NONE),) * len(categories)))
    grid = Heat(
        alt=say(
            "Shares of {attribute} by stratum, as shaded cells.",
            attribute=attribute_name(series.name),
        ),
        columns=tuple(category_name(series.name, one) for one in categories),
        rows=tuple(rows),
    )
    said = [say("Cells are percent; strata whose largest share is the same stand together.")]
    if left_out > 0:
        said.append(
            several(
                left_out,
                "{n} more stratum is in the table.",
                "{n} more strata are in the table.",
                n=count(left_out),
            )
        )
    return grid, paragraph(said)

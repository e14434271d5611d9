"""Charts on pages: each with the table of its numbers, and both to take away."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from fastapi import Request
from fastapi.responses import Response

from graycard.app.still import still
from graycard.errors import InputError
from graycard.hub.packages import require_packages
from graycard.language import in_a_row, noted, say
from graycard.report.charts.chart import Chart
from graycard.report.charts.heat import Heat
from graycard.report.figures import Figure as ReportFigure
from graycard.report.table import Table

Cell = str | int | float | None

FORMATS: Final = ("csv", "svg", "png")
_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
_SCALE: Final = 2.0
"""Pixels of a PNG for each of the SVG's, so that it is sharp in print."""

_FORMULA: Final = re.compile(r"^\s*[=+\-@\t\r]")
"""What a spreadsheet would take for a formula to be computed."""

_NUMBER: Final = re.compile(r"^\s*[+-]?\d[\d.,]*(e[+-]?\d+)?\s*%?\s*$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Records:
    """Numbers for programs: whole, one thing a row.

    Attributes:
        columns: Names of the columns.
        rows: Cells; None where there is no number.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A chart with its words, its table, and what can be downloaded.

    Attributes:
        title: Of the figure.
        caption: What a reader must know to read the chart.
        chart: Of the kinds that the report draws.
        table: The same numbers, for reading.
        records: The same numbers, for programs; None for the cells of the table.
    """

    title: str
    caption: str
    chart: Chart | Heat
    table: Table
    records: Records | None = None

    @property
    def is_heat(self) -> bool:
        """Whether the chart is a grid of cells."""
        return isinstance(self.chart, Heat)

    @classmethod
    def of(cls, figure: ReportFigure, *, records: Records | None = None) -> Figure:
        """Return a figure of the report as one that can be downloaded."""
        return cls(
            title=figure.title,
            caption=figure.caption,
            chart=figure.chart,
            table=figure.table,
            records=records,
        )


def download(
    request: Request, figures: Mapping[str, Figure], tables: Mapping[str, Records] | None = None
) -> Response | None:
    """Return what a request wants to take away, if it wants to.

    Any page with figures answers `?figure=KEY&download=csv` beside its own parameters, so that
    what is downloaded is what the page shows.

    Args:
        request: Of the page.
        figures: By key.
        tables: Numbers without a chart, by key: of these there is CSV alone.

    Raises:
        InputError: There is no such figure or format.
        EnvironmentFaultError: A PNG is asked for and the package that draws it is missing.
    """
    wanted = request.query_params.get("download")
    if wanted is None:
        return None
    key = request.query_params.get("figure", "")
    if tables and key in tables and wanted == "csv":
        return _attached(request, key, wanted, written(tables[key]).encode("utf-8-sig"))
    if key not in figures or wanted not in FORMATS:
        raise InputError(
            what=say("there is no such download"),
            why=say(
                "The page has these figures: {figures}. The formats are {formats}.",
                figures=in_a_row([*figures]) or say("none"),
                formats=in_a_row(FORMATS),
            ),
            fix=say("Use a link below a chart."),
        )
    return _attached(request, key, wanted, encoded(figures[key], wanted))


def _attached(request: Request, key: str, format_: str, content: bytes) -> Response:
    name = re.sub(r"[^a-z0-9]+", "-", f"{request.url.path} {key}".lower()).strip("-")
    return Response(
        content,
        media_type=_TYPES[format_],
        headers={"content-disposition": f'attachment; filename="{name}.{format_}"'},
    )


def encoded(figure: Figure, format_: Literal["csv", "svg", "png"] | str) -> bytes:
    """Return a figure as a file's bytes: `csv`, `svg` or `png`.

    Raises:
        EnvironmentFaultError: A PNG is asked for and the package that draws it is missing.
    """
    if format_ == "csv":
        return as_csv(figure).encode("utf-8-sig")
    drawing = still(figure.chart, title=figure.title, caption=figure.caption)
    if format_ == "svg":
        return drawing.encode()
    require_packages(("vl_convert",), what=noted("charts as PNG"), extra="explore")
    import vl_convert

    made: bytes = vl_convert.svg_to_png(drawing, scale=_SCALE)
    return made


def as_csv(figure: Figure) -> str:
    """Return the numbers of a figure as CSV; no cell of it can be run by a spreadsheet."""
    return written(figure.records or Records(columns=figure.table.columns, rows=figure.table.rows))


def written(records: Records) -> str:
    """Return numbers as CSV; no cell of it can be run by a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_harmless(column) for column in records.columns])
    writer.writerows([[_harmless(cell) for cell in row] for row in records.rows])
    return out.getvalue()


def _harmless(cell: Cell) -> Cell:
    """Return a cell that a spreadsheet shows and does not compute."""
    if isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.match(cell):
        return f"'{cell}"
    return cell

"""`report.md`: the same story, short."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from graycard.report.asked import asked
from graycard.report.facts import Facts
from graycard.report.figures import gap_figures, outcome_figures, share_figures, value_figures
from graycard.report.first_screen import how_sure, in_a_sentence, not_known
from graycard.report.formulas import LIMITS, formulas
from graycard.report.further import Further, families, published
from graycard.report.method import launches_table, readers_table, references_table, settings
from graycard.report.missing import missing_table, not_estimated_table, unmet_table
from graycard.report.opening import is_drawn, opening, title
from graycard.report.places import feature_figures, places
from graycard.report.safe import markdown
from graycard.report.story import story, with_care
from graycard.report.table import Finding, Table

MOST_ROWS: Final = 60
"""Of a table; report.html has more, estimates.json has all."""


def markdown_report(facts: Facts) -> str:
    """Return the report as GitHub-flavoured Markdown, with the attributes that matter first."""
    parts = [
        f"# {markdown(title(facts))}",
        *(["*Drawn world.*"] if is_drawn(facts) else []),
        f"**{markdown(in_a_sentence(facts))}**",
        markdown(" ".join(opening(facts))),
        markdown(" ".join(how_sure(facts))),
        "## What is not known",
        _listed(markdown(one) for one in not_known(facts)),
        "## What stands out",
        *(_finding(one) for one in story(facts)),
        markdown(with_care(facts)),
        *_section("Shares by stratum", [one.table for one in share_figures(facts).open]),
        *_section("Gaps to the references", [one.table for one in gap_figures(facts).open]),
        *_default_culture(facts),
        *_further("Further numbers", [one for each in families(facts) for one in each.measures]),
        *_further("Published metrics, beside ours", published(facts)),
        *_section(
            asked(facts).without,
            [*(one.table for one in outcome_figures(facts)), unmet_table(facts)],
        ),
        *_section("Images that could not be read", [missing_table(facts)]),
        *_section("Not estimated", [not_estimated_table(facts)]),
        *_section("Colour and other values", [one.table for one in value_figures(facts)]),
        "## How it was done",
        _listed(f"**{term}**: {markdown(value)}" for term, value in settings(facts)),
        *_tables([readers_table(facts), references_table(facts), launches_table(facts)]),
        "### Measures",
        _listed(
            f"**{one.name}**: {markdown(one.formula)}. {one.words} Interval:"
            f" {markdown(one.intervals)}."
            for one in formulas(facts.numbers, folder=facts.is_folder)
        ),
        "## What the numbers do not say",
        _listed(LIMITS),
        "Charts, pictures and the other attributes are in report.html, all numbers in"
        " estimates.json.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _default_culture(facts: Facts) -> Iterator[str]:
    """Yield what is said of places, with the tables of what was told in full."""
    features = [one.table for one in feature_figures(facts)]
    found = places(facts)
    if not found and not features:
        return
    yield "## Default culture"
    for one in found:
        yield markdown(" ".join(one.said))
        yield from _tables([*(figure.table for figure in one.figures.open), one.scenes, one.told])
    yield from _tables(features)


def _further(title: str, measures: Sequence[Further]) -> Iterator[str]:
    """Yield each measure in a line; its numbers are in report.html."""
    if measures:
        yield f"## {title}"
        yield _listed(f"**{markdown(one.name)}**: {markdown(_told(one))}" for one in measures)


def _told(one: Further) -> str:
    return " ".join(text for text in (one.said, one.words, one.instead) if text)


def _finding(one: Finding) -> str:
    lines = [f"**{markdown(one.about)}**"]
    for said in one.said:
        lines.append(markdown(said.text))
        if said.points:
            lines.append(_listed(markdown(point) for point in said.points))
    return "\n\n".join(lines)


def _section(title: str, tables: Sequence[Table | None]) -> Iterator[str]:
    found = list(_tables(tables))
    if found:
        yield f"## {title}"
        yield from found


def _tables(tables: Iterable[Table | None]) -> Iterator[str]:
    for table in tables:
        if table is not None:
            yield _table(table)


def _table(table: Table) -> str:
    def line(cells: Iterable[str]) -> str:
        return f"| {' | '.join(markdown(cell) for cell in cells)} |"

    left = len(table.rows) - MOST_ROWS
    notes = [table.note or "", f"{left} more rows are in report.html." if left > 0 else ""]
    lines = [
        f"**{markdown(table.caption)}**",
        "",
        line(table.columns),
        f"|{' --- |' * len(table.columns)}",
        *(line(row) for row in table.rows[:MOST_ROWS]),
    ]
    said = " ".join(note for note in notes if note)
    return "\n".join([*lines, "", markdown(said)] if said else lines)


def _listed(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)

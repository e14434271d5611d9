"""`report.md`: the same story, short."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from graycard.language import say, several
from graycard.report.asked import asked
from graycard.report.facts import Facts
from graycard.report.figures import gap_figures, outcome_figures, share_figures, value_figures
from graycard.report.first_screen import in_short
from graycard.report.formulas import formulas, limits
from graycard.report.further import Further, families, published
from graycard.report.how_sure import how_sure
from graycard.report.method import launches_table, readers_table, references_table, settings
from graycard.report.missing import cautions, missing_table, not_estimated_table, unmet_table
from graycard.report.names import report_name
from graycard.report.not_known import not_known
from graycard.report.numbers import count
from graycard.report.opening import is_drawn, opening, title
from graycard.report.people import by_people
from graycard.report.places import feature_figures, places
from graycard.report.safe import markdown
from graycard.report.story import story, with_care
from graycard.report.table import Finding, Table
from graycard.report.words import first_upper, paragraph

MOST_ROWS: Final = 60
"""Of a table; report.html has more, estimates.json has all."""


def markdown_report(facts: Facts) -> str:
    """Return the report as GitHub-flavoured Markdown, the attributes that matter first.

    It is in the language that is spoken.
    """
    short = in_short(facts)
    parts = [
        f"# {markdown(title(facts))}",
        *([f"*{first_upper(say('drawn world'))}*"] if is_drawn(facts) else []),
        f"**{markdown(short.lead)}**",
        *([markdown(short.besides)] if short.besides else []),
        f"## {say('What was asked')}",
        markdown(paragraph(opening(facts))),
        *_section_of_text(say("How sure this is"), paragraph(how_sure(facts))),
        f"## {say('What is not known')}",
        _listed(markdown(one) for one in not_known(facts)),
        f"## {say('What stands out')}",
        *(_finding(one) for one in story(facts)),
        markdown(with_care(facts)),
        *_section(
            say("Who and what is shown, by stratum"),
            [one.table for one in share_figures(facts).open],
        ),
        *_people(facts),
        *_section(
            say("How far from each reference"), [one.table for one in gap_figures(facts).open]
        ),
        *_default_culture(facts),
        *_further(
            say("Further numbers"), [one for each in families(facts) for one in each.measures]
        ),
        *_further(say("Published metrics, beside ours"), published(facts)),
        *_section(
            asked(facts).without,
            [*(one.table for one in outcome_figures(facts)), unmet_table(facts)],
        ),
        *_section(say("Images that could not be read"), [missing_table(facts)]),
        *_section(say("What was not estimated"), [not_estimated_table(facts)]),
        *_section(say("Colour and other values"), [one.table for one in value_figures(facts)]),
        f"## {say('How it was done')}",
        _listed(_entry(term, value) for term, value in settings(facts)),
        *_tables([readers_table(facts), references_table(facts), launches_table(facts)]),
        f"### {say('Measures')}",
        _listed(
            _entry(
                one.name,
                paragraph(
                    [
                        say("{formula}.", formula=one.formula),
                        one.words,
                        say("Interval: {method}.", method=one.intervals),
                    ]
                ),
            )
            for one in formulas(facts.numbers, folder=facts.is_folder)
        ),
        f"## {say('What the numbers do not say')}",
        _listed(limits()),
        *_section_of_list(say("Cautions that stand with the numbers"), cautions(facts)),
        say(
            "Charts, pictures and the other attributes are in {file}, all numbers in"
            " estimates.json.",
            file=report_name("html"),
        ),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _people(facts: Facts) -> Iterator[str]:
    """Yield what people say, with the table that has it beside the readings."""
    found = by_people(facts)
    if found:
        yield f"## {say('What people say of the pictures')}"
    for one in found:
        yield f"### {markdown(one.name)}"
        yield markdown(paragraph(one.said))
        yield from _tables([one.beside] if one.beside else [each.table for each in one.figures])


def _default_culture(facts: Facts) -> Iterator[str]:
    """Yield what is said of places, with the tables of what was told in full."""
    features = [one.table for one in feature_figures(facts)]
    found = places(facts)
    if not found and not features:
        return
    yield f"## {say('Default culture')}"
    for one in found:
        yield markdown(paragraph(one.said))
        yield from _tables([*(figure.table for figure in one.figures.open), one.scenes, one.told])
    yield from _tables(features)


def _further(title: str, measures: Sequence[Further]) -> Iterator[str]:
    """Yield each measure in a line; its numbers are in report.html."""
    if measures:
        yield f"## {title}"
        yield _listed(
            _entry(one.name, paragraph([one.said, one.words, one.instead])) for one in measures
        )


def _entry(term: str, text: str) -> str:
    """Return a term and what is said of it."""
    return say("**{term}**: {text}", term=markdown(term), text=markdown(text))


def _section_of_text(title: str, text: str) -> list[str]:
    return [f"## {title}", markdown(text)] if text else []


def _section_of_list(title: str, items: Sequence[str]) -> list[str]:
    return [f"## {title}", _listed(map(markdown, items))] if items else []


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
    notes = [table.note or ""]
    if left > 0:
        notes.append(
            several(
                left,
                "{n} more row is in {file}.",
                "{n} more rows are in {file}.",
                n=count(left),
                file=report_name("html"),
            )
        )
    lines = [
        f"**{markdown(table.caption)}**",
        "",
        line(table.columns),
        f"|{' --- |' * len(table.columns)}",
        *(line(row) for row in table.rows[:MOST_ROWS]),
    ]
    said = paragraph(notes)
    return "\n".join([*lines, "", markdown(said)] if said else lines)


def _listed(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)

"""Every chart with its caption and the table of the same numbers, in the order of the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graycard.language import retell, say
from graycard.report.asked import asked
from graycard.report.charts.chart import Chart
from graycard.report.charts.gaps import gaps_chart
from graycard.report.charts.heat import Heat, heat_chart
from graycard.report.charts.points import points_chart
from graycard.report.charts.shares import SHAPES, drawn_categories, shares_chart
from graycard.report.charts.stacks import stacks_chart
from graycard.report.facts import Facts
from graycard.report.numbers import decimal, percent
from graycard.report.series import Series, on_one_axis, series
from graycard.report.table import Table
from graycard.report.tables import gaps_table, points_table, shares_table
from graycard.report.words import (
    FIRST,
    attribute_name,
    category_name,
    first_upper,
    paragraph,
)
from graycard.types import Estimate, Reference


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A chart, its title and caption, and its numbers."""

    title: str
    caption: str
    chart: Chart | Heat
    table: Table

    @property
    def is_heat(self) -> bool:
        """Whether the chart is a grid of cells."""
        return isinstance(self.chart, Heat)


@dataclass(frozen=True)
class Figures:
    """Figures of a section: those that are told, and those that are folded away."""

    open: tuple[Figure, ...]
    folded: tuple[Figure, ...]


def share_figures(facts: Facts) -> Figures:
    """Return the shares of every attribute by stratum, of images and then of all their faces."""
    images = _split((one, share_figure(one, facts.references)) for one in series(facts, "share"))
    faces = tuple(
        share_figure(one, (), of=say(", of all faces")) for one in series(facts, "share_of_faces")
    )
    return Figures(images.open, (*images.folded, *faces))


def gap_figures(facts: Facts) -> Figures:
    """Return the gaps of every attribute to each of its references."""
    every = series(facts, "representation_gap")
    return _split((one, gap_figure(one, on_one_axis(one, every))) for one in every)


def outcome_figures(facts: Facts) -> tuple[Figure, ...]:
    """Return the rates of those outcomes that occurred."""
    figures, words = [], asked(facts)
    every = series(facts, "outcome_rate")
    for one in every:
        for outcome in ("refused", "filtered", "failed"):
            rates = [rate for rate in one.estimates if rate.category == outcome]
            if not any(rate.value for rate in rates):
                continue
            name, share = words.such(outcome), words.share_of(outcome)
            chart, order = points_chart(
                rates,
                alt=say("{what}, by stratum, with intervals.", what=name),
                axis_title=share,
                shares=True,
                beside=[rate for rate in on_one_axis(one, every) if rate.category == outcome],
            )
            table = points_table(
                share + one.kind, rates, name=say("rate"), text=percent, denominator=words.n_of_all
            )
            figures.append(Figure(title=name + one.kind, caption=order, chart=chart, table=table))
    return tuple(figures)


def value_figures(facts: Facts) -> tuple[Figure, ...]:
    """Return the mean values, such as colourfulness."""
    figures = []
    every = series(facts, "mean_value")
    for one in every:
        attribute, name = one.attribute, attribute_name(one.name)
        unit = retell(attribute.unit) if attribute and attribute.unit else say("value")
        chart, order = points_chart(
            one.estimates,
            alt=say("Mean {attribute} by stratum, with intervals.", attribute=name),
            axis_title=say("mean {attribute} ({unit})", attribute=name, unit=unit),
            shares=False,
            unread=one.unread,
            beside=on_one_axis(one, every),
        )
        claim = retell(attribute.claim) if attribute else ""
        table = points_table(
            say("Mean {attribute}", attribute=name) + one.kind,
            one.estimates,
            name=say("mean"),
            text=decimal,
            denominator=say("n read"),
        )
        figures.append(
            Figure(
                title=first_upper(name) + one.kind,
                caption=paragraph([claim, order]),
                chart=chart,
                table=table,
            )
        )
    return tuple(figures)


def share_figure(one: Series, references: Sequence[Reference], *, of: str = "") -> Figure:
    """Return the shares of one attribute.

    Args:
        one: Series of the measure `share`.
        references: Of the run.
        of: Added to the title.
    """
    categories = one.attribute.categories if one.attribute else ()
    drawn = drawn_categories(one)
    chart: Chart | Heat
    if len(drawn) <= len(SHAPES):
        chart, order = shares_chart(one, references)
    elif one.attribute is not None and one.attribute.scale == "ordinal":
        chart, order = stacks_chart(one, references)
    else:
        chart, order = heat_chart(one)
    claim = retell(one.attribute.claim) if one.attribute else ""
    title = first_upper(attribute_name(one.name))
    if len(drawn) == 1 and len(categories) == 2:
        only = category_name(one.name, drawn[0])
        title = say("{attribute}: {category}", attribute=title, category=only)
    return Figure(
        title=title + of + one.kind,
        caption=paragraph([claim, order]),
        chart=chart,
        table=shares_table(one, references),
    )


def gap_figure(one: Series, beside: Sequence[Estimate] = ()) -> Figure:
    """Return the gaps of one attribute to one of its references.

    Args:
        one: Series of the measure `representation_gap`.
        beside: What charts show that stand beside it, for which the axis has room, too.
    """
    chart, order = gaps_chart(one, beside)
    title = say(
        "{attribute} against {reference}",
        attribute=first_upper(attribute_name(one.name)),
        reference=one.reference,
    )
    return Figure(
        title=title + one.kind,
        caption=order,
        chart=chart,
        table=gaps_table(one),
    )


def _split(figures: Iterable[tuple[Series, Figure]]) -> Figures:
    found = list(figures)
    first = tuple(figure for one, figure in found if one.name in FIRST)
    rest = tuple(figure for one, figure in found if one.name not in FIRST)
    return Figures(first, rest) if first else Figures(rest, ())

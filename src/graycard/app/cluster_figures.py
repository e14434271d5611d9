"""Charts of clusters: how far strata are apart, and how one of them spreads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graycard.app.figures import Figure, Records
from graycard.explore.clusters import Clusters
from graycard.explore.clusters.about import CALLED, LEVEL
from graycard.explore.clusters.beside import Apart, Difference
from graycard.explore.clusters.mix import Mix
from graycard.language import say, several
from graycard.report.charts.chart import (
    Axis,
    Chart,
    Key,
    Mark,
    Row,
    few,
    nice_axis,
    percent_ticks,
)
from graycard.report.numbers import count, interval, percent
from graycard.report.table import Table
from graycard.report.words import paragraph, stratum_name
from graycard.stats.intervals import wilson

_HEIGHT: Final = 30
_MIDDLE: Final = _HEIGHT / 2


def base_name(found: Clusters) -> str:
    """Return what the mixes are compared with, for people."""
    if found.against == found.identity.name:
        return say("identity prompts")
    return stratum_name(found.against)


def apart_figure(found: Clusters) -> Figure:
    """Return how far the mix of each stratum is from the one that all are compared with."""
    base = base_name(found)
    ordered = sorted(found.apart, key=lambda one: (-one.distance, one.name))
    axis, ticks = nice_axis([one.high for one in ordered] or [1.0], most=1)
    shown, left_out = few([_apart(one, axis) for one in ordered])
    mixes = {one.name: one for one in found.strata}
    chart = Chart(
        alt=say("How far strata are from {base}, with intervals.", base=base),
        rows=shown,
        ticks=percent_ticks(axis, ticks),
        axis=say("share of pictures that would have to be in another cluster"),
        keys=(
            Key(text=say("beyond chance"), look="beyond", kind="point", shape="diamond"),
            Key(text=say("within chance"), look="within", kind="point"),
            Key(text=say("interval"), look="interval", kind="line"),
            Key(text=say("95 of 100 stay within by chance"), look="floor", kind="bar"),
        ),
    )
    caption = paragraph(
        [
            say(
                "Beyond chance: p below {level}, by 9,999 shuffles of the pictures, adjusted for"
                " all strata (Benjamini and Hochberg). Intervals allow for both samples.",
                level=f"{CALLED:g}",
            ),
            left_out,
        ]
    )
    rows = [
        (
            stratum_name(one.name), count(one.n), count(mixes[one.name].unassigned),
            count(mixes[one.name].missing),
            percent(one.distance), interval(one.low, one.high), percent(one.floor_high),
            f"{one.p_adjusted:.4f}", _varied(mixes[one.name]),
        )
        for one in ordered
    ]  # fmt: skip
    columns = (
        say("stratum"), say("n"), say("of no cluster"), say("missing"), say("distance"),
        say("interval"), say("floor"), say("p, adjusted"), say("as varied as (interval)"),
    )  # fmt: skip
    records = Records(
        columns=(
            "stratum", "n", "unassigned", "missing", "prompts", "against", "against_n", "distance",
            "low", "high", "level", "floor_mean", "floor_high", "p_adjusted",
        ),
        rows=tuple(
            (
                one.name, one.n, mixes[one.name].unassigned, mixes[one.name].missing,
                mixes[one.name].prompts, found.against, one.other_n, one.distance, one.low,
                one.high, LEVEL, one.floor_mean, one.floor_high, one.p_adjusted,
            )
            for one in ordered
        ),
    )  # fmt: skip
    return Figure(
        title=say("How far each stratum is from {base}", base=base),
        caption=caption,
        chart=chart,
        table=Table(
            caption=say("Strata beside {base}", base=base),
            columns=columns,
            rows=tuple(rows),
        ),
        records=records,
    )


def mix_figure(found: Clusters, mix: Mix, base: Mix, names: Sequence[str]) -> Figure:
    """Return how the pictures of one stratum spread over clusters, beside the other mix.

    Args:
        found: The clusters.
        mix: Of the stratum.
        base: That it is compared with.
        names: What each cluster is about.
    """
    name, against = stratum_name(mix.name), base_name(found)
    n, other_n = sum(mix.counts), sum(base.counts)
    by = {one.what: one for one in found.by_cluster if one.name == mix.name}
    axis, ticks = nice_axis(
        [float(wilson(k, n, level=LEVEL)[1]) for k in mix.counts]
        + [k / other_n for k in base.counts],
        most=1,
    )
    rows, table, records = [], [], []
    for at, k in enumerate(mix.counts):
        low, high = (float(end) for end in wilson(k, n, level=LEVEL))
        other, one = base.counts[at] / other_n, by.get(str(at + 1))
        called = one is not None and one.p_adjusted < CALLED
        rows.append(
            Row(
                label=say("cluster {number}", number=at + 1),
                note=names[at],
                value=percent(k / n),
                height=_HEIGHT,
                marks=(
                    Mark(kind="tick", x=axis.at(other), y=_MIDDLE, size=16, look="ref0"),
                    Mark(
                        kind="line", x=axis.at(low), x2=axis.at(high), y=_MIDDLE, look="interval c0"
                    ),
                    _point(axis.at(k / n), called=called),
                ),
            )
        )
        table.append(
            (
                str(at + 1), names[at], count(k), percent(k / n),
                f"{percent(low)} – {percent(high)}",
                percent(other), "" if one is None else f"{one.p_adjusted:.4f}",
            )
        )  # fmt: skip
        records.append(
            (
                mix.name, at + 1, names[at], k, n, k / n, low, high, LEVEL, found.against,
                base.counts[at], other_n, None if one is None else one.difference,
                None if one is None else one.low, None if one is None else one.high,
                None if one is None else one.p_adjusted,
            )
        )  # fmt: skip
    return Figure(
        title=say("Which clusters the pictures of {name} fall into", name=name),
        caption=several(
            mix.unassigned,
            "{n} pictures of a cluster; {unassigned} more is of none. The tick is the share of"
            " {base}. Beyond chance: p below {level}, exact, adjusted for all strata and"
            " clusters.",
            "{n} pictures of a cluster; {unassigned} more are of none. The tick is the share of"
            " {base}. Beyond chance: p below {level}, exact, adjusted for all strata and"
            " clusters.",
            n=count(n),
            unassigned=count(mix.unassigned),
            base=against,
            level=f"{CALLED:g}",
        ),
        chart=Chart(
            alt=say("Shares of clusters in {name}, with intervals.", name=name),
            rows=tuple(rows),
            ticks=percent_ticks(axis, ticks),
            axis=say("share of the pictures that are of a cluster"),
            keys=(
                Key(text=say("beyond chance"), look="beyond", kind="point", shape="diamond"),
                Key(text=say("within chance"), look="within", kind="point"),
                Key(text=say("interval"), look="interval c0", kind="line"),
                Key(text=against, look="ref0", kind="tick"),
            ),
        ),
        table=Table(
            caption=say("Clusters of {name}", name=name),
            columns=(
                say("cluster"), say("its prompts say more often"), say("pictures"), say("share"),
                say("interval"), against, say("p, adjusted"),
            ),
            rows=tuple(table),
        ),
        records=Records(
            columns=(
                "stratum", "cluster", "about", "k", "n", "share", "low", "high", "level", "against",
                "against_k", "against_n", "difference", "difference_low", "difference_high",
                "p_adjusted",
            ),
            rows=tuple(records),
        ),
    )  # fmt: skip


def differences_table(some: Sequence[Difference], *, caption: str, first: str) -> Table:
    """Return differences of mixes as a table, the greatest first.

    Args:
        some: The differences.
        caption: Of the table.
        first: Whether `what` or `name` stands in front.
    """
    ordered = sorted(some, key=lambda one: (-abs(one.difference), one.what, one.name))
    return Table(
        caption=caption,
        columns=(
            say("word") if first == "what" else say("stratum"), say("here"), say("there"),
            say("difference"), say("interval"), say("p, adjusted"),
        ),
        rows=tuple(
            (
                one.what if first == "what" else stratum_name(one.name),
                say("{k} of {n}", k=count(one.k), n=count(one.n)),
                say("{k} of {n}", k=count(one.other_k), n=count(one.other_n)),
                f"{100 * one.difference:+.0f}",
                f"{100 * one.low:+.0f} – {100 * one.high:+.0f}",
                f"{one.p_adjusted:.4f}",
            )
            for one in ordered
        ),
        note=say("Differences in points of a hundred."),
    )  # fmt: skip


def _apart(one: Apart, axis: Axis) -> Row:
    return Row(
        label=stratum_name(one.name),
        note=say("n {n}", n=count(one.n)),
        value=percent(one.distance),
        height=_HEIGHT,
        marks=(
            Mark(
                kind="bar", x=axis.at(0), x2=axis.at(one.floor_high), y=_MIDDLE - 7, size=14,
                look="floor",
            ),
            Mark(kind="line", x=axis.at(one.low), x2=axis.at(one.high), y=_MIDDLE, look="interval"),
            _point(axis.at(one.distance), called=one.p_adjusted < CALLED),
        ),
    )  # fmt: skip


def _point(x: float, *, called: bool) -> Mark:
    look, shape = ("beyond", "diamond") if called else ("within", "circle")
    return Mark(kind="point", x=x, y=_MIDDLE, look=look, shape=shape)


def _varied(mix: Mix) -> str:
    one = mix.effective_number
    return "" if one is None else f"{one.value:.1f} ({one.low:.1f} – {one.high:.1f})"

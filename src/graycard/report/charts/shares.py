"""Shares of a few categories by stratum: a point with its interval for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graycard.counts import ALL
from graycard.language import say
from graycard.report.charts.chart import Axis, Chart, Key, Mark, Row, few
from graycard.report.numbers import percent
from graycard.report.series import Series, reference_shares
from graycard.report.words import attribute_name, category_name, paragraph, stratum_name
from graycard.types import Estimate, Reference

SHAPES: Final = ("circle", "square", "diamond", "triangle")
MOST_REFERENCES: Final = 3

_STEP: Final = 13
_SINGLE: Final = 30
_AXIS: Final = Axis(low=0, high=1)


def ticks() -> tuple[tuple[float, str], ...]:
    """Return the ticks of an axis of shares."""
    return ((0.0, "0"), (25.0, "25"), (50.0, "50"), (75.0, "75"), (100.0, percent(1.0)))


def axis_title(series: Series) -> str:
    """Return what shares are of: where all faces are counted, n is faces and not images."""
    if series.measure == "share_of_faces":
        return say("share of the faces read")
    return say("share of the images read")


def drawn_categories(series: Series) -> tuple[str, ...]:
    """Return the categories that are drawn: of two, one says it all."""
    categories = series.attribute.categories if series.attribute else ()
    if len(categories) == 2:
        return ("yes",) if "yes" in categories else categories[:1]
    return categories


def sorting_category(series: Series) -> str:
    """Return the category in which strata differ most."""

    def spread(category: str) -> float:
        values = [one.value for one in series.apart if one.category == category]
        return max(values) - min(values) if values else 0.0

    return max(drawn_categories(series), key=spread)


def shares_chart(series: Series, references: Sequence[Reference]) -> tuple[Chart, str]:
    """Return the chart, and what its caption must say of the order of rows."""
    categories, first = drawn_categories(series), sorting_category(series)
    names = list(dict.fromkeys(r.name for r in references if r.attribute == series.name))
    names = names[:MOST_REFERENCES]
    rows = [
        _row(series, references, stratum, found, categories, names)
        for stratum, found in _sorted(series, first)
    ]
    top = [row for row in rows if row.all]
    rest = [row for row in rows if not row.all]
    shown, left_out = few(rest, series.unread)
    keys = [
        Key(text=category_name(series.name, category), look=f"c{i}", kind="point", shape=SHAPES[i])
        for i, category in enumerate(categories)
    ]
    keys.append(Key(text=say("interval"), look="interval", kind="line"))
    if any(_is_bounded(one) for one in series.estimates):
        keys.append(Key(text=say("worst case for what is missing"), look="worst", kind="line"))
    keys += [Key(text=name, look=f"ref{i}", kind="tick") for i, name in enumerate(names)]
    chart = Chart(
        alt=say(
            "Shares of {attribute} by stratum, with intervals.",
            attribute=attribute_name(series.name),
        ),
        rows=(*top, *shown),
        ticks=ticks(),
        axis=axis_title(series),
        keys=tuple(keys),
    )
    order = say("Sorted by the share of {category}.", category=category_name(series.name, first))
    return chart, paragraph([order, left_out])


def _sorted(series: Series, category: str) -> list[tuple[str, dict[str | None, Estimate]]]:
    def key(entry: tuple[str, dict[str | None, Estimate]]) -> tuple[bool, float, str]:
        stratum, found = entry
        return (stratum != ALL, -found[category].value if category in found else 0.0, stratum)

    return sorted(series.by_stratum.items(), key=key)


def _row(
    series: Series,
    references: Sequence[Reference],
    stratum: str,
    found: dict[str | None, Estimate],
    categories: Sequence[str],
    names: Sequence[str],
) -> Row:
    compared = reference_shares(references, series.name, stratum)
    marks: list[Mark] = []
    top = 4.0 if len(categories) > 1 else (_SINGLE - _STEP) / 2
    for i, category in enumerate(categories):
        one = found.get(category)
        if one is None:
            continue
        y = top + _STEP * (i + 0.5)
        if _is_bounded(one):
            low, high = one.missing_low or 0.0, one.missing_high or 0.0
            marks.append(_line(low, high, y, f"worst c{i}"))
        marks.append(_line(one.low, one.high, y, f"interval c{i}"))
        marks += [
            Mark(kind="tick", x=_AXIS.at(compared[name][category]), y=y, size=_STEP, look=f"ref{k}")
            for k, name in enumerate(names)
            if name in compared and category in compared[name]
        ]
        marks.append(Mark(kind="point", x=_AXIS.at(one.value), y=y, look=f"c{i}", shape=SHAPES[i]))
    any_one = next(iter(found.values()))
    single = found.get(categories[0]) if len(categories) == 1 else None
    return Row(
        label=stratum_name(stratum),
        note=sizes(any_one),
        value=percent(single.value) if single else "",
        height=8 + _STEP * len(categories) if len(categories) > 1 else _SINGLE,
        marks=tuple(marks),
        all=stratum == ALL,
    )


def _is_bounded(one: Estimate) -> bool:
    # Shares of faces have none: nobody knows how many faces a picture would have shown.
    return one.n_missing > 0 and one.missing_low is not None


def sizes(one: Estimate) -> str:
    """Return how many images are behind a number, and how many are not."""
    if one.n_missing:
        return say("n\N{NO-BREAK SPACE}{n} · {missing} missing", n=one.n, missing=one.n_missing)
    return say("n\N{NO-BREAK SPACE}{n}", n=one.n)


def _line(low: float, high: float, y: float, look: str) -> Mark:
    return Mark(kind="line", x=_AXIS.at(low), x2=_AXIS.at(high), y=y, look=look)

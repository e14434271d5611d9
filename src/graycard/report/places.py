"""The default culture: what the numbers about places say, in figures and sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graycard.counts import ALL
from graycard.report.charts.floors import floors_chart
from graycard.report.facts import Facts
from graycard.report.figures import Figure, Figures
from graycard.report.numbers import decimal, interval, percent, points
from graycard.report.place_tables import (
    NEAREST,
    differences_table,
    likeness_table,
    nearest_table,
    nearest_verdict,
    place_name,
    shares_by_scene_table,
    told_table,
)
from graycard.report.safe import in_sentence
from graycard.report.table import Table
from graycard.report.verdicts import Verdict
from graycard.report.words import attribute_name, first_upper, listed, stratum_name
from graycard.types import Estimate

_NAMED: Final = 3
_DIFFER: Final = 0.05


@dataclass(frozen=True, kw_only=True)
class Places:
    """What one embedder says of places.

    Attributes:
        by: Name of the embedder, where there are several.
        said: Sentences that come before the figures.
        told: How well the places are told apart.
        figures: The shares nearest to each place, and how alike the pictures of each are.
        scenes: Shares nearest to each place, by scene; None for one scene.
    """

    by: str
    said: tuple[str, ...]
    told: Table | None
    figures: Figures
    scenes: Table | None


def places(facts: Facts) -> list[Places]:
    """Return what is said of places, by embedder; nothing where no prompt names one."""
    embedders = [one for one in facts.readers if one.width is not None]
    found = []
    for embedder in embedders:
        mine = [one for one in facts.numbers.estimates if one.readers == (embedder.id,)]
        if any(one.attribute in ("place", "region") for one in mine):
            name = f" ({embedder.id})" if len(embedders) > 1 else ""
            found.append(_by_embedder(mine, name))
    return found


def feature_figures(facts: Facts) -> tuple[Figure, ...]:
    """Return by how much each feature's share differs by place."""
    groups: dict[tuple[str, str | None, tuple[str, ...]], list[Estimate]] = {}
    for one in facts.numbers.estimates:
        if one.measure == "share_difference":
            groups.setdefault((one.attribute, one.reference, one.readers), []).append(one)
    return tuple(_difference(name, against, group) for (name, against, _), group in groups.items())


def headline(facts: Facts) -> tuple[str, ...]:
    """Return what stands out of places, in a sentence or two for each embedder."""
    return tuple(sentence for one in places(facts) for sentence in one.said[:2])


def _by_embedder(estimates: Sequence[Estimate], by: str) -> Places:
    nearest = [one for one in estimates if one.measure == NEAREST and one.attribute == "place"]
    told = [one for one in estimates if one.measure == "marked_set_accuracy"]
    unlike = [one for one in estimates if one.measure == "unlike_marked_sets"]
    alike = [one for one in estimates if one.measure == "self_similarity"]
    regions = [one for one in estimates if one.measure == NEAREST and one.attribute == "region"]
    whole = _whole(nearest)
    figures = [
        *([_nearest(whole, "place", by)] if whole else []),
        *([_nearest(_whole(regions), "region", by)] if regions else []),
        *([_alike(_whole(alike), by)] if _whole(alike) else []),
    ]
    strata = list(dict.fromkeys(one.stratum for one in nearest if one.stratum != ALL))
    by_scene = [[one for one in nearest if one.stratum == name] for name in strata]
    several = len(strata) > 1
    folded = [_nearest(one, "place", by) for one in by_scene] if several else []
    return Places(
        by=by,
        said=tuple(_said(whole, _whole(told), _whole(unlike))),
        told=told_table(told, unlike),
        figures=Figures(tuple(figures), tuple(folded)),
        scenes=shares_by_scene_table(by_scene) if several else None,
    )


def _whole(estimates: Sequence[Estimate]) -> list[Estimate]:
    """Return the numbers of all scenes together, or of the only one."""
    together = [one for one in estimates if one.stratum == ALL]
    return together or list(estimates)


def _said(
    nearest: Sequence[Estimate], told: Sequence[Estimate], unlike: Sequence[Estimate]
) -> Iterator[str]:
    if nearest:
        yield from _said_of_shares(nearest)
    elif told:
        yield (
            "Which places the pictures without one are nearest to is not said: this embedder does"
            " not tell the places’ pictures apart."
        )
    yield from _said_of_telling(told, unlike if nearest else ())


def _said_of_shares(nearest: Sequence[Estimate]) -> Iterator[str]:
    """Say which places the unmarked pictures are nearest to, groups of prompts apart."""
    for marked in dict.fromkeys(one.marked for one in nearest):
        mine = sorted((one for one in nearest if one.marked == marked), key=lambda one: -one.value)
        beyond = [one for one in mine if nearest_verdict(one) == "beyond chance"]
        n = mine[0].n
        if not beyond:
            yield (
                f"The {n} pictures whose prompts name no place are nearest to no place more often"
                f" than chance explains: {_shares(mine[:_NAMED])}."
            )
            continue
        more = f" {len(beyond) - _NAMED} more places follow." if len(beyond) > _NAMED else ""
        yield (
            f"Of {n} pictures whose prompts name no place, more than chance explains are nearest to"
            f" those of {_shares(beyond[:_NAMED])}.{more}"
        )


def _shares(estimates: Sequence[Estimate]) -> str:
    return listed(
        [
            f"{in_sentence(place_name(one))}: {percent(one.value)}"
            f" ({percent(one.level)} interval {interval(one.low, one.high)}; by chance up to"
            f" {percent(one.floor_high)})"
            for one in estimates
        ]
    )


def _said_of_telling(told: Sequence[Estimate], unlike: Sequence[Estimate]) -> Iterator[str]:
    for one in told[:1]:
        yield (
            f"How far that carries: of {one.n} pictures that name a place, {percent(one.value)} are"
            f" nearest to their own place when it is not known (by chance up to"
            f" {percent(one.floor_high)}). The less, the more pictures are nearest by accident, and"
            " the smaller a default looks."
        )
    for one in unlike[:1]:
        if (one.p_adjusted or 0.0) < _DIFFER:
            yield (
                f"{percent(one.value)} of the pictures without a place"
                f" ({interval(one.low, one.high)}; by chance up to {percent(one.floor_high)}) are"
                " further from every place than 19 in 20 pictures of places are from their own:"
                " nearest there means least far."
            )


def _nearest(estimates: Sequence[Estimate], kind: str, by: str) -> Figure:
    scene = estimates[0].stratum
    of = "all scenes together" if scene == ALL else stratum_name(scene)
    chart, order = floors_chart(
        estimates,
        alt=f"Share of the pictures without a place that is nearest to each {kind}, with intervals"
        " and what an even mixture of the places would show.",
        axis_title="share of the pictures whose prompts name no place, in %",
        text=percent,
        tick=lambda share: percent(share, sign=False),
        label=place_name,
        verdict=nearest_verdict,
        most=1,
    )
    caption = (
        f"{first_upper(of)}. The grey band is what an even mixture of all places asked for would"
        f" show. {order}"
    )
    title = f"Nearest {kind}{'' if scene == ALL else f': {of}'}{by}"
    return Figure(title=title, caption=caption, chart=chart, table=nearest_table(estimates, kind))


def _alike(estimates: Sequence[Estimate], by: str) -> Figure:
    unmarked = [one for one in estimates if one.category is None]
    named = [one for one in estimates if one.category is not None]
    chart, order = floors_chart(
        named,
        alt="How alike the pictures of each place are, with intervals.",
        axis_title="mean cosine of pairs of pictures",
        text=decimal,
        tick=lambda cosine: f"{cosine:g}",
        label=place_name,
        verdict=_above_floor,
        zero=False,
        first=unmarked,
        both_ends=True,
    )
    caption = (
        "How alike the pictures of one place are to each other: the higher, the more they repeat"
        " one look. The grey band is what as many pictures of mixed places show. The size depends"
        f" on the embedder; compare rows. {order}"
    )
    title = f"How alike the pictures of a place are{by}"
    return Figure(title=title, caption=caption, chart=chart, table=likeness_table(estimates))


def _above_floor(one: Estimate) -> Verdict:
    above = one.floor_high is not None and one.value > one.floor_high
    return "beyond chance" if above and one.low > (one.floor_mean or -1) else "within chance"


def _difference(attribute: str, against: str | None, estimates: Sequence[Estimate]) -> Figure:
    name = attribute_name(attribute)
    bare = [one.model_copy(update={"floor_mean": 0.0, "floor_high": None}) for one in estimates]
    chart, order = floors_chart(
        bare,
        alt=f"By how much {name} is more or less frequent by place than in {against}.",
        axis_title=f"share with {name}, minus that of {against}, in points",
        text=points,
        tick=points,
        label=lambda one: one.stratum,
        verdict=_differs,
        both_ends=True,
    )
    many = f" of {len(estimates)} places at once" if len(estimates) > 1 else ""
    caption = (
        f"Pictures of the same scenes are compared. Beyond chance: the adjusted p-value{many} is"
        f" below {_DIFFER}. Undecided: what was not read on either side could undo it. {order}"
    )
    title = f"{first_upper(name)}: places against {against}"
    return Figure(title=title, caption=caption, chart=chart, table=differences_table(estimates))


def _differs(one: Estimate) -> Verdict:
    if one.p_adjusted is None or one.p_adjusted >= _DIFFER:
        return "within chance"
    # The missing of either side count: those of the place alone are in n_missing.
    low, high = one.missing_low or 0.0, one.missing_high or 0.0
    return "undecided" if low <= 0 <= high else "beyond chance"

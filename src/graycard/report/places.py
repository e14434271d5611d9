"""The default culture: what the numbers about places say, in figures and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graycard.counts import ALL
from graycard.language import retell, say
from graycard.report.charts.floors import floors_chart
from graycard.report.facts import Facts
from graycard.report.figures import Figure, Figures
from graycard.report.numbers import count, decimal, percent, points
from graycard.report.outside import of_vectors
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
from graycard.report.place_words import said_of_places
from graycard.report.table import Table
from graycard.report.verdicts import Verdict
from graycard.report.words import (
    aside,
    attribute_name,
    first_upper,
    paragraph,
    stratum_name,
)
from graycard.types import Estimate

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
            name = aside(embedder.id) if len(embedders) > 1 else ""
            outside = embedder.outside(facts.spec.model_domain)
            first = (of_vectors(embedder, [facts.spec.model_domain]),) if outside else ()
            found.append(_by_embedder(mine, name, first))
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


def _by_embedder(estimates: Sequence[Estimate], by: str, first: Sequence[str]) -> Places:
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
        said=(*first, *said_of_places(whole, _whole(told), _whole(unlike))),
        told=told_table(told, unlike),
        figures=Figures(tuple(figures), tuple(folded)),
        scenes=shares_by_scene_table(by_scene) if several else None,
    )


def _whole(estimates: Sequence[Estimate]) -> list[Estimate]:
    """Return the numbers of all scenes together, or of the only one."""
    together = [one for one in estimates if one.stratum == ALL]
    return together or list(estimates)


def _nearest(estimates: Sequence[Estimate], kind: str, by: str) -> Figure:
    scene = estimates[0].stratum
    of = say("all scenes together") if scene == ALL else stratum_name(scene)
    named = attribute_name(kind)
    chart, order = floors_chart(
        estimates,
        alt=say(
            "Share of the pictures without a place that is nearest to each {kind}, with intervals"
            " and what an even mixture of the places would show.",
            kind=named,
        ),
        axis_title=say("share of the pictures whose prompts name no place, in %"),
        text=percent,
        tick=lambda share: f"{100 * share:.10g}",
        label=place_name,
        verdict=nearest_verdict,
        most=1,
    )
    caption = say(
        "{scene}. The grey band is what an even mixture of all places asked for would show.",
        scene=first_upper(of),
    )
    title = say("Nearest {kind}", kind=named)
    if scene != ALL:
        title = say("{title}: {scene}", title=title, scene=of)
    return Figure(
        title=title + by,
        caption=paragraph([caption, order]),
        chart=chart,
        table=nearest_table(estimates, kind),
    )


def _alike(estimates: Sequence[Estimate], by: str) -> Figure:
    unmarked = [one for one in estimates if one.category is None]
    named = [one for one in estimates if one.category is not None]
    chart, order = floors_chart(
        named,
        alt=say("How alike the pictures of each place are, with intervals."),
        axis_title=say("mean cosine of pairs of pictures"),
        text=decimal,
        tick=lambda cosine: f"{cosine:g}",
        label=place_name,
        verdict=_above_floor,
        zero=False,
        first=unmarked,
        both_ends=True,
    )
    caption = say(
        "How alike the pictures of one place are to each other: the higher, the more they repeat"
        " one look. The grey band is what as many pictures of mixed places show. The size depends"
        " on the embedder; compare rows."
    )
    return Figure(
        title=say("How alike the pictures of a place are") + by,
        caption=paragraph([caption, order]),
        chart=chart,
        table=likeness_table(estimates),
    )


def _above_floor(one: Estimate) -> Verdict:
    above = one.floor_high is not None and one.value > one.floor_high
    return "beyond chance" if above and one.low > (one.floor_mean or -1) else "within chance"


def _difference(attribute: str, against: str | None, estimates: Sequence[Estimate]) -> Figure:
    name, others = attribute_name(attribute), retell(against or "")
    bare = [one.model_copy(update={"floor_mean": 0.0, "floor_high": None}) for one in estimates]
    chart, order = floors_chart(
        bare,
        alt=say(
            "By how much {attribute} is more or less frequent by place than in {others}.",
            attribute=name,
            others=others,
        ),
        axis_title=say(
            "share with {attribute}, minus that of {others}, in points",
            attribute=name,
            others=others,
        ),
        text=points,
        tick=points,
        label=lambda one: stratum_name(one.stratum),
        verdict=_differs,
        both_ends=True,
    )
    if len(estimates) > 1:
        rule = say(
            "Beyond chance: the adjusted p-value of {n} places at once is below {limit}.",
            n=count(len(estimates)),
            limit=_DIFFER,
        )
    else:
        rule = say("Beyond chance: the adjusted p-value is below {limit}.", limit=_DIFFER)
    caption = [
        say("Pictures of the same scenes are compared."),
        rule,
        say("Undecided: what was not read on either side could undo it."),
        order,
    ]
    return Figure(
        title=say(
            "{attribute}: places against {others}", attribute=first_upper(name), others=others
        ),
        caption=paragraph(caption),
        chart=chart,
        table=differences_table(estimates),
    )


def _differs(one: Estimate) -> Verdict:
    if one.p_adjusted is None or one.p_adjusted >= _DIFFER:
        return "within chance"
    # The missing of either side count: those of the place alone are in n_missing.
    low, high = one.missing_low or 0.0, one.missing_high or 0.0
    return "undecided" if low <= 0 <= high else "beyond chance"

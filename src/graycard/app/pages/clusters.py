"""Clusters of identity pictures: all of them, one of them, and the mix of one stratum."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import urlencode

import numpy as np
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from graycard.app.answers import page
from graycard.app.cluster_figures import apart_figure, base_name, differences_table, mix_figure
from graycard.app.clustering import Asked, Made, clustered, made
from graycard.app.filter_form import filter_form, wanted
from graycard.app.gallery import gallery, tile
from graycard.app.misspelt import refuse_others
from graycard.app.opened import Here, Opened
from graycard.app.pages import Page
from graycard.errors import GraycardError
from graycard.explore.clusters import Cluster, Clusters, IdentityTree, written
from graycard.explore.clusters.space import NotToldApartError
from graycard.language import say
from graycard.report.numbers import count, percent
from graycard.report.table import Table
from graycard.report.words import stratum_name

router = APIRouter()
PAGE: Final = Page(
    path="/clusters",
    name=lambda: say("Clusters"),
    router=router,
    defaults={"along": "prompts"},
)

_EXEMPLARS: Final = 6
_FIGURES: Final = (12, 24, 48)
"""Numbers of clusters that are offered, as in *Stable Bias*."""

_ASKED: Final = ("k", "along", "against")
"""Parameters that say which clusters: the form of a grid passes them on."""

K = Annotated[str, Query()]
Along = Annotated[str, Query()]
Against = Annotated[str, Query()]


@router.get("/clusters")
def clusters(
    request: Request, here: Here, k: K = "", along: Along = "prompts", against: Against = ""
) -> Response:
    """Show all clusters, and how far the strata are apart."""
    refuse_others(request, _ASKED, filtered=False)
    asked = Asked.of(k, along, against)
    got = made(here, asked)
    values = _values(here, asked, got) | {"title": say("Clusters of identity pictures")}
    figures = {}
    if got.found is not None and got.tree is not None:
        found = got.found
        values |= {
            "found": found,
            "base": base_name(found),
            "sentences": _sentences(found),
            "cards": [
                (one, written.about_in_words(one), _tiles(here, one.exemplars[:_EXEMPLARS]))
                for one in found.clusters
            ],
            "strata": [one.name for one in found.strata if sum(one.counts)],
        }
        if found.apart:
            figures["apart"] = apart_figure(found)
    return page(request, "clusters.html.j2", values, figures=figures, of=clustered(here))


@router.get("/clusters/of")
def stratum(
    request: Request,
    here: Here,
    name: Annotated[str, Query()] = "",
    k: K = "",
    along: Along = "prompts",
    against: Against = "",
) -> Response:
    """Show how the pictures of one stratum spread over clusters."""
    refuse_others(request, ("name", *_ASKED))
    wished = here.collection.select(wanted(request))
    asked = Asked.of(k, along, against)
    got = made(here, asked)
    values = _values(here, asked, got) | {"title": stratum_name(name), "name": name}
    figures = {}
    if got.found is not None and got.tree is not None:
        found, tree = got.found, got.tree
        mix = next((one for one in found.strata if one.name == name), None)
        if mix is None:
            raise HTTPException(404)
        base = next((one for one in found.strata if one.name == against), found.identity)
        about = [written.about_in_words(one, most=2) for one in found.clusters]
        rows = np.flatnonzero(np.array(tree.others.strata, dtype=object) == name)
        falls = found.placed.cluster[rows]
        order = np.argsort(np.where(falls < 0, found.k, falls), kind="stable")
        captions = [
            say("cluster {number}", number=int(one) + 1) if one >= 0 else say("no cluster")
            for one in falls[order]
        ]
        shown = tree.others.rows[rows[order]]
        such = np.flatnonzero(np.isin(shown, wished))
        values |= {
            "found": found,
            "base": base_name(found),
            "mix": mix,
            "controls": found.controlled.get(name),
            "gallery": gallery(
                request, here, shown[such], captions=[captions[place] for place in such]
            ),
            "all": len(shown),
            "form": filter_form(
                request, here, keep=("name", *_ASKED), without=("stratum", "marked")
            ),
            "words": differences_table(
                [one for one in found.by_word if one.name == name],
                caption=say("In clusters about a word, beside {base}", base=base_name(found)),
                first="what",
            ),
        }
        if sum(mix.counts) and sum(base.counts):
            figures["mix"] = mix_figure(found, mix, base, about)
    return page(request, "clusters_of.html.j2", values, figures=figures, of=clustered(here))


@router.get("/clusters/{number}")
def cluster(
    request: Request,
    here: Here,
    number: int,
    k: K = "",
    along: Along = "prompts",
    against: Against = "",
) -> Response:
    """Show one cluster: its words, its models, its pictures, and who falls into it."""
    refuse_others(request, _ASKED)
    wished = here.collection.select(wanted(request))
    asked = Asked.of(k, along, against)
    got = made(here, asked)
    title = say("Cluster {number}", number=number)
    values = _values(here, asked, got) | {"title": title, "number": number}
    if got.found is not None and got.tree is not None:
        found, tree = got.found, got.tree
        if not 1 <= number <= found.k:
            raise HTTPException(404)
        one = found.clusters[number - 1]
        nearest = np.array(_nearest_first(found, tree, number - 1), np.int64)
        values |= {
            "found": found,
            "one": one,
            "about": [written.word_in_words(word) for word in one.about],
            "words": _words(one),
            "models": _models(one),
            "gallery": gallery(request, here, nearest[np.isin(nearest, wished)]),
            "all": len(nearest),
            "form": filter_form(request, here, keep=_ASKED, without=("marked",)),
            "falls": differences_table(
                [each for each in found.by_cluster if each.what == str(number)],
                caption=say("Strata in this cluster, beside {base}", base=base_name(found)),
                first="name",
            ),
        }
    return page(request, "cluster.html.j2", values, of=clustered(here))


def _values(here: Opened, asked: Asked, got: Made) -> dict[str, Any]:
    """Return what all three pages show."""
    kept = {"k": asked.k, "along": asked.along, "against": asked.against or None}
    query = urlencode({name: value for name, value in kept.items() if value is not None})
    most = len(got.tree.identity) // 5 if got.tree is not None else max(_FIGURES)
    return {
        "asked": asked,
        "running": got.running,
        "refused": got.error,
        "fix": _way_on(here, got.error),
        "query": f"?{query}",
        "offered": [one for one in _FIGURES if one <= most],
        "drawn": bool(here.drawn),
        "found": None,
    }


def _way_on(here: Opened, error: GraycardError | None) -> str | None:
    """Return what can be done: by the menu of the page where it has one, else by a command."""
    if here.live and isinstance(error, NotToldApartError):
        return say(
            "Ask for more images a prompt, or choose “{choice}” as where pictures stand.",
            choice=say("in all that the embedder sees"),
        )
    return error.fix if error is not None else None


def _sentences(found: Clusters) -> list[str]:
    return [
        written.k_in_words(found),
        written.told_in_words(found.told),
        written.steady_in_words(found.stability),
    ]


def _tiles(here: Opened, rows: tuple[int, ...]) -> list[Any]:
    return [tile(here, row, caption="") for row in rows]


def _nearest_first(found: Clusters, tree: IdentityTree, cluster: int) -> list[int]:
    rows = np.flatnonzero(found.labels == cluster)
    away = ((tree.space.points[rows] - found.centres.points[cluster]) ** 2).sum(-1)
    return [int(row) for row in tree.identity.rows[rows[np.argsort(away, kind="stable")]]]


def _words(one: Cluster) -> Table:
    return Table(
        caption=say("Words of its prompts"),
        columns=(
            say("word"), say("pictures"), say("share"), say("interval"), say("of all"),
            say("times as often"), say("p, adjusted"),
        ),
        rows=tuple(
            (
                word.word, say("{k} of {n}", k=count(word.n), n=count(word.size)),
                percent(word.share), f"{percent(word.low)} – {percent(word.high)}",
                percent(word.overall), f"{word.lift:.1f}", f"{word.p_adjusted:.4f}",
            )
            for word in one.words
        ),
    )  # fmt: skip


def _models(one: Cluster) -> Table | None:
    if len(one.models) == 1 and one.models[0].overall == 1:
        return None
    return Table(
        caption=say("Models that made its pictures"),
        columns=(
            say("model"), say("pictures"), say("share"), say("interval"), say("of all"),
            say("p, adjusted"),
        ),
        rows=tuple(
            (
                each.model, say("{k} of {n}", k=count(each.n), n=count(each.size)),
                percent(each.share), f"{percent(each.low)} – {percent(each.high)}",
                percent(each.overall), f"{each.p_adjusted:.4f}",
            )
            for each in one.models
        ),
    )  # fmt: skip

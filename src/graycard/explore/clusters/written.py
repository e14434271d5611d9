"""Clusters as data for programs, and in sentences for people."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from graycard.explore.clusters.about import Word
from graycard.explore.clusters.found import Cluster, Clusters
from graycard.explore.clusters.mix import Mix
from graycard.explore.clusters.space import Told
from graycard.explore.clusters.stability import Stability
from graycard.explore.clusters.tree import most_chosen
from graycard.explore.collection import Collection
from graycard.language import in_a_row, say, several
from graycard.report.numbers import percent
from graycard.report.words import paragraph

_WORDS = 4


def as_data(found: Clusters, collection: Collection) -> dict[str, Any]:
    """Return clusters as what JSON holds: every number, with pictures as run, id and path.

    Args:
        found: The clusters.
        collection: That they are made of.
    """
    return {
        "k": found.k,
        "k_chosen_by_the_data": found.chosen,
        "along": found.along,
        "told_apart": None if found.told is None else asdict(found.told),
        "n": found.n,
        "missing": found.missing,
        "n_prompts": found.n_prompts,
        "distance_limit": found.centres.limit,
        "stability": asdict(found.stability),
        "clusters": [_cluster(one, collection) for one in found.clusters],
        "identity": _mix(found.identity),
        "strata": [_mix(one) for one in found.strata],
        "models": [_mix(one) for one in found.models],
        "against": found.against,
        "apart": [asdict(one) for one in found.apart],
        "by_cluster": [asdict(one) for one in found.by_cluster],
        "by_word": [asdict(one) for one in found.by_word],
        "clusters_about": {
            word: [one + 1 for one in clusters] for word, clusters in found.word_clusters.items()
        },
        "controls": found.controlled,
        "cautions": list(found.cautions),
    }


def word_in_words(word: Word) -> str:
    """Return how often a cluster's prompts say a word, as a sentence.

    Example:
        >>> word_in_words(Word("woman", 30, 40, 0.75, 0.6, 0.86, 0.25, 3.0, 0.001))
        'prompts here say “woman” 3.0 times as often (30 of 40)'
    """
    return say(
        "prompts here say “{word}” {lift} times as often ({n} of {size})",
        word=word.word, lift=f"{word.lift:.1f}", n=word.n, size=word.size,
    )  # fmt: skip


def about_in_words(cluster: Cluster, *, most: int = _WORDS) -> str:
    """Return what a cluster is about, as few words.

    Args:
        cluster: That is told.
        most: Words that are named.
    """
    if not cluster.about:
        return say("no word more often than by chance")
    named = [
        say("“{word}” ×{lift}", word=one.word, lift=f"{one.lift:.1f}")
        for one in cluster.about[:most]
    ]
    rest = len(cluster.about) - most
    return in_a_row(named) + (say(", {n} more", n=rest) if rest > 0 else "")


def told_in_words(told: Told | None) -> str:
    """Return how well identity prompts can be told apart, as a sentence."""
    if told is None:
        return say("Pictures stand where the whole vectors stand: all that the embedder sees.")
    return say(
        "Pictures stand along what the words of {prompts} prompts change: {accuracy} of them are"
        " nearest to their own prompt (shuffled prompts reach {floor}).",
        prompts=told.prompts, accuracy=percent(told.accuracy), floor=percent(told.floor),
    )  # fmt: skip


def steady_in_words(steady: Stability) -> str:
    """Return how steady clusters are, as a sentence."""
    said = say(
        "Without a fifth of the pictures the clusters agree to {mean} ({low} to {high} in"
        " {samples} samples; adjusted Rand index, 1 is the same, 0 is chance).",
        mean=f"{steady.mean:.2f}", low=f"{steady.low:.2f}", high=f"{steady.high:.2f}",
        samples=steady.samples,
    )  # fmt: skip
    if len(steady.without_model) < 2:
        return said
    least = min(steady.without_model, key=lambda one: steady.without_model[one])
    without = say(
        "Least without the pictures of {model}: {value}.",
        model=least,
        value=f"{steady.without_model[least]:.2f}",
    )
    return paragraph([said, without])


def k_in_words(found: Clusters) -> str:
    """Return how many clusters there are, of what, and who decided it."""
    said = several(
        found.n,
        "{n} picture of {prompts} prompts that name identities, in {k} clusters.",
        "{n} pictures of {prompts} prompts that name identities, in {k} clusters.",
        n=found.n, prompts=found.n_prompts, k=found.k,
    )  # fmt: skip
    if not found.chosen:
        return said
    chosen = say(
        "The data chose how many: the greatest mean silhouette, of 2 to {most} clusters.",
        most=most_chosen(found.n),
    )
    return paragraph([said, chosen])


def _mix(mix: Mix) -> dict[str, Any]:
    return asdict(mix) | {"n": mix.n}


def _cluster(cluster: Cluster, collection: Collection) -> dict[str, Any]:
    return asdict(cluster) | {
        "about": [one.word for one in cluster.about],
        "style_of": cluster.style_of,
        "exemplars": [_picture(collection, row) for row in cluster.exemplars],
    }


def _picture(collection: Collection, row: int) -> dict[str, Any]:
    path = collection.path(row)
    return {
        "run": collection.words["run"][row],
        "id": str(collection.ids[row]),
        "path": None if path is None else str(path),
    }

"""What clusters are found to be, as it is shown and written."""

from __future__ import annotations

from dataclasses import dataclass

from graycard.explore.clusters.about import ModelShare, Word
from graycard.explore.clusters.beside import Apart, Difference
from graycard.explore.clusters.mix import Mix
from graycard.explore.clusters.placing import Centres, Placed
from graycard.explore.clusters.space import Kind, Told
from graycard.explore.clusters.stability import Stability
from graycard.explore.clusters.ward import Labels


@dataclass(frozen=True)
class Cluster:
    """One cluster: a number, and what the prompts of its pictures say.

    Attributes:
        number: From 1 on, the largest first.
        size: Identity pictures in it.
        words: Of their prompts, the surest first; those that are `called` are what it is about.
        models: That made them.
        exemplars: Rows of the pictures that are nearest to its middle, the nearest first.
    """

    number: int
    size: int
    words: tuple[Word, ...]
    models: tuple[ModelShare, ...]
    exemplars: tuple[int, ...]

    @property
    def about(self) -> tuple[Word, ...]:
        """The words that its prompts have more often than chance explains."""
        return tuple(one for one in self.words if one.called)

    @property
    def style_of(self) -> str | None:
        """The model that nearly all of its pictures are of, where others made pictures, too."""
        return next((one.model for one in self.models if one.style), None)


@dataclass(frozen=True, kw_only=True, eq=False)
class Clusters:
    """Identity pictures in k clusters, and how other pictures spread over them.

    Attributes:
        k: Clusters.
        chosen: Whether k is what the data chose (`graycard.explore.clusters.settled.choose_k`).
        along: `prompts` or `all`, see `graycard.explore.clusters.space`.
        told: How well the identity prompts can be told apart; None along `all`.
        n: Identity pictures.
        missing: Identity requests without a vector.
        n_prompts: Identity prompts.
        clusters: Largest first.
        labels: The cluster of each identity picture, from 0 on.
        centres: Middles of the clusters, and the limits.
        placed: Where the pictures of prompts without identity words fall.
        stability: How alike clusters are without some of the pictures.
        identity: The mix of the identity pictures.
        strata: The mix of each stratum without identity words.
        models: That of each model, over the same pictures.
        against: Name of the mix that the others are compared with.
        apart: How far each stratum is from that mix.
        by_cluster: By stratum and cluster.
        by_word: By stratum and word: in the clusters that are about the word.
        word_clusters: By word, the clusters about it, from 0 on.
        controlled: By stratum, the marked pictures that said what the stratum itself changes.
        cautions: What a reader must know.
    """

    k: int
    chosen: bool
    along: Kind
    told: Told | None
    n: int
    missing: int
    n_prompts: int
    clusters: tuple[Cluster, ...]
    labels: Labels
    centres: Centres
    placed: Placed
    stability: Stability
    identity: Mix
    strata: tuple[Mix, ...]
    models: tuple[Mix, ...]
    against: str
    apart: tuple[Apart, ...]
    by_cluster: tuple[Difference, ...]
    by_word: tuple[Difference, ...]
    word_clusters: dict[str, tuple[int, ...]]
    controlled: dict[str, int]
    cautions: tuple[str, ...]

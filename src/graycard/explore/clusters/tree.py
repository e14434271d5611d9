"""The tree of identity pictures: cut where it is asked, and who falls into which part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graycard.errors import InputError
from graycard.explore.clusters.about import models_of_clusters, words_of_clusters
from graycard.explore.clusters.beside import differences, mixes_apart
from graycard.explore.clusters.cautions import cautions_of
from graycard.explore.clusters.controls import Controls
from graycard.explore.clusters.found import Cluster, Clusters
from graycard.explore.clusters.mix import Mix, mixes
from graycard.explore.clusters.pictures import Pictures
from graycard.explore.clusters.placing import (
    centres_of,
    exemplars,
    place,
    place_themselves,
    unlike,
)
from graycard.explore.clusters.settled import choose_k, settled
from graycard.explore.clusters.space import Space
from graycard.explore.clusters.stability import stability
from graycard.explore.clusters.ward import Array, Labels
from graycard.explore.outside import Outside
from graycard.language import noted

A_CLUSTER: Final = 5
"""Pictures a cluster, on average, below which a number of clusters is refused."""
MOST: Final = 48
"""Clusters up to which the data choose."""
IDENTITY: Final = "identity prompts"
EXEMPLARS: Final = 12


@dataclass(frozen=True, eq=False)
class IdentityTree:
    """The tree of the identity pictures, and where all other pictures stand.

    Attributes:
        identity: Its pictures.
        others: Of prompts without identity words.
        space: In which the tree was built.
        tree: As scipy's `linkage` has it.
        controls: What is known of what strata themselves change.
        left_over: Identity pictures that are not in it, for want of room.
        points: Where the others stand, shape (m, r).
        moved: Their vectors, less what their strata change, shape (m, d).
        unknown: Requests of which nobody said whether their prompts name identities.
        outside: That the embedder was not validated on the pictures, where it was not.
    """

    identity: Pictures
    others: Pictures
    space: Space
    tree: Array
    controls: Controls
    left_over: int
    points: Array
    moved: Array
    unknown: int = 0
    outside: Outside | None = None

    def clusters(self, k: int | None = None, *, against: str | None = None) -> Clusters:
        """Cut the tree, and say what the parts are about and who falls into them.

        Args:
            k: Clusters; None for as many as the data choose: the greatest mean silhouette, from 2
                to what `most_chosen` allows.
            against: Stratum without identity words whose mix the others are compared with, such
                as that of "a person"; None for the mix of the identity pictures.

        Raises:
            InputError: If there are fewer than five pictures a cluster, or no such stratum.
        """
        most = most_chosen(len(self.identity))
        chosen = k is None
        k = choose_k(self.space.points, self.tree, most=most) if k is None else k
        _check_k(k, len(self.identity))
        labels = settled(self.space.points, self.tree, k)
        centres = centres_of(self.space.points, labels)
        placed = place(self.points, centres)
        own_unlike, strange = unlike(self.identity.vectors, labels, self.moved, placed.cluster)
        between = placed.margin < centres.near_tie
        who = self.others
        by_stratum = mixes(
            who.strata, placed.cluster, k=k, prompts=who.prompts, between=between.tolist(),
            unlike=strange.tolist(), missing=who.missing,
        )  # fmt: skip
        by_model = mixes(
            who.models, placed.cluster, k=k, prompts=who.prompts, between=between.tolist(),
            unlike=strange.tolist(), missing=who.missing_of_models,
        )  # fmt: skip
        # As the others are placed, so that chance alone does not set their mixes apart.
        own = place_themselves(self.space.points, labels, centres)
        (identity,) = mixes(
            [IDENTITY] * len(self.identity), own.cluster, k=k, prompts=self.identity.prompts,
            between=(own.margin < centres.near_tie).tolist(), unlike=own_unlike.tolist(),
            missing={IDENTITY: sum(self.identity.missing.values())},
        )  # fmt: skip
        parts = self._parts(
            labels, k, exemplars(self.space.points, labels, centres, number=EXEMPLARS)
        )
        base = identity if against is None else _named(against, by_stratum)
        compared = [one for one in by_stratum if one.name != base.name or against is None]
        about = _word_clusters(parts)
        steady = stability(self.space.points, labels, k, models=self.identity.models)
        return Clusters(
            k=k,
            chosen=chosen,
            along=self.space.kind,
            told=self.space.told,
            n=len(self.identity),
            missing=identity.missing,
            n_prompts=identity.prompts,
            clusters=parts,
            labels=labels,
            centres=centres,
            placed=placed,
            stability=steady,
            identity=identity,
            strata=by_stratum,
            models=by_model,
            against=base.name,
            apart=mixes_apart(compared, base),
            by_cluster=differences(
                compared, base, groups={str(one + 1): (one,) for one in range(k)}
            ),
            by_word=differences(compared, base, groups=about),
            word_clusters=about,
            controlled=dict(self.controls.n),
            cautions=cautions_of(
                parts, by_stratum, steady, along=self.space.kind, controlled=self.controls.n,
                n=len(self.identity), left_over=self.left_over, missing=identity.missing, base=base,
                unseen={one: n for one, n in who.missing.items() if one not in who.strata},
                unknown=self.unknown, outside=self.outside,
            ),
        )  # fmt: skip

    def _parts(self, labels: Labels, k: int, nearest: list[Labels]) -> tuple[Cluster, ...]:
        words = words_of_clusters(labels, self.identity.words, k)
        models = models_of_clusters(labels, self.identity.models, k)
        return tuple(
            Cluster(
                number=one + 1,
                size=int((labels == one).sum()),
                words=words[one],
                models=models[one],
                exemplars=tuple(int(row) for row in self.identity.rows[nearest[one]]),
            )
            for one in range(k)
        )


def most_chosen(n: int) -> int:
    """Return up to how many clusters the data choose from, of a number of pictures.

    Example:
        >>> most_chosen(40), most_chosen(5000)
        (8, 48)
    """
    return min(MOST, n // A_CLUSTER)


def _check_k(k: int, n: int) -> None:
    if k < 2 or k * A_CLUSTER > n:
        raise InputError(
            what=noted("{n} pictures are not put into {k} clusters", n=n, k=k),
            why=noted("it takes two clusters at least")
            if k < 2
            else noted("with fewer than {n} in each nothing can be told of a cluster", n=A_CLUSTER),
            fix=noted("up to {n} clusters, or more images a prompt", n=n // A_CLUSTER),
        )


def _named(name: str, strata: tuple[Mix, ...]) -> Mix:
    for one in strata:
        if one.name == name and any(one.counts):
            return one
    raise InputError(
        what=noted("there is no mix of {name} to compare with", name=repr(name)),
        why=noted(
            "the strata without identity words that fall into clusters are: {names}",
            names=", ".join(one.name for one in strata if any(one.counts)),
        )
        if any(any(one.counts) for one in strata)
        else noted("no stratum without identity words falls into clusters"),
        fix=noted("name one of them, or none: then it is the mix of the identity pictures"),
    )


def _word_clusters(clusters: tuple[Cluster, ...]) -> dict[str, tuple[int, ...]]:
    """Return the clusters about each word, where there are some that are not."""
    found: dict[str, list[int]] = {}
    for one in clusters:
        for word in one.about:
            found.setdefault(word.word, []).append(one.number - 1)
    return {word: tuple(found[word]) for word in sorted(found) if len(found[word]) < len(clusters)}

"""What must be known to read clusters rightly, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graycard.explore.clusters.found import Cluster
from graycard.explore.clusters.mix import Mix
from graycard.explore.clusters.sample import SEED
from graycard.explore.clusters.space import Kind
from graycard.explore.clusters.stability import Stability
from graycard.explore.outside import Outside
from graycard.language import say, several

_UNSTEADY = 0.5
_FAR = 0.25


def cautions_of(
    clusters: Sequence[Cluster],
    strata: Sequence[Mix],
    steady: Stability,
    *,
    along: Kind,
    controlled: Mapping[str, int],
    n: int,
    left_over: int,
    missing: int,
    base: Mix,
    unseen: Mapping[str, int],
    unknown: int,
    outside: Outside | None,
) -> tuple[str, ...]:
    """Return the cautions of clusters and mixes, the weightiest first.

    Args:
        clusters: All of them.
        strata: Mixes of strata without identity words.
        steady: How alike the clusters are without some of the pictures.
        along: Where pictures stand.
        controlled: Strata of which it is known what they themselves change.
        n: Identity pictures of the tree.
        left_over: Those that are not in it, for want of room.
        missing: Identity requests without a vector.
        base: The mix that strata are compared with.
        unseen: Requests of strata of which no request has a vector.
        unknown: Requests of which nobody said whether their prompts name identities.
        outside: That the embedder was not validated on the pictures, where it was not.
    """
    said = [] if outside is None else [outside.in_words()]
    if steady.mean < _UNSTEADY:
        said.append(
            say(
                "The clusters are not steady: without a fifth of the pictures others come"
                " (adjusted Rand index {value}). Look at fewer of them.",
                value=f"{steady.mean:.2f}",
            )
        )
    styles = [one for one in clusters if one.style_of]
    if styles:
        said.append(
            several(
                len(styles),
                "Cluster {numbers} is a style of one model: it says nothing of whom prompts name.",
                "Clusters {numbers} are each a style of one model: they say nothing of whom"
                " prompts name.",
                numbers=", ".join(str(one.number) for one in styles),
            )
        )
    wordless = [one for one in clusters if not one.about]
    if wordless:
        said.append(
            several(
                len(wordless),
                "Cluster {numbers} is about no word of the prompts more than by chance.",
                "Clusters {numbers} are about no word of the prompts more than by chance.",
                numbers=", ".join(str(one.number) for one in wordless),
            )
        )
    said += _of_strata(strata, controlled, along=along)
    if base.n and base.unassigned / base.n > _FAR:
        said.append(
            say(
                "{unassigned} of the {n} pictures of {name}, which the others are compared with,"
                " are of no cluster.",
                unassigned=base.unassigned, n=base.n, name=base.name,
            )
        )  # fmt: skip
    if missing:
        said.append(
            several(
                missing,
                "{n} request of the identity prompts has no vector, and is in no cluster.",
                "{n} requests of the identity prompts have no vector, and are in no cluster.",
                n=missing,
            )
        )
    if unseen:
        said.append(
            say(
                "No request of these strata has a vector, so that they have no mix: {strata}.",
                strata=", ".join(f"{name} (n = {n})" for name, n in unseen.items()),
            )
        )
    if unknown:
        said.append(
            several(
                unknown,
                "{n} request is left out: whether its prompt names an identity is unknown.",
                "{n} requests are left out: whether their prompts name identities is unknown.",
                n=unknown,
            )
        )
    if left_over:
        said.append(
            several(
                left_over,
                "{n} of {total} identity pictures is not in the tree: it has room for {room},"
                " drawn at random from each model and prompt in proportion (seed {seed}).",
                "{n} of {total} identity pictures are not in the tree: it has room for {room},"
                " drawn at random from each model and prompt in proportion (seed {seed}).",
                n=left_over,
                total=n + left_over,
                room=n,
                seed=SEED,
            )
        )  # fmt: skip
    return tuple(said)


def _of_strata(strata: Sequence[Mix], controlled: Mapping[str, int], *, along: Kind) -> list[str]:
    said = []
    bare = [one for one in strata if one.name not in controlled]
    if bare:
        said.append(
            say(
                "What goes with a stratum, such as clothes or a place, can move its pictures to"
                " another cluster. Marked prompts of the same stratum would tell how far: there"
                " are none for {n} of {total}.",
                n=len(bare),
                total=len(strata),
            )
        )
    far = [one for one in strata if one.n and one.unassigned / one.n > _FAR]
    if far:
        said.append(
            say(
                "More than a quarter of the pictures are of no cluster in {n} of {total} strata:"
                " their mixes speak of the rest.",
                n=len(far),
                total=len(strata),
            )
        )
    unlike = [one for one in strata if one.n and one.unlike / one.n > 2 * _FAR]
    if along == "prompts" and unlike:
        said.append(
            say(
                "In {n} of {total} strata most pictures are, as a whole, unlike the identity"
                " pictures. They are compared only in what identity words change.",
                n=len(unlike),
                total=len(strata),
            )
        )
    if any(one.prompts > 1 for one in strata):
        said.append(
            say(
                "Where a stratum has several prompts, intervals and tests speak of these prompts,"
                " and not of others that could have been asked."
            )
        )
    return said

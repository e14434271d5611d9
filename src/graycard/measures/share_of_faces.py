"""Share of faces: of all faces that were read, how many were read as each category."""

from __future__ import annotations

from graycard.errors import NothingObservedError
from graycard.face_counts import FaceCounts
from graycard.language import noted, noted_several
from graycard.measures._estimates import Estimated
from graycard.measures._info import MeasureInfo
from graycard.measures.share import share
from graycard.stats.clusters import clustered_share
from graycard.types import Estimate, NotEstimated

INFO = MeasureInfo(
    family="representation",
    unit="share of the faces read",
    bounds=(0.0, 1.0),
    parity=None,
    needs=frozenset({"faces"}),
    formula="p = Σx / Σn",
    words=(
        "x of the n faces read in an image have this category. An image with many faces weighs as"
        " many times; the interval takes images, not faces, as the draws."
    ),
)


def estimate_shares_of_faces(counts: FaceCounts, *, level: float = 0.95) -> Estimated:
    """Return the share of each category among all faces, where images show several.

    `share` counts each image once, by its main face, and its bounds hold whatever is missing. Here
    a crowd counts as often as it has faces. Faces of one image hang together, so the interval
    takes images as the draws.

    Args:
        counts: Of one kind of prompts.
        level: Of the intervals.

    Returns:
        One estimate a category in each stratum in which some image shows more than one face; in
        the others `share` says the same. There is no chance floor, since the effective number of
        draws depends on the category, and no worst-case bound: nobody knows how many faces were
        not found, and a bound over those that were found and not read would look like one over
        all. A caution names both.

    Source:
        Counting. The interval: `graycard.stats.clusters.clustered_share`.
    """
    done = Estimated([], [])
    for row, stratum in enumerate(counts.strata):
        if counts.most[row] < 2:
            continue
        n, images = int(counts.faces[row].sum()), int(counts.images[row])
        without, gone = int(counts.faceless[row]), int(counts.gone[row])
        unread = int(counts.unread[row])
        try:
            low, high = clustered_share(
                counts.faces[row],
                n,
                squares=counts.squares[row],
                products=counts.products[row],
                total_squares=counts.sizes[row],
                clusters=images,
                level=level,
            )
        except NothingObservedError:
            done.not_estimated.append(
                NotEstimated(
                    measure="share_of_faces",
                    attribute=counts.attribute.name,
                    stratum=stratum,
                    requested=images + without + gone,
                    reason=_why_nothing(n, unread),
                )
            )
            continue
        values = share(counts.faces[row])
        for at, category in enumerate(counts.attribute.categories):
            done.estimates.append(
                Estimate(
                    measure="share_of_faces",
                    attribute=counts.attribute.name,
                    category=category,
                    stratum=stratum,
                    marked=counts.marked,
                    value=float(values[at]),
                    low=float(low[at]),
                    high=float(high[at]),
                    level=level,
                    method=noted("Wilson score interval, effective n by image"),
                    denominator="read",
                    n=n,
                    n_missing=unread,
                    n_prompts=int(counts.n_prompts[row]),
                    readers=(counts.reader,),
                    cautions=_cautions(n, images, unread, without, gone),
                )
            )
    return done


def _why_nothing(n: int, unread: int) -> str:
    if n:
        return noted(
            "every face read ({n}) is of one image: how images differ cannot be seen in one", n=n
        )
    return noted("no face that was found could be read (of {n})", n=unread)


def _cautions(n: int, images: int, unread: int, without: int, gone: int) -> tuple[str, ...]:
    said = [
        noted(
            "{n} faces in {images} images: images with more faces weigh more.", n=n, images=images
        )
    ]
    if unread:
        said.append(
            noted_several(
                unread,
                "{n} more face was found and could not be read.",
                "{n} more faces were found and could not be read.",
                n=unread,
            )
        )
    if without:
        said.append(
            noted_several(
                without,
                "Of {n} depicted image no face was read: nobody knows how many it shows.",
                "Of {n} depicted images no face was read: nobody knows how many they show.",
                n=without,
            )
        )
    if gone:
        said.append(
            noted_several(
                gone,
                "{n} request brought no image.",
                "{n} requests brought no image.",
                n=gone,
            )
        )
    return tuple(said)

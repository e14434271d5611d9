"""T2IAT's effect size: whether one thing is nearer to an attribute than another thing is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from graycard.language import noted, noted_several
from graycard.measures._associated import MOST, Associated
from graycard.measures._association_test import AssociationTest
from graycard.measures._estimates import Estimated
from graycard.measures._image_sets import IMAGES, said_of_prompts
from graycard.measures._info import MeasureInfo
from graycard.measures._judged import rarely_exceeded
from graycard.stats.association import associations, effect_size
from graycard.stats.differential import Differential
from graycard.stats.multiplicity import holm
from graycard.types import Estimate, NotEstimated

INFO = MeasureInfo(
    family="association",
    unit="standard deviations of the scores of both things",
    bounds=(float("-inf"), float("inf")),
    parity=0.0,
    needs=frozenset({"vectors"}),
    formula=(
        "d = (mean s(x) − mean s(y)) / sd of all s, with divisor n;"
        " s(x) = mean cos(x, a) − mean cos(x, b)"
    ),
    words=(
        "Pictures of two things, X and Y, whose prompts name no attribute, and of each thing with"
        " the attributes A and B. Above 0 the pictures of X are nearer to those of X with A, beside"
        " those of X with B, than the pictures of Y are to theirs; below 0 it is the other way"
        " round. The floor is of its size, whatever its sign."
    ),
    published="Wang et al., T2IAT (2023)",
    differs=(
        "Its p-value shuffles the neutral pictures alone, as if the pictures with attributes were"
        " no sample: without any association it said p < 0.05 in 5 to 77 of 100 simulated tests of"
        " ten pictures each. It is not given: here the p-value and the interval count all six sets"
        " as samples. The size of d grows where pictures are all alike, so a large d is no large"
        " difference; one notebook of the authors uses distances in place of cosines, which turns"
        " the sign. Read shares of the attribute by stratum, if a reader can read it."
    ),
)


def t2iat_effect_size(
    x: Sequence[NDArray[np.floating]], y: Sequence[NDArray[np.floating]]
) -> float:
    """Return the effect size of two things X and Y and two attributes A and B.

    ``s(x) = mean_a cos(x, a) - mean_b cos(x, b)`` with the pictures ``a`` of X with A and ``b`` of
    X with B, and so for Y; ``d = (mean_x s(x) - mean_y s(y)) / sd``, the standard deviation being
    that of all ``s(x)`` and ``s(y)`` together, with divisor n.

    Args:
        x: Vectors of length 1 of X as it is, with A, and with B: each of shape (n, d).
        y: Of Y in the same way.

    Returns:
        Above 0 if X is nearer to A than Y is. Within [-2, 2] for as many pictures of X as of Y.

    Raises:
        NothingObservedError: If a set is empty, or no score differs from another.

    Source:
        Wang, Liu, Di, Liu and Wang, "T2IAT: measuring valence and stereotypical biases in
        text-to-image generation" (2023), with the similarities and the deviation of their code.

    Example:
        >>> axes = np.eye(3)
        >>> x, y = np.array([[0.8, 0.6, 0], [1, 0, 0]]), np.array([[0.6, 0.8, 0], [0, 1, 0]])
        >>> a, b = axes[:1], axes[1:2]
        >>> round(t2iat_effect_size((x, a, b), (y, a, b)), 3)  # scores .2, 1, -.2, -1
        1.664
    """
    first, second = (associations(*(np.asarray(a, np.float64) for a in one)) for one in (x, y))
    return effect_size(first, second)


def estimate_t2iat(tested: Sequence[Associated], *, level: float = 0.95) -> Estimated:
    """Return the effect size of each test, with p-values adjusted for all of them (Holm).

    Args:
        tested: Of one embedder.
        level: Of the intervals, as the tests were made with.
    """
    done = Estimated([], [])
    made = [(one, one.found) for one in tested if isinstance(one.found, Differential)]
    adjusted = holm([found.p for _, found in made]) if made else ()
    for (one, found), p in zip(made, adjusted, strict=True):
        sizes = np.abs(found.by_chance)
        done.estimates.append(
            Estimate(
                measure="t2iat_effect_size",
                attribute=IMAGES,
                category=_question(one.test),
                stratum=one.test.stratum,
                marked=one.test.marked,
                value=found.value,
                low=found.low,
                high=found.high,
                level=level,
                method=noted("jackknife over all six sets, Student t"),
                denominator="read",
                floor_mean=float(sizes.mean()),
                floor_high=rarely_exceeded(sizes),
                n=one.n,
                n_missing=one.test.requested - one.n,
                n_prompts=one.n_prompts,
                p_adjusted=float(p),
                readers=(one.test.reader,),
                cautions=tuple(_cautions(one, len(made))),
            )
        )
    for one in tested:
        if isinstance(one.found, str):
            done.not_estimated.append(
                NotEstimated(
                    measure="t2iat_effect_size",
                    attribute=IMAGES,
                    stratum=one.test.stratum,
                    requested=one.test.requested,
                    reason=one.found,
                )
            )
    return done


def _question(test: AssociationTest) -> str:
    return f"{' beside '.join(test.concepts)}: {' rather than '.join(test.attributes)}"


def _cautions(one: Associated, tests: int) -> Iterator[str]:
    yield noted(
        "Sets prompts without an attribute beside prompts that name one; the two are never pooled."
    )
    if one.by_prompt:
        yield noted(
            "Prompts count as drawn, {n} of them, and not images: it speaks of prompts like these.",
            n=one.n_prompts,
        )
    else:
        yield from said_of_prompts(one.n_prompts, one.test.marked)
    yield noted(
        "Its size depends on the embedder, and grows where images are alike: compare p-values."
    )
    if tests > 1:
        yield noted("Its p-value is adjusted for {n} tests (Holm).", n=tests)
    if one.n < one.there:
        yield noted(
            "Of {total} images {n} are used, evenly spread: at most {most} of a set.",
            total=one.there,
            n=one.n,
            most=MOST,
        )
    missing = one.test.requested - one.there
    if missing:
        yield noted_several(
            missing,
            "{n} of {total} requested images has no vector: no bound can say how much that may"
            " matter.",
            "{n} of {total} requested images have no vector: no bound can say how much that may"
            " matter.",
            n=missing,
            total=one.test.requested,
        )

"""The law of sharpening: what classifier-free guidance should do to shares, and whether it does.

Guidance `w` multiplies what the prompt adds to the empty prompt. For the densities it would be
`p_w(x) ~ p_1(x)^w / p_0(x)^(w - 1)`. Taken over to the shares of one attribute's categories, that
is an approximation: it leaves out how attributes hang together, and that guided sampling follows
the product of densities only roughly. So it is a law to be tested, at each guidance, against what
sampling noise and the verifier's errors would make of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.lab.evaluate.chance import (
    holm,
    how_often,
    likely,
    observed,
    often,
    reach,
    with_half,
)
from graycard.lab.evaluate.misreading import Confusion, judges, unmixed
from graycard.lab.evaluate.rates import LEVEL, Rate, rate
from graycard.types import Noun, Share

_DRAWS: Final = 10_000
"""Simulated evaluations behind a test: many, because of 18 tests the smallest p-values count."""


class Broken(Noun):
    """A profession whose shares lie further from the law than chance explains.

    Attributes:
        profession: Which.
        gap: Share of pictures that would have to change to match the prediction.
        chance: The gap that chance would exceed in 5 of 100 evaluations, for all professions of
            one view and guidance together (Bonferroni), and not for all views and guidances.
        category: The category that is furthest off.
        predicted: Its share by the law.
        measured: Its share.
    """

    profession: str
    gap: float
    chance: float
    category: str
    predicted: Share
    measured: Rate


class Law(Noun):
    """How well the law predicts the shares at one guidance.

    Attributes:
        guidance: The `w` of the law.
        n: Pictures a profession, at guidance 1 and at this one.
        n_unconditional: Pictures of the empty prompt.
        error: Mean absolute difference of predicted and measured shares, over professions and
            categories.
        error_low: Lower end of the interval of the true difference: no smaller one is made into
            this error by noise as large as 95 of 100 evaluations have.
        error_high: Its upper end, likewise.
        sampling_noise: The error that sampling alone would make if the law held, on average.
        sampling_noise_high: What sampling alone would exceed in 5 of 100 evaluations.
        floor: The error that sampling and the verifier's errors would make if the law held of what
            was drawn, on average; None where that is not known.
        floor_high: What the two would exceed in 5 of 100 evaluations.
        p: How often sampling and the verifier's errors (or sampling alone, where those are not
            known) would make an error as large if the law held.
        p_holm: The same for all tests of an evaluation together (Holm).
        beyond_chance: Whether `p_holm` is at most 0.05. See `law` for how often that is wrong.
        error_without: The error of the prediction that guidance changes nothing.
        undefined: Professions without a prediction, because they show a category at guidance 1
            that the empty prompt never shows.
        broken: Professions beyond chance, the furthest first.
    """

    guidance: float
    n: int
    n_unconditional: int
    error: float | None
    error_low: float | None
    error_high: float | None
    sampling_noise: float | None
    sampling_noise_high: float | None
    floor: float | None
    floor_high: float | None
    p: float | None
    p_holm: float | None
    beyond_chance: bool | None
    error_without: float
    undefined: tuple[str, ...]
    broken: tuple[Broken, ...]


def sharpened(
    shares: NDArray[np.float64], unconditional: NDArray[np.float64], *, guidance: float
) -> NDArray[np.float64]:
    """Return the shares that the law predicts.

    `share_w(c) ~ share_1(c)^w / share_0(c)^(w - 1)`, scaled to sum to 1.

    Args:
        shares: At guidance 1, shape `(..., K)`.
        unconditional: Of the empty prompt, broadcast against `shares`.
        guidance: The `w`.

    Returns:
        Shape `(..., K)`. A category that is never seen stays unseen. A row is NaN where the
        empty prompt never shows a category that the prompt shows: nothing is predicted there.

    Source:
        Ho and Salimans, "Classifier-free diffusion guidance" (2022), arXiv:2207.12598, equation 6,
        taken over from densities to shares.

    Example:
        >>> sharpened(np.array([0.8, 0.2]), np.array([0.5, 0.5]), guidance=2.0).round(3)
        array([0.941, 0.059])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = guidance * np.log(shares) - (guidance - 1) * np.log(unconditional)
        logs = np.where(shares > 0, logs, -np.inf)
        weights = np.exp(logs - logs.max(axis=-1, keepdims=True))
        return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def law(
    *,
    names: Sequence[str],
    categories: Sequence[str],
    at_one: NDArray[np.int64],
    unconditional: NDArray[np.int64],
    measured: NDArray[np.int64],
    guidance: float,
    confusion: Confusion | None = None,
) -> Law:
    """Test the law at one guidance.

    Args:
        names: Of the professions.
        categories: Of the view.
        at_one: Pictures at guidance 1, shape `(professions, K)`, equally many a profession.
        unconditional: Pictures of the empty prompt, shape `(K,)`.
        measured: Pictures at this guidance, as `at_one`; drawn from other seeds.
        guidance: Above 1.
        confusion: How the verifier confuses the categories; None where that is not known.

    Returns:
        The test by itself; `together` makes verdicts of many that hold at once. The size of the
        test is only roughly 0.05, because the shares that noise is simulated from are themselves
        estimated. In simulated evaluations of 18 tests that obey the law (planted shares, 64
        pictures a profession, 1,024 of the empty prompt) single tests were called beyond chance
        in 25 of 540 and, read by a verifier that errs in 2 of 100 with a
        known confusion, in 38 of 360: it is too ready there. Together (Holm), any test in 2 of 30
        and in 2 of 20 evaluations.
    """
    n, n_empty = int(at_one[0].sum()), int(unconditional.sum())
    one, empty, found = at_one / n, unconditional / n_empty, measured / n
    predicted = sharpened(one, empty, guidance=guidance)
    known = np.asarray(np.isfinite(predicted).all(axis=1))
    nothing = dict.fromkeys(
        (
            "error", "error_low", "error_high", "sampling_noise", "sampling_noise_high", "floor",
            "floor_high", "p", "p_holm",
        )
    )  # fmt: skip
    found_law: dict[str, object] = {
        "guidance": guidance,
        "n": n,
        "n_unconditional": n_empty,
        "error_without": float(np.abs(one - found).mean()),
        "undefined": tuple(
            name for name, there in zip(names, known.tolist(), strict=True) if not there
        ),
        "beyond_chance": None,
        "broken": (),
        **nothing,
    }
    if known.any():
        lawful = _lawful_differences(at_one, unconditional, guidance)
        noise = np.nanmean(lawful[:, known], axis=(1, 2))
        misread = _misread_differences(at_one, unconditional, guidance, confusion)
        floor = noise if misread is None else np.nanmean(misread[:, known], axis=(1, 2))
        error = float(np.abs(predicted - found)[known].mean())
        half = _reach(at_one, unconditional, measured, known, guidance)
        found_law |= {
            "error": error,
            "error_low": max(error - half, 0.0),
            "error_high": min(error + half, 1.0),
            "sampling_noise": float(np.nanmean(noise)),
            "sampling_noise_high": reach(noise),
            "floor": None if misread is None else float(np.nanmean(floor)),
            "floor_high": None if misread is None else reach(floor),
            "p": (p := how_often(floor, error)),
            "p_holm": p,
            "beyond_chance": p <= 1 - LEVEL,
            "broken": _broken(
                names, categories, predicted, measured, lawful if misread is None else misread
            ),
        }
    return Law.model_validate(found_law)


def together(laws: Mapping[str, Sequence[Law]]) -> dict[str, tuple[Law, ...]]:
    """Return the tests of one evaluation with verdicts that hold for all of them together."""
    tested = [one.p for many in laws.values() for one in many if one.p is not None]
    adjusted = iter(holm(tested))
    found: dict[str, tuple[Law, ...]] = {}
    for name, many in laws.items():
        rows = []
        for one in many:
            p = None if one.p is None else next(adjusted)
            beyond = None if p is None else p <= 1 - LEVEL
            rows.append(one.model_copy(update={"p_holm": p, "beyond_chance": beyond}))
        found[name] = tuple(rows)
    return found


def _reach(
    at_one: NDArray[np.int64],
    unconditional: NDArray[np.int64],
    measured: NDArray[np.int64],
    known: NDArray[np.bool_],
    guidance: float,
) -> float:
    """Return how far noise may carry the differences, prediction and measurement together."""
    n, n_empty = int(at_one[0].sum()), int(unconditional.sum())
    one, empty, found = with_half(at_one), with_half(unconditional), with_half(measured)
    base = sharpened(one, empty, guidance=guidance) - found
    predicted = sharpened(
        observed(n, often(one), stream=3),
        observed(n_empty, often(empty), stream=4)[:, None],
        guidance=guidance,
    )
    drawn = predicted - observed(n, often(found), stream=5)
    return reach(np.nanmean(np.abs(drawn - base)[:, known], axis=(1, 2)))


def _lawful_differences(
    at_one: NDArray[np.int64], unconditional: NDArray[np.int64], guidance: float
) -> NDArray[np.float64]:
    """Return predicted less measured shares of evaluations of worlds in which the law holds.

    Returns:
        Absolute differences, shape `(draws, professions, K)`; NaN where nothing is predicted.
    """
    n, n_empty = int(at_one[0].sum()), int(unconditional.sum())
    one = likely(at_one, stream=6, draws=_DRAWS)
    empty = likely(unconditional, stream=7, draws=_DRAWS)
    true = sharpened(one, empty[:, None], guidance=guidance)
    predicted = sharpened(
        observed(n, one, stream=8), observed(n_empty, empty, stream=9)[:, None], guidance=guidance
    )
    return np.asarray(np.abs(predicted - observed(n, true, stream=10)))


def _misread_differences(
    at_one: NDArray[np.int64],
    unconditional: NDArray[np.int64],
    guidance: float,
    confusion: Confusion | None,
) -> NDArray[np.float64] | None:
    """Return the same of worlds in which the law holds of what is drawn, and a judge errs.

    What was drawn at guidance 1 is told from what was read and how the judge confuses; the law is
    applied to it, and all of it is read by a judge who errs like that.
    """
    if confusion is None:
        return None
    one = unmixed(likely(at_one, stream=6, draws=_DRAWS), confusion)
    empty = unmixed(likely(unconditional, stream=7, draws=_DRAWS), confusion)
    if one is None or empty is None:
        return None
    n, n_empty = int(at_one[0].sum()), int(unconditional.sum())
    judge = judges(confusion, stream=13, draws=_DRAWS)
    true = sharpened(one, empty[:, None], guidance=guidance)
    predicted = sharpened(
        observed(n, one @ judge, stream=8),
        observed(n_empty, empty[:, None] @ judge, stream=9),
        guidance=guidance,
    )
    return np.asarray(np.abs(predicted - observed(n, true @ judge, stream=10)))


def _broken(
    names: Sequence[str],
    categories: Sequence[str],
    predicted: NDArray[np.float64],
    measured: NDArray[np.int64],
    by_chance: NDArray[np.float64],
) -> tuple[Broken, ...]:
    n = int(measured[0].sum())
    differences = predicted - measured / n
    found = 0.5 * np.abs(differences).sum(axis=1)
    gaps = 0.5 * by_chance.sum(axis=2)
    chance = np.nanquantile(gaps, 1 - (1 - LEVEL) / len(names), axis=0)
    broken = []
    for at, name in enumerate(names):
        if not found[at] > chance[at]:  # also where nothing is predicted: NaN is not above
            continue
        worst = int(np.abs(differences[at]).argmax())
        broken.append(
            Broken(
                profession=name,
                gap=float(found[at]),
                chance=float(chance[at]),
                category=categories[worst],
                predicted=float(predicted[at, worst]),
                measured=rate(int(measured[at, worst]), n),
            )
        )
    return tuple(sorted(broken, key=lambda one: -one.gap))

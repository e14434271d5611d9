"""How often intervals of numbers that are computed from shares hold the truth, and their width.

    python benchmarks/measure_coverage.py > benchmarks/results/measure_coverage.txt

Numbers of one stratum, and the mean over prompts of one: tests inverted along a line
(`graycard.stats.functional`). The largest share less the smallest, and over it: limits of one pair
of categories (`graycard.stats.extremes`), which are computed at once and so more often.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from graycard.measures.dalleval_mad import dalleval_mad
from graycard.measures.entropy import entropy, shannon
from graycard.measures.jensen_shannon import jensen_shannon
from graycard.stats.extremes import difference_interval, ratio_interval
from graycard.stats.functional import functional_interval, mean_functional_intervals

LEVEL = 0.95
RUNS, MANY = 200, 4_000
SIZES = (8, 30, 300)


def truths(categories: int) -> dict[str, np.ndarray]:
    """Return true shares to be held."""
    steps = np.linspace(1, 3, categories)
    heavy = np.append(0.9, np.full(categories - 1, 0.1 / (categories - 1)))
    return {
        "even": np.full(categories, 1 / categories),
        "one to three": steps / steps.sum(),
        "one of nine tenths": heavy,
    }


def divergence(shares: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Return the Jensen-Shannon divergence in bits, by its definition."""
    middle = (shares + reference) / 2
    parts = [
        np.where(one > 0, one * np.log2(np.where(one > 0, one, 1) / middle), 0.0).sum(-1)
        for one in (shares, np.broadcast_to(reference, shares.shape))
    ]
    return (parts[0] + parts[1]) / 2


def held(low: np.ndarray, high: np.ndarray, true: float) -> str:
    """Return how often, and the mean width."""
    inside = (low - 1e-9 <= true) & (true <= high + 1e-9)
    return f"{inside.mean():.3f} ({(high - low).mean():.3f})".rjust(16)


def one_stratum(rng: np.random.Generator, theta: np.ndarray, n: int) -> str:
    """Return a line's numbers."""
    k = rng.multinomial(n, theta, size=RUNS)
    even = np.full(len(theta), 1 / len(theta))
    skewed = np.arange(1.0, len(theta) + 1)
    skewed /= skewed.sum()
    cells = []
    low, high = functional_interval(
        k, estimator=entropy, functional=shannon, parity=even, level=LEVEL
    )
    cells.append(held(low, high, float(shannon(theta))))
    for reference in (even, skewed):
        low, high = functional_interval(
            k,
            estimator=partial(jensen_shannon, reference=reference),
            functional=partial(divergence, reference=reference),
            parity=reference,
            level=LEVEL,
        )
        cells.append(held(low, high, float(divergence(theta, reference))))
    k = rng.multinomial(n, theta, size=MANY)
    cells.append(held(*difference_interval(k, level=LEVEL), float(np.ptp(theta))))
    cells.append(held(*ratio_interval(k, level=LEVEL), float(theta.min() / theta.max())))
    return "".join(cells)


def over_prompts(rng: np.random.Generator, prompts: int, n: int, spread: float) -> str:
    """Return coverage and width of the mean absolute deviation of two shares over prompts."""
    shares = np.clip(0.5 + spread * np.linspace(-1, 1, prompts), 0, 1)
    theta = np.stack([shares, 1 - shares], axis=-1)
    true, ends = float(np.abs(shares - 0.5).mean()), []
    for _ in range(RUNS):
        [found] = mean_functional_intervals(
            rng.multinomial(n, theta),
            estimator=dalleval_mad,
            functional=lambda p: np.abs(p - 0.5).mean(axis=-1),
            parity=[0.5, 0.5],
            levels=[LEVEL],
        )
        ends.append(found)
    return held(*np.array(ends).T, true)


def main() -> None:
    """Print both tables."""
    rng = np.random.default_rng(0)
    print(
        f"level {LEVEL}: how often the truth is held (mean width), {RUNS} runs a cell, {MANY:,} of"
    )
    print("the last two; a coverage of .95 of 200 has error .015")
    names = ("entropy", "JS even", "JS skewed", "difference", "ratio")
    print(" K     n truth             " + "".join(one.rjust(16) for one in names))
    for categories in (2, 4, 10):
        for name, theta in truths(categories).items():
            for n in SIZES:
                cells = one_stratum(rng, theta, n)
                print(f"{categories:2d} {n:5d} {name.ljust(18)}{cells}", flush=True)
    print("\nmean over prompts of |p - 1/2|: true shares evenly from 1/2 - s to 1/2 + s")
    print("prompts  images      " + "".join(f"s = {one}".rjust(16) for one in (0.0, 0.2, 0.5)))
    for prompts, n in ((4, 10), (16, 10), (16, 200)):
        cells = "".join(over_prompts(rng, prompts, n, one) for one in (0.0, 0.2, 0.5))
        print(f"{prompts:7d} {n:7d}      {cells}", flush=True)


if __name__ == "__main__":
    main()

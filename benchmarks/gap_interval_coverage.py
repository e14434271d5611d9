"""How often four intervals for the representation gap hold the true gap, and how wide they are.

    python benchmarks/gap_interval_coverage.py > benchmarks/results/gap_interval_coverage.txt

Candidates, all of level 0.95:

graycard    `graycard.stats.gap_interval`: one-set upper end, noise-quantile lower end
goodman     extremes of the gap over Goodman's box of simultaneous Wilson intervals
likelihood  extremes over the multinomial likelihood-ratio region (chi-square, K - 1), set by set
score       the same with Pearson's score region, set by set (Scheffe)
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, gammaln, xlogy

from graycard.stats.gap_interval import gap_interval
from graycard.stats.intervals import goodman

LEVEL, REPEATS, WORLDS, SEED = 0.95, 2000, 300, 20230626
Array = NDArray[np.float64]
Method = Callable[[Array, Array], tuple[Array, Array]]


def sets(categories: int) -> Array:
    """Return all sets of categories, neither empty nor everything, as columns."""
    numbers = np.arange(1, 2**categories - 1)
    return ((numbers >> np.arange(categories)[:, None]) & 1).astype(float)


def by_graycard(counts: Array, reference: Array) -> tuple[Array, Array]:
    """Return the package's interval."""
    return gap_interval(counts, reference, level=LEVEL)


def by_goodman(counts: Array, reference: Array) -> tuple[Array, Array]:
    """Return the extremes of the gap over Goodman's box."""
    low, high = goodman(counts, level=LEVEL)
    inside = sets(counts.shape[-1])
    most = np.minimum(high @ inside, 1 - low @ (1 - inside))
    above = np.clip(low - reference, 0, None).sum(-1)
    below = np.clip(reference - high, 0, None).sum(-1)
    return np.maximum(above, below), (most - reference @ inside).max(-1)


def set_by_set(limits: Callable[[Array, int, float], tuple[Array, Array]]) -> Method:
    """Return the interval that simultaneous limits of every set's share give."""

    def method(counts: Array, reference: Array) -> tuple[Array, Array]:
        n, inside = int(counts[0].sum()), sets(counts.shape[-1])
        low, high = limits(np.arange(n + 1.0), n, float(chdtri(counts.shape[-1] - 1, 1 - LEVEL)))
        hits = (counts @ inside).astype(int)
        share = reference @ inside
        return np.clip((low[hits] - share).max(-1), 0, None), (high[hits] - share).max(-1)

    return method


def likelihood_limits(k: Array, n: int, cut: float) -> tuple[Array, Array]:
    """Return where a share's likelihood ratio statistic reaches `cut`."""
    p = k / n
    best = xlogy(k, p) + xlogy(n - k, 1 - p)

    def inside(t: Array) -> NDArray[np.bool_]:
        return 2 * (best - xlogy(k, t) - xlogy(n - k, 1 - t)) <= cut

    ends = []
    for far in (0.0, 1.0):
        bad, good = np.full(n + 1, far), p.copy()
        for _ in range(50):
            middle = (bad + good) / 2
            good, bad = (
                np.where(inside(middle), middle, good),
                np.where(inside(middle), bad, middle),
            )
        ends.append(good)
    return ends[0], ends[1]


def score_limits(k: Array, n: int, cut: float) -> tuple[Array, Array]:
    """Return where a share's score statistic reaches `cut`."""
    p = k / n
    centre = (p + cut / 2 / n) / (1 + cut / n)
    half = np.sqrt(cut) / (1 + cut / n) * np.sqrt(p * (1 - p) / n + cut / 4 / n**2)
    return centre - half, centre + half


METHODS: dict[str, Method] = {
    "graycard": by_graycard,
    "goodman": by_goodman,
    "likelihood": set_by_set(likelihood_limits),
    "score": set_by_set(score_limits),
}


def moved(reference: Array, by: float, *, spread: bool) -> Array:
    """Return shares at total variation `by` of the reference: two categories moved, or all."""
    truth, half = reference.copy(), len(reference) // 2
    if spread:
        truth[:half] += by * (1 - reference[:half]) / (1 - reference[:half]).sum()
        truth[half:] -= by * reference[half:] / reference[half:].sum()
    else:
        truth[0] += by
        truth[1:] -= by * reference[1:] / reference[1:].sum()
    return truth


def worlds(categories: int) -> dict[str, tuple[Array, Array]]:
    """Return (truth, reference) by name."""
    even = np.full(categories, 1 / categories)
    skewed = np.array([0.9, *np.full(categories - 1, 0.1 / (categories - 1))])
    rare = np.array([0.985, *np.full(categories - 1, 0.015 / (categories - 1))])
    return {
        "parity, even": (even, even),
        "parity, skewed": (skewed, skewed),
        "parity, rare": (rare, rare),
        "near .03, one up": (moved(even, 0.03, spread=False), even),
        "near .08, one up": (moved(even, 0.08, spread=False), even),
        "near .08, spread": (moved(even, 0.08, spread=True), even),
        "near .03, skewed": (moved(skewed, 0.03, spread=False), skewed),
        "middle .2, one up": (moved(even, 0.2, spread=False), even),
        "middle .2, spread": (moved(even, 0.2, spread=True), even),
        "far, one category": (skewed, even),
        "far, nearly only one": (rare, even),
        "far, the other way": (skewed[::-1].copy(), skewed),
    }


def main() -> None:
    """Print one line a world and number of images, and a summary."""
    rng = np.random.default_rng(SEED)
    error = (LEVEL * (1 - LEVEL) / REPEATS) ** 0.5
    print(f"{REPEATS} repeats a line, level {LEVEL}; a coverage of {LEVEL} has error {error:.3f}")
    print(f"{'':38}" + "".join(f"{name:>16}" for name in METHODS))
    print(f"{'K':>2} {'n':>4} {'truth and reference':22} {'gap':>6} " + "  cover   width" * 4)
    lines: list[tuple[int, int, list[float], list[float]]] = []
    for categories in (2, 3, 10):
        for name, (truth, reference) in worlds(categories).items():
            gap = 0.5 * np.abs(truth - reference).sum()
            for n in (30, 50, 100, 300):
                draws = rng.multinomial(n, truth, size=REPEATS).astype(float)
                distinct, back = np.unique(draws, axis=0, return_inverse=True)
                covers, widths = [], []
                for method in METHODS.values():
                    low, high = (end[back] for end in method(distinct, reference))
                    covers.append(float(np.mean((low <= gap + 1e-12) & (gap <= high + 1e-12))))
                    widths.append(float(np.mean(high - low)))
                lines.append((categories, n, covers, widths))
                cells = "".join(f"{c:8.3f}{w:8.3f}" for c, w in zip(covers, widths, strict=True))
                print(f"{categories:>2} {n:>4} {name:22} {gap:6.3f} {cells}", flush=True)
    print("\nlowest coverage, share of lines below 0.94, and width relative to graycard")
    for categories in (2, 3, 10):
        cover = np.array([c for k, _, c, _ in lines if k == categories])
        width = np.array([w for k, _, _, w in lines if k == categories])
        relative = width.mean(axis=0) / width.mean(axis=0)[0]
        for i, name in enumerate(METHODS):
            below = (cover[:, i] < 0.94).mean()
            print(
                f"K={categories:<3} {name:11} lowest {cover[:, i].min():.3f}   below .94"
                f" {below:.2f}   width {relative[i]:.2f}"
            )
    print("\ntwo categories, exact (no simulation), graycard alone")
    for level in (0.95, 0.99):
        cover = two_categories(level)
        print(
            f"level {level}: lowest {cover.min():.4f}, {(cover < level).mean():.2%} of"
            f" {cover.size} worlds below {level}, {(cover < level - 0.005).mean():.2%} by over .005"
        )
    print("\nrandom worlds (K 2 to 6, n 5 to 300; parity, anywhere, or in between), graycard alone")
    for level in (0.95, 0.99):
        cover = np.sort([random_world(rng, level) for _ in range(WORLDS)])
        print(
            f"level {level}: lowest {cover[0]:.4f}, 1 % of worlds below {cover[WORLDS // 100]:.4f},"
            f" mean {cover.mean():.4f} ({WORLDS} worlds)"
        )


def two_categories(level: float) -> Array:
    """Return the exact coverage at many sizes, references and true shares."""
    covers = []
    truths = np.concatenate([np.geomspace(0.0005, 0.999, 60), np.linspace(0.01, 0.99, 50)])
    for n in (5, 10, 20, 30, 50, 100, 200):
        k = np.arange(n + 1)
        for share in (0.5, 0.3, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005):
            low, high = gap_interval(np.column_stack([k, n - k]), [share, 1 - share], level=level)
            for truth in (share, *truths):
                gap = abs(truth - share)
                held = (low <= gap + 1e-9) & (gap <= high + 1e-9)
                ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
                chance = np.exp(ways + xlogy(k, truth) + xlogy(n - k, 1 - truth))
                covers.append(chance[held].sum())
    return np.array(covers)


def random_world(rng: np.random.Generator, level: float) -> float:
    """Return the coverage in a world whose truth, reference and size are drawn at random."""
    categories, n = int(rng.integers(2, 7)), int(rng.choice([5, 10, 20, 30, 50, 100, 300]))
    truth = rng.dirichlet(np.full(categories, 10 ** rng.uniform(-1, 1)))
    other = rng.dirichlet(np.full(categories, 10 ** rng.uniform(-1, 1)))
    away = rng.choice([0.0, 1.0, rng.uniform(0, 0.3)])
    reference = (1 - away) * truth + away * other
    gap = 0.5 * np.abs(truth - reference).sum()
    for repeats in (REPEATS, 20 * REPEATS):
        draws = rng.multinomial(n, truth, size=repeats)
        distinct, times = np.unique(draws, axis=0, return_counts=True)
        low, high = gap_interval(distinct, reference, level=level)
        cover = float(times[(low <= gap + 1e-9) & (gap <= high + 1e-9)].sum() / repeats)
        if cover >= level - 0.003:  # what looks low is looked at again, more closely
            break
    return cover


if __name__ == "__main__":
    main()

"""How often intervals of weighted shares hold the truth, beside each of the two they hold.

    python benchmarks/weighted_shares.py > benchmarks/results/weighted_shares.txt

A sample by stratum in which strata of unequal size got equally many pictures; what is wanted is the
share over all of them.
"""

from __future__ import annotations

import numpy as np

from graycard.stats.intervals import wilson
from graycard.stats.weighted import _of_cells, effective_n, weighted_interval, weighted_shares

DRAWS, LEVEL = 2000, 0.95
CASES = {
    "10 strata alike, 4 each": ([0.1] * 10, [32, 64] * 5, [4] * 10),
    "40 strata alike, 2 each": ([0.05] * 40, [32, 64] * 20, [2] * 40),
    "16 strata of 10 to 160, 6 each": ([0.5] * 16, range(10, 170, 10), [6] * 16),
    "the same, shares .9 and .1": ([0.9, 0.1] * 8, range(10, 170, 10), [6] * 16),
    "one heavy stratum, even": ([0.5, 0.02, 0.02, 0.02], [400, 40, 40, 40], [10] * 4),
    "one heavy stratum, rare": ([0.05] * 4, [400, 40, 40, 40], [10] * 4),
    "light strata differ": ([0.02, 0.5, 0.5, 0.5], [400, 40, 40, 40], [10] * 4),
    "few drawn of what differs": ([0.5, 0.0, 0.0], [200, 400, 400], [6, 60, 60]),
    "three strata, 5 each": ([0.5] * 3, [900, 90, 9], [5] * 3),
    "rare in the heavy one": ([0.01, 0.4], [900, 100], [25, 25]),
}


def main() -> None:
    """Print a line a case."""
    print(
        f"How often {LEVEL:.0%} intervals hold the share over all strata, {DRAWS} samples a line,"
    )
    print("and their mean width. Kish: Wilson with Kish's effective n. Effective: Wilson with the")
    print("lesser effective n. Cells: put together from the strata's. Both: what is reported.\n")
    print(f"{'':34}{'kish':>14}{'effective':>14}{'cells':>14}{'both':>14}")
    for name, (truth, sizes, drawn) in CASES.items():
        p, size, n = np.array(truth), np.array(sizes, float), np.array(drawn)
        whole = (size * p).sum() / size.sum()
        seen = np.random.default_rng(20260301).binomial(n, p, size=(DRAWS, len(p)))
        found = [_ends(np.stack([k, n - k], axis=1).astype(float), size / n) for k in seen]
        low, high = np.array(found).transpose(1, 2, 0)
        held = ((low <= whole + 1e-12) & (whole <= high + 1e-12)).mean(axis=-1)
        width = (high - low).mean(axis=-1)
        cells = (f"{h:.3f} ({w:.2f})" for h, w in zip(held, width, strict=True))
        print(f"{name:34}" + "".join(f"{cell:>14}" for cell in cells))


def _ends(counts: np.ndarray, weights: np.ndarray) -> tuple[list[float], list[float]]:
    shares, n = weighted_shares(counts, weights), counts.sum(axis=1)
    kish = (weights @ n) ** 2 / (weights**2 @ n)
    effective = effective_n(counts, weights)
    four = (
        wilson(shares * kish, kish, level=LEVEL),
        wilson(shares * effective, effective, level=LEVEL),
        _of_cells(counts, weights, shares, level=LEVEL),
        weighted_interval(counts, weights, level=LEVEL),
    )
    return [float(one[0][0]) for one in four], [float(one[1][0]) for one in four]


if __name__ == "__main__":
    main()

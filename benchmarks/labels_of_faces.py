"""How often intervals of shares of faces hold the truth, where pictures are what was drawn.

    python benchmarks/labels_of_faces.py > benchmarks/results/labels_of_faces.txt

Beside them: the same with every face taken for a draw of its own, which forgets that the faces of a
picture hang together.
"""

from __future__ import annotations

import numpy as np

from graycard.stats.weighted import weighted_interval
from graycard.stats.weighted_clusters import clustered_weighted_interval

SAMPLES, LEVEL = 1000, 0.95
FACES, CHANCES = np.array([1, 2, 3, 6]), np.array([0.4, 0.3, 0.2, 0.1])

# Shares by stratum, pictures of each, pictures drawn of each, correlation within a picture.
CASES = {
    "one stratum of 40, independent": ([0.5], [400], [40], 0.0),
    "the same, faces alike": ([0.5], [400], [40], 0.9),
    "one stratum of 40, rare": ([0.05], [400], [40], 0.3),
    "10 strata alike, 4 each": ([0.3] * 10, [32, 64] * 5, [4] * 10, 0.5),
    "16 strata of 10 to 160, 6 each": ([0.5] * 16, range(10, 170, 10), [6] * 16, 0.5),
    "the same, shares .9 and .1": ([0.9, 0.1] * 8, range(10, 170, 10), [6] * 16, 0.5),
    "one heavy stratum, even": ([0.5, 0.02, 0.02, 0.02], [400, 40, 40, 40], [10] * 4, 0.5),
    "few drawn of what differs": ([0.5, 0.001, 0.001], [200, 400, 400], [6, 60, 60], 0.5),
    "three strata, 5 each": ([0.5] * 3, [900, 90, 9], [5] * 3, 0.5),
}


def main() -> None:
    """Print a line a case."""
    print(f"How often {LEVEL:.0%} intervals hold the share of all faces, {SAMPLES} samples a line,")
    print("and their mean width. Pictures show 1, 2, 3 or 6 faces. Faces: every face a draw.")
    print("Pictures: as is reported.\n")
    print(f"{'':34}{'faces':>14}{'pictures':>14}")
    for name, (truth, sizes, drawn, alike) in CASES.items():
        p, size, n = np.array(truth), np.array(sizes, float), np.array(drawn)
        whole = (size * p).sum() / size.sum()
        random = np.random.default_rng(20260301)
        found = [_ends(random, p, size / n, n, alike) for _ in range(SAMPLES)]
        low, high = np.array([one for one in found if one is not None]).transpose(1, 2, 0)
        held = ((low <= whole + 1e-12) & (whole <= high + 1e-12)).mean(axis=-1)
        width = (high - low).mean(axis=-1)
        cells = (f"{h:.3f} ({w:.2f})" for h, w in zip(held, width, strict=True))
        print(f"{name:34}" + "".join(f"{cell:>14}" for cell in cells))


def _ends(
    random: np.random.Generator, p: np.ndarray, weights: np.ndarray, drawn: np.ndarray, alike: float
) -> tuple[list[float], list[float]]:
    cell = np.repeat(np.arange(len(p)), drawn)
    faces = random.choice(FACES, size=len(cell), p=CHANCES)
    of_picture = p[cell]
    if alike:
        spread = (1 - alike) / alike
        of_picture = random.beta(of_picture * spread, (1 - of_picture) * spread)
    k = random.binomial(faces, of_picture)
    counts = np.stack([k, faces - k], axis=1).astype(float)
    of_cell = np.array([counts[cell == h].sum(axis=0) for h in range(len(p))])
    even = np.ptp(weights) < 1e-9
    by_face = weighted_interval(
        of_cell.sum(axis=0, keepdims=True) if even else of_cell,
        weights[:1] if even else weights,
        level=LEVEL,
    )
    by_picture = clustered_weighted_interval(
        counts, np.zeros_like(cell) if even else cell, weights[cell], level=LEVEL
    )
    return [one[0][0] for one in (by_face, by_picture)], [
        one[1][0] for one in (by_face, by_picture)
    ]


if __name__ == "__main__":
    main()

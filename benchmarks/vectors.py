"""How often intervals of numbers made of pictures' vectors hold the truth: Vendi, self-similarity.

    python benchmarks/vectors.py > benchmarks/results/vectors.txt

Vectors of length 1 around one direction, or around two of which the second is rarer. The truth is
the mean over many sets of the same size: of the logarithm of the Vendi score, and of the mean
cosine of pairs. A coverage of .95 of 600 has error .009.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import stdtrit

from graycard.stats.likeness import likeness_interval, pair_mean, pair_mean_error
from graycard.stats.spectrum import spectral_entropy, spectral_entropy_error

LEVEL, RUNS, TRUTH = 0.95, 600, 3_000
Draw = Callable[[np.random.Generator, int], np.ndarray]


def unit(vectors: np.ndarray) -> np.ndarray:
    """Return vectors made 1 long."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))


def around(width: int, scatter: float, rare: float) -> Draw:
    """Return what draws pictures around a direction, and rarely around another."""
    first, second = unit(np.random.default_rng(1).normal(size=(2, width)))

    def draw(rng: np.random.Generator, n: int) -> np.ndarray:
        other = rng.random((n, 1)) < rare
        return unit(np.where(other, second, first) + scatter * rng.normal(size=(n, width)))

    return draw


def coverage(draw: Draw, n: int) -> tuple[float, float]:
    """Return how often both intervals hold the truth."""
    rng = np.random.default_rng(2)
    sets = [draw(rng, n) for _ in range(TRUTH)]
    entropy, cosine = (np.mean([one(x) for x in sets]) for one in (spectral_entropy, pair_mean))
    held = np.zeros(2)
    for _ in range(RUNS):
        x = draw(rng, n)
        error, freedom = spectral_entropy_error(x)
        half = stdtrit(freedom, (1 + LEVEL) / 2) * error
        held[0] += abs(spectral_entropy(x) - entropy) <= half
        low, high = likeness_interval(pair_mean(x), pair_mean_error(x), n - 1, level=LEVEL)
        held[1] += low <= cosine <= high
    return float(held[0] / RUNS), float(held[1] / RUNS)


def main() -> None:
    """Print a line for each world."""
    print("pictures                                n   Vendi  self-similarity")
    worlds = {
        "one direction, 8 numbers": around(8, 0.4, 0.0),
        "one direction, 64 numbers": around(64, 0.3, 0.0),
        "a second one of half, 32 numbers": around(32, 0.1, 0.5),
        "a second one of 1 in 5": around(32, 0.1, 0.2),
        "a second one of 1 in 10": around(32, 0.1, 0.1),
    }
    for name, draw in worlds.items():
        for n in (8, 16, 32, 64):
            vendi, alike = coverage(draw, n)
            print(f"{name.ljust(36)} {n:4d} {vendi:7.3f} {alike:16.3f}", flush=True)


if __name__ == "__main__":
    main()

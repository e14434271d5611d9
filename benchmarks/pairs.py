"""What ranking all pairs of pictures costs, in CPU time and memory, against what one would write.

    OMP_NUM_THREADS=1 python benchmarks/pairs.py

The plain way holds the cosines of all with all, and sorts them: at 50,000 vectors that would be
10 GB, so it is timed where it fits. Memory is the peak of what is allocated beside the vectors.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from graycard.explore.neighbours.pairs import most_alike

WIDTH = 512
K = 60
SIZES = (5_000, 50_000)
PLAIN_UP_TO = 5_000


def cost(job: Callable[[], object]) -> tuple[float, float]:
    """Return CPU seconds on all threads, and the peak of allocated memory in MB."""
    start = time.process_time()
    job()
    seconds = time.process_time() - start
    tracemalloc.start()
    job()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return seconds, peak / 1e6


def vectors(n: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return vectors around 500 centres, of 150 prompts."""
    rng = np.random.default_rng(0)
    found = rng.normal(size=(n, WIDTH)).astype(np.float32)
    found += rng.normal(size=(500, WIDTH)).astype(np.float32)[rng.integers(500, size=n)]
    return found, rng.integers(150, size=n)


def plain(x: NDArray[np.float32], prompts: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the most alike pairs as one would write it."""
    units = x / np.linalg.norm(x, axis=1, keepdims=True)
    cosines = units @ units.T
    cosines[prompts[:, None] == prompts] = -1
    one, other = np.triu_indices(len(x), 1)
    order = np.argsort(-cosines[one, other], kind="stable")[:K]
    return [*zip(one[order].tolist(), other[order].tolist(), strict=True)]


def main() -> None:
    """Print a line a size."""
    print(
        f"all pairs of vectors of {WIDTH} numbers, of different prompts, one thread; the best {K}"
    )
    print(
        "pictures  pairs  CPU s  MB beside the vectors  plain: times the CPU, times the MB, agree"
    )
    for n in SIZES:
        x, prompts = vectors(n)
        found = most_alike(x, prompts, k=K)
        seconds, peak = cost(lambda x=x, prompts=prompts: most_alike(x, prompts, k=K))
        line = f"{n:8,}  {found.among:13,}  {seconds:6.2f}  {peak:6.0f}"
        if n <= PLAIN_UP_TO:
            other, most = cost(lambda x=x, prompts=prompts: plain(x, prompts))
            two = {*zip(found.one.tolist(), found.other.tolist(), strict=True)}
            same = len(two & {*plain(x, prompts)})
            line += f"  {other / seconds:5.1f}  {most / peak:5.1f}  {same} of {K}"
        print(line, flush=True)


if __name__ == "__main__":
    main()

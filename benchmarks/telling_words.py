"""What words that tell two groups apart cost in memory: in blocks of scores, and all at once.

    OMP_NUM_THREADS=1 python benchmarks/telling_words.py > benchmarks/results/telling_words.txt

Vectors of 50,000 pictures of 250 prompts in two groups, and words, all drawn at random. Every case
is a process of its own; its memory is the peak of the process less what it had with its vectors.
99 shuffles: memory is the same for as many as one likes.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from graycard.explore.telling import Scores, compare, telling_words, word_scores
from graycard.explore.telling.scores import AT_ONCE

PICTURES, WIDTH, PROMPTS = 50_000, 512, 250
CASES = (("prompts", 370), ("pictures", 370), ("pictures", 4_000))
AT_MOST = 1_000
"""Words of which all scores are held at once, too: of more they would not fit."""


def peak() -> float:
    """Return the most memory that this process had, in MiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(one for one in lines if one.startswith("VmHWM")).split()[1]) / 1024


def one_case(unit: str, words: int, at_once: int) -> None:
    """Compare two groups, and print CPU seconds and memory."""
    compare.SHUFFLES = 99
    rng = np.random.default_rng(0)
    pictures = rng.standard_normal((PICTURES, WIDTH), np.float32)
    for start in range(0, PICTURES, 1_000):
        pictures[start : start + 1_000] /= np.linalg.norm(
            pictures[start : start + 1_000], axis=1, keepdims=True
        )
    first = np.arange(PICTURES) % 2 == 0
    prompt = np.arange(PICTURES) % PROMPTS  # as many even ones as odd ones
    prompts = [f"{one}" for one in (first if unit == "pictures" else prompt)]
    scores = word_scores(pictures, rng.normal(size=(words, WIDTH)) / np.sqrt(WIDTH))
    scores = Scores(scores.pictures, scores.words, at_once)
    before, start_time = peak(), time.process_time()
    found = telling_words(scores, [str(one) for one in range(words)], first=first, prompts=prompts)
    assert found.unit == unit
    print(time.process_time() - start_time, peak() - before)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one_case(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
        sys.exit()
    print(
        f"Words that tell two groups of {PICTURES:,} pictures apart, vectors of {WIDTH} numbers\n"
        f"({4 * PICTURES * WIDTH / 2**20:.0f} MiB): memory beyond the vectors, MiB.\n"
        "draws     words   one table of scores   in blocks   all at once"
    )
    for unit, words in CASES:
        sizes = (AT_ONCE, PICTURES * words) if words <= AT_MOST else (AT_ONCE,)
        runs = [
            subprocess.run(
                [sys.executable, __file__, unit, str(words), str(at_once)],
                capture_output=True, text=True, check=True,
            ).stdout.split()
            for at_once in sizes
        ]  # fmt: skip
        found = [f"{float(memory):12,.0f}" for _, memory in runs]
        table = 8 * PICTURES * words / 2**20
        print(f"{unit:8} {words:6,} {table:21,.0f}{''.join(found)}", flush=True)
        if len(runs) > 1:
            ratio = float(runs[0][0]) / float(runs[1][0])
            print(
                f"          CPU time in blocks: {ratio:.2f} times that of all at once", flush=True
            )

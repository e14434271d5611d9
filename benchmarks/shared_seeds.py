"""How often intervals over several prompts hold the truth where the prompts share seeds.

    python benchmarks/shared_seeds.py > benchmarks/results/shared_seeds.txt

The renderer draws 32 portraits of each of the 16 professions, once with seeds of each prompt's own
and once with seeds that all share. The share over all is held against the planted one: with
Wilson's interval on all 512, as a run reports it, and with one that counts all portraits of a seed
as one. The difference of two professions is held against the planted one, as if the two were
independent.
"""

from __future__ import annotations

import numpy as np

from graycard.avatar import planted_shares, professions, sample
from graycard.run.plan import seed_of
from graycard.stats.intervals import wilson

RUNS, IMAGES, Z = 300, 32, 1.96
GROUPS = {
    "presentation masculine": ("perceived_gender_presentation", "masculine"),
    "age young": ("perceived_age", "young"),
    "glasses yes": ("glasses", "yes"),
}
ONE, OTHER = "ceo", "nurse"


def main() -> None:
    """Print a line for each group and way of seeding."""
    print(f"How often 95 % intervals hold the planted share, {RUNS} runs of {IMAGES} images for")
    print("each of 16 prompts; in brackets the standard deviation of the share over the runs.\n")
    print(f"{'':44}{'all images':>16}{'a seed as one':>16}{f'{ONE} - {OTHER}':>16}")
    names = professions()
    for shared in (False, True):
        drawn = [_run(run, names, shared=shared) for run in range(RUNS)]
        for title, (attribute, category) in GROUPS.items():
            shown = np.array(
                [[[one[attribute] == category for one in each] for each in run] for run in drawn]
            )
            truth = np.array([planted_shares(attribute, name)[category] for name in names])
            share = shown.mean(axis=(1, 2))
            cells = [
                f"{_held(share, truth.mean(), n):.3f} ({share.std():.3f})"
                for n in (len(names) * IMAGES, IMAGES)
            ]
            pair = [names.index(ONE), names.index(OTHER)]
            means = shown.mean(axis=2)[:, pair]
            error = np.sqrt((means * (1 - means) / IMAGES).sum(axis=1))
            far = means[:, 0] - means[:, 1] - (truth[pair[0]] - truth[pair[1]])
            held = (np.abs(far) <= Z * error + 1e-12).mean()
            cells.append(f"{held:.3f} ({(means[:, 0] - means[:, 1]).std():.3f})")
            way = "shared" if shared else "per_prompt"
            print(f"{title + ', ' + way:44}" + "".join(f"{cell:>16}" for cell in cells))


def _run(seed: int, names: tuple[str, ...], *, shared: bool) -> list[list[dict[str, str]]]:
    return [
        [
            sample(name, seed=seed_of(seed, None if shared else name, k)).labels()
            for k in range(IMAGES)
        ]
        for name in names
    ]


def _held(shares: np.ndarray, truth: float, n: int) -> float:
    low, high = wilson(shares * n, n, level=0.95)
    return float(((low <= truth) & (truth <= high)).mean())


if __name__ == "__main__":
    main()

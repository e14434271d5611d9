"""How often intervals over several prompts hold the truth where the prompts share seeds.

    python benchmarks/shared_seeds.py > benchmarks/results/shared_seeds.txt

The renderer draws 32 portraits of each of the 16 professions, once with seeds of each prompt's own
and once with seeds that all share. The share over all is held against the planted one: with
Wilson's interval on all 512, as a run whose seeds are not shared reports it; with the interval that
takes seeds as the draws, as a run whose seeds are shared reports it; and with one that counts all
portraits of a seed as one. The difference of two professions is held against the planted one, as
if the two were independent, and so is the worst difference of one profession from all others.

Worlds without pictures follow, since the renderer is one model: normal scores of which a part
`rho` is the seed's own, cut at the share. First each seed has a picture of every prompt; then some
seeds have more than others, as where one prompt was asked more often than the rest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from graycard.auditing.over_seeds import LEAST_EACH
from graycard.avatar import planted_shares, professions, sample
from graycard.run.plan import seed_of
from graycard.stats.clusters import share_by_cluster
from graycard.stats.difference import newcombe
from graycard.stats.intervals import wilson

RUNS, IMAGES = 300, 32
GROUPS = {
    "masculine": ("perceived_gender_presentation", "masculine"),
    "androgynous": ("perceived_gender_presentation", "androgynous"),
    "young": ("perceived_age", "young"),
    "glasses": ("glasses", "yes"),
}
ONE, OTHER = "ceo", "nurse"
COLUMNS = ("all images", "seeds as draws", "a seed as one", f"{ONE} - {OTHER}", "one - others")
WORLDS = [
    (rho, share, prompts)
    for rho in (0.0, 0.1, 0.3, 0.6, 1.0)
    for share in (0.02, 0.1, 0.5)
    for prompts in (2, 16, 60)
]
SEEDS = (2, 4, 8, 12, 16, 32, 64)
UNEQUAL = {
    "31 of 2, 1 of 100": [2] * 31 + [100],
    "31 of 8, 1 of 100": [8] * 31 + [100],
    "15 of 32, 1 of 500": [32] * 15 + [500],
    "8 of 16, 8 of 32": [16] * 8 + [32] * 8,
    "4, 8, ... 64": [4 * (one + 1) for one in range(16)],
}
"""How many seeds, counted from 0, each prompt is asked with."""


def main() -> None:
    """Print a line for each group and way of seeding, and one for each world."""
    print(f"How often 95 % intervals hold the planted share, {RUNS} runs of {IMAGES} images for")
    print(
        "each of 16 prompts; in brackets the mean width (of the first three) or the least of 16.\n"
    )
    print(f"{'':24}" + "".join(f"{one:>17}" for one in COLUMNS))
    names = professions()
    for shared in (False, True):
        drawn = [_run(run, names, shared=shared) for run in range(RUNS)]
        for title, (attribute, category) in GROUPS.items():
            shown = np.array(
                [[[one[attribute] == category for one in each] for each in run] for run in drawn]
            ).astype(np.int64)
            truth = np.array([planted_shares(attribute, name)[category] for name in names])
            way = "shared" if shared else "per_prompt"
            cells = _cells(shown, truth, names)
            print(f"{title + ', ' + way:24}" + "".join(f"{cell:>17}" for cell in cells))
    print(f"\nNo pictures: seeds as draws, with a seed as one draw below {LEAST_EACH} seeds' worth")
    print("of a kind (in brackets without that rule), by the number of seeds; 1000 runs each.\n")
    print(f"{'':30}" + "".join(f"{seeds:>15}" for seeds in SEEDS))
    rng = np.random.default_rng(1)
    for rho, share, prompts in WORLDS:
        cells = []
        for seeds in SEEDS:
            counts = _world(rng, rho, share, prompts, seeds)
            held = [_held(*_over_seeds(counts, prompts, each), share) for each in (LEAST_EACH, 0)]
            cells.append(f"{held[0]:.3f} ({held[1]:.3f})")
        about = f"rho {rho}, share {share}, {prompts} prompts"
        print(f"{about:30}" + "".join(f"{cell:>15}" for cell in cells))
    _print_unequal()


def _print_unequal() -> None:
    print("\nThe same where prompts have unequal numbers of seeds, all counted from 0; in brackets")
    print("without that rule, and as if seeds with few images told as much as those with many.")
    print("Below, how many equal seeds count as much as these (Kish).\n")
    print(f"{'':24}" + "".join(f"{title:>20}" for title in UNEQUAL))
    sizes = [(np.arange(max(one))[:, None] < one).sum(axis=1) for one in UNEQUAL.values()]
    equal = [float(n.sum() ** 2 / (n * n).sum()) for n in sizes]
    print(f"{'equal seeds':24}" + "".join(f"{one:>20.1f}" for one in equal))
    rng = np.random.default_rng(2)
    for rho in (0.0, 0.1, 0.3, 0.6, 1.0):
        for share in (0.02, 0.1, 0.3, 0.5):
            cells = []
            for prompts in UNEQUAL.values():
                shown, n = _unequal_world(rng, rho, share, prompts)
                held = [_held(*_over_seeds(shown, n, each), share) for each in (LEAST_EACH, 0)]
                cells.append(f"{held[0]:.3f} ({held[1]:.3f})")
            about = f"rho {rho}, share {share}"
            print(f"{about:24}" + "".join(f"{cell:>20}" for cell in cells))


def _cells(shown: np.ndarray, truth: np.ndarray, names: tuple[str, ...]) -> list[str]:
    """Return what is printed of images by run, prompt and repetition."""
    share, size = shown.mean(axis=(1, 2)), len(names) * IMAGES
    cells = []
    for low, high in (
        wilson(share * size, size, level=0.95),
        _over_seeds(shown.sum(axis=1), len(names), LEAST_EACH),
        wilson(share * IMAGES, IMAGES, level=0.95),
    ):
        cells.append(f"{_held(low, high, truth.mean()):.3f} ({(high - low).mean():.3f})")
    k, at, beside = shown.sum(axis=2), names.index(ONE), names.index(OTHER)
    low, high = newcombe(k[:, at], IMAGES, k[:, beside], IMAGES, level=0.95)
    cells.append(f"{_held(low, high, truth[at] - truth[beside]):.3f}")
    others, rest = k.sum(axis=1, keepdims=True) - k, size - IMAGES
    low, high = newcombe(k, IMAGES, others, rest, level=0.95)
    far = truth - (truth.sum() - truth) / (len(names) - 1)
    held = ((low <= far) & (far <= high)).mean(axis=0)
    return [*cells, f"{held.mean():.3f} ({held.min():.3f})"]


def _run(seed: int, names: tuple[str, ...], *, shared: bool) -> list[list[dict[str, str]]]:
    return [
        [
            sample(name, seed=seed_of(seed, None if shared else name, k)).labels()
            for k in range(IMAGES)
        ]
        for name in names
    ]


def _world(
    rng: np.random.Generator, rho: float, share: float, prompts: int, seeds: int
) -> np.ndarray:
    """Return images with the category by run and seed."""
    common = rng.normal(size=(1000, 1, seeds))
    own = rng.normal(size=(1000, prompts, seeds))
    return (np.sqrt(rho) * common + np.sqrt(1 - rho) * own < ndtri(share)).sum(axis=1)


def _unequal_world(
    rng: np.random.Generator, rho: float, share: float, prompts: list[int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return images with the category by run and seed, and all images by seed."""
    asked = np.array(prompts)[:, None] > np.arange(max(prompts))
    shown = np.empty((1000, max(prompts)), np.int64)
    for one in shown:
        common, own = rng.normal(size=max(prompts)), rng.normal(size=asked.shape)
        score = np.sqrt(rho) * common + np.sqrt(1 - rho) * own
        one[:] = ((score < ndtri(share)) & asked).sum(axis=0)
    return shown, asked.sum(axis=0)


def _over_seeds(
    counts: np.ndarray, sizes: ArrayLike, least_each: float
) -> tuple[np.ndarray, np.ndarray]:
    ends = [
        share_by_cluster(one, np.broadcast_to(sizes, one.shape), level=0.95, least_each=least_each)
        for one in counts
    ]
    low, high = np.array(ends).T
    return low, high


def _held(low: np.ndarray, high: np.ndarray, truth: float) -> float:
    return float(((low <= truth) & (truth <= high)).mean())


if __name__ == "__main__":
    main()

"""Whether the numbers about marked sets hold a planted truth, and why they are made as they are.

    python benchmarks/default_culture.py > benchmarks/results/default_culture.txt

Pictures are vectors on the unit sphere: a place's mean direction and a scatter whose spectrum falls
off as that of image embeddings does, drawn by scipy. Level 0.95 throughout.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import multivariate_normal

from graycard.counts import Counts
from graycard.measures import (
    MarkedSet,
    Scene,
    alike,
    estimate_marked_set_accuracy,
    estimate_nearest_marked_sets,
    estimate_self_similarity,
    estimate_share_differences,
    estimate_unlike_marked_sets,
    judge,
)
from graycard.measures.nearest_marked_set import nearest_marked_set
from graycard.measures.self_similarity import self_similarity
from graycard.stats.intervals import wilson
from graycard.types import Attribute

Array = NDArray[np.float64]
WIDTH, WORLDS, REPEATS = 64, 6, 60


@dataclass(frozen=True)
class World:
    """A scene of which everything is known: a mean direction and a scatter for each place."""

    means: Array
    scatters: Array

    def pictures(self, places: NDArray[np.int64], seed: int) -> Array:
        """Draw a picture of each of these places."""
        noise = LAW.rvs(len(places), random_state=seed).reshape(len(places), WIDTH)
        x = self.means[places] + self.scatters[places, None] * noise
        return np.asarray(x / np.linalg.norm(x, axis=1, keepdims=True))


def spectrum() -> Array:
    """Return the scatter along each axis."""
    falling = np.arange(1, WIDTH + 1) ** -0.5
    return np.asarray(falling / np.linalg.norm(falling))


LAW = multivariate_normal(np.zeros(WIDTH), np.diag(spectrum() ** 2))


def world(places: int, *, apart: float, seed: int, collapsed: bool = False) -> World:
    """Plant a scene; all pictures share a direction, as those of any one embedder do."""
    rng = np.random.default_rng(seed)
    shared = rng.normal(size=WIDTH)
    means = 1.2 * shared / np.linalg.norm(shared) + apart * spectrum() * rng.normal(
        size=(places, WIDTH)
    )
    scatters = np.ones(places)
    if collapsed:
        scatters[0] = 0.2
    return World(means, scatters)


def scene(planted: World, n: int, unmarked: NDArray[np.int64], seed: int) -> Scene:
    """Draw marked sets of n pictures each, and unmarked pictures that truly are of these places."""
    sets = []
    for place in range(len(planted.means)):
        vectors = planted.pictures(np.full(n, place), 1000 * seed + place)
        sets.append(
            MarkedSet(
                place=f"place {place}", region=None, stratum=f"house in {place}", requested=n,
                n_prompts=1, rows=frozenset(), vectors=vectors.astype(np.float32),
            )
        )  # fmt: skip
    vectors = planted.pictures(unmarked, 1000 * seed + 999)
    return Scene(
        stratum="house", marked=False, requested=len(unmarked), n_prompts=1, rows=frozenset(),
        vectors=vectors.astype(np.float32), sets=tuple(sets), reader="planted@1",
    )  # fmt: skip


def mixture(places: int, n: int, first: float, seed: int) -> NDArray[np.int64]:
    """Return the places of unmarked pictures: so many of the first, the others even over all."""
    rng = np.random.default_rng(seed)
    return np.where(rng.random(n) < first, 0, rng.integers(0, places, n))


# The rule ---------------------------------------------------------------------------------------


def by_means(x: Array, own: NDArray[np.int64], new: Array) -> NDArray[np.int64]:
    """Return the set of the largest mean cosine."""
    return np.asarray((new @ means_of(x, own).T).argmax(-1))


def by_centroids(x: Array, own: NDArray[np.int64], new: Array) -> NDArray[np.int64]:
    """Return the set of the nearest centroid, centred and of length 1."""
    means = means_of(x, own)
    means = means - means.mean(0)
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(((new - x.mean(0)) @ means.T).argmax(-1))


def by_pictures(x: Array, own: NDArray[np.int64], new: Array) -> NDArray[np.int64]:
    """Return the set of the nearest picture."""
    return np.asarray(own[(new @ x.T).argmax(-1)])


def by_graycard(x: Array, own: NDArray[np.int64], new: Array) -> NDArray[np.int64]:
    """Return the set that the package says."""
    from graycard.stats.discriminant import fit_discriminant

    return np.asarray(fit_discriminant(x, own).distances(new).argmin(-1))


def means_of(x: Array, own: NDArray[np.int64]) -> Array:
    """Return the mean of each set."""
    return np.array([x[own == one].mean(0) for one in range(own.max() + 1)])


RULES: dict[str, Callable[[Array, NDArray[np.int64], Array], NDArray[np.int64]]] = {
    "mean cosine": by_means,
    "centred centroid": by_centroids,
    "nearest picture": by_pictures,
    "graycard": by_graycard,
}


def rules() -> None:
    """Compare ways to say which set a picture is nearest to."""
    print("1. Which rule: 8 marked pictures a place; unmarked pictures are an even mixture.")
    print(
        "   right: share given their own place. largest, alike: share of the place with most, and"
    )
    print(
        "   of one place whose pictures are all alike, over what an even mixture would give each."
    )
    print(f"   {'places':>6} {'apart':>5}  {'rule':18} {'right':>6} {'largest':>8} {'alike':>6}")
    for places, apart in ((6, 0.3), (6, 0.8), (40, 0.3), (40, 0.8)):
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in RULES}
        for seed in range(2 * WORLDS):
            planted = world(places, apart=apart, seed=seed, collapsed=True)
            own, truth = np.repeat(np.arange(places), 8), np.repeat(np.arange(places), 50)
            x, new = planted.pictures(own, seed), planted.pictures(truth, seed + 10**6)
            for name, rule in RULES.items():
                said = rule(x, own, new)
                shares = places * np.bincount(said, minlength=places) / len(said)
                found[name].append((float((said == truth).mean()), shares.max(), shares[0]))
        for name, rows in found.items():
            right, largest, first = np.mean(rows, axis=0)
            print(f"   {places:6} {apart:5}  {name:18} {right:6.3f} {largest:8.2f} {first:6.2f}")


# The intervals ----------------------------------------------------------------------------------


def intervals() -> None:
    """Say how often the interval of a share holds what as many pictures show on average."""
    print(
        "\n2. Interval of the share nearest to a place: of the first place, planted at 0.6 and its"
    )
    print("   part of the rest, and of all others. expected: what as many pictures of each show on")
    print("   average (the truth of the interval). Beside it: Wilson's interval, which takes the")
    print("   marked pictures as given, and the percentiles of redrawn marked sets.")
    print("   places marked unmarked apart  planted expected         graycard         wilson"
          "     percentile  width")  # fmt: skip
    for places, n, m, apart in (
        (6, 8, 8, 0.3), (6, 8, 32, 0.3), (6, 8, 32, 0.6), (6, 8, 200, 0.3), (6, 32, 32, 0.3),
        (6, 4, 32, 0.3), (6, 4, 32, 0.6), (20, 8, 32, 0.3), (20, 8, 32, 0.5), (2, 16, 32, 0.3),
    ):  # fmt: skip
        held: dict[str, list[tuple[float, float]]] = {
            "graycard": [],
            "wilson": [],
            "percentile": [],
        }
        widths, expected, planted_share = [], [], []
        for number in range(WORLDS):
            planted = world(places, apart=apart, seed=number)
            truth = expected_shares(planted, n)
            expected.append(truth[0])
            planted_share.append(0.6 + 0.4 / places)
            for repeat in range(REPEATS):
                seed = 10**5 * number + repeat
                one = scene(planted, n, mixture(places, m, 0.6, seed), seed)
                judged = judge(one, permutations=0)
                assert not isinstance(judged, str)
                # Whether the places are told apart is another question, asked below.
                judged = replace(judged, by_chance=np.full(19, -1.0))
                rows = estimate_nearest_marked_sets([judged]).estimates
                ends = {
                    "graycard": (np.array([r.low for r in rows]), np.array([r.high for r in rows]))
                }
                k = np.array([r.value * r.n for r in rows])
                ends["wilson"] = wilson(k, m, level=0.95)
                drawn = np.array([(judged.redrawn == place).mean(-1) for place in range(places)])
                ends["percentile"] = tuple(np.quantile(drawn, [0.025, 0.975], axis=1))
                for name, (low, high) in ends.items():
                    inside = (low <= truth) & (truth <= high)
                    held[name].append((float(inside[0]), float(inside[1:].mean())))
                widths.append(rows[0].high - rows[0].low)
        cells = "  ".join(f"{a:.3f} / {b:.3f}" for a, b in (np.mean(v, 0) for v in held.values()))
        print(f"   {places:6} {n:6} {m:8} {apart:5} {np.mean(planted_share):8.2f}"
              f" {np.mean(expected):8.2f}   {cells}  {np.mean(widths):.3f}")  # fmt: skip


def expected_shares(planted: World, n: int) -> Array:
    """Return the mean of the share over many draws of both samples."""
    places, found = len(planted.means), []
    own = np.repeat(np.arange(places), n)
    for seed in range(10**7, 10**7 + 80):
        new = planted.pictures(mixture(places, 300, 0.6, seed), seed + 1)
        found.append(nearest_marked_set(new, marked=planted.pictures(own, seed + 2), sets=own))
    return np.asarray(np.mean(found, axis=0))


# Chance -----------------------------------------------------------------------------------------


def mean(found: list[Any]) -> str:
    """Return a mean with three places, or a dash where there is nothing."""
    return f"{np.mean(found):.3f}" if found else "-"


def chance() -> None:
    """Say how often chance alone looks like something."""
    print("\n3. Chance. Unmarked pictures are an even mixture of the marked sets.")
    print("   above: shares above their floor (at most 0.05). found: audits in which at least one")
    print("   place has an adjusted p below 0.05. Both of those audits that tell the places apart.")
    print("   unlike: pictures called unlike all (at most 0.05).")
    print("   told: audits whose places are told apart (0.05 at most where apart is 0).")
    print(f"   {'places':>6} {'marked':>6} {'unmarked':>8} {'apart':>5} {'above':>7} {'found':>7}"
          f" {'unlike':>7} {'told':>6}")  # fmt: skip
    for places, n, m, apart in (
        (6, 8, 32, 0.3), (6, 8, 32, 0.8), (20, 8, 32, 0.3), (20, 8, 200, 0.5), (6, 32, 200, 0.3),
        (6, 8, 32, 0.0), (20, 8, 32, 0.0), (2, 16, 32, 0.0), (6, 3, 32, 0.0),
    ):  # fmt: skip
        above, found, unlike, told = [], [], [], []
        for repeat in range(200):
            planted = world(places, apart=apart, seed=repeat)
            judged = judge(scene(planted, n, mixture(places, m, 0.0, repeat), repeat), draws=60)
            assert not isinstance(judged, str)
            told.append(judged.told_apart)
            unlike += [r.value for r in estimate_unlike_marked_sets([judged]).estimates]
            rows = estimate_nearest_marked_sets([judged]).estimates
            if rows:
                above.append(np.mean([r.value > (r.floor_high or 0) for r in rows]))
                found.append(any((r.p_adjusted or 0) < 0.05 for r in rows))
        cells = " ".join(
            f"{np.mean(one) if one else np.nan:7.3f}" for one in (above, found, unlike)
        )
        print(f"   {places:6} {n:6} {m:8} {apart:5} {cells} {np.mean(told):6.3f}")


def others() -> None:
    """Say how often the other intervals hold."""
    print("\n4. Accuracy and self-similarity: how often their intervals hold the truth.")
    print(f"   {'places':>6} {'marked':>6} {'apart':>5} {'accuracy':>9} {'held':>6} {'width':>6}"
          f"  {'likeness':>9} {'held':>6} {'width':>6} {'above chance':>13}")  # fmt: skip
    for places, n, apart in (
        (6, 3, 0.5), (6, 8, 0.3), (6, 8, 0.6), (6, 32, 0.3), (20, 8, 0.3), (20, 8, 0.0),
        (2, 16, 0.2),
    ):  # fmt: skip
        accurate, likely = [], []
        for number in range(WORLDS):
            planted = world(places, apart=apart, seed=number)
            own, truths = np.repeat(np.arange(places), n), []
            for seed in range(10**7, 10**7 + 60):
                x = planted.pictures(own, seed)
                new, again = np.repeat(np.arange(places), 100), seed + 10**6
                said = by_graycard(x, own, planted.pictures(new, again))
                truths.append((said == new).mean())
            accuracy = float(np.mean(truths))
            likeness = [
                self_similarity(planted.pictures(np.full(3000, place), 77 + place))
                for place in range(places)
            ]
            for repeat in range(REPEATS):
                seed = 10**5 * number + repeat
                one = scene(planted, n, np.zeros(2, np.int64), seed)
                judged = judge(one, draws=2, permutations=59)
                assert not isinstance(judged, str)
                (row,) = estimate_marked_set_accuracy([judged]).estimates
                accurate.append((accuracy, row.low <= accuracy <= row.high, row.high - row.low))
                rows = estimate_self_similarity(alike(one), reader="planted@1").estimates
                for place, r in enumerate(r for r in rows if r.marked):
                    likely.append((likeness[place], r.low <= likeness[place] <= r.high,
                                   r.high - r.low, r.value > (r.floor_high or 0)))  # fmt: skip
        a, b = np.mean(accurate, axis=0), np.mean(likely, axis=0)
        print(f"   {places:6} {n:6} {apart:5} {a[0]:9.3f} {a[1]:6.3f} {a[2]:6.3f}  {b[0]:9.3f}"
              f" {b[1]:6.3f} {b[2]:6.3f} {b[3]:13.3f}")  # fmt: skip


def features() -> None:
    """Say how often the interval of a difference of shares holds, and how many false findings."""
    print(
        "\n5. Share differences: 8 places, 4 scenes, 8 pictures each; a feature as frequent as the"
    )
    print("   scene makes it, and in the first places more so by the difference.")
    print(
        "   held: intervals that hold the planted difference. false: of places that do not differ,"
    )
    print("   those with an adjusted p below 0.05. found: of those that do. (If one place differs,")
    print("   every other differs a little from the mean of the others.)")
    print(f"   {'against':17} {'differ':>6} {'places':>6} {'held':>6} {'false':>6} {'found':>6}")
    tie = Attribute(
        name="tie", categories=("yes", "no"), scale="nominal", claim="a tie", source="planted"
    )
    none = np.zeros((0, 1), np.float32)
    rng = np.random.default_rng(7)
    for against in ("unmarked prompts", "other places"):
        for more, several in ((0.0, 0), (0.3, 1), (0.3, 3), (0.6, 3)):
            held, wrong, right = [], [], []
            for _ in range(300):
                base = rng.uniform(0.05, 0.4, 4)
                rates = np.repeat(base[:, None], 9, axis=1)  # the last column is unmarked
                rates[:, :several] += more
                yes = rng.binomial(8, rates)
                rows = [(f"{s}-{p}", f"{s}-{p}", p < 8) for s in range(4) for p in range(9)]
                counts = Counts(
                    attribute=tie, reader="planted@1", strata=tuple(r[0] for r in rows),
                    prompt_ids=tuple(r[1] for r in rows), marked=tuple(r[2] for r in rows),
                    read=np.stack([yes.ravel(), 8 - yes.ravel()], 1), reasons=(),
                    missing=np.zeros((36, 0), np.int64),
                )  # fmt: skip
                scenes = [
                    Scene(
                        stratum=f"{s}", marked=False, requested=8, n_prompts=1, reader="",
                        rows=frozenset({rows[9 * s + 8]}), vectors=none,
                        sets=tuple(
                            MarkedSet(place=f"{p}", region=None, stratum="", requested=8,
                                      n_prompts=1, rows=frozenset({rows[9 * s + p]}), vectors=none)
                            for p in range(8)
                        ),
                    )
                    for s in range(4)
                ]  # fmt: skip
                made = estimate_share_differences([counts], scenes, against=against).estimates
                for place, one in enumerate(made):
                    truth = rates[:, place].mean() - rates[:, 8].mean()
                    if against == "other places":
                        truth = rates[:, place].mean() - np.delete(rates[:, :8], place, 1).mean()
                    held.append(one.low <= truth <= one.high)
                    call = (one.p_adjusted or 0) < 0.05
                    (right if abs(truth) > 1e-9 else wrong).append(call)
            print(
                f"   {against:17} {more:6} {several:6} {mean(held):>6} {mean(wrong):>6}"
                f" {mean(right):>6}"
            )


if __name__ == "__main__":
    rules()
    intervals()
    chance()
    others()
    features()

"""How often intervals for sums over strata, slopes and log odds ratios hold the truth.

    python benchmarks/strata_and_odds_coverage.py > benchmarks/results/strata_and_odds_coverage.txt

All of level 0.95. Sums: `graycard.stats.linear`, beside Price and Bonett as published and Wilson
limits of the strata combined (MOVER). Slopes: `amplification_slope` where the reference has errors,
beside one that takes it as exact. Log odds ratios: `graycard.stats.log_odds`, beside Gart's.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit, ndtri
from scipy.stats import binom

from graycard.counts import Counts
from graycard.measures.amplification_slope import estimate
from graycard.stats.intervals import wilson
from graycard.stats.linear import linear_interval
from graycard.stats.log_odds import log_odds_interval
from graycard.types import Attribute, Reference

LEVEL, REPEATS, AUDITS, SEED = 0.95, 4000, 400, 20230626
Z = float(ndtri((1 + LEVEL) / 2))
Array = NDArray[np.float64]
Ends = tuple[Array, Array]
TIE = Attribute(name="tie", categories=("yes", "no"), scale="nominal", claim="tie", source="here")


def as_published(k: Array, n: int, w: Array) -> Ends:
    """Return Price and Bonett's interval, whose variance has n + a below the line."""
    a = Z * Z / np.count_nonzero(w)
    p = (k + a / 2) / (n + a)
    middle, half = p @ w, Z * np.sqrt((p * (1 - p)) @ w**2 / (n + a))
    return middle - half, middle + half


def recovered(k: Array, n: int, w: Array) -> Ends:
    """Return what Wilson's limits of the strata combine to."""
    low, high = wilson(k, n, level=LEVEL)
    below, above = k / n - low, high - k / n
    less, more = np.where(w > 0, below, above) * w, np.where(w > 0, above, below) * w
    middle = (k / n) @ w
    return middle - np.sqrt((less**2).sum(-1)), middle + np.sqrt((more**2).sum(-1))


def worlds(strata: int) -> Iterator[tuple[str, Array]]:
    """Yield true shares over strata whose reference goes from .05 to .95."""
    even = np.linspace(0.05, 0.95, strata)
    yield "as reference", even
    yield "nearly 0 or 1", np.where(even > 0.5, 0.99, 0.01)
    yield "all rare", np.linspace(0.005, 0.03, strata)
    yield "all one half", np.full(strata, 0.5)


def sums(rng: np.random.Generator) -> None:
    """Print coverage of slopes and means over strata."""
    print("sums over strata: coverage of slope and mean")
    print(f"{'strata':>6} {'n':>3} {'truth':14}" + "graycard".rjust(15) + "published".rjust(15)
          + "MOVER".rjust(15))  # fmt: skip
    for strata in (5, 16, 146):
        apart = np.linspace(0.05, 0.95, strata) - 0.5
        for n in (2, 8, 30):
            for name, shares in worlds(strata):
                k = rng.binomial(n, shares, size=(REPEATS, strata)).astype(float)
                cells = []
                for method in ("graycard", "published", "mover"):
                    for w in (apart / (apart @ apart), np.full(strata, 1 / strata)):
                        if method == "graycard":
                            low, high = linear_interval(k, n, w, level=LEVEL)
                        else:
                            low, high = (as_published if method == "published" else recovered)(
                                k, n, w
                            )
                        truth = w @ shares
                        cells.append(np.mean((low - 1e-12 <= truth) & (truth <= high + 1e-12)))
                line = "".join(
                    f"  {a:6.3f} {b:6.3f}" for a, b in zip(*[iter(cells)] * 2, strict=True)
                )
                print(f"{strata:>6} {n:>3} {name:14}{line}", flush=True)


def beside(
    k: NDArray[np.integer], n: int, shares: Array, error: float
) -> tuple[float, float] | None:
    """Return the interval of `amplification_slope`, or None if it refuses."""
    names = tuple(f"{i:03}" for i in range(len(k)))
    counts = Counts(
        attribute=TIE, reader="eye@1", strata=names, prompt_ids=names, marked=(False,) * len(k),
        read=np.stack([k, n - k], axis=1), reasons=(), missing=np.zeros((len(k), 0), np.int64),
    )  # fmt: skip
    references = [
        Reference(
            name="labour", attribute="tie", stratum=name, shares={"yes": r, "no": 1 - r},
            standard_errors={"yes": error, "no": error} if error else None,
            population="nobody", source="here", states_the_value_of="nobody",
        )
        for name, r in zip(names, shares.tolist(), strict=True)
    ]  # fmt: skip
    found = estimate(counts, references=references, level=LEVEL).estimates
    return (found[0].low, found[0].high) if found else None


def slopes(rng: np.random.Generator) -> None:
    """Print coverage where the reference has errors; the part of its spread that they are."""
    print(f"\nslopes beside a reference with errors, {AUDITS} audits a line")
    print(f"{'strata':>6} {'n':>3} {'errors':>6} {'truth':14} graycard  as if exact  refused")
    for strata in (5, 16, 102):
        shares = np.linspace(0.05, 0.95, strata)
        for part in (0.02, 0.08):
            error = float(np.sqrt(part * shares.var(ddof=1)))
            for n in (8, 100):
                for name, p in (("as reference", shares), ("half as far", 0.25 + shares / 2)):
                    truth = 1.0 if name == "as reference" else 0.5
                    held: list[bool] = []
                    naive: list[bool] = []
                    for _ in range(AUDITS):
                        k = rng.binomial(n, p)
                        seen = np.clip(shares + rng.normal(0, error, strata), 0.0, 1.0)
                        for given, kept in ((error, held), (0.0, naive)):
                            ends = beside(k, n, seen, given)
                            if ends:
                                kept.append(ends[0] <= truth <= ends[1])
                    covers = f"{np.mean(held):8.3f} {np.mean(naive):12.3f} {AUDITS - len(held):8}"
                    print(f"{strata:>6} {n:>3} {part:6.2f} {name:14} {covers}", flush=True)


def odds() -> None:
    """Print exact coverage over pairs of shares."""
    print("\nlog odds ratios, exact, over 14 x 14 pairs of shares from .005 to .99")
    below = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5]
    shares = np.array([*below, 0.65, 0.8, 0.9, 0.95, 0.98, 0.99])
    for n, other in ((8, 8), (8, 120), (30, 30), (30, 450), (100, 1500)):
        k, m = np.arange(n + 1)[:, None], np.arange(other + 1)[None, :]
        cells = [one + 0.5 for one in (k, n - k, m, other - m)]
        middle = np.log(cells[0] * cells[3] / cells[1] / cells[2])
        half = Z * np.sqrt(sum(1 / one for one in cells))
        both = {
            "graycard": log_odds_interval(k, n, m, other, level=LEVEL),
            "Gart": (middle - half, middle + half),
        }
        for name, (low, high) in both.items():
            cover, equal, width = [], [], []
            for p in shares:
                for q in shares:
                    chance = binom.pmf(k, n, p) * binom.pmf(m, other, q)
                    truth = logit(p) - logit(q)
                    cover.append((chance * ((low <= truth) & (truth <= high))).sum())
                    width.append((chance * (high - low)).sum())
                    if p == q:
                        equal.append(cover[-1])
            print(
                f"{n:>4} beside {other:<5} {name:9} lowest {min(cover):.3f}  below .93"
                f" {np.mean(np.array(cover) < 0.93):.2f}  mean {np.mean(cover):.3f}  equal shares:"
                f" lowest {min(equal):.3f}  width {np.mean(width):.2f}"
            )


if __name__ == "__main__":
    print(f"{REPEATS} repeats a line, level {LEVEL}")
    sums(np.random.default_rng(SEED))
    slopes(np.random.default_rng(SEED))
    odds()

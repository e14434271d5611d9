"""What neighbours, visual words and the search for same pictures cost, and how right they are.

CPU time of one query against what one would write without an index, and against scikit-learn's
brute force; the recall of the approximate index beyond 100,000; how many pictures that were saved
again are found, and how many pairs of different draws are taken for the same one.

    OMP_NUM_THREADS=1 python benchmarks/neighbours.py [--portraits 20000] [--grid FILE --tile 120]

A grid is a picture of pictures that somebody published, such as that of the repository sd-3-ethics:
its tiles are compared with each other, and with themselves saved again.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from sklearn.neighbors import NearestNeighbors

from graycard.avatar import professions, render, sample
from graycard.explore.neighbours import nearest_among, visual_words
from graycard.explore.neighbours.key_points import root_sift
from graycard.explore.neighbours.of_many import ByLists
from graycard.explore.same_pictures import Fingerprints, fingerprint, repeats, same_pictures
from graycard.explore.same_pictures.fingerprint import bits_apart, colours_apart
from graycard.explore.same_pictures.groups import MOST_BITS, MOST_COLOUR, _links
from graycard.stats.intervals import wilson

RGB = NDArray[np.uint8]
WIDTH = 512
K = 64
QUERIES = 20


def cpu(job: Callable[[], object], *, times: int = 1) -> float:
    """Return CPU seconds of one time, on all threads."""
    start = time.process_time()
    for _ in range(times):
        job()
    return (time.process_time() - start) / times


def vectors(n: int, *, groups: int) -> NDArray[np.float32]:
    """Return vectors around as many centres; with one a vector, they have no structure at all."""
    rng = np.random.default_rng(0)
    found = rng.normal(size=(n, WIDTH)).astype(np.float32)
    if groups < n:
        found += rng.normal(size=(groups, WIDTH)).astype(np.float32)[rng.integers(groups, size=n)]
    return found


def loop(x: NDArray[np.float32], of: int) -> list[int]:
    """Return neighbours as a loop over pictures finds them."""
    target = x[of] / np.linalg.norm(x[of])
    cosines = [float(row @ target / np.linalg.norm(row)) for row in x]
    return sorted(range(len(x)), key=lambda row: -cosines[row])[1 : K + 1]


def exact() -> None:
    """Print what a query among 50,000 costs."""
    x = vectors(50_000, groups=500)
    build = cpu(lambda: nearest_among(x))
    index = nearest_among(x)
    brute = NearestNeighbors(n_neighbors=K + 1, metric="cosine", algorithm="brute").fit(x)
    ours = cpu(lambda: [index.query(of, k=K) for of in range(QUERIES)]) / QUERIES
    theirs = cpu(lambda: [brute.kneighbors(x[[of]]) for of in range(5)]) / 5
    looped = cpu(lambda: loop(x, 0))
    same = [
        index.query(of, k=K).rows.tolist() == brute.kneighbors(x[[of]])[1][0, 1:].tolist()
        for of in range(QUERIES)
    ]
    print(f"64 neighbours among 50,000 x {WIDTH}, exactly: {1000 * ours:.0f} ms CPU")
    print(f"  a loop over pictures takes {looped / ours:.0f} times that,")
    print(f"  scikit-learn's brute force {theirs / ours:.1f} times; the same rows for"
          f" {sum(same)} of {len(same)} pictures")  # fmt: skip
    print(f"  getting ready takes as long as {build / ours:.1f} queries, and copies nothing\n")


def approximate() -> None:
    """Print what a query among 120,000 costs, with structure and without any."""
    for groups, what in ((1000, "in 1,000 groups"), (120_000, "without any structure")):
        x = vectors(120_000, groups=groups)
        build = cpu(lambda x=x: ByLists(x))
        index, whole = ByLists(x), nearest_among(x, exact=True)
        ours = cpu(lambda i=index: [i.query(of, k=K) for of in range(QUERIES)]) / QUERIES
        every = cpu(lambda w=whole: [w.query(of, k=K) for of in range(QUERIES)]) / QUERIES
        one = index.recall
        print(f"64 neighbours among 120,000 x {WIDTH} {what}: {1000 * ours:.1f} ms CPU,"
              f" {index.looked_into} of {index.lists} lists")  # fmt: skip
        print(f"  recall {one.share:.3f} [{one.low:.3f}, {one.high:.3f}] on {one.n} pictures that"
              " it was not set up with")  # fmt: skip
        print(f"  an exact query takes {every / ours:.1f} times that; building takes as long as"
              f" {build / every:.0f} exact queries\n")  # fmt: skip


def drawn(seed: int, *, size: int = 64) -> RGB:
    """Return a portrait, a draw of its own."""
    avatar = sample(professions()[seed % len(professions())], seed=seed)
    return np.asarray(render(avatar, seed=seed, size=size))


def words(size: int) -> None:
    """Print what visual words of 2,000 portraits cost, and what they see."""
    portraits = [drawn(seed, size=size) for seed in range(2000)]
    start = time.process_time()
    found = visual_words(lambda i: portraits[i], len(portraits))
    took = time.process_time() - start
    start = time.process_time()
    for one in portraits:
        root_sift(one)
    once = time.process_time() - start
    index = nearest_among(found.vectors)
    query = cpu(lambda: [index.query(of, k=K) for of in range(QUERIES)]) / QUERIES
    there = [row for row in range(2000) if found.vectors[row].nnz]
    kinds = len(professions())
    near = [np.mean(index.query(row, k=8).rows % kinds == row % kinds) for row in there]
    points = found.key_points
    print(f"Visual words of 2,000 portraits of {size} pixels: {len(found.vocabulary)} words; takes"
          f" {took / once:.1f} times as long as finding their key points once ({took:.0f} s CPU);"
          f" a query {1000 * query:.1f} ms")  # fmt: skip
    print(f"  key points a portrait: {np.median(points):.0f}, from {points.min()} to"
          f" {points.max()}; without any: {(points == 0).sum()}")  # fmt: skip
    print(f"  of 8 neighbours {np.mean(near):.2f} are of the same profession, by chance"
          f" {1 / kinds:.2f} (n = {len(there)})\n")  # fmt: skip


def saved(rgb: RGB, format_: str, quality: int) -> RGB:
    """Return a picture as it comes back from a lossy file."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, format_, quality=quality)
    return np.asarray(Image.open(buffer).convert("RGB"))


def scaled(rgb: RGB, factor: float) -> RGB:
    """Return a picture of another size."""
    return cv2.resize(rgb, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)


AGAIN: dict[str, Callable[[RGB], RGB]] = {
    "JPEG 75": lambda rgb: saved(rgb, "JPEG", 75),
    "JPEG 50": lambda rgb: saved(rgb, "JPEG", 50),
    "WebP 75": lambda rgb: saved(rgb, "WEBP", 75),
    "half the size": lambda rgb: scaled(rgb, 0.5),
    "twice the size": lambda rgb: scaled(rgb, 2),
    "5 % lighter": lambda rgb: np.clip(rgb * 1.05, 0, 255).astype(np.uint8),
    "5 % cut off": lambda rgb: rgb[: -len(rgb) // 20],
    "mirrored": lambda rgb: rgb[:, ::-1],
}


def again() -> None:
    """Print how often a picture that was saved again is found."""
    print(f"The same picture again (at most {MOST_BITS} of 63 bits and {MOST_COLOUR:g} in colour"
          " apart): how many of 500 portraits are found")  # fmt: skip
    for size in (64, 256):
        portraits = [drawn(seed, size=size) for seed in range(500)]
        first = Fingerprints.of(map(fingerprint, portraits))
        for name, change in AGAIN.items():
            second = Fingerprints.of(fingerprint(change(one)) for one in portraits)
            near = bits_apart(first.bits, second.bits) <= MOST_BITS
            found = int((near & (colours_apart(first.small, second.small) <= MOST_COLOUR)).sum())
            low, high = wilson(found, 500, level=0.95)
            print(f"  {size:3} px, {name:15}{found:4}  {found / 500:.3f} [{low:.3f}, {high:.3f}]")


def false_alarms(n: int) -> None:
    """Print how many pairs of different draws are taken for the same picture."""
    start = time.process_time()
    prints = Fingerprints.of(fingerprint(drawn(seed)) for seed in range(n))
    ready = time.process_time() - start
    start = time.process_time()
    pairs = np.concatenate(list(_links(prints, np.arange(n))))
    took = time.process_time() - start
    every = n * (n - 1) // 2
    low, high = pair_interval(pairs, n)
    print(f"\nDifferent draws of the drawn world, n = {n}: {len(pairs)} of {every} pairs are taken"
          f" for the same picture, {len(pairs) / every:.2g} [{low:.2g}, {high:.2g}]")  # fmt: skip
    apart = [_differ(*pair) for pair in pairs[:100]]
    print("  in the first 100 of them these differ:",
          ", ".join(f"{name} {sum(name in one for one in apart)}" for name in
                    sorted({name for one in apart for name in one})))  # fmt: skip
    groups = same_pictures([str(i) for i in range(n)], prints)
    print(f"  they make {len(groups)} groups, the largest of"
          f" {max((len(one.members) for one in groups), default=0)}")  # fmt: skip
    print(f"  comparing all pairs takes {took / ready:.2f} times as long as drawing and"
          " fingerprinting them")  # fmt: skip


def tiles(path: Path, side: int) -> None:
    """Print the same of the tiles of a grid."""
    whole = np.asarray(Image.open(path).convert("RGB"))
    pictures = [
        np.ascontiguousarray(whole[y : y + side, x : x + side])
        for y in range(0, whole.shape[0] - side + 1, side)
        for x in range(0, whole.shape[1] - side + 1, side)
    ]
    prints = Fingerprints.of(map(fingerprint, pictures))
    n = len(pictures)
    pairs = sum(len(one) for one in _links(prints, np.arange(n)))
    every = n * (n - 1) // 2
    # Groups of one picture each, so that pairs are not taken for independent draws.
    chance = repeats(list(range(n)), [0] * n, list(range(n)), of="one prompt")
    assert pairs == 0, "look at them"
    assert chance is not None
    one, other = np.triu_indices(n, 1)
    nearest = min(
        float(
            colours_apart(prints.small[one[i : i + 4096]], prints.small[other[i : i + 4096]]).min()
        )
        for i in range(0, every, 4096)
    )
    print(f"\nTiles of {path.name}, {side} px, n = {n}: {pairs} of {every} pairs are taken for"
          f" the same picture (at most {chance.high:.2g})")  # fmt: skip
    print(f"  the nearest two are {nearest:.1f} apart in colour")
    for name in ("JPEG 75", "half the size"):
        again = Fingerprints.of(fingerprint(AGAIN[name](one)) for one in pictures)
        near = bits_apart(prints.bits, again.bits) <= MOST_BITS
        found = int((near & (colours_apart(prints.small, again.small) <= MOST_COLOUR)).sum())
        print(f"  {name}: {found} of {n} are found")


def pair_interval(pairs: NDArray[np.int64], n: int) -> tuple[float, float]:
    """Return an interval for a share of pairs: Wilson's, of as many draws as the jackknife says.

    Pairs share pictures, so they are no independent draws: one odd picture makes several.
    """
    share = len(pairs) / (n * (n - 1) / 2)
    near = np.bincount(pairs.ravel(), minlength=n) / (n - 1)
    error = (n - 1) / n * ((2 * (near - near.mean()) / (n - 2)) ** 2).sum()
    draws = share * (1 - share) / error
    low, high = wilson(share * draws, draws, level=0.95)
    return float(low), float(high)


def _differ(one: int, other: int) -> set[str]:
    """Return which attributes two portraits differ in."""
    kinds = professions()
    first, second = (
        sample(kinds[seed % len(kinds)], seed=int(seed)).model_dump() for seed in (one, other)
    )
    return {name for name in first if first[name] != second[name]}


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--portraits", type=int, default=20_000)
    parser.add_argument("--grid", type=Path)
    parser.add_argument("--tile", type=int, default=120)
    arguments = parser.parse_args()
    exact()
    approximate()
    for size in (64, 256):
        words(size)
    again()
    false_alarms(arguments.portraits)
    if arguments.grid:
        tiles(arguments.grid, arguments.tile)


if __name__ == "__main__":
    main()

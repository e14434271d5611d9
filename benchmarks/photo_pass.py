"""The whole pass over photographs: pictures a second, and whether memory stays flat.

A pass is what `graycard audit --images FOLDER --profile photo` does with a picture: decode it, find
faces, read skin tone, light and colour, and write the readings. The pictures are 512 x 512 PNGs and
JPEGs, made of a folder of one's own or, without one, of the portrait that scikit-image carries.

    python benchmarks/photo_pass.py [--pictures FOLDER] [--small 100] [--large 900]

Seconds are of processor time, all processes together, so that they hold on a busy machine. What an
audit takes before its first picture and for its report is taken out: of two audits the difference
counts.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path

from PIL import Image, ImageOps
from skimage import data

from graycard.pictures import EXTENSIONS

SIZE = 512
CORES = 2

MOST = 48
"""Originals that are kept: what this process holds would count as its children's peak."""


def originals(folder: Path | None) -> list[Image.Image]:
    """Return pictures of the asked size, cut square."""
    if folder is None:
        found = [Image.fromarray(data.astronaut())]
    else:
        known = {f".{extension}" for extension in (*EXTENSIONS.values(), "jpeg")}
        paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in known)
        evenly = paths[:: -(-len(paths) // MOST)]
        found = [Image.open(path).convert("RGB") for path in evenly]
    return [ImageOps.fit(one, (SIZE, SIZE)) for one in found]


def varied(pictures: list[Image.Image]) -> Iterator[Image.Image]:
    """Return pictures without end, no two of the same bytes: mirrored and shifted ones."""
    for number, one in zip(count(), cycle(pictures), strict=False):
        shown = ImageOps.mirror(one) if number % 2 else one
        yield shown.transform(shown.size, Image.Transform.AFFINE, (1, 0, number % 97, 0, 1, 0))


def one_pass(pictures: list[Image.Image], *, n: int) -> tuple[float, float]:
    """Audit n pictures and return seconds of processor time and the peak of memory in MiB."""
    with tempfile.TemporaryDirectory(prefix="graycard-") as name:
        folder = Path(name) / "pictures"
        folder.mkdir()
        for number, shown in zip(range(n), varied(pictures), strict=False):
            # Half and half: PNG takes three times as long to decode.
            shown.save(folder / f"{number:05}.{'png' if number % 2 else 'jpg'}")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "graycard", "audit", "--images", str(folder),
             "--profile", "photo", "--out", str(Path(name) / "run")],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, after.ru_maxrss / 1024


def main() -> None:
    """Print pictures a second and both peaks."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--small", type=int, default=100)
    parser.add_argument("--large", type=int, default=900)
    given = parser.parse_args()
    pictures = originals(given.pictures)
    (short, low), (long, high) = (one_pass(pictures, n=n) for n in (given.small, given.large))
    each = (long - short) / (given.large - given.small)
    print(f"made of {len(pictures)} originals, {SIZE} x {SIZE}, half PNG and half JPEG")
    print(f"{1000 * each:.1f} ms of processor time a picture: "
          f"{CORES / each:.0f} pictures a second on {CORES} cores")  # fmt: skip
    print(f"peak of {given.small} pictures {low:.0f} MiB, of {given.large} pictures {high:.0f} MiB "
          f"({high / low:.2f} times)")  # fmt: skip


if __name__ == "__main__":
    main()

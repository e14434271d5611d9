"""A small data set of known truth: captioned portraits as a folder that an audit takes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graycard.avatar import ATTRIBUTES, Example, encode_png, example, world_digest
from graycard.avatar.rendering import SIZES
from graycard.avatar.seeds import derive
from graycard.errors import InputError
from graycard.run.files import put
from graycard.types import Noun

COLUMNS: Final = ("file_name", "prompt", "stratum", "language", "seed", "marked", *ATTRIBUTES)
"""Of `metadata.csv`: what an audit understands, then what is true of each portrait."""

_README: Final = """# Drawn portraits with known truth

{n} portraits of the drawn world of Graycard (world {world}), seed {seed}. They are drawings:
nothing about them is a finding about people.

`metadata.csv` has a row a picture: `prompt` is a caption that is true of it, `stratum` its
profession, and the columns from `{first}` on are what was drawn.
A `marked` caption states an attribute. What it states was drawn evenly over its categories, so
only the unmarked portraits have the planted shares of their profession.

    graycard audit --images FOLDER

Made with `graycard lab render FOLDER --n {n} --seed {seed} --size {size}`. The same command makes
the same files.
"""


class Rendered(Noun):
    """What was written.

    Attributes:
        folder: Holds the pictures and `metadata.csv`.
        pictures: How many there are.
        marked: How many of their captions state an attribute.
        world: Digest of the drawn world.
        seed: Of the set.
    """

    folder: str
    pictures: int
    marked: int
    world: str
    seed: int


def render_dataset(folder: Path, *, n: int, seed: int = 0, size: int = 64) -> Rendered:
    """Write captioned portraits with their truth, in the form of an image folder.

    Args:
        folder: Empty, or made.
        n: Portraits, 1 or more.
        seed: Of the set; the same seed gives the same files, and more of them begin alike.
        size: Width and height in pixels: 64, 128 or 256.

    Returns:
        What was written. `metadata.csv` is written last: where it is, the folder is whole.

    Raises:
        InputError: If the folder holds anything, or `n` or `size` is none of those.
        EnvironmentFaultError: If the folder cannot be written.

    Example:
        >>> done = render_dataset(tmp_path / "portraits", n=3, seed=1)
        >>> sorted(path.name for path in (tmp_path / "portraits").iterdir())
        ['README.md', 'images', 'metadata.csv']
    """
    if n < 1 or size not in SIZES:
        raise InputError(
            what=f"{n} portraits of {size} pixels cannot be drawn",
            why=f"a set has 1 or more, of {', '.join(map(str, SIZES))} pixels",
            fix="set --n 100 --size 64",
        )
    if folder.is_dir() and any(folder.iterdir()):
        raise InputError(
            what=f"{folder} is not empty",
            why="portraits among other files would be audited together with them",
            fix="choose an empty folder, or the name of a new one",
        )
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, lineterminator="\n")
    writer.writeheader()
    marked = 0
    for name, one in _examples(n, seed):
        put(folder / name, encode_png(one.avatar, seed=one.seed, size=size))
        states = _states(one)
        marked += states
        writer.writerow(
            {
                "file_name": name,
                "prompt": one.caption,
                "stratum": one.avatar.profession,
                "language": "en",
                "seed": one.seed,
                "marked": "true" if states else "false",
                **one.avatar.labels(),
            }
        )
    world = world_digest()
    about = _README.format(
        n=n, world=world[:12], seed=seed, size=size, first=next(iter(ATTRIBUTES))
    )
    put(folder / "README.md", about.encode())
    put(folder / "metadata.csv", table.getvalue().encode())
    return Rendered(folder=str(folder), pictures=n, marked=marked, world=world, seed=seed)


def _examples(n: int, seed: int) -> Iterator[tuple[str, Example]]:
    for at in range(n):
        yield f"images/{at:06d}.png", example(derive(seed, "data set", at))


def _states(one: Example) -> bool:
    return set(one.claims) != {"profession"}

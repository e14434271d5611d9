"""Rendered portraits with captions, on disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graycard.avatar import example, render, world_digest
from graycard.avatar.cues import CUES
from graycard.avatar.seeds import derive
from graycard.run.files import flush, put


@dataclass(frozen=True)
class Examples:
    """What a model learns from, or is tested on.

    Attributes:
        images: uint8, shape `(n, 64, 64, 3)`, mapped from disk.
        captions: One for each image, true of it.
        claims: What each caption claims: attribute to allowed categories.
        labels: What is true of each image: attribute (and cue) to category.
    """

    images: NDArray[np.uint8]
    captions: list[str]
    claims: list[Mapping[str, tuple[str, ...]]]
    labels: list[Mapping[str, str]]

    def __len__(self) -> int:
        return len(self.captions)


def render_examples(folder: Path, *, name: str, n: int, seed: int) -> Examples:
    """Render examples into a folder, or open those that were rendered before.

    Args:
        folder: Where `<name>.npy` and `<name>.json` go, made if need be.
        name: Of the set, such as `train`; other names give other examples.
        n: How many.
        seed: Of the set.

    Returns:
        The examples; the same for the same arguments and world.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     render_examples(Path(folder), name="train", n=2, seed=1).images.shape
        (2, 64, 64, 3)
    """
    folder.mkdir(parents=True, exist_ok=True)
    pixels, words = folder / f"{name}.npy", folder / f"{name}.json"
    asked = {"world": world_digest(), "n": n, "seed": seed}
    found = _read(words)
    if not (found and found["asked"] == asked and pixels.exists()):
        words.unlink(missing_ok=True)
        images = np.lib.format.open_memmap(pixels, mode="w+", dtype=np.uint8, shape=(n, 64, 64, 3))
        rows = []
        for at in range(n):
            one = example(derive(seed, name, at))
            images[at] = np.asarray(render(one.avatar, seed=one.seed))
            cues = {cue: getattr(one.avatar, cue) for cue in CUES}
            rows.append([one.caption, dict(one.claims), {**one.avatar.labels(), **cues}])
        images.flush()
        flush(pixels)
        found = {"asked": asked, "rows": rows}
        put(words, json.dumps(found).encode())
    rows = found["rows"]
    return Examples(
        images=np.load(pixels, mmap_mode="r"),
        captions=[caption for caption, _, _ in rows],
        claims=[{k: tuple(v) for k, v in claims.items()} for _, claims, _ in rows],
        labels=[labels for _, _, labels in rows],
    )


def _read(path: Path) -> dict[str, Any] | None:
    """Return what was written beside the pixels; None where it is absent or broken."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found if isinstance(found, dict) and {"asked", "rows"} <= found.keys() else None

"""How near pictures of two prompts are that have one seed, and how near those of two seeds.

    python benchmarks/same_seed_pairs.py > benchmarks/results/same_seed_pairs.txt

avatar-diffusion draws 20 pictures of each of two prompts that differ in a word, with the same 20
seeds. The distance of two pictures is the mean over all pixels and channels, of 255.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from graycard import audit

PROMPTS = ("a photo of a CEO", "a photo of a female CEO")
SEEDS = 20


def main() -> None:
    """Print both mean distances, and how the pairs stand among all combinations."""
    one, other = drawn()
    apart = np.abs(one[:, None] - other[None]).mean(axis=(2, 3, 4))
    pairs, rest = np.diag(apart), apart[~np.eye(SEEDS, dtype=bool)]
    print(f"avatar-diffusion, {SEEDS} pictures each of {' and '.join(map(repr, PROMPTS))}\n")
    print(f"one seed    {pairs.mean():.0f} of 255 apart, {pairs.min():.0f} to {pairs.max():.0f}")
    print(f"two seeds   {rest.mean():.0f} of 255 apart, {rest.min():.0f} to {rest.max():.0f}")
    nearer = int((pairs < np.median(rest)).sum())
    print(f"{nearer} of {SEEDS} pairs are nearer than the median of the {len(rest)} combinations")
    nearest = int((pairs < np.where(np.eye(SEEDS) > 0, np.inf, apart).min(axis=1)).sum())
    print(f"{nearest} are nearer than their first picture to any picture of another seed")


def drawn() -> NDArray[np.float32]:
    """Return pictures by prompt and seed, shape `(2, SEEDS, height, width, 3)`."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [f"{text},{at},{'false' if at == 0 else 'true'}" for at, text in enumerate(PROMPTS)]
        prompts = Path(folder) / "prompts.csv"
        prompts.write_text("\n".join(["text,stratum,marked", *rows]), encoding="utf-8")
        run = audit(
            model="avatar-diffusion",
            prompts=prompts,
            images_per_prompt=SEEDS,
            seeds="shared",
            readers=["colour"],
            out=Path(folder) / "run",
        )
        asked = run.generations.sort_values("repetition")
        return np.array(
            [
                [np.asarray(Image.open(run.images.path(sha, "png")), np.float32) for sha in shas]
                for shas in (asked[asked.text == text].image_sha256 for text in PROMPTS)
            ]
        )


if __name__ == "__main__":
    main()

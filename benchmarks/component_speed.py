"""How many pictures a second the renderer draws, and the readers read, on one core.

python benchmarks/component_speed.py
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from graycard import components, roles
from graycard.pictures import Picture, decode


def best_rate(work: Callable[[], int], *, repeats: int = 5) -> float:
    """Return the items a second of the fastest of some repeats."""
    rates = []
    for _ in range(repeats):
        start = time.perf_counter()
        items = work()
        rates.append(items / (time.perf_counter() - start))
    return max(rates)


def main() -> None:
    """Print one line a component and size."""
    model = components.load("models", "avatar-renderer", {})
    requests = [roles.Request(text="a photo of a nurse", repetition=n, seed=n) for n in range(256)]
    drawn = [delivery.image for delivery in model.generate(requests)]
    print(
        f"avatar-renderer  64 px  {best_rate(lambda: len(list(model.generate(requests)))):8.0f}/s"
    )

    truth = components.load("readers", "renderer_truth", {})
    portraits = [Picture(str(n), data, decode(data).rgb) for n, data in enumerate(drawn)]

    def read_truth() -> int:
        return len(list(truth.read(portraits))) // len(truth.attributes)

    print(f"renderer_truth   64 px  {best_rate(read_truth):8.0f}/s")

    colour = components.load("readers", "colour", {})
    rng = np.random.default_rng(0)
    for size in (64, 512, 1024):
        pixels = rng.normal(128, 40, (16, size, size, 3)).clip(0, 255).astype(np.uint8)
        pictures = [Picture(str(n), b"", rgb) for n, rgb in enumerate(pixels)]

        def read_colour(shown: list[Picture] = pictures) -> int:
            return len(list(colour.read(shown))) // len(colour.attributes)

        print(f"colour         {size:4} px  {best_rate(read_colour):8.0f}/s")


if __name__ == "__main__":
    main()

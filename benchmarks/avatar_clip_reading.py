"""How often is the default zero-shot reader right on renders that nothing was trained or chosen on?

The reader runs as it is installed, abstaining where it is not sure. The portraits are drawn from
the planted shares, equally many of each profession and of the plain person.

    python benchmarks/avatar_clip_reading.py [--portraits 3400] [--seed 20261123]
"""

from __future__ import annotations

import argparse
import io
from collections import Counter

import numpy as np

from graycard import components
from graycard.avatar import PERSON, professions, render, sample
from graycard.avatar.seeds import derive
from graycard.pictures import Picture
from graycard.stats.intervals import wilson

A_TIME = 64


def portraits(numbers: range, seed: int) -> tuple[list[Picture], dict[str, dict[str, str]]]:
    """Draw portraits and return them with what is true of each."""
    names = [*professions(), PERSON]
    pictures, truth = [], {}
    for number in numbers:
        drawn = derive(seed, "avatar-clip reading", number) % 2**32
        avatar = sample(names[number % len(names)], seed=drawn)
        image = render(avatar, seed=drawn)
        encoded = io.BytesIO()
        image.save(encoded, "PNG")
        rgb = np.asarray(image.convert("RGB"))
        pictures.append(Picture(f"portrait {number}", encoded.getvalue(), rgb))
        truth[f"portrait {number}"] = avatar.labels()
    return pictures, truth


def main() -> None:
    """Print, by attribute, how often a label is right, and how often there is none."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--portraits", type=int, default=3_400)
    parser.add_argument("--seed", type=int, default=20261123)
    given = parser.parse_args()
    reader = components.load("readers", "zero_shot", {})
    n, abstained, right, likeliest = Counter(), Counter(), Counter(), Counter()
    for at in range(0, given.portraits, A_TIME):
        numbers = range(at, min(at + A_TIME, given.portraits))
        pictures, truth = portraits(numbers, given.seed)
        for reading in reader.read(pictures):
            name, wanted = reading.attribute, truth[reading.generation_id][reading.attribute]
            n[name] += 1
            likeliest[name] += max(reading.probabilities, key=reading.probabilities.get) == wanted
            abstained[name] += reading.label is None
            right[name] += reading.label == wanted
    print(f"{reader.id}, {given.portraits} renders; 95 % intervals by Wilson's method")
    print(f"{'attribute':<32}{'right of its labels':<30}{'abstained':<12}likeliest is right")
    for name in n:
        labels = n[name] - abstained[name]
        low, high = wilson(np.array(right[name]), np.array(labels), level=0.95)
        share = f"{right[name] / labels:.4f} [{low:.4f}, {high:.4f}] n {labels}"
        print(f"{name:<32}{share:<30}  {abstained[name] / n[name]:<10.4f}"
              f"{likeliest[name] / n[name]:.4f}")  # fmt: skip


if __name__ == "__main__":
    main()

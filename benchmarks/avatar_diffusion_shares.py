"""How near to the planted shares does avatar-diffusion draw, as avatar-clip reads it?

A quick look that needs no training folder and no verifier: 32 unmarked drawings a profession at
guidance 1, each from a seed of its own, the same for every model. avatar-clip misreads drawings in
ways of its own: on portraits that people labelled it agrees with them about presentation in .902,
about age in .660. So its readings of two models can be held against each other better than either
against the planted shares.

It is no judge of a model that the stage `shares` trained: there avatar-clip itself reads the
drawings (all but age and glasses) that the loss counts, and the model learns to please it. Then
this tells only whether what was trained for was reached. The verdict is for the verifier, in
`graycard lab evaluate`, and for people.

    python benchmarks/avatar_diffusion_shares.py [FOLDER OF A MODEL]
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path
from typing import Final

import numpy as np

EACH: Final = 32
"""Drawings a profession."""


def main() -> None:
    """Draw, read, count and print."""
    parser = argparse.ArgumentParser(description="Shares of a model, as avatar-clip reads them.")
    parser.add_argument("model", type=Path, nargs="?", help="default: the one that ships")
    asked: Path | None = parser.parse_args().model
    warnings.simplefilter("ignore")

    import torch
    from transformers import CLIPModel, CLIPTokenizer

    from graycard.avatar import professions
    from graycard.avatar.seeds import derive
    from graycard.avatar.weights import weights_folder
    from graycard.lab.evaluate.agreement import agreement
    from graycard.lab.evaluate.prompts import unmarked
    from graycard.lab.evaluate.views import VIEWS
    from graycard.lab.evaluate.whole import load_pipeline
    from graycard.lab.generation import generate
    from graycard.lab.onlooker import Onlooker

    names = professions()
    images = generate(
        load_pipeline(asked or weights_folder("avatar-diffusion")),
        [unmarked(name) for name in names for _ in range(EACH)],
        seeds=[derive(7, "watch", name, at) % 2**32 for name in names for at in range(EACH)],
    )
    clip = weights_folder("avatar-clip")
    model = CLIPModel.from_pretrained(clip, dtype=torch.float32)
    said = Onlooker(model, CLIPTokenizer.from_pretrained(clip)).read(images)
    print(f"{EACH} drawings a profession, guidance 1, read by avatar-clip")
    print("correlation (of a perfect model), error (sampling alone); generated less planted")
    for name in ("perceived_gender_presentation", "perceived_age", "glasses", "tie", "smile"):
        read = np.array([one for (one,) in said[name]]).reshape(len(names), EACH)
        found = agreement(VIEWS[name], VIEWS[name].count(read))
        apart = ", ".join(f"{one} {by.value:+.3f}" for one, by in found.differences.items())
        print(
            f"  {name}: {found.correlation:.3f} ({found.correlation_of_truth:.3f}),"
            f" {found.error:.3f} ({found.sampling_noise:.3f}); {apart}"
        )


if __name__ == "__main__":
    main()

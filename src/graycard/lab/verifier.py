"""The verifier: a small convolutional network that judges generated portraits.

It is independent of the models it judges: another architecture, trained on renders that they never
saw, blurred, noisy, moved, and passed softly through the autoencoder. It serves development, is not
shipped, and is itself checked against labels that people gave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the name everybody knows
from diffusers import AutoencoderKL
from numpy.typing import NDArray
from torch import Tensor, nn

from graycard.avatar import ATTRIBUTES
from graycard.avatar.cues import CUES
from graycard.lab.blocks import Residual, convolution
from graycard.lab.examples import Examples
from graycard.lab.plan import Plan
from graycard.lab.precision import computing_in, for_learning
from graycard.lab.soften import softened
from graycard.lab.stage import Say, Stage, batch_of, run_stage
from graycard.lab.vae import round_trip, to_pixels

HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    **{name: attribute.categories for name, attribute in ATTRIBUTES.items()},
    **{cue: values for cue, values in CUES.items() if cue not in ATTRIBUTES},
}
"""Everything that it reads: the attributes, and the cues that are no attribute of their own."""


def build_verifier() -> nn.Module:
    """Return an untrained verifier: from pixels in `[-1, 1]` to the scores of all heads."""
    layers: list[nn.Module] = []
    for before, after in ((3, 24), (24, 48), (48, 96)):
        layers += [convolution(before, after, 2), Residual(after)]
    layers += [convolution(96, 128, 2), nn.Flatten(), nn.Dropout(0.2)]
    layers += [nn.Linear(128 * 16, 256), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(256, sum(map(len, HEADS.values()))))


def truth(labels: Sequence[Mapping[str, str]]) -> Tensor:
    """Return category numbers, int64, shape `(n, heads)`."""
    return torch.tensor(
        [[values.index(row[name]) for name, values in HEADS.items()] for row in labels]
    )


def _worn(pixels: Tensor) -> Tensor:
    """Move, blur, darken and add noise, a little, each at its own odds."""
    across, down = (int(torch.randint(-2, 3, ())) for _ in range(2))
    pixels = torch.roll(pixels, (across, down), (2, 3))
    if torch.rand(()) < 0.4:
        blurred = F.avg_pool2d(F.pad(pixels, (1, 1, 1, 1), mode="replicate"), 3, 1)
        pixels = torch.lerp(pixels, blurred, float(torch.rand(())))
    noise = torch.randn_like(pixels) * 0.06 * torch.rand(len(pixels), 1, 1, 1)
    return pixels * (1 + 0.04 * torch.randn(len(pixels), 1, 1, 1)) + noise


def _drawn_softly(vae: AutoencoderKL, images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Send pictures through the autoencoder as a model that draws softly would leave them.

    A verifier that only knew clean round trips took the shade of soft cheeks for beards.
    """
    return round_trip(
        vae, images, precision=for_learning(), disturb=partial(softened, noise=0.45, blurred=0.7)
    )


def train_verifier(
    plan: Plan,
    examples: Examples,
    vae: AutoencoderKL | None,
    folder: Path,
    *,
    until: int | None = None,
    say: Say = print,
) -> nn.Module:
    """Train the verifier.

    Args:
        plan: Of the training.
        examples: Renders that no other model has seen.
        vae: Two in three pictures pass through it first, softly; None leaves them as drawn.
        folder: Of the checkpoints.
        until: Stop after so many steps in all.
        say: Told about progress.
    """
    torch.manual_seed(plan.seed)
    verifier = build_verifier()
    wanted = truth(examples.labels)
    sizes = [len(values) for values in HEADS.values()]
    images = np.array(examples.images)
    passed = images if vae is None else _drawn_softly(vae, images)

    def loss(step: int) -> Tensor:
        chosen = batch_of(
            "verifier", step, seed=plan.seed, n=len(examples), batch=plan.verifier.batch
        )
        numbers = chosen.numpy()
        through = (torch.rand(len(chosen)) < 0.65).numpy()[:, None, None, None]
        pixels = _worn(to_pixels(np.where(through, passed[numbers], images[numbers])))
        with computing_in(for_learning()):
            scores = verifier(pixels).float().split(sizes, dim=1)
        losses = [F.cross_entropy(s, wanted[chosen, at]) for at, s in enumerate(scores)]
        return torch.stack(losses).sum()

    stage = Stage("verifier", plan.seed, plan.verifier, {"verifier": verifier}, loss)
    return run_stage(stage, folder, until=until, say=say)["verifier"].eval()


@torch.inference_mode()
def judge(
    verifier: nn.Module, images: NDArray[np.uint8], *, batch: int = 256
) -> dict[str, NDArray[np.float32]]:
    """Return the probabilities of every category of everything that it reads.

    Args:
        verifier: Trained.
        images: uint8, shape `(n, 64, 64, 3)`.
        batch: Pictures at a time.

    Returns:
        Name in `HEADS` to probabilities of shape `(n, categories)`.
    """
    verifier.eval()
    sizes = [len(values) for values in HEADS.values()]
    parts: list[list[Tensor]] = []
    for at in range(0, len(images), batch):
        scores = verifier(to_pixels(images[at : at + batch])).split(sizes, dim=1)
        parts.append([score.softmax(dim=1) for score in scores])
    return {name: torch.cat([part[at] for part in parts]).numpy() for at, name in enumerate(HEADS)}


def accuracy(
    verifier: nn.Module, images: NDArray[np.uint8], labels: Sequence[Mapping[str, str]]
) -> dict[str, float]:
    """Return the share of right readings for everything that it reads."""
    wanted = truth(labels).numpy()
    read = judge(verifier, images)
    return {
        name: float((read[name].argmax(axis=1) == wanted[:, at]).mean())
        for at, name in enumerate(HEADS)
    }

"""The probe: a small network that reads attributes off latents, and so can teach the U-Net.

The U-Net's own loss counts every latent alike, and what tells a presentation or a smile is a few of
them. The probe reads those, and tells the U-Net when what it is about to draw does not show what is
true of the portrait (`graycard.lab.semantics`), and what it draws too often
(`graycard.lab.shares`). The stage `diffusion` takes it as it is; in the stage `shares` it goes on
learning (`graycard.lab.pupil`). It never judges: that is for the verifier, another network on other
renders, which looks at pixels, and for people.
"""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812 - the name everybody knows
from torch import Tensor, nn

from graycard.lab.blocks import Residual, convolution
from graycard.lab.examples import Examples
from graycard.lab.plan import Plan
from graycard.lab.precision import computing_in, for_learning
from graycard.lab.soften import softened
from graycard.lab.stage import Say, Stage, batch_of, run_stage
from graycard.lab.verifier import HEADS, truth

SIZES = tuple(map(len, HEADS.values()))
"""Categories of each head."""


def build_probe(plan: Plan) -> nn.Module:
    """Return an untrained probe: from scaled latents `(n, channels, 16, 16)` to all scores."""
    return nn.Sequential(
        convolution(plan.latent_channels, 64, 1),
        Residual(64),
        convolution(64, 96, 2),
        Residual(96),
        nn.Flatten(),
        nn.Dropout(0.1),
        nn.Linear(96 * 64, 192),
        nn.ReLU(),
        nn.Linear(192, sum(SIZES)),
    )


def by_head(scores: Tensor) -> tuple[Tensor, ...]:
    """Return the scores of each head of scores of all, shape `(n, categories)` each."""
    return torch.split(scores, list(SIZES), dim=1)


def as_half_drawn(latents: Tensor) -> Tensor:
    """Return scaled latents of renders with noise and blur as half-drawn ones have, alike shaped.

    It draws from torch's global generator.
    """
    return softened(latents, noise=0.8, blurred=0.4)


def misread(scores: Tensor, wanted: Tensor) -> Tensor:
    """Return the cross-entropies of all heads together, a scalar, in nats.

    Args:
        scores: Of the probe, shape `(n, categories of all heads)`.
        wanted: Category numbers, shape `(n, heads)`.
    """
    heads = enumerate(by_head(scores))
    return torch.stack([F.cross_entropy(one, wanted[:, at]) for at, one in heads]).sum()


def train_probe(
    plan: Plan,
    latents: Tensor,
    examples: Examples,
    folder: Path,
    *,
    scaling: float,
    until: int | None = None,
    say: Say = print,
) -> nn.Module:
    """Train the probe on the U-Net's own examples, with noise and blur as half-drawn latents have.

    Args:
        plan: Of the training.
        latents: Unscaled, shape `(n, channels, 16, 16)`.
        examples: That the latents are of.
        folder: Of the checkpoints.
        scaling: Scaling factor of the autoencoder.
        until: Stop after so many steps in all.
        say: Told about progress.
    """
    torch.manual_seed(plan.seed)
    probe = build_probe(plan)
    wanted = truth(examples.labels)

    def loss(step: int) -> Tensor:
        chosen = batch_of("probe", step, seed=plan.seed, n=len(latents), batch=plan.probe.batch)
        seen = as_half_drawn(latents[chosen].float() * scaling)
        with computing_in(for_learning()):
            scores = probe(seen).float()
        return misread(scores, wanted[chosen])

    stage = Stage("probe", plan.seed, plan.probe, {"probe": probe}, loss)
    trained = run_stage(stage, folder, until=until, say=say)["probe"]
    return trained.eval().requires_grad_(requires_grad=False)

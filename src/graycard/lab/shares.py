"""The stage `shares`: the finished U-Net draws, and is told what it draws too often.

The loss of the stage `diffusion` asks whether one step of denoising is right. Small errors add up
over the steps of a drawing: cues blend into what lies in the middle of them, and categories are
drawn more often, or less often, than they were learned. That is seen only in whole drawings. So
every step draws some captions from noise, and the U-Net goes on with the ordinary loss and a term
on states from the way there:

- unmarked captions: the frozen probe reads the finished drawings, as their pixels keep them, into
  running shares by profession. What is drawn too often is made less likely, what is drawn too
  rarely more;
- marked captions: what the caption claims should show, as in `graycard.lab.semantics`.

Afterwards it says little that the shares agree with the planted ones *as the probe reads them*:
they were trained to. The judge is the verifier, which is in no loss of the U-Net.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import torch
from diffusers import AutoencoderKL
from torch import Tensor, nn

from graycard.lab.denoising import Denoising, foreseen
from graycard.lab.diffusion import Parts
from graycard.lab.drawings import Drawings, as_pixels_keep, draw
from graycard.lab.examples import Examples
from graycard.lab.mixture import Mixture, is_marked
from graycard.lab.plan import Plan
from graycard.lab.precision import computing_in, for_learning
from graycard.lab.probe import SIZES, by_head
from graycard.lab.stage import Say, Stage, run_stage
from graycard.lab.true_shares import true_shares
from graycard.lab.verifier import HEADS

_DRAWN, _DRAWN_MARKED = 8, 0.25
"""Captions that are drawn at each step, and the share of marked ones among them."""

_LOOKED_AT, _CAPACITY = 24, 256
"""States that a step learns from, and states, those of the last steps, that they are taken from."""

_MEMORY: Final = 30
"""Drawings of a profession over which its shares run."""

_OWN, _OF_ALL = 0.6, 1.4
"""What the gap of a profession counts, and the mean gap of all: the one is made of few drawings."""

_SOFT: Final = 2.0
"""Scores are divided by it, so that what is clear already can be moved, too."""

_COUNTS: Final[Mapping[str, float]] = {
    "perceived_gender_presentation": 3.0,
    **dict.fromkeys(("skin_tone", "perceived_age", "glasses", "smile", "tie"), 1.0),
    **dict.fromkeys(("hair_length", "facial_hair", "jaw", "brows", "lashes", "lips"), 1.0),
    **dict.fromkeys(("earrings", "shoulders"), 1.0),
}
"""How much a gap counts; 0 for the rest, which the ordinary loss draws as often as it should."""


def gaps(running: Tensor, true: Tensor) -> Tensor:
    """Return by how much each category is drawn too often.

    Args:
        running: Shares of what was drawn, shape `(professions, categories)`.
        true: Planted shares, of the same shape.

    Returns:
        Of the same shape: the profession's own gap and that of all professions together.

    Example:
        >>> gaps(torch.tensor([[0.7], [0.5]]), torch.tensor([[0.5], [0.5]]))
        tensor([[0.2600],
                [0.1400]])
    """
    apart = running - true
    return _OWN * apart + _OF_ALL * apart.mean(dim=0)


def pressure(scores: Tensor, too_often: Tensor) -> Tensor:
    """Return the term of unmarked drawings: what they show, times how much too often it is drawn.

    Args:
        scores: Of the probe, shape `(n, categories)`.
        too_often: Of each drawing's profession, shape `(n, categories)`; without gradient.

    Returns:
        Shape `(n,)`. Its gradient makes less likely what is drawn too often.
    """
    shown = [(one / _SOFT).softmax(dim=1) for one in by_head(scores)]
    counts = torch.tensor([_COUNTS.get(name, 0.0) for name in HEADS])
    return (counts.repeat_interleave(torch.tensor(SIZES)) * too_often * torch.cat(shown, 1)).sum(1)


def train_shares(
    plan: Plan,
    parts: Parts,
    vae: AutoencoderKL,
    examples: Examples,
    denoising: Denoising,
    folder: Path,
    *,
    until: int | None = None,
    say: Say = print,
) -> Parts:
    """Train U-Net and text encoder on their own drawings, with the ordinary loss beside.

    Args:
        plan: Of the training.
        parts: Finished by the stage `diffusion`; they are changed.
        vae: Decodes what is drawn.
        examples: Whose captions are drawn.
        denoising: The ordinary loss, and the probe.
        folder: Of the checkpoints, which hold the newest states and the running shares, too.
        until: Stop after so many steps in all.
        say: Told about progress.

    Returns:
        The moving averages of both.
    """
    true, marked = true_shares(), is_marked(examples)
    professions = torch.tensor(
        [HEADS["profession"].index(labels["profession"]) for labels in examples.labels]
    )
    asked = Mixture(
        examples, name="shares drawn", seed=plan.seed, batch=_DRAWN, marked=_DRAWN_MARKED
    )
    channels = plan.latent_channels
    drawings = Drawings(channels=channels, capacity=_CAPACITY, shares=true, memory=_MEMORY)
    semantics, tokens = denoising.semantics, denoising.tokens

    def loss(step: int) -> Tensor:
        chosen = asked.batch(step)
        finished, late = draw(parts, tokens[chosen], channels=channels)
        drawings.keep(late, chosen)
        free = ~marked[chosen]
        with torch.no_grad(), computing_in(for_learning()):
            scores = semantics.read(as_pixels_keep(vae, finished[free]))
        drawings.count(scores, professions[chosen[free]])
        return denoising.loss(parts, step) + on_drawings()

    def on_drawings() -> Tensor:
        latents, times, chosen = drawings.some(_LOOKED_AT)
        with computing_in(for_learning()):
            scores = semantics.teach(foreseen(parts, latents, times, tokens[chosen])[1])
        free = ~marked[chosen]
        too_often = gaps(drawings.shares, true)[professions[chosen]]
        pushed = (pressure(scores, too_often) * free).sum() / len(chosen)
        unclear = semantics.unclear(scores, chosen, emptied=free) / (~free).sum().clamp(min=1)
        return plan.shares_count * pushed + plan.claims_count * unclear

    modules: Mapping[str, nn.Module] = {**parts._asdict(), "drawings": drawings}
    stage = Stage("shares", plan.seed, plan.shares, modules, loss)
    trained = run_stage(stage, folder, until=until, say=say)
    return Parts(trained["unet"].eval(), trained["text_encoder"].eval())

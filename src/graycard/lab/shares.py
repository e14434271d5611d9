"""The stage `shares`: the finished U-Net draws, and is told what it draws too often.

The loss of the stage `diffusion` asks whether one step of denoising is right. Small errors add up
over the steps of a drawing: cues blend into what lies in the middle of them, and categories are
drawn more often, or less often, than they were learned. That is seen only in whole drawings. So
every step draws some captions from noise, and the U-Net goes on with the ordinary loss and a term
on states from the way there:

- unmarked captions: avatar-clip reads the finished drawings, as their pixels keep them, into
  running shares by profession; of what it is not asked, the probe reads them. What is drawn too
  often is made less likely, what is drawn too rarely more, the harder the longer it has been so
  (`graycard.lab.multipliers`), as far as the probe tells, which goes on learning what avatar-clip
  reads (`graycard.lab.pupil`);
- marked captions: what the caption claims should show, as in `graycard.lab.semantics`.

Afterwards it says little that the shares agree with the planted ones *as the probe or avatar-clip
reads them*: they were trained to. The judge is the verifier, which is in no loss of the U-Net.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn

from graycard.avatar.seeds import derive
from graycard.lab.denoising import Denoising, foreseen
from graycard.lab.diffusion import Parts
from graycard.lab.drawings import Drawings, draw
from graycard.lab.examples import Examples
from graycard.lab.mixture import Mixture, is_marked
from graycard.lab.multipliers import Multipliers
from graycard.lab.plan import Plan
from graycard.lab.precision import computing_in, for_learning
from graycard.lab.probe import SIZES, by_head
from graycard.lab.pupil import RATE, Pupil
from graycard.lab.stage import Say, Stage, batch_of, run_stage, steps_done
from graycard.lab.true_shares import true_shares
from graycard.lab.verifier import HEADS

_DRAWN, _DRAWN_MARKED = 8, 0.25
"""Captions that are drawn at each step, and the share of marked ones among them."""

_AT_A_TIME: Final = 64
"""Captions that are drawn together before the first step."""

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
    "skin_tone": 2.0,
    "perceived_age": 1.5,
    **dict.fromkeys(("glasses", "smile", "tie"), 1.0),
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


def pressure(scores: Tensor, push: Tensor) -> Tensor:
    """Return the term of unmarked drawings: what they show, times how hard it is pushed down.

    Args:
        scores: Of the probe, shape `(n, categories)`.
        push: Of each drawing's profession, shape `(n, categories)`; without gradient. Negative
            where a category is drawn too rarely.

    Returns:
        Shape `(n,)`. Its gradient makes less likely what is drawn too often.
    """
    shown = [(one / _SOFT).softmax(dim=1) for one in by_head(scores)]
    counts = torch.tensor([_COUNTS.get(name, 0.0) for name in HEADS])
    return (counts.repeat_interleave(torch.tensor(SIZES)) * push * torch.cat(shown, 1)).sum(1)


def train_shares(
    plan: Plan,
    parts: Parts,
    pupil: Pupil,
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
        pupil: The probe, and avatar-clip that it goes on learning from; the probe is changed.
        examples: Whose captions are drawn.
        denoising: The ordinary loss, which reads through the same probe.
        folder: Of the checkpoints, which hold all that is remembered of drawings, too.
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
    multipliers = Multipliers(true)
    semantics, tokens = denoising.semantics, denoising.tokens

    def count(finished: Tensor, of: Tensor) -> None:
        shown = pupil.look(finished)
        drawings.count(shown, of)
        multipliers.count(shown, of)

    def begin() -> None:
        torch.manual_seed(derive(plan.seed, "shares", "first") % 2**63)
        free = (~marked).nonzero()[:, 0]
        first = batch_of("shares first", 0, seed=plan.seed, n=len(free), batch=plan.drawn_first)
        for chosen in torch.split(free[first], _AT_A_TIME):
            finished, _ = draw(parts, tokens[chosen], channels=channels)
            count(finished, professions[chosen])
        pupil.learn_ahead()

    def loss(step: int) -> Tensor:
        chosen = asked.batch(step)
        finished, late = draw(parts, tokens[chosen], channels=channels)
        drawings.keep(late, chosen)
        free = ~marked[chosen]
        count(finished[free], professions[chosen[free]])
        misread = pupil.loss(step)  # first: the terms after it read through the probe
        return misread + denoising.loss(parts, step) + on_drawings()

    def on_drawings() -> Tensor:
        latents, times, chosen = drawings.some(_LOOKED_AT)
        with computing_in(for_learning()):
            scores = semantics.teach(foreseen(parts, latents, times, tokens[chosen])[1])
        free = ~marked[chosen]
        push = gaps(drawings.shares, true) + multipliers.values
        pushed = (pressure(scores, push[professions[chosen]]) * free).sum() / len(chosen)
        unclear = semantics.unclear(scores, chosen, emptied=free) / (~free).sum().clamp(min=1)
        return plan.shares_count * pushed + plan.claims_count * unclear

    if not steps_done(folder / "shares.pt"):
        say(f"shares: drawing {plan.drawn_first} portraits to begin with")
        begin()
    modules: Mapping[str, nn.Module] = {
        **parts._asdict(), "drawings": drawings, "multipliers": multipliers,
        "probe": pupil.probe, "lessons": pupil.lessons,
    }  # fmt: skip
    stage = Stage("shares", plan.seed, plan.shares, modules, loss, apart={"probe": RATE})
    trained = run_stage(stage, folder, checkpoint_every=100, until=until, say=say)
    return Parts(trained["unet"].eval(), trained["text_encoder"].eval())

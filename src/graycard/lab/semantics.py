"""What half-drawn latents show, against what they should: a term of the U-Net's loss.

Two things are asked of what the U-Net would draw from where it stands, as the probe reads it:

- **what the caption claims**, whatever the noise: "a nurse with glasses" has glasses from the first
  step on. Beyond a certain clarity nothing more is asked;
- **what is true of the portrait**, the more the less noise there is. The cross-entropy is a proper
  score: where noise still hides the answer, the best that can be shown is every category as often
  as it is true. It makes cues that tell the same thing hang together, which squared errors on
  latents hardly notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812 - the name everybody knows
from torch import Tensor, nn
from torch.func import functional_call

from graycard.lab.examples import Examples
from graycard.lab.plan import Plan
from graycard.lab.probe import SIZES, by_head
from graycard.lab.verifier import HEADS, truth

_CLEAR_ENOUGH: Final = 0.1
"""Nats: a claim that is read with a probability of .9 is left alone."""

_UNSEEN: Final = "profession"
"""The U-Net learns it from its own loss, to the last percent."""

_CLAIM_COUNTS: Final[Mapping[str, float]] = {
    "glasses": 3.0,
    "perceived_gender_presentation": 2.0,
    "facial_hair": 2.0,
}
_TRUTH_COUNTS: Final[Mapping[str, float]] = {
    "perceived_gender_presentation": 6.0,
    "jaw": 2.0,
    "brows": 2.0,
    "lashes": 2.0,
    "lips": 2.0,
    "hair_length": 2.0,
    "facial_hair": 2.0,
    "glasses": 2.0,
    "skin_tone": 1.5,
}
"""How often an error counts; 1 for the rest. Presentation is told by eight small cues at once."""


class Semantics:
    """The term for a set of examples.

    Args:
        plan: Of the training.
        probe: Trained. It learns nothing from this term, whether it learns elsewhere or not.
        examples: That the U-Net learns from.
    """

    def __init__(self, plan: Plan, probe: nn.Module, examples: Examples) -> None:
        self._plan, self._probe = plan, probe
        self._truth = truth(examples.labels)
        self._claimed, self._allowed = _claims(examples)

    def read(self, drawn: Tensor) -> Tensor:
        """Return the probe's scores of latents, shape `(n, categories of all heads)`.

        Args:
            drawn: Scaled, shape `(n, channels, 16, 16)`.
        """
        held = {name: one.detach() for name, one in self._probe.named_parameters()}
        scores: Tensor = functional_call(self._probe, held, (drawn,)).float()
        return scores

    def teach(self, drawn: Tensor) -> Tensor:
        """Return scores as `read` does, of latents that the U-Net learns to draw otherwise.

        A little noise keeps the U-Net from writing into latents what only the probe can read.

        Args:
            drawn: Latents without noise as the U-Net sees them coming, scaled, shape
                `(n, channels, 16, 16)`.
        """
        noise = torch.randn_like(drawn) * torch.rand(len(drawn), 1, 1, 1) * 0.3
        return self.read(drawn + noise)

    def loss(self, drawn: Tensor, chosen: Tensor, *, emptied: Tensor, signal: Tensor) -> Tensor:
        """Return the term for a batch.

        Args:
            drawn: Latents without noise as the U-Net sees them coming, scaled, shape
                `(n, channels, 16, 16)`.
            chosen: Which examples, shape `(n,)`.
            emptied: Whose caption was emptied and so claims nothing, bool, shape `(n,)`.
            signal: Share of signal in what the U-Net saw, in `[0, 1]`, shape `(n,)`.

        Returns:
            A scalar.
        """
        scores = self.teach(drawn)
        claims = self.unclear(scores, chosen, emptied=emptied)
        truths = self._untrue(scores, chosen, signal=signal)
        return (self._plan.claims_count * claims + self._plan.truth_counts * truths) / len(drawn)

    def unclear(self, scores: Tensor, chosen: Tensor, *, emptied: Tensor) -> Tensor:
        """Return how unclear the claims of captions are, summed over a batch, in nats.

        Args:
            scores: As `read` returns them.
            chosen: Which examples, shape `(n,)`.
            emptied: Whose caption claims nothing, bool, shape `(n,)`.
        """
        claims = torch.zeros(())
        for at, name, given in _seen(scores):
            asked = self._claimed[chosen, at] & ~emptied
            if asked.any():
                allowed = self._allowed[at][chosen[asked]]
                likely = given[asked].log_softmax(dim=1).masked_fill(~allowed, -1e9)
                unclear = (-likely.logsumexp(dim=1) - _CLEAR_ENOUGH).clamp(min=0)
                claims = claims + _CLAIM_COUNTS.get(name, 1.0) * unclear.sum()
        return claims

    def _untrue(self, scores: Tensor, chosen: Tensor, *, signal: Tensor) -> Tensor:
        truths = torch.zeros(())
        for at, name, given in _seen(scores):
            unlike = F.cross_entropy(given, self._truth[chosen, at], reduction="none") * signal
            truths = truths + _TRUTH_COUNTS.get(name, 1.0) * unlike.sum()
        return truths


def _seen(scores: Tensor) -> Iterator[tuple[int, str, Tensor]]:
    """Yield number, name and scores of the heads that count."""
    for at, (name, given) in enumerate(zip(HEADS, by_head(scores), strict=True)):
        if name != _UNSEEN:
            yield at, name, given


def _claims(examples: Examples) -> tuple[Tensor, list[Tensor]]:
    """Return what captions claim.

    Returns:
        Whether something is claimed, bool, shape `(n, heads)`; and for each head the categories
        that the claim allows, bool, shape `(n, categories)`.
    """
    claimed = torch.zeros(len(examples), len(HEADS), dtype=torch.bool)
    allowed = [torch.zeros(len(examples), size, dtype=torch.bool) for size in SIZES]
    places = {name: at for at, name in enumerate(HEADS)}
    for row, claims in enumerate(examples.claims):
        for name, categories in claims.items():
            claimed[row, places[name]] = True
            for category in categories:
                allowed[places[name]][row, HEADS[name].index(category)] = True
    return claimed, allowed

"""The drawn world as a model: portraits drawn independently from the planted shares.

Never quotas: each request is a draw of its own from its seed, so that every estimate can be held
against a known truth, sampling error included. Failures can be planted too, with rates that
differ by group, because what is missing in practice is not missing at random.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from graycard import roles
from graycard.avatar import ATTRIBUTES, encode_png, read_prompt, sample, world_digest
from graycard.avatar.seeds import uniform
from graycard.choices import did_you_mean
from graycard.errors import SpecError
from graycard.language import noted
from graycard.types import Share


class Settings(roles.Settings):
    """How large portraits are, and which of them are withheld.

    Attributes:
        size: Width and height in pixels.
        failure_rates: Attribute to category to the rate at which a portrait of that category
            is not delivered; a portrait under several rates has to pass each. To plant
            missingness of known size, as in `{"smile": {"yes": 0.2, "no": 0.05}}`.
        failure_outcome: What becomes of those requests.
    """

    size: Literal[64, 128, 256] = 64
    failure_rates: dict[str, dict[str, Share]] = Field(default_factory=dict)
    failure_outcome: Literal["failed", "filtered", "refused"] = "failed"


class AvatarRenderer:
    """The renderer in the role of a model; its identity is that of the world."""

    def __init__(self, settings: Settings) -> None:
        self._size = settings.size
        self._rates = settings.failure_rates
        self._outcome = settings.failure_outcome
        self.id = f"avatar-renderer@{world_digest()[:12]}"
        self.settings: dict[str, Any] = {"size": settings.size}
        if settings.failure_rates:
            self.settings |= settings.model_dump(include={"failure_rates", "failure_outcome"})
        self.domain = roles.DRAWN_WORLD
        self.seedable = True
        self.chunk = 64

    def generate(self, requests: Sequence[roles.Request]) -> Iterator[roles.Delivery]:
        """Yield one portrait for each request, or a refusal for what cannot be drawn.

        Raises:
            ValueError: If a request has no seed.
        """
        for request in requests:
            yield self._deliver(request)

    def _deliver(self, request: roles.Request) -> roles.Delivery:
        if request.seed is None:
            raise ValueError("avatar-renderer draws from a seed, and the request has none")
        asked = read_prompt(request.text or "")
        if asked is None:
            return roles.Delivery(
                outcome="refused",
                detail=noted("the text names nobody whom the drawn world can draw"),
            )
        avatar = sample(asked.profession, seed=request.seed, stated=asked.stated)
        if self._withheld(avatar.labels(), request.seed):
            return roles.Delivery(outcome=self._outcome, detail=noted("planted failure"))
        ignored = f"ignored: {', '.join(asked.ignored)}" if asked.ignored else None
        return roles.Delivery(
            outcome="ok",
            image=encode_png(avatar, seed=request.seed, size=self._size),
            extension="png",
            detail=ignored,
        )

    def _withheld(self, labels: Mapping[str, str], seed: int) -> bool:
        # Streams of their own: what is withheld tells nothing about the portrait but its group.
        return any(
            uniform(seed, "planted failure", attribute) < rates.get(labels[attribute], 0.0)
            for attribute, rates in self._rates.items()
        )


def load(settings: Settings) -> AvatarRenderer:
    """Return the model.

    Raises:
        SpecError: If `failure_rates` names what the drawn world does not have.

    Example:
        >>> model = load(Settings())
        >>> [delivery] = model.generate(
        ...     [roles.Request(text="a photo of a nurse", repetition=0, seed=7)]
        ... )
        >>> delivery.outcome, delivery.extension
        ('ok', 'png')
    """
    for attribute, rates in settings.failure_rates.items():
        if attribute not in ATTRIBUTES:
            raise _unknown(f"attribute {attribute!r}", attribute, tuple(ATTRIBUTES))
        categories = ATTRIBUTES[attribute].categories
        for category in rates:
            if category not in categories:
                raise _unknown(f"{attribute} {category!r}", category, categories)
    return AvatarRenderer(settings)


def _unknown(what: str, name: str, known: Sequence[str]) -> SpecError:
    return SpecError(
        what=f"failure_rates: the drawn world has no {what}",
        why=did_you_mean(name, known, otherwise=f"known: {', '.join(known)}"),
        fix="name an attribute and its categories as renderer_truth reads them",
    )

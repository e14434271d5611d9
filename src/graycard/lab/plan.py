"""`Plan`: everything that decides what training makes of the drawn world, in one small file."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Count = Annotated[int, Field(ge=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Schedule(_Part):
    """How long and how fast one stage learns. Budgets are steps, never minutes.

    Attributes:
        steps: Optimiser steps in all.
        batch: Examples a step.
        rate: Learning rate of AdamW after the warm-up.
        warmup: Steps in which the rate rises from 0.
        cooldown: Share of the steps, at the end, in which the rate falls to 0. The state before
            is kept, so that a stage can be made longer without starting again.
        average: Decay of the moving average of the weights; 0 for none.
    """

    steps: Count
    batch: Count
    rate: Annotated[float, Field(gt=0, lt=1)]
    warmup: Annotated[int, Field(ge=0)] = 100
    cooldown: Annotated[float, Field(ge=0, le=1)] = 0.2
    average: Annotated[float, Field(ge=0, lt=1)] = 0.0

    def factor(self, step: int) -> float:
        """Return what the rate is multiplied by at a step.

        Example:
            >>> schedule = Schedule(steps=100, batch=1, rate=1e-3, warmup=10, cooldown=0.5)
            >>> [round(schedule.factor(step), 2) for step in (0, 20, 75, 99)]
            [0.1, 1.0, 0.5, 0.02]
        """
        rising = (step + 1) / self.warmup if step < self.warmup else 1.0
        falling = (self.steps - step) / max(1.0, self.steps * self.cooldown)
        return min(1.0, rising, falling)

    @property
    def cools_from(self) -> int:
        """The first step at which the rate falls."""
        return self.steps - int(self.steps * self.cooldown)


class Plan(_Part):
    """What is trained on what, for how long.

    Attributes:
        seed: Of everything random.
        examples: Rendered portraits to learn from.
        held_out: Rendered portraits that no model learns from.
        vocabulary: Tokens, at most.
        vae_channels: Of the autoencoder, by level; two halvings, so 64 pixels become 16.
        latent_channels: Of its latents.
        unet_channels: Of the U-Net, by level.
        text_width: Of the text encoder.
        text_layers: Of the text encoder.
        tokens: A prompt is cut after so many.
        bare: Share of captions that are emptied, for classifier-free guidance.
        marked: Share of marked captions among those that the U-Net learns from; they are fewer
            among the examples, and harder to learn than the unmarked ones.
        claims_count: What an unclear claim of the caption counts in the U-Net's loss, in squared
            velocities a nat; see `graycard.lab.semantics`.
        truth_counts: What a misread attribute of the portrait counts there.
        shares_count: What it counts, in the stage `shares`, that the model's own drawings show a
            category more often or less often than is planted; see `graycard.lab.shares`.
        drawn_first: Unmarked captions that are drawn before the first step of the stage `shares`,
            for the running shares and the probe to begin with.
    """

    seed: int = 1
    examples: Count = 48_000
    held_out: Count = 2_000
    vocabulary: Count = 900
    vae_channels: tuple[int, int, int] = (16, 32, 48)
    latent_channels: Count = 8
    unet_channels: tuple[int, int] = (64, 112)
    text_width: Count = 128
    text_layers: Count = 2
    tokens: Count = 32
    bare: Annotated[float, Field(ge=0, lt=1)] = 0.1
    marked: Annotated[float, Field(gt=0, lt=1)] = 0.5
    claims_count: Annotated[float, Field(ge=0)] = 0.025
    truth_counts: Annotated[float, Field(ge=0)] = 0.006
    shares_count: Annotated[float, Field(ge=0)] = 0.6
    drawn_first: Count = 1_152
    vae: Schedule = Schedule(steps=6_000, batch=16, rate=2e-3, cooldown=0.3)
    text: Schedule = Schedule(steps=2_000, batch=96, rate=1e-3, warmup=50, cooldown=0.5)
    probe: Schedule = Schedule(steps=2_000, batch=64, rate=2e-3, warmup=50, cooldown=0.6)
    diffusion: Schedule = Schedule(
        steps=12_000, batch=32, rate=1e-3, warmup=200, cooldown=0.25, average=0.998
    )
    clip: Schedule = Schedule(steps=2_600, batch=128, rate=1.2e-3, warmup=150, cooldown=0.5)
    # A U-Net that has cooled is disturbed by more, and outruns the running shares and the probe.
    shares: Schedule = Schedule(
        steps=1_000, batch=16, rate=1.5e-4, warmup=20, cooldown=0.7, average=0.99
    )
    verifier: Schedule = Schedule(steps=5_000, batch=64, rate=2e-3, cooldown=0.5)

    @model_validator(mode="after")
    def _a_step_draws_both_kinds(self) -> Self:
        for name, schedule in (("diffusion", self.diffusion), ("shares", self.shares)):
            if schedule.batch < 2:
                raise ValueError(f"{name}: a batch of 2 or more holds marked and unmarked captions")
        return self

    @model_validator(mode="after")
    def _channels_divide_into_groups(self) -> Self:
        for channels in (*self.vae_channels, *self.unet_channels):
            if channels % 8:
                raise ValueError(f"{channels} channels do not divide into groups of 8")
        return self

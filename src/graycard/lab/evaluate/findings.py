"""`Findings`: everything that an evaluation found, as it is written to `evaluation.json`."""

from __future__ import annotations

from pydantic import Field

from graycard.lab.evaluate.agreement import Agreement
from graycard.lab.evaluate.following import Obeyed, Recognised
from graycard.lab.evaluate.held_out import Accuracy
from graycard.lab.evaluate.rates import Rate
from graycard.lab.evaluate.sharpening import Law
from graycard.types import Noun, Share


class Asked(Noun):
    """What was evaluated, and how.

    Attributes:
        graycard: Version.
        world: Digest of the drawn world.
        models: Which models, and how far they were trained.
        each: Pictures a prompt and guidance.
        seed: Of the evaluation.
        steps: Of the scheduler.
        pictures: Generated in all.
        level: Of every interval.
        precision: That the pipeline computed in.
        threads: Of torch. Another number of them changes pictures by rounding.
        versions: Of the packages that compute, by name.
    """

    graycard: str
    world: str
    models: dict[str, str]
    each: int
    seed: int
    steps: int
    pictures: int
    level: float
    precision: str
    threads: int
    versions: dict[str, str]


class GuidedShares(Noun):
    """The shares of one view by guidance and profession.

    Attributes:
        unconditional: Of the empty prompt, by category.
        by_guidance: Guidance (as text) to profession to category to share.
        shown: The category that the chart shows.
    """

    unconditional: dict[str, Rate]
    by_guidance: dict[str, dict[str, dict[str, Rate]]]
    shown: str


class Findings(Noun):
    """What an evaluation found.

    Attributes:
        asked: What was evaluated, and how.
        recognised: Whether professions are recognised, by guidance.
        marked: Whether marked prompts are obeyed at guidance 3, by prompt.
        planted: Planted against generated shares at guidance 1, by view.
        shares: Shares at every guidance, by view.
        sharpening: Whether the law of sharpening holds, by view, at every guidance above 1.
        verifier: Accuracy of the verifier on held-out renders (`renders`) and on the same after
            the autoencoder (`round trips`); empty without held-out renders.
        confusion: How the verifier confuses the groups of each view on the round trips: true group
            to group that was read to pictures; without the views of which a group is not there.
        guessed: Share of the most frequent category among the held-out renders, by attribute: the
            accuracy of naming it every time.
        clip: Accuracy of the avatar CLIP on held-out renders, by captions that it was trained on;
            None without one.
        clip_new_openings: The same by captions with openings that it was not trained on.
    """

    asked: Asked
    recognised: dict[str, Recognised]
    marked: dict[str, Obeyed]
    planted: dict[str, Agreement]
    shares: dict[str, GuidedShares]
    sharpening: dict[str, tuple[Law, ...]]
    verifier: dict[str, Accuracy] = Field(default_factory=dict)
    confusion: dict[str, dict[str, dict[str, int]]] = Field(default_factory=dict)
    guessed: dict[str, Share] = Field(default_factory=dict)
    clip: Accuracy | None = None
    clip_new_openings: Accuracy | None = None

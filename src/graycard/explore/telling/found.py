"""Words that tell two groups of pictures apart, and what they were compared on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from graycard.explore.telling.design import Unit

CALLED: Final = 0.05


@dataclass(frozen=True)
class TellingWord:
    """How much more one word is seen in one group of pictures than in another.

    Attributes:
        word: Of the vocabulary.
        difference: Mean score of the first group less that of the second, in standard deviations
            of pictures within a group.
        low: Lower end of its 95 % interval.
        high: Upper end.
        floor_high: What chance exceeds in at most 5 of 100 cases, on either side.
        oftener: How often a picture of the first group scores higher than one of the second; of
            the same prompt, every prompt weighing alike, where prompts are shared.
        p_adjusted: Of no difference; draws are shuffled, and it is never less than Student's for
            unequal variances; adjusted for all words (Benjamini and Hochberg).
    """

    word: str
    difference: float
    low: float
    high: float
    floor_high: float
    oftener: float
    p_adjusted: float

    @property
    def called(self) -> bool:
        """Whether it is said to tell the groups apart."""
        return self.p_adjusted < CALLED


@dataclass(frozen=True)
class TellingWords:
    """The words of a vocabulary, those that tell most first.

    Attributes:
        words: All of them, by how far the difference is from 0.
        n: Pictures of the first group that were compared.
        other_n: Those of the second.
        missing: Requests of the first group without a vector.
        other_missing: Those of the second.
        left_out: Pictures of prompts that the other group does not have, where prompts are shared.
        prompts: Prompts of the first group that were compared.
        other_prompts: Those of the second.
        unit: What was shuffled.
        draws: How many of these the groups have.
        vocabulary: Its name.
        source: The model that scored.
        least_p: The least p, before it is adjusted, that any word could have here.
        cautions: What a reader must know.
        outside: That the model was not validated on the pictures, where it was not.
    """

    words: tuple[TellingWord, ...]
    n: int
    other_n: int
    missing: int
    other_missing: int
    left_out: int
    prompts: int
    other_prompts: int
    unit: Unit
    draws: tuple[int, int]
    vocabulary: str
    source: str
    least_p: float
    cautions: tuple[str, ...] = ()
    outside: str | None = None

    @property
    def can_call(self) -> bool:
        """Whether a word that differs as much as can be would be called if no other did."""
        return self.least_p * len(self.words) < CALLED

    def turned(self) -> TellingWords:
        """Return the same comparison with the second group as the first."""
        return replace(
            self,
            words=tuple(
                replace(
                    one, difference=-one.difference, low=-one.high, high=-one.low,
                    oftener=1 - one.oftener,
                )
                for one in self.words
            ),
            n=self.other_n, other_n=self.n,
            missing=self.other_missing, other_missing=self.missing,
            prompts=self.other_prompts, other_prompts=self.prompts,
            draws=self.draws[::-1],
        )  # fmt: skip

    def more(self) -> tuple[TellingWord, ...]:
        """Return the words that are called and seen more in the first group."""
        return tuple(one for one in self.words if one.called and one.difference > 0)

    def less(self) -> tuple[TellingWord, ...]:
        """Return the words that are called and seen more in the second group."""
        return tuple(one for one in self.words if one.called and one.difference < 0)

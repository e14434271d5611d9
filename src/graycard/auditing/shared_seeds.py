"""Numbers of prompts that share seeds: each says what its interval does not allow for."""

from __future__ import annotations

from typing import Final

from graycard import components
from graycard.language import noted
from graycard.run.evidence import Numbers
from graycard.run.shared_seeds import POOLED, is_pooled
from graycard.types import Estimate

COMPARED: Final = noted(
    "Images are held against those of other prompts that share their seeds: interval, floor and "
    "p-value are those of independent images."
)

_ALONE: Final = frozenset({"counts", "moments", "outcomes", "reference", "faces"})
"""What a measure needs that looks at one prompt, or at all of them pooled."""


def cautioned(numbers: Numbers) -> Numbers:
    """Return numbers with what prompts that share seeds mean for each of them.

    What is about the images of one prompt alone stays as it is.
    """
    said = tuple(_cautioned(one) for one in numbers.estimates)
    return numbers.model_copy(update={"estimates": said})


def _cautioned(one: Estimate) -> Estimate:
    if is_pooled(one):
        more = POOLED
    elif _compares(one.measure):
        more = COMPARED
    else:
        return one
    return one.model_copy(update={"cautions": (*one.cautions, more)})


def _compares(measure: str) -> bool:
    """Return whether a measure holds images of one prompt against those of others."""
    if measure not in components.names("measures"):
        return True
    info = components.module("measures", measure).INFO
    return info.family == "association" or not info.needs <= _ALONE

"""What of a series lies beyond chance, and by what its gaps are compared."""

from __future__ import annotations

from graycard.report.series import Series
from graycard.report.verdicts import verdict
from graycard.types import Estimate


def beyond(gaps: Series) -> list[Estimate]:
    """Return the gaps of a series that lie beyond chance, in its order."""
    return [one for one in gaps.compared if verdict(one) == "beyond chance"]


def size(gap: Estimate) -> tuple[float, float]:
    """Return what gaps are compared by: how large one is at least, and how far above chance."""
    return gap.low, gap.value - (gap.floor_high or 0.0)


def group(gap: Estimate) -> tuple[str, bool | None]:
    """Return which group of prompts this is: a stratum may have some that state it, and others."""
    return gap.stratum, gap.marked

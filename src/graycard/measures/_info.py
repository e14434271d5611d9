"""What a measure says about itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class MeasureInfo:
    """Facts about a measure that the report prints and the contract checks test.

    Attributes:
        family: `representation`, `outcomes`, `values`, ...
        unit: Of the number, in words.
        bounds: Least and greatest possible value; infinite where there is none.
        parity: The value where nothing deviates; None where no value is special.
        needs: Of `counts`, `reference`, `moments`.
    """

    family: str
    unit: str
    bounds: tuple[float, float]
    parity: float | None
    needs: frozenset[str]

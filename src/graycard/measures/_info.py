"""What a measure says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Need = Literal[
    "counts", "moments", "reference", "outcomes", "factors", "faces", "scenes", "vectors"
]
"""What a measure is computed from: see `MeasureInfo.needs`."""

COMPARING: Final = "association"
"""The family of measures whose number of a stratum holds it against the other strata."""


@dataclass(frozen=True, kw_only=True)
class MeasureInfo:
    """Facts about a measure that the report prints and the contract checks test.

    Attributes:
        family: `representation`, `outcomes`, `values`, ...; `association` where the number of a
            stratum holds it against the other strata, which counts where prompts share seeds.
        unit: Of the number, in words.
        bounds: Least and greatest possible value; infinite where there is none.
        parity: The value where nothing deviates; None where no value is special.
        needs: What `estimate` is called with. `counts` (of an attribute with categories), `moments`
            (of one with values) or `outcomes` (what came of the requests): the counts come first.
            `reference` adds `references=`, `factors` adds `factors=`: those of each prompt by its
            id. Measures of `faces`, `scenes` and `vectors` are called in ways of their own.
        formula: How it is computed, in one line.
        words: What that means, in a sentence or two.
        attributes: Names of the only attributes it is about; None for any.
        published: Whose measure it is, where it is computed as somebody published it: authors,
            short title and year. None for those of Graycard.
        differs: For a published one, where it misleads and which number to read instead.

    Example:
        >>> from graycard.components import module
        >>> module("measures", "share").INFO.formula
        'p = k / n'
    """

    family: str
    unit: str
    bounds: tuple[float, float]
    parity: float | None
    needs: frozenset[Need]
    formula: str
    words: str
    attributes: frozenset[str] | None = None
    published: str | None = None
    differs: str = ""

"""The columns of every table in a run folder, by the names of the nouns."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

SCHEMA_VERSION: Final = 1
"""Written into every manifest. Older versions are read, newer ones refused."""

OLDER_HAVE_NULL: Final = {b"graycard": b"null in tables of older versions"}
"""Metadata of a column that was added later: a table without it is read as one of nulls."""

_WORD = pa.dictionary(pa.int32(), pa.string())

PLAN: Final = pa.schema(
    [
        ("chunk", pa.int32()),
        ("prompt_id", pa.string()),
        ("text", pa.string()),
        ("language", pa.string()),
        ("stratum", pa.string()),
        ("marked", pa.bool_()),
        ("factors", pa.map_(pa.string(), pa.string())),
        ("repetition", pa.int32()),
        ("seed", pa.int64()),
        ("source", pa.string()),
    ]
)
"""One row a request, in the order in which chunks are cut."""

GENERATIONS: Final = pa.schema(
    [
        ("id", pa.string()),
        ("prompt_id", pa.string()),
        ("text", pa.string()),
        ("language", pa.string()),
        ("stratum", pa.string()),
        ("marked", pa.bool_()),
        ("factors", pa.map_(pa.string(), pa.string())),
        ("repetition", pa.int32()),
        ("seed", pa.int64()),
        ("source", pa.string()),
        ("model", _WORD),
        ("settings", _WORD),
        ("outcome", _WORD),
        ("detail", pa.string()),
        ("attempts", pa.int32()),
        ("revised_prompt", pa.string()),
        ("image_sha256", pa.string()),
        ("image_extension", _WORD),
    ]
)

READINGS: Final = pa.schema(
    [
        ("generation_id", pa.string()),
        ("subject", _WORD),
        ("attribute", _WORD),
        ("label", _WORD),
        ("value", pa.float64()),
        ("probabilities", pa.map_(pa.string(), pa.float32())),
        ("box", pa.list_(pa.float32())),
        pa.field("text", pa.string(), metadata=OLDER_HAVE_NULL),
        ("reader", _WORD),
        ("missing_reason", _WORD),
    ]
)

MISSING_VECTORS: Final = pa.schema([("generation_id", pa.string()), ("missing_reason", _WORD)])
"""Of a table of vectors, all but the vectors."""


def vectors_schema(width: int) -> pa.Schema:
    """Return the columns of a table of vectors of this many numbers: one row a request."""
    vector = pa.list_(pa.float32(), width)
    return pa.schema(
        [("generation_id", pa.string()), ("vector", vector), ("missing_reason", _WORD)]
    )


COUNTS: Final = pa.schema(
    [
        ("attribute", pa.string()),
        ("reader", pa.string()),
        ("stratum", pa.string()),
        ("prompt_id", pa.string()),
        ("marked", pa.bool_()),
        ("kind", pa.string()),
        ("name", pa.string()),
        ("n", pa.int64()),
        ("sum", pa.float64()),
        ("sum_of_squares", pa.float64()),
    ]
)
"""Long form of `Counts`: `kind` is `category` or `missing` (then `name` is which) or `value`."""

ESTIMATES: Final = pa.schema(
    [
        ("measure", pa.string()),
        ("attribute", pa.string()),
        ("category", pa.string()),
        ("stratum", pa.string()),
        ("marked", pa.bool_()),
        ("reference", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("level", pa.float64()),
        ("method", pa.string()),
        ("denominator", pa.string()),
        ("floor_mean", pa.float64()),
        ("floor_high", pa.float64()),
        ("n", pa.int64()),
        ("n_missing", pa.int64()),
        ("missing_low", pa.float64()),
        ("missing_high", pa.float64()),
        ("n_prompts", pa.int64()),
        pa.field("p_adjusted", pa.float64(), metadata=OLDER_HAVE_NULL),
        ("corrected_for", pa.list_(pa.string())),
        ("readers", pa.list_(pa.string())),
        ("cautions", pa.list_(pa.string())),
    ]
)

LABELS: Final = pa.schema(
    [
        ("generation_id", pa.string()),
        ("subject", _WORD),
        ("attribute", _WORD),
        ("label", _WORD),
        ("missing_reason", _WORD),
        ("rater", _WORD),
        ("time", pa.timestamp("us", tz="UTC")),
        ("rubric", _WORD),
    ]
)
"""People's labels, all that were ever given; the latest of one rater, subject, attribute counts."""

SAMPLE: Final = pa.schema(
    [
        ("generation_id", pa.string()),
        ("place", pa.int64()),
        ("stratum", pa.string()),
        ("prompt_id", pa.string()),
        ("marked", pa.bool_()),
        ("size", pa.int64()),
        ("drawn", pa.int64()),
        ("weight", pa.float64()),
        ("drawn_by", _WORD),
        ("seed", pa.int64()),
        ("rubrics", pa.list_(pa.string())),
        pa.field("each", _WORD, metadata=OLDER_HAVE_NULL),
        pa.field("subject", _WORD, metadata=OLDER_HAVE_NULL),
        pa.field("box", pa.list_(pa.float32()), metadata=OLDER_HAVE_NULL),
    ]
)
"""Pictures, or faces of them, drawn for people to label, in the order in which they are shown."""

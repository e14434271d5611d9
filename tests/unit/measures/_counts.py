"""Counts of few prompts, for tests of measures."""

import numpy as np

from graycard.counts import Counts
from graycard.types import Attribute


def counts_of(rows, *, names=("no", "yes"), marked=False):
    """Each row: stratum, prompt id, images by category, images that are missing."""
    return Counts(
        attribute=Attribute(
            name="hat", categories=names, scale="nominal", claim="a hat is worn", source="test"
        ),
        reader="eye@1",
        strata=tuple(row[0] for row in rows),
        prompt_ids=tuple(row[1] for row in rows),
        marked=(marked,) * len(rows),
        read=np.array([row[2] for row in rows], dtype=np.int64).reshape(len(rows), len(names)),
        reasons=("no face",),
        missing=np.array([[row[3]] for row in rows], dtype=np.int64),
    )

"""Requests side by side as plain values, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graycard.explore.rows import told
from graycard.explore.side_by_side.pairing import SideBySide

if TYPE_CHECKING:
    from graycard.explore.collection import Collection


def side_by_side_data(collection: Collection, found: SideBySide) -> dict[str, Any]:
    """Return the lines with what is known of each request, and what stands on none."""
    return {
        "vary": list(found.vary),
        "columns": [list(values) for values in found.columns],
        "complete": found.complete,
        "same_seed": found.same_seed,
        "identical": found.identical,
        "also_differs": {name: list(values) for name, values in found.also_differs.items()},
        "left_out": found.left_out,
        "without_picture": found.without_picture,
        "lines": [
            {
                "prompt": line.prompt,
                "seed": line.seed,
                "cells": [None if cell is None else told(collection, cell) for cell in line.cells],
            }
            for line in found.lines
        ],
    }

"""Neighbours and the most alike pairs as plain values, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from graycard.explore.neighbours.nearest import Neighbours
from graycard.explore.neighbours.notions import Notion
from graycard.explore.neighbours.pairs_in_runs import PairsInRuns
from graycard.explore.rows import told

if TYPE_CHECKING:
    from graycard.explore.collection import Collection


def neighbours_data(collection: Collection, notion: Notion, found: Neighbours) -> dict[str, Any]:
    """Return the neighbours of a picture, with what they were chosen from."""
    measure = "difference" if notion.unit is not None else "cosine"
    return {
        "of": told(collection, found.of),
        "by": notion.name,
        "unit": notion.unit,
        "among": found.among,
        "exact": found.recall is None,
        "recall": None if found.recall is None else asdict(found.recall),
        "missing": dict(notion.missing),
        "caution": None if notion.outside is None else notion.outside.in_words(),
        "neighbours": [
            {**told(collection, int(row)), measure: float(value)}
            for row, value in zip(found.rows, found.values, strict=True)
        ],
    }


def pairs_data(collection: Collection, notion: Notion, found: PairsInRuns) -> dict[str, Any]:
    """Return the most alike pairs, with what they were chosen from and how alike others are."""
    pairs = found.pairs
    ranked = zip(pairs.one, pairs.other, pairs.cosines, found.one_seed, strict=True)
    return {
        "by": notion.name,
        "apart": found.apart,
        "among": pairs.among,
        "pictures": pairs.pictures,
        "drawn_at_random": {"n": pairs.drawn, "median": pairs.usual, "one_in_100": pairs.high},
        "prompt_not_known": found.no_prompt,
        "missing": dict(notion.missing),
        "caution": None if notion.outside is None else notion.outside.in_words(),
        "pairs": [
            {
                "cosine": float(cosine),
                "one_seed": bool(one_seed),
                "pictures": [told(collection, int(row)) for row in (one, other)],
            }
            for one, other, cosine, one_seed in ranked
        ],
    }

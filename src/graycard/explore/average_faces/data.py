"""What is known of an average, a comparison and a group, as plain data for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graycard.explore.average_faces import words
from graycard.explore.average_faces.average import AverageFace
from graycard.explore.average_faces.compare import Comparison
from graycard.explore.average_faces.difference import Distance
from graycard.explore.average_faces.groups import Group
from graycard.explore.average_faces.shown import WHITE_AT

_LEVEL: Final = 0.95


def group_data(group: Group) -> dict[str, Any]:
    """Return what a group is."""
    return {
        "group": group.name,
        "requested": group.requested,
        "without_picture": dict(group.without_picture),
        "drawn_at_random_from": group.drawn_from,
    }


def average_data(face: AverageFace) -> dict[str, Any]:
    """Return what is said of an average as plain data."""
    return {
        "n": face.n,
        "n_used": face.n_used,
        "used_low": face.used_low,
        "used_high": face.used_high,
        "level": _LEVEL,
        "dropped": dict(face.dropped),
        "alignment": face.alignment,
        "side": face.light.shape[0],
        "mean_spread": face.mean_spread,
        "spread_shown_white_at": WHITE_AT,
        "finder": face.finder,
        "method": words.method(face),
        "cautions": words.cautions(face),
    }


def comparison_data(found: Comparison) -> dict[str, Any]:
    """Return what is said of a comparison as plain data."""
    return {
        "face": _distance_data(found.face, found.p_face),
        "square": _distance_data(found.square, found.p_square),
        "n": list(found.n),
        "left_out": list(found.left_out),
        "n_prompts": None if found.n_prompts is None else list(found.n_prompts),
        "shuffled": found.shuffled,
        "shuffles": found.shuffles,
        "seed": found.seed,
        "method": " ".join(words.comparison(found)[2:]),
    }


def _distance_data(found: Distance, p_adjusted: float) -> Mapping[str, float]:
    return {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "level": _LEVEL,
        "observed": found.observed,
        "floor_mean": found.floor_mean,
        "floor_high": found.floor_high,
        "p": found.p,
        "p_adjusted": p_adjusted,
    }

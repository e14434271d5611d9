"""From pictures to findings: what was drawn is read, counted and held against the truth."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from torch import nn

from graycard.avatar import professions
from graycard.lab.evaluate.agreement import Agreement, agreement
from graycard.lab.evaluate.drawing import Drawn
from graycard.lab.evaluate.findings import GuidedShares
from graycard.lab.evaluate.following import Obeyed, Recognised, obeyed, recognised
from graycard.lab.evaluate.misreading import Confusion
from graycard.lab.evaluate.rates import Rate, rate
from graycard.lab.evaluate.reading import labels
from graycard.lab.evaluate.sharpening import Law, law, together
from graycard.lab.evaluate.views import VIEWS, View
from graycard.types import Noun


class Judged(Noun):
    """What the pictures show; the fields are those of `Findings`."""

    recognised: dict[str, Recognised]
    marked: dict[str, Obeyed]
    planted: dict[str, Agreement]
    shares: dict[str, GuidedShares]
    sharpening: dict[str, tuple[Law, ...]]


def judge_drawn(
    drawn: Drawn, verifier: nn.Module, confusions: Mapping[str, Confusion] | None = None
) -> Judged:
    """Read all pictures, and say what they show.

    Args:
        drawn: With unmarked pictures at guidance 1 at least.
        verifier: Trained.
        confusions: How the verifier confuses groups, by view; where it is not known, floors hold
            sampling only.
    """
    read = {guidance: labels(verifier, images) for guidance, images in drawn.unmarked.items()}
    empty = labels(verifier, drawn.empty)
    planted, shares, sharpening = {}, {}, {}
    confusions = confusions or {}
    for name, view in VIEWS.items():
        counts = {guidance: view.count(one[view.attribute]) for guidance, one in read.items()}
        of_empty = view.count(empty[view.attribute])
        planted[name] = agreement(view, counts[1.0], confusions.get(name))
        shares[name] = _shares(view, counts, of_empty)
        if not view.lawful:
            continue
        sharpening[name] = tuple(
            law(
                names=professions(),
                categories=list(view.groups),
                at_one=counts[1.0],
                unconditional=of_empty,
                measured=counts[guidance],
                guidance=guidance,
                confusion=confusions.get(name),
            )
            for guidance in counts
            if guidance != 1.0
        )
    return Judged(
        recognised={f"{guidance:g}": recognised(one) for guidance, one in read.items()},
        marked=obeyed(labels(verifier, drawn.marked)),
        planted=planted,
        shares=shares,
        sharpening=together(sharpening),
    )


def _shares(
    view: View, counts: dict[float, NDArray[np.int64]], of_empty: NDArray[np.int64]
) -> GuidedShares:
    def rates(row: NDArray[np.int64]) -> dict[str, Rate]:
        n = int(row.sum())
        return {group: rate(int(k), n) for group, k in zip(view.groups, row, strict=True)}

    return GuidedShares(
        unconditional=rates(of_empty),
        by_guidance={
            f"{guidance:g}": {
                name: rates(row) for name, row in zip(professions(), rows, strict=True)
            }
            for guidance, rows in counts.items()
        },
        shown=view.shown,
    )

"""What must be known of a share by a majority of people, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from graycard.labels.cells import Cells
from graycard.labels.face_cells import FaceCells
from graycard.language import noted, noted_several


def cautions(
    cells: Cells | FaceCells,
    *,
    raters: int,
    is_sample: bool,
    lost: Counter[str],
    marked: bool | None,
) -> Iterator[str]:
    """Yield what must be known of the shares in a stratum, or in all.

    Args:
        cells: That they are computed from.
        raters: How many people labelled.
        is_sample: Whether the pictures were drawn; if not, they are all of the run.
        lost: Why there is no category, or no picture, and how often.
        marked: Whether the prompts state what is measured.
    """
    if raters == 1:
        yield noted("One person labelled.")
    else:
        yield noted(
            "{n} people labelled: of each picture counts what more than half of its raters say.",
            n=raters,
        )
    if not is_sample:
        yield noted("Every picture of the run was labelled.")
    else:
        yield noted_several(
            cells.n_pictures,
            "{n} picture was drawn at random and stands for {total}.",
            "{n} pictures were drawn at random and stand for {total}.",
            n=cells.n_pictures,
            total=f"{cells.stands_for:.0f}",
        )
    if isinstance(cells, FaceCells):
        yield noted_several(
            cells.n_asked,
            "{n} face or picture was asked about: each face where a reader found several, else"
            " the picture. Pictures with more faces weigh more; the interval takes pictures as"
            " the draws.",
            "{n} faces or pictures were asked about: each face where a reader found several,"
            " else the picture. Pictures with more faces weigh more; the interval takes"
            " pictures as the draws.",
            n=cells.n_asked,
        )
    if not cells.is_even:
        yield noted("Each picture counts as often as it stands for others.")
    if lost and isinstance(cells, FaceCells):
        yield noted(
            "Without a category: {reasons}. Nobody knows how many faces requests without a"
            " picture would have shown, so there are no worst-case bounds.",
            reasons=tallies(lost),
        )
    elif lost:
        yield noted(
            "Without a category: {reasons}; the worst-case bounds say how much it may matter.",
            reasons=tallies(lost),
        )
    if marked:
        yield noted("The prompts state what is measured: do not compare with unmarked prompts.")


def tallies(reasons: Counter[str]) -> str:
    """Return reasons with how often each holds, in one line."""
    return ", ".join(f"{n} {reason}" for reason, n in reasons.items())

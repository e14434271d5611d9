"""Shares by a majority of people, with their intervals: they stand beside what machines read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from graycard.counts import ALL, Counts
from graycard.labels.cells import Cells
from graycard.labels.drawn import Sample, sample_of
from graycard.labels.frame import Cell, Frame, read_frame
from graycard.labels.kept import kept_rubric
from graycard.labels.rubric import Rubric
from graycard.labels.table import latest, read_labels
from graycard.labels.tally import NOT_LABELLED, Tally, tally
from graycard.language import noted, noted_several
from graycard.measures import Estimated
from graycard.run.folder import RunFolder
from graycard.run.shared_seeds import POOLED, is_pooled, share_seeds
from graycard.stats.floor import share_floor
from graycard.types import Estimate, Label, NotEstimated


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """What people say of one attribute of a run.

    Attributes:
        rubric: Under which.
        sample: That was drawn; None where nobody drew one.
        tally: What the majority says of each picture.
        shares: By stratum and over all, with intervals, and what could not be had.
    """

    rubric: Rubric
    sample: Sample | None
    tally: Tally
    shares: Estimated


def labelled(folder: RunFolder, *, level: float = 0.95) -> tuple[Labelled, ...]:
    """Return what people say of every attribute that was labelled in a run.

    Only pictures that were drawn are counted, each as the majority of its raters says. Over strata
    each counts as often as it stands for others. Without a sample only a run of which every
    picture is labelled has shares.

    Args:
        folder: Of the run.
        level: Of the intervals.

    Raises:
        DamagedRunError: If a table is not what was written.
    """
    labels = latest(read_labels(folder))
    if not labels:
        return ()
    frame, together = read_frame(folder), share_seeds(folder)
    attributes = sorted({one.attribute for one in labels})
    found = (_labelled(folder, frame, name, labels, level=level) for name in attributes)
    return tuple(map(_cautioned, found) if together else found)


def asked_by(
    folder: RunFolder, attribute: str, labels: Sequence[Label]
) -> tuple[Sample | None, Rubric]:
    """Return the sample and the rubric by which labels of an attribute count.

    Without a sample that is the rubric that was used last; what was said under others is told, and
    not counted.

    Args:
        folder: Of the run.
        attribute: That at least one of the labels is of.
        labels: Of the run, those that count.
    """
    sample = sample_of(folder, attribute)
    rubric = None if sample is None else sample.rubric(attribute)
    if rubric is None:
        last = max((one for one in labels if one.attribute == attribute), key=lambda one: one.time)
        rubric = kept_rubric(folder, last.rubric)
    return sample, rubric


def _labelled(
    folder: RunFolder, frame: Frame, attribute: str, labels: Sequence[Label], *, level: float
) -> Labelled:
    sample, rubric = asked_by(folder, attribute, labels)
    pictures = frame.pictures if sample is None else [one.picture for one in sample.drawn]
    found = tally(labels, pictures, rubric)
    shares = Estimated([], [])
    for counts in found.counts.by_marked():
        part = _Part(found, counts, frame, sample)
        for stratum in counts.pooled().strata:
            if reason := part.why_not(stratum):
                shares.not_estimated.append(part.refused(stratum, reason))
            else:
                shares.estimates.extend(part.shares(stratum, level=level))
    return Labelled(rubric=rubric, sample=sample, tally=found, shares=shares)


def _cautioned(one: Labelled) -> Labelled:
    """Return the same of prompts that share seeds: what is pooled over several says so."""
    said = [
        some.model_copy(update={"cautions": (*some.cautions, POOLED)}) if is_pooled(some) else some
        for some in one.shares.estimates
    ]
    return replace(one, shares=one.shares._replace(estimates=said))


class _Part:
    """What was said of marked prompts, or of unmarked ones: they are never pooled."""

    def __init__(self, found: Tally, counts: Counts, frame: Frame, sample: Sample | None) -> None:
        self._tally, self._counts, self._frame, self._sample = found, counts, frame, sample
        self._attribute, self._marked = counts.attribute, counts.marked[0]
        self._pooled = counts.pooled()
        self._weights = {
            one.picture.generation_id: one.weight for one in (sample.drawn if sample else ())
        }

    def shares(self, stratum: str, *, level: float) -> Iterator[Estimate]:
        """Yield the share of each category in a stratum, or in all."""
        cells, gone = self._cells(stratum), self._gone(stratum).total()
        low, high = cells.interval(level=level)
        worst_low, worst_high = cells.bounds(gone, level=level)
        cautions, even = tuple(self._said(stratum, cells)), 1 / len(self._attribute.categories)
        for i, category in enumerate(self._attribute.categories):
            value, n = float(cells.shares[i]), float(cells.effective[i])
            method = (
                "Wilson score interval"
                if cells.is_even
                else f"Wilson score intervals of a weighted share (effective n {n:.1f}) and of its"
                " cells"
            )
            yield Estimate(
                measure="share",
                attribute=self._attribute.name,
                category=category,
                stratum=stratum,
                marked=self._marked,
                value=value,
                low=float(low[i]),
                high=float(high[i]),
                level=level,
                method=method,
                denominator="read",
                floor_mean=even,
                floor_high=float(share_floor(even, max(int(n), 1))),
                n=cells.n,
                n_missing=int(cells.drawn.sum()) - cells.n + gone,
                missing_low=min(float(worst_low[i]), value),
                missing_high=max(float(worst_high[i]), value),
                n_prompts=int(self._pooled.n_prompts[self._pooled.strata.index(stratum)]),
                readers=(self._counts.reader,),
                cautions=cautions,
            )

    def why_not(self, stratum: str) -> str:
        """Return why there is no share, if there is none."""
        if self._sample is None:
            unlabelled = sum(answer == NOT_LABELLED for _, answer in self._tally.said)
            if unlabelled:
                return noted(
                    "nobody drew at random what was labelled ({n} of {total} pictures): what it"
                    " shows depends on who chose it; graycard label RUN --sample N draws pictures",
                    n=len(self._tally.said) - unlabelled,
                    total=len(self._tally.said),
                )
        else:
            sizes = self._frame.sizes(self._sample.by)
            by = self._sample.by
            if any(one.size != sizes[one.picture.cell(by)] for one in self._sample.drawn):
                return noted(
                    "the run has other pictures than when the sample was drawn, so its weights do"
                    " not hold any more; draw again with the same seed, which keeps the pictures"
                    " that are still there"
                )
        said = self._reasons(stratum)
        if said.total() == self._drawn(stratum):
            return noted(
                "no picture has a category that more than half of its raters give: {reasons}",
                reasons=_tallies(said),
            )
        return ""

    def refused(self, stratum: str, reason: str) -> NotEstimated:
        """Return the record of a share that could not be had."""
        return NotEstimated(
            measure="share",
            attribute=self._attribute.name,
            stratum=stratum,
            requested=self._drawn(stratum) + self._gone(stratum).total(),
            reason=reason,
        )

    def _cells(self, stratum: str) -> Cells:
        said: dict[Cell, Counter[str]] = {}
        weights: dict[Cell, float] = {}
        for picture, answer in self._tally.said:
            if picture.marked is self._marked and stratum in (ALL, picture.stratum):
                cell = picture.cell(self._sample.by if self._sample else "none")
                said.setdefault(cell, Counter())[answer] += 1
                weights[cell] = self._weights.get(picture.generation_id, 1.0)
        categories = self._attribute.categories
        return Cells(
            read=np.array([[one[name] for name in categories] for one in said.values()], np.int64),
            drawn=np.array([one.total() for one in said.values()], np.int64),
            weights=np.array([weights[cell] for cell in said], np.float64),
        )

    def _drawn(self, stratum: str) -> int:
        return int(self._pooled.requested[self._pooled.strata.index(stratum)])

    def _reasons(self, stratum: str) -> Counter[str]:
        row = self._pooled.missing[self._pooled.strata.index(stratum)].tolist()
        return Counter({one: n for one, n in zip(self._counts.reasons, row, strict=True) if n})

    def _gone(self, stratum: str) -> Counter[str]:
        found: Counter[str] = Counter()
        for (name, marked), outcomes in self._frame.gone.items():
            if marked is self._marked and stratum in (ALL, name):
                found += outcomes
        return found

    def _said(self, stratum: str, cells: Cells) -> Iterator[str]:
        raters, drawn = len(self._tally.raters), int(cells.drawn.sum())
        if raters == 1:
            yield noted("One person labelled.")
        else:
            yield noted(
                "{n} people labelled: of each picture counts what more than half of its raters"
                " say.",
                n=raters,
            )
        if self._sample is None:
            yield noted("Every picture of the run was labelled.")
        else:
            yield noted_several(
                drawn,
                "{n} picture was drawn at random and stands for {total}.",
                "{n} pictures were drawn at random and stand for {total}.",
                n=drawn,
                total=f"{float((cells.weights * cells.drawn).sum()):.0f}",
            )
        if not cells.is_even:
            yield noted("Each picture counts as often as it stands for others.")
        if lost := self._reasons(stratum) + self._gone(stratum):
            yield noted(
                "Without a category: {reasons}; the worst-case bounds say how much it may matter.",
                reasons=_tallies(lost),
            )
        if self._marked:
            yield noted("The prompts state what is measured: do not compare with unmarked prompts.")


def _tallies(reasons: Counter[str]) -> str:
    return ", ".join(f"{n} {reason}" for reason, n in reasons.items())

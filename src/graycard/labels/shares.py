"""Shares by a majority of people, with their intervals: they stand beside what machines read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from graycard.counts import ALL, Counts
from graycard.labels.cautions import cautions, tallies
from graycard.labels.cells import Cells
from graycard.labels.drawn import Sample, sample_of
from graycard.labels.face_cells import FaceCells
from graycard.labels.frame import Cell, Frame, Thing, read_frame
from graycard.labels.kept import kept_rubric
from graycard.labels.rubric import Rubric
from graycard.labels.table import latest, read_labels
from graycard.labels.tally import NOT_LABELLED, Tally, tally
from graycard.language import noted
from graycard.measures import Estimated
from graycard.run.folder import RunFolder
from graycard.run.shared_seeds import SharedSeeds, is_pooled, refusal, shared_seeds
from graycard.types import Estimate, Label, NotEstimated


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """What people say of one attribute of a run.

    Attributes:
        rubric: Under which.
        sample: That was drawn; None where nobody drew one.
        tally: What the majority says of each picture, or face.
        shares: By stratum and over all, with intervals, and what could not be had.
    """

    rubric: Rubric
    sample: Sample | None
    tally: Tally
    shares: Estimated

    @property
    def by_face(self) -> bool:
        """Whether each face was asked about where a picture shows several."""
        return self.sample is not None and self.sample.each == "face"


def labelled(folder: RunFolder, *, level: float = 0.95) -> tuple[Labelled, ...]:
    """Return what people say of every attribute that was labelled in a run.

    Only pictures that were drawn are counted, each as the majority of its raters says. Over strata
    each counts as often as it stands for others. Where each face was asked about, faces are
    counted, with the pictures as the draws: those are `share_of_faces`. Without a sample only a run
    of which every picture is labelled has shares.

    Args:
        folder: Of the run.
        level: Of the intervals.

    Raises:
        DamagedRunError: If a table is not what was written.
    """
    labels = latest(read_labels(folder))
    if not labels:
        return ()
    frame, shared = read_frame(folder), shared_seeds(folder)
    attributes = sorted({one.attribute for one in labels})
    found = (_labelled(folder, frame, name, labels, level=level) for name in attributes)
    return tuple(_allowing_for_seeds(one, shared) for one in found)


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


def asked_about(frame: Frame, sample: Sample | None) -> list[Thing]:
    """Return what labels are counted of: what was drawn, or without a sample every picture."""
    if sample is None:
        return [Thing(picture=one) for one in frame.pictures]
    return [one.thing for one in sample.drawn]


def _labelled(
    folder: RunFolder, frame: Frame, attribute: str, labels: Sequence[Label], *, level: float
) -> Labelled:
    sample, rubric = asked_by(folder, attribute, labels)
    found = tally(labels, asked_about(frame, sample), rubric)
    shares = Estimated([], [])
    for counts in found.counts.by_marked():
        part = _Part(found, counts, frame, sample)
        for stratum in counts.pooled().strata:
            if reason := part.why_not(stratum):
                shares.not_estimated.append(part.refused(stratum, reason))
            else:
                shares.estimates.extend(part.shares(stratum, level=level))
    return Labelled(rubric=rubric, sample=sample, tally=found, shares=shares)


def _allowing_for_seeds(one: Labelled, shared: SharedSeeds) -> Labelled:
    """Return the same where prompts share seeds: nothing is pooled over several that do."""
    kept, refused = [], dict[NotEstimated, None]()
    for some in one.shares.estimates:
        if is_pooled(some) and shared.within(some):
            refused[refusal(some)] = None
        else:
            kept.append(shared.cautioned(some))
    return replace(one, shares=Estimated(kept, [*one.shares.not_estimated, *refused]))


class _Part:
    """What was said of marked prompts, or of unmarked ones: they are never pooled."""

    def __init__(self, found: Tally, counts: Counts, frame: Frame, sample: Sample | None) -> None:
        self._tally, self._counts, self._frame, self._sample = found, counts, frame, sample
        self._attribute, self._marked = counts.attribute, counts.marked[0]
        self._pooled = counts.pooled()
        self._weights = {
            one.picture.generation_id: one.weight for one in (sample.pictures if sample else ())
        }
        self._by_face = sample is not None and sample.each == "face"

    def shares(self, stratum: str, *, level: float) -> Iterator[Estimate]:
        """Yield the share of each category in a stratum, or in all."""
        cells, gone = self._cells(stratum), self._gone(stratum).total()
        low, high = cells.interval(level=level)
        worst = cells.bounds(gone, level=level)
        said = self._cautions(stratum, cells)
        for i, category in enumerate(self._attribute.categories):
            value, floor = float(cells.shares[i]), cells.floor(i)
            yield Estimate(
                measure=cells.measure,
                attribute=self._attribute.name,
                category=category,
                stratum=stratum,
                marked=self._marked,
                value=value,
                low=float(low[i]),
                high=float(high[i]),
                level=level,
                method=cells.method(i),
                denominator="read",
                floor_mean=None if floor is None else floor[0],
                floor_high=None if floor is None else floor[1],
                n=cells.n,
                n_missing=cells.n_asked - cells.n + (0 if worst is None else gone),
                missing_low=None if worst is None else min(float(worst[0][i]), value),
                missing_high=None if worst is None else max(float(worst[1][i]), value),
                n_prompts=int(self._pooled.n_prompts[self._pooled.strata.index(stratum)]),
                readers=(self._counts.reader,),
                cautions=said,
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
                reasons=tallies(said),
            )
        cells = self._cells(stratum)
        if isinstance(cells, FaceCells) and cells.n_telling < 2:
            return noted(
                "everything that has a category ({n}) is of one picture: how pictures differ cannot"
                " be seen in one",
                n=cells.n,
            )
        return ""

    def refused(self, stratum: str, reason: str) -> NotEstimated:
        """Return the record of a share that could not be had."""
        return NotEstimated(
            measure="share_of_faces" if self._by_face else "share",
            attribute=self._attribute.name,
            stratum=stratum,
            requested=self._cells(stratum).n_pictures + self._gone(stratum).total(),
            reason=reason,
        )

    def _cells(self, stratum: str) -> Cells | FaceCells:
        said: dict[Cell | str, Counter[str]] = {}
        weights: dict[Cell | str, float] = {}
        cells: dict[Cell | str, Cell] = {}
        for thing, answer in self._tally.said:
            picture = thing.picture
            if picture.marked is self._marked and stratum in (ALL, picture.stratum):
                cell = picture.cell(self._sample.by if self._sample else "none")
                key = picture.generation_id if self._by_face else cell
                said.setdefault(key, Counter())[answer] += 1
                weights[key] = self._weights.get(picture.generation_id, 1.0)
                cells[key] = cell
        categories = self._attribute.categories
        read = np.array([[one[name] for name in categories] for one in said.values()], np.int64)
        total = np.array([one.total() for one in said.values()], np.int64)
        weight = np.array([*weights.values()], np.float64)
        if not self._by_face:
            return Cells(read=read, drawn=total, weights=weight)
        numbers = {cell: number for number, cell in enumerate(dict.fromkeys(cells.values()))}
        places = np.array([numbers[cell] for cell in cells.values()], np.int64)
        return FaceCells(read=read, asked=total, cells=places, weights=weight)

    def _cautions(self, stratum: str, cells: Cells | FaceCells) -> tuple[str, ...]:
        said = cautions(
            cells,
            raters=len(self._tally.raters),
            is_sample=self._sample is not None,
            lost=self._reasons(stratum) + self._gone(stratum),
            marked=self._marked,
        )
        return tuple(said)

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

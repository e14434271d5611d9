"""Every measure that is installed, ours and other packages', called with what it needs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from graycard import components
from graycard.counts import ALL, Counts
from graycard.errors import EnvironmentFaultError
from graycard.language import noted
from graycard.measures import Estimated, MeasureInfo
from graycard.types import Estimate, MeasureNote, NotEstimated, Reference

_log = logging.getLogger(__name__)

Factors = Mapping[str, Mapping[str, str]]
"""How the text of each prompt was made, by the prompt's id."""

CALLED: Final = frozenset({"counts", "moments", "outcomes", "reference", "factors"})
"""Needs of the measures that are called here; what needs anything else is called elsewhere."""


@dataclass(frozen=True)
class Measure:
    """A measure that is called with counts."""

    name: str
    info: MeasureInfo
    estimate: Callable[..., Estimated]

    def of(self, counts: Counts, *, level: float, **more: Any) -> Estimated:
        """Return its estimates; one that crashes costs its own numbers, and is said."""
        try:
            made = self.estimate(counts, level=level, **more)
            # Field by field: pydantic takes an instance as it is, also a copy that was changed, and
            # one number that cannot be read again would cost those of all measures.
            return Estimated(
                [Estimate.model_validate(dict(one)) for one in made.estimates],
                [NotEstimated.model_validate(dict(one)) for one in made.not_estimated],
            )
        except EnvironmentFaultError:
            raise
        except Exception as error:  # whatever a measure raises, the audit must survive it
            _log.exception("the measure %s crashed on %s", self.name, counts.attribute.name)
            record = NotEstimated(
                measure=self.name,
                attribute=counts.attribute.name,
                stratum=ALL,
                requested=int(counts.requested.sum()),
                reason=noted(
                    "the measure crashed: {error}", error=f"{type(error).__name__}: {error}"
                )[:300],
            )
            return Estimated([], [record])


def measures(*needs: str) -> list[Measure]:
    """Return the measures that need all of this, by name.

    Args:
        needs: Such as `counts`.
    """
    return [one for one in _all() if set(needs) <= one.info.needs <= CALLED]


def of_counts(part: Counts, *, factors: Factors, level: float) -> Iterator[Estimated]:
    """Yield what every measure without a reference says of one attribute.

    Args:
        part: All marked, or all unmarked.
        factors: Of the prompts.
        level: Of the intervals.
    """
    kinds = ["counts"] if part.attribute.categories else []
    kinds += ["moments"] if part.moments is not None else []
    for one in _about(part, kinds):
        if "reference" not in one.info.needs:
            more = {"factors": factors} if "factors" in one.info.needs else {}
            yield one.of(part, level=level, **more)


def of_outcomes(part: Counts, *, factors: Factors, level: float) -> Iterator[Estimated]:
    """Yield what every measure of outcomes says of what came of the requests."""
    for one in measures("outcomes"):
        more = {"factors": factors} if "factors" in one.info.needs else {}
        yield one.of(part, level=level, **more)


def against(part: Counts, references: Sequence[Reference], *, level: float) -> Iterator[Estimated]:
    """Yield what every measure says of one attribute beside one reference."""
    for one in _about(part, ["counts"]):
        if "reference" in one.info.needs:
            yield one.of(part, references=references, level=level)


def notes(names: Iterable[str]) -> tuple[MeasureNote, ...]:
    """Return what these measures are, as far as they are installed."""
    found = []
    for name in sorted(set(names)):
        if name not in components.names("measures"):
            continue
        info: MeasureInfo = components.module("measures", name).INFO
        found.append(
            MeasureNote(
                name=name,
                family=info.family,
                unit=info.unit,
                parity=info.parity,
                formula=info.formula,
                words=info.words,
                published=info.published,
                differs=info.differs,
            )
        )
    return tuple(found)


def _about(part: Counts, kinds: Sequence[str]) -> Iterator[Measure]:
    for one in _all():
        wanted = one.info.attributes
        named = wanted is None or part.attribute.name in wanted
        if named and one.info.needs <= CALLED and set(kinds) & one.info.needs:
            yield one


def _all() -> Iterator[Measure]:
    for name in components.names("measures"):
        try:
            module = components.module("measures", name)
        except EnvironmentFaultError as error:
            # Another package's, since ours need nothing more: nobody asked for it by name.
            _left_out(name, str(error))
            continue
        if hasattr(module, "estimate"):
            yield Measure(name, module.INFO, module.estimate)


@cache
def _left_out(name: str, why: str) -> None:
    """Say so, once a process."""
    _log.error("the measure %s was left out: %s", name, why)

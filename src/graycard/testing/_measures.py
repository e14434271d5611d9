"""The contract of a measure: what must hold of any counts."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from math import isclose
from types import ModuleType
from typing import Any, Final

import numpy as np

from graycard.counts import Counts
from graycard.errors import NothingObservedError
from graycard.measures import COMPARING, Estimated, MeasureInfo
from graycard.testing._contract import require
from graycard.testing._counts import emptied, references, renamed, samples, turned
from graycard.types import Estimate

_CALLED: Final = {"counts", "moments", "outcomes"}


def check_measure(module: ModuleType) -> None:
    """Check that a module is a measure, on counts that an audit may meet.

    What is tried: that nothing observed raises, that leading axes are passed over, that bounds
    hold; and of the estimates, that they name the measure and what stands beside a number, that
    neither the order of rows nor the names of categories matter, and that a number that holds a
    stratum against the others is declared as one.

    Args:
        module: Of the measure, with `INFO`, a function of its own name and `estimate`.

    Raises:
        ContractError: If it is not.

    Example:
        >>> from graycard import components
        >>> check_measure(components.module("measures", "share"))
    """
    name = module.__name__.rpartition(".")[2]
    info = getattr(module, "INFO", None)
    require(
        isinstance(info, MeasureInfo) and bool((module.__doc__ or "").strip()),
        what=f"{name} has no docstring or no INFO",
        why="they are what graycard list and every report say of a number",
        fix="write a docstring, and INFO = graycard.measures.MeasureInfo(...)",
    )
    assert isinstance(info, MeasureInfo)
    low, high = info.bounds
    require(
        bool(info.formula and info.words and info.unit)
        and low < high
        and (info.parity is None or low <= info.parity <= high),
        what=f"INFO of {name} lacks words, or its bounds do not hold its parity",
        why="a number without its formula can be misread by a factor of four",
        fix="give formula, words, unit, bounds and parity",
    )
    function, estimate = getattr(module, name, None), getattr(module, "estimate", None)
    if not info.needs & _CALLED:
        return
    require(
        callable(function),
        what=f"{name} has no function {name}",
        why="researchers call it on tables of their own",
        fix=f"write def {name}(counts) -> numbers",
    )
    if info.needs & {"counts"}:
        assert callable(function)
        _check_function(name, function, info)
    require(
        callable(estimate) and "level" in inspect.signature(estimate).parameters,
        what=f"{name} has no function estimate(counts, *, level)",
        why="it is what the audit calls",
        fix="write it: it returns graycard.measures.Estimated",
    )
    assert callable(estimate)
    for counts in samples(info):
        _check_estimates(name, estimate, info, counts)


def _check_function(name: str, function: Callable[..., Any], info: MeasureInfo) -> None:
    """Check the plain function, if counts (and a reference) are all it wants."""
    wanted = [one for one in inspect.signature(function).parameters.values()
              if one.default is one.empty]  # fmt: skip
    if [one.name for one in wanted][1:] not in ([], ["reference"]):
        return
    more: dict[str, Any] = {"reference": np.full(3, 1 / 3)} if len(wanted) > 1 else {}
    table = np.array([[5, 3, 1], [0, 4, 0], [1, 1, 1]])
    try:
        function(np.array([[2, 1, 0], [0, 0, 0]]), **more)
    except NothingObservedError:
        pass
    else:
        require(
            False,
            what=f"{name} gives a number where nothing was observed",
            why="0 would read as parity and 1 as the worst case; it is neither",
            fix="raise graycard.errors.NothingObservedError if a row is empty",
        )
    together = np.asarray(function(table, **more), np.float64)
    apart = np.array([np.asarray(function(row, **more), np.float64) for row in table])
    require(
        together.shape == apart.shape and bool(np.allclose(together, apart)),
        what=f"{name} of a table is not that of its rows",
        why="a bootstrap and simulated audits pass many tables at once",
        fix="compute along the last axis and keep all others",
    )
    _require_bounds(name, together.min(), together.max(), info)


def _check_estimates(
    name: str, estimate: Callable[..., Estimated], info: MeasureInfo, counts: Counts
) -> None:
    made = _called(estimate, info, counts)
    for one in made.estimates:
        _require_bounds(name, one.value, one.value, info)
        require(
            one.measure == name and one.n_missing >= 0 and bool(one.method),
            what=f"an estimate of {name} calls itself {one.measure!r}, or says no method",
            why="reports and files find numbers by the name of their measure",
            fix=f'write measure="{name}" and method=...',
        )
        require(
            info.parity is None or one.floor_mean is not None,
            what=f"an estimate of {name} has no chance floor",
            why="a few images never show exact parity: without a floor chance looks like bias",
            fix="give floor_mean and floor_high: what a model at parity scores at this n",
        )
    again = _called(estimate, info, turned(counts))
    require(
        _alike(made.estimates, again.estimates),
        what=f"{name} changes with the order of the rows of counts",
        why="counts of two machines are added in any order",
        fix="let nothing depend on the order; draw with a seed of the row's own counts",
    )
    if info.attributes is None and info.needs & {"counts"}:
        named = _called(estimate, info, renamed(counts))
        require(
            _alike(made.estimates, named.estimates, names=False),
            what=f"{name} changes with the names of the categories",
            why="a name is not a number",
            fix="use columns, not names; or name the attributes it is about in INFO.attributes",
        )
    if info.family != COMPARING and "factors" not in info.needs:
        stratum = counts.strata[0]
        part = counts.select(lambda row: row[0] == stratum)
        _require_own(name, stratum, made, _called(estimate, info, part, beside=counts))
    nothing = _called(estimate, info, emptied(counts))
    if not info.needs & {"outcomes", "factors"}:
        require(
            not nothing.estimates,
            what=f"{name} has estimates where no image was read",
            why="a number of nothing is neither parity nor its opposite",
            fix="return a NotEstimated with the reason",
        )


def _require_own(name: str, stratum: str, beside: Estimated, alone: Estimated) -> None:
    """Raise unless numbers of a stratum are those that it has without the others."""
    own, said = (
        {(one.category, round(one.value, 6)) for one in made.estimates if one.stratum == stratum}
        for made in (alone, beside)
    )
    require(
        said <= own,
        what=f"{name} says something else of a stratum where there are other strata",
        why="where prompts share seeds, one that is held against several others varies more than "
        "its interval says; the audit refuses such numbers, and has to know them",
        fix=f'write family="{COMPARING}" in INFO, or compute each stratum from its own rows',
    )


def _require_bounds(name: str, least: float, most: float, info: MeasureInfo) -> None:
    require(
        bool(info.bounds[0] - 1e-9 <= least and most <= info.bounds[1] + 1e-9),
        what=f"{name} leaves its bounds {info.bounds}: {least:.4g} to {most:.4g}",
        why="charts and contract are made for those bounds",
        fix="mend the formula, or state the bounds that hold",
    )


def _called(
    estimate: Callable[..., Estimated],
    info: MeasureInfo,
    counts: Counts,
    *,
    beside: Counts | None = None,
) -> Estimated:
    more: dict[str, Any] = {}
    if "reference" in info.needs:
        more["references"] = references(beside or counts)
    if "factors" in info.needs:
        more["factors"] = {one: {"template": one[-1]} for one in counts.prompt_ids}
    return estimate(counts, level=0.95, **more)


def _alike(some: Sequence[Estimate], others: Sequence[Estimate], *, names: bool = True) -> bool:
    mine, theirs = (
        sorted((_facts(one, names=names) for one in group), key=str) for group in (some, others)
    )
    return len(mine) == len(theirs) and all(
        a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
        for a, b in zip(mine, theirs, strict=True)
    )


def _facts(one: Estimate, *, names: bool) -> Mapping[str, Any]:
    facts = {
        "stratum": one.stratum,
        "category": one.category or "",
        "value": round(one.value, 6),
        "low": one.low,
        "high": one.high,
        "n": one.n,
        "missing": one.n_missing,
        "floor": one.floor_mean,
    }
    return facts if names else {key: facts[key] for key in facts if key != "category"}


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return isclose(a, b, abs_tol=1e-6, rel_tol=1e-6)
    return bool(a == b)

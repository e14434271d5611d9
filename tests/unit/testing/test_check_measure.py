"""All our measures keep their contract; deliberately broken ones fail it."""

import types
from dataclasses import replace

import numpy as np
import pytest

from graycard import components
from graycard.measures import share
from graycard.testing import ContractError, check_measure

GOOD = components.module("measures", "share")


def broken(**changes):
    """Return a module like that of the share, with something else in it."""
    module = types.ModuleType("graycard.measures.share")
    module.__doc__ = GOOD.__doc__
    module.INFO, module.share, module.estimate = GOOD.INFO, GOOD.share, GOOD.estimate
    for name, value in changes.items():
        setattr(module, name, value)
    return module


def with_estimates(change):
    """Return an estimate function whose estimates are changed."""

    def estimate(counts, *, level=0.95):
        made = GOOD.estimate(counts, level=level)
        return made._replace(estimates=[change(one, counts) for one in made.estimates])

    return estimate


def first_row(one, counts):
    """Return an estimate that depends on which row of counts comes first."""
    return one.model_copy(update={"n_missing": one.n_missing + len(counts.strata[0])})


def first_name(one, counts):
    """Return an estimate that depends on what a category is called."""
    return one.model_copy(update={"n": one.n + len(counts.attribute.categories[0])})


def beside_others(one, counts):
    """Return an estimate that holds a stratum against all that was read."""
    every = counts.read.sum(axis=0) / counts.read.sum()
    place = counts.attribute.categories.index(one.category)
    return one.model_copy(update={"value": (1 + one.value - float(every[place])) / 2})


@pytest.mark.parametrize("name", components.names("measures"))
def test_all_our_measures_pass(name):
    check_measure(components.module("measures", name))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"INFO": None}, "no docstring or no INFO"),
        ({"__doc__": " "}, "no docstring or no INFO"),
        ({"share": None}, "no function share"),
        ({"estimate": None}, r"no function estimate\(counts"),
        ({"estimate": lambda counts: None}, r"no function estimate\(counts"),
        ({"share": lambda counts: np.zeros(counts.shape)}, "where nothing was observed"),
        ({"share": lambda counts: share.share(counts) * 2}, "leaves its bounds"),
        ({"share": lambda counts: share.share(counts)[..., :1].sum()}, "is not that of its rows"),
        (
            {"estimate": with_estimates(lambda one, _: one.model_copy(update={"measure": "gap"}))},
            "calls itself 'gap'",
        ),
        ({"estimate": with_estimates(first_row)}, "order of the rows"),
        ({"estimate": with_estimates(first_name)}, "names of the categories"),
        ({"estimate": with_estimates(beside_others)}, "where there are other strata"),
    ],
)
def test_broken_measures_fail(changes, said):
    with pytest.raises(ContractError, match=said):
        check_measure(broken(**changes))


def test_a_measure_may_hold_strata_against_each_other_if_it_says_so():
    info = replace(GOOD.INFO, family="association")
    check_measure(broken(INFO=info, estimate=with_estimates(beside_others)))


def test_a_measure_that_has_parity_and_no_floor_fails():
    gap = components.module("measures", "representation_gap")
    module = types.ModuleType("graycard.measures.representation_gap")
    module.__doc__, module.INFO = gap.__doc__, gap.INFO
    module.representation_gap = gap.representation_gap

    def estimate(counts, *, references, level=0.95):
        made = gap.estimate(counts, references=references, level=level)
        bare = [one.model_copy(update={"floor_mean": None}) for one in made.estimates]
        return made._replace(estimates=bare)

    module.estimate = estimate
    with pytest.raises(ContractError, match="no chance floor"):
        check_measure(module)


def test_a_measure_with_estimates_of_nothing_fails():
    def estimate(counts, *, level=0.95):
        made = GOOD.estimate(counts, level=level)
        if made.estimates:
            estimate.kept = made
        return estimate.kept

    with pytest.raises(ContractError, match="no image was read"):
        check_measure(broken(estimate=estimate))

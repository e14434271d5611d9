import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, fisher_exact
from statsmodels.stats.proportion import confint_proportions_2indep

from graycard.errors import NothingObservedError
from graycard.stats.difference import exact_difference_test, newcombe
from graycard.stats.multiplicity import benjamini_hochberg


@pytest.mark.parametrize(("k", "n", "m", "o"), [(56, 70, 48, 80), (0, 8, 3, 9), (10, 10, 0, 20)])
def test_newcombe_is_that_of_statsmodels(k, n, m, o):
    low, high = newcombe(k, n, m, o, level=0.95)
    theirs = confint_proportions_2indep(k, n, m, o, method="newcomb", compare="diff")

    assert (float(low), float(high)) == pytest.approx(theirs)


def test_newcombe_as_published():
    """Newcombe (1998), table II, method 10, cases a, b and g."""
    low, high = newcombe([56, 9, 5], [70, 10, 56], [48, 3, 0], [80, 10, 29], level=0.95)

    assert low.round(4).tolist() == [0.0524, 0.1705, -0.0381]
    assert high.round(4).tolist() == [0.3339, 0.809, 0.1926]


@given(st.integers(0, 12), st.integers(0, 9))
def test_with_one_group_it_is_fisher_s_test(k, m):
    theirs = fisher_exact([[k, 12 - k], [m, 9 - m]]).pvalue

    assert exact_difference_test([k], [12], [m], [9]) == pytest.approx(theirs)


def test_several_groups_by_enumeration():
    """Two groups of 2 and 2: every way to choose, counted."""
    # Group 1: 2 of 2 against 0 of 2; group 2: 1 of 2 against 0 of 2. Sums of the first kind:
    # hypergeometric (1, 4, 1)/6 over 0..2 and (1, 1)/2 over 0..1 give (1, 5, 5, 1)/12 over 0..3.
    found = exact_difference_test([2, 1], [2, 2], [0, 0], [2, 2])

    assert found == pytest.approx(2 / 12)


def test_a_difference_within_every_group_is_seen_where_pooling_hides_it():
    """Simpson's case: more of the first kind in both groups, fewer in all."""
    k, n, m, o = [9, 14], [10, 40], [20, 0], [40, 10]
    assert sum(k) / sum(n) < sum(m) / sum(o) + 0.07

    p = exact_difference_test(k, n, m, o)

    unlike = [[b - a for a, b in zip(*pair, strict=True)] for pair in ((k, n), (m, o))]
    assert p == pytest.approx(exact_difference_test(unlike[0], n, unlike[1], o))
    assert p < 0.05 < fisher_exact([[23, 27], [20, 30]]).pvalue


def test_p_values_are_valid_where_nothing_differs():
    rng = np.random.default_rng(0)
    found = []
    for _ in range(800):
        rates = rng.uniform(0.1, 0.9, 3)
        a, b = rng.binomial(6, rates), rng.binomial(20, rates)
        found.append(exact_difference_test(a.tolist(), [6] * 3, b.tolist(), [20] * 3))

    assert np.mean(np.array(found) <= 0.05) <= 0.06
    assert np.mean(np.array(found) <= 0.2) <= 0.22


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_are_those_of_scipy(p):
    np.testing.assert_allclose(benjamini_hochberg(p), false_discovery_control(p), atol=1e-12)


def test_a_share_of_nothing_has_no_difference():
    with pytest.raises(NothingObservedError):
        newcombe(0, 0, 1, 2, level=0.95)

"""Adjusted p-values by hand."""

import numpy as np
import pytest

from graycard.stats.multiplicity import benjamini_hochberg, holm


def test_holm_by_hand():
    # 3 * 0.01, 2 * 0.02, and 1 * 0.03, which may not be below the one before.
    assert holm([0.02, 0.03, 0.01]).tolist() == pytest.approx([0.04, 0.04, 0.03])
    assert holm([0.6, 0.7]).tolist() == [1.0, 1.0]
    assert holm([]).shape == (0,)


def test_holm_is_never_below_benjamini_and_hochberg():
    p = np.random.default_rng(0).random((100, 5)) ** 3

    assert all((holm(row) >= benjamini_hochberg(row) - 1e-12).all() for row in p)

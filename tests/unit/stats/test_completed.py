import numpy as np
import pytest

from graycard.stats.completed import all_in_one, nearest_to_parity


@pytest.mark.parametrize(
    ("counts", "missing", "parity", "expected"),
    [
        pytest.param([8, 2], 6, [0.5, 0.5], [8, 8], id="exactly-filled"),
        pytest.param([8, 2], 2, [0.5, 0.5], [8, 4], id="all-to-the-lowest"),
        pytest.param([8, 2], 10, [0.5, 0.5], [10, 10], id="more-than-the-shortfall"),
        pytest.param([6, 2, 0], 3, [1 / 3] * 3, [6, 2.5, 2.5], id="to-one-level"),
        # Multiples of the shares: 4/.8 = 5, 3/.2 = 15. Five more of the first make it 9/.8 = 11.25.
        pytest.param([4, 3], 5, [0.8, 0.2], [9, 3], id="as-multiples-of-the-reference"),
        pytest.param([4, 3], 0, [0.5, 0.5], [4, 3], id="nothing-missing"),
    ],
)
def test_the_lowest_are_filled_up(counts, missing, parity, expected):
    assert nearest_to_parity([counts], [missing], parity)[0] == pytest.approx(expected, abs=1e-6)


def test_is_the_best_of_all_completions():
    parity, counts = np.array([0.5, 0.3, 0.2]), np.array([7, 1, 4])

    near = nearest_to_parity([counts], [5], parity)[0]

    every = [counts + np.array([a, b, 5 - a - b]) for a in range(6) for b in range(6 - a)]
    gaps = [np.abs(one / 17 - parity).sum() for one in every]
    assert near.sum() == pytest.approx(17)
    assert np.abs(near / 17 - parity).sum() <= min(gaps) + 1e-9


def test_all_in_one_takes_each_category_in_turn():
    found = all_in_one([[6, 2], [0, 1]], [3, 1])

    assert found.tolist() == [[[9, 2], [1, 1]], [[6, 5], [0, 2]]]

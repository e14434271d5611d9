import numpy as np
import pytest

from graycard.errors import NothingObservedError
from graycard.stats.extremes import difference_interval, ratio_interval
from graycard.stats.intervals import goodman, wilson

INTERVALS = [difference_interval, ratio_interval]
COUNTS = np.random.default_rng(0).integers(0, 30, size=(40, 3, 5)) + np.eye(5, dtype=int)[0]


def test_two_categories_are_wilsons():
    low, high = wilson(80, 100, level=0.95)

    found = difference_interval([20, 80], level=0.95)
    ratios = ratio_interval([20, 80], level=0.95)

    assert found == pytest.approx((2 * low - 1, 2 * high - 1))
    assert ratios == pytest.approx(((1 - high) / high, (1 - low) / low))


def test_limit_of_one_pair_is_the_root_of_its_score():
    # 12 against 3 of 40: at the limit d, (9 - 40 d)² = 1.96² * 40 * (2 q + d (1 - d)), where q
    # maximises 12 log(q + d) + 3 log q + 25 log(1 - 2 q - d): looked for here on a grid.
    _, high = difference_interval([12, 25, 3], level=0.95)
    grid = np.linspace(1e-6, 0.5, 2_000_001)

    d = float(difference_interval([25, 12, 3], level=0.95)[1])
    q = grid[grid < (1 - d) / 2]
    q = q[np.argmax(25 * np.log(q + d) + 3 * np.log(q) + 12 * np.log(1 - 2 * q - d))]

    assert (22 - 40 * d) ** 2 == pytest.approx(1.959964**2 * 40 * (2 * q + d * (1 - d)), rel=1e-3)
    assert d == pytest.approx(float(high))


@pytest.mark.parametrize("interval", INTERVALS)
def test_order_does_not_matter_and_rows_are_apart(interval):
    low, high = interval(COUNTS, level=0.95)
    again = interval(COUNTS[..., ::-1], level=0.95)

    assert np.array([low, high]) == pytest.approx(np.array(again))
    assert (low[3, 1], high[3, 1]) == pytest.approx(interval(COUNTS[3, 1], level=0.95))
    assert np.all((low >= 0) & (high <= 1))


@pytest.mark.parametrize("interval", INTERVALS)
def test_a_higher_level_is_wider(interval):
    low_90, high_90 = interval(COUNTS, level=0.9)
    low_99, high_99 = interval(COUNTS, level=0.99)

    assert np.all(low_99 <= low_90 + 1e-9)
    assert np.all(high_99 >= high_90 - 1e-9)


def test_is_narrower_than_what_a_box_around_all_shares_gives():
    many = COUNTS[..., :3] + 3

    low, high = difference_interval(many, level=0.95)

    box_low, box_high = goodman(many, level=0.95)
    from_box = (
        box_high.max(-1) - box_low.min(-1) - np.clip(box_low.max(-1) - box_high.min(-1), 0, 1)
    )
    assert np.all(high - low < from_box)


@pytest.mark.parametrize("interval", INTERVALS)
def test_nothing_is_an_error(interval):
    with pytest.raises(NothingObservedError, match="no images"):
        interval([[1, 2], [0, 0]], level=0.95)


@pytest.mark.parametrize("n", [8, 32, 100])
@pytest.mark.parametrize(
    "truth",
    [
        pytest.param([1 / 3] * 3, id="parity"),
        pytest.param([0.36, 0.33, 0.31], id="near"),
        pytest.param([0.7, 0.15, 0.15], id="far"),
        pytest.param([0.97, 0.02, 0.01], id="rare"),
        pytest.param([0.1] * 10, id="parity-of-ten"),
        pytest.param([0.4, 0.4, 0.025, 0.025, 0.025, 0.025, 0.025, 0.025, 0.025, 0.025], id="two"),
    ],
)
def test_covers_the_truth(truth, n):
    draws = np.random.default_rng(1).multinomial(n, truth, size=4000)

    for interval, true in (
        (difference_interval, max(truth) - min(truth)),
        (ratio_interval, min(truth) / max(truth)),
    ):
        low, high = interval(draws, level=0.95)
        covered = ((low <= true + 1e-9) & (true <= high + 1e-9)).mean()
        assert covered >= 0.95 - 3 * 0.0034

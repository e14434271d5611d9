import numpy as np
import pytest

from graycard.errors import NothingObservedError
from graycard.measures.effective_number import effective_number
from graycard.measures.effective_number import estimate as estimate_number
from graycard.measures.entropy import entropy, estimate

from ._counts import counts_of


@pytest.mark.parametrize(
    ("counts", "bits"),
    [
        # Nothing seen once: shares .5, .3, .2 as they are; each term over 1 - (1 - p)^10.
        # .5/.999023 + .521090/.971752 + .464386/.892626 = .500489 + .536237 + .520247
        pytest.param([5, 3, 2], 1.556973, id="no-singleton"),
        # Two of four seen once: shares halved to .25, .125, .125.
        # .5/.683594 + 2 * .375/.413818 = .731429 + 2 * .906195
        pytest.param([2, 1, 1, 0, 0, 0, 0, 0], 2.543818, id="half-unseen"),
        pytest.param([2, 1, 1], 1.584963, id="never-above-that-of-three-even-categories"),
        pytest.param([7, 0, 0], 0.0, id="all-alike"),
        pytest.param([1, 0, 0], 0.0, id="one-image"),
    ],
)
def test_matches_the_value_by_hand(counts, bits):
    assert entropy(np.array(counts)) == pytest.approx(bits, abs=2e-6)


def test_hits_the_truth_where_the_plain_formula_is_too_low():
    shares = 0.80829441 ** np.arange(24)  # 2.512 nats
    shares /= shares.sum()
    draws = np.random.default_rng(0).multinomial(50, shares, size=20_000)

    nats = entropy(draws).mean() * np.log(2)

    assert nats == pytest.approx(2.512, abs=0.05)
    plain = [-(p * np.log(p)).sum() for p in (row[row > 0] / 50 for row in draws[:2000])]
    assert np.mean(plain) == pytest.approx(2.30, abs=0.01)


def test_effective_number_by_hand():
    found = effective_number(np.array([[50, 50, 0, 0], [25, 25, 25, 25], [9, 0, 0, 0]]))

    assert found == pytest.approx([2, 4, 1], abs=1e-3)


@pytest.mark.parametrize("measure", [entropy, effective_number])
def test_empty_is_an_error(measure):
    with pytest.raises(NothingObservedError, match="no image was read"):
        measure(np.array([[3, 5], [0, 0]]))


@pytest.mark.parametrize("measure", [entropy, effective_number])
def test_broadcasts_and_knows_no_order_of_categories(measure):
    counts = np.random.default_rng(0).integers(0, 6, size=(4, 5, 6)) + np.eye(6, dtype=int)[0]

    found = measure(counts)

    assert found == pytest.approx(np.array([[measure(row) for row in rows] for rows in counts]))
    assert found == pytest.approx(measure(counts[..., ::-1]))


def test_estimates_stand_beside_even_shares():
    counts = counts_of([("cook", "c1", [30, 2], 0), ("nurse", "n1", [16, 16], 0)])

    cook, nurse, _ = estimate(counts).estimates

    # 1 of 16 gives .337 bits; Clopper and Pearson's limits of 2 of 32, .00766 and .20807, give
    # .0650 and .7378.
    assert cook.low < 0.337 < cook.high
    assert cook.low == pytest.approx(0.065, abs=0.02)
    assert cook.high == pytest.approx(0.738, abs=0.02)
    assert cook.high < cook.floor_high < cook.floor_mean < 1
    assert nurse.value == nurse.high == pytest.approx(1, abs=1e-6)


def test_missing_may_be_all_of_the_other_category():
    counts = counts_of([("cook", "c1", [30, 0], 30)])

    [one] = estimate(counts).estimates
    [number] = estimate_number(counts).estimates

    assert one.value == 0
    assert one.missing_low == pytest.approx(0, abs=0.01)
    assert one.missing_high == pytest.approx(1, abs=0.01)
    assert number.missing_high == pytest.approx(2, abs=0.01)
    assert one.n_missing == 30


def test_nothing_read_is_a_record():
    done = estimate(counts_of([("cook", "c1", [0, 0], 9), ("nurse", "n1", [4, 4], 0)]))

    assert [(one.stratum, one.requested) for one in done.not_estimated] == [("cook", 9)]
    assert "9 no face" in done.not_estimated[0].reason


@pytest.mark.parametrize("truth", [[0.5, 0.5], [0.9, 0.1], [0.97, 0.03]])
def test_intervals_cover_and_the_floor_is_seldom_passed(truth):
    bits = -sum(p * np.log2(p) for p in truth)
    draws = np.random.default_rng(1).multinomial(32, truth, size=400)
    distinct, times = np.unique(draws, axis=0, return_counts=True)
    rows = [(f"s{i:02}", f"p{i}", row.tolist(), 0) for i, row in enumerate(distinct)]

    found = estimate(counts_of(rows)).estimates[: len(rows)]

    covered = sum(t for one, t in zip(found, times, strict=True) if one.low <= bits <= one.high)
    assert covered / 400 >= 0.93
    below = sum(t for one, t in zip(found, times, strict=True) if one.value < one.floor_high)
    assert (below / 400 <= 0.08) == (truth == [0.5, 0.5])

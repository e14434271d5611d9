import numpy as np
import pytest

from graycard.errors import NothingObservedError
from graycard.measures.jensen_shannon import estimate, jensen_shannon
from graycard.types import Reference

from ._counts import counts_of

COIN = np.array([0.5, 0.5])


def reference(shares, *, stratum=None):
    return Reference(
        name="coin",
        attribute="hat",
        stratum=stratum,
        shares=dict(zip(("no", "yes"), shares, strict=True)),
        population="everybody",
        source="test",
        states_the_value_of="nobody",
    )


@pytest.mark.parametrize(
    ("counts", "shares", "bits"),
    [
        pytest.param([4, 4], [0.5, 0.5], 0, id="agreement"),
        pytest.param([9, 0], [0, 1], 1, id="nothing-in-common"),
        # m = (.75, .25): ½ log2(1/.75) + ½ (½ log2(.5/.75) + ½ log2(.5/.25))
        # = .207519 + ½ (-.292481 + .5)
        pytest.param([4, 0], [0.5, 0.5], 0.311278, id="one-category-of-a-coin"),
        # p = (.75, .25), m = (.625, .375): ½ (.75 log2 1.2 + .25 log2 .66667)
        # + ½ (.5 log2 .8 + .5 log2 1.33333) = ½ (.197276 - .146241) + ½ (-.160964 + .207519)
        pytest.param([3, 1], [0.5, 0.5], 0.048795, id="three-of-four"),
    ],
)
def test_matches_the_value_by_hand(counts, shares, bits):
    found = jensen_shannon(np.array(counts), reference=np.array(shares))

    assert found == pytest.approx(bits, abs=2e-6)


def test_empty_is_an_error():
    with pytest.raises(NothingObservedError, match="no image was read"):
        jensen_shannon(np.array([[1, 2], [0, 0]]), reference=COIN)


def test_broadcasts_and_knows_no_order_of_categories():
    rng = np.random.default_rng(0)
    counts, shares = rng.integers(1, 9, size=(4, 5, 3)), np.array([0.2, 0.3, 0.5])

    found = jensen_shannon(counts, reference=shares)

    each = [[float(jensen_shannon(row, reference=shares)) for row in rows] for rows in counts]
    assert found == pytest.approx(np.array(each))
    assert found == pytest.approx(jensen_shannon(counts[..., ::-1], reference=shares[::-1]))
    assert np.all((found >= 0) & (found <= 1))


def test_its_bias_is_the_floor():
    # (K - 1) / (8 n ln 2) = .0108 bits for 7 even categories and 100 images
    counts = np.random.default_rng(0).multinomial(100, np.full(7, 1 / 7), size=5000)

    assert jensen_shannon(counts, reference=np.full(7, 1 / 7)).mean() == pytest.approx(
        6 / (800 * np.log(2)), rel=0.05
    )


def test_a_stratum_at_parity_is_below_its_floor_and_one_far_off_above():
    counts = counts_of([("cook", "c", [17, 15], 0), ("nurse", "n", [31, 1], 0)])

    done = estimate(counts, references=[reference([0.5, 0.5])])

    found = {one.stratum: one for one in done.estimates}
    assert found["cook"].value < found["cook"].floor_high
    assert found["cook"].low == 0
    assert found["nurse"].low > found["nurse"].floor_high > found["nurse"].floor_mean > 0
    assert found["cook"].floor_mean == pytest.approx(1 / (8 * 32 * np.log(2)), rel=0.15)
    assert found["nurse"].reference == "coin"


def test_bounds_hold_whatever_the_missing_are():
    counts = counts_of([("cook", "c", [20, 0], 20)])

    [one] = estimate(counts, references=[reference([0.5, 0.5])]).estimates

    assert one.missing_low == pytest.approx(0, abs=1e-6)
    assert one.missing_high == pytest.approx(0.311278, abs=0.001)


def test_a_stratum_without_reference_is_a_record():
    counts = counts_of([("cook", "c", [3, 5], 0), ("nurse", "n", [4, 4], 0)])

    done = estimate(counts, references=[reference([0.5, 0.5], stratum="cook")])

    assert [one.stratum for one in done.estimates] == ["cook"]
    assert {one.stratum for one in done.not_estimated} == {"nurse", "*"}


@pytest.mark.parametrize("truth", [[0.5, 0.5], [0.6, 0.4], [0.98, 0.02]])
def test_intervals_cover(truth):
    p, m = np.array(truth), (np.array(truth) + 0.5) / 2
    bits = float((p * np.log2(p / m) + 0.5 * np.log2(0.5 / m)).sum() / 2)
    draws = np.random.default_rng(1).multinomial(24, truth, size=400)
    distinct, times = np.unique(draws, axis=0, return_counts=True)
    rows = [(f"s{i:02}", f"p{i}", row.tolist(), 0) for i, row in enumerate(distinct)]

    done = estimate(counts_of(rows), references=[reference([0.5, 0.5])])

    found = done.estimates[: len(rows)]
    held = [one.low - 1e-9 <= bits <= one.high + 1e-9 for one in found]
    assert np.dot(held, times) / 400 >= 0.93

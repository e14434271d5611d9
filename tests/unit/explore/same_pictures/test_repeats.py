import numpy as np
import pytest

from graycard.explore.same_pictures.repeats import repeats


def test_pairs_by_hand():
    """Two nurses and two cooks; the first nurse and both cooks are one picture.

    Pairs of different prompts: four, of which two are the same; of one prompt: two, of which one.
    """
    given = ([1, 2, 1, 1], ["nurse", "nurse", "cook", "cook"], [10, 11, 12, 13])

    across = repeats(*given, of="different prompts")
    within = repeats(*given, of="one prompt")

    assert (across.same, across.pairs, across.share, across.n) == (2, 4, 0.5, 4)
    assert (within.same, within.pairs, within.share, within.n) == (1, 2, 0.5, 4)


def test_pairs_of_one_seed_are_left_out():
    """The same noise under two prompts may give the same picture, and says little."""
    groups, prompts, seeds = [1, 1, 2, 1], ["nurse", "cook", "cook", "chef"], [7, 7, 8, 9]

    found = repeats(groups, prompts, seeds, of="different prompts")

    # Of nurse 7, cook 7, cook 8 and chef 9, all pairs but nurse 7 with cook 7, and the cooks.
    assert (found.same, found.pairs) == (2, 4)
    assert repeats([1, 1], ["nurse"] * 2, [7, 7], of="one prompt") is None


def test_unknown_seeds_are_taken_as_different():
    assert repeats([1, 1], ["nurse"] * 2, [None, None], of="one prompt").pairs == 1


def test_pairs_are_those_counted_one_by_one():
    rng = np.random.default_rng(0)
    groups, prompts, seeds = (rng.integers(m, size=40).tolist() for m in (6, 5, 8))
    pairs = [(i, j) for i in range(40) for j in range(i) if seeds[i] != seeds[j]]
    across = [(i, j) for i, j in pairs if prompts[i] != prompts[j]]

    found = repeats(groups, prompts, seeds, of="different prompts")

    assert found.pairs == len(across)
    assert found.same == sum(groups[i] == groups[j] for i, j in across)


def test_none_found_does_not_mean_none_there():
    """Of a picture that 5.572 of n draws are expected to give, at most one comes 25 in 1000."""
    assert (1 + 5.572) * np.exp(-5.572) == pytest.approx(0.025, abs=1e-4)
    found = repeats(list(range(50)), [i % 5 for i in range(50)], list(range(50)), of="one prompt")

    assert (found.low, found.share) == (0, 0)
    assert found.high == pytest.approx(5.572**2 / 2 / found.pairs, rel=0.01)


def one_for_some(rate):
    return lambda rng, n: np.where(rng.random(n) < rate, -1, np.arange(n))


@pytest.mark.parametrize(
    ("draw", "truth"),
    [
        (one_for_some(0.05), 0.05**2),
        (one_for_some(0.3), 0.3**2),
        (lambda rng, n: rng.integers(50, size=n), 1 / 50),
        (lambda rng, n: rng.choice(3, p=[0.7, 0.2, 0.1], size=n), 0.49 + 0.04 + 0.01),
    ],
)
def test_intervals_hold_a_planted_chance(draw, truth):
    rng = np.random.default_rng(1)
    held = []
    for _ in range(300):
        found = repeats(
            draw(rng, 80).tolist(), rng.integers(6, size=80).tolist(), list(range(80)),
            of="different prompts",
        )  # fmt: skip
        held.append(found.low <= truth <= found.high)

    assert np.mean(held) > 0.91


def test_one_picture_only_is_a_chance_of_one_with_a_lower_end():
    found = repeats([1] * 30, [i % 2 for i in range(30)], list(range(30)), of="different prompts")

    assert found.share == found.high == 1
    assert 0.9 < found.low < 1

"""Where there is no room for all identity pictures, chance chooses: whatever order a run has."""

from collections import Counter

import numpy as np
import pytest

from graycard.explore.clusters import fit_tree, join, sample
from graycard.explore.clusters.sample import sample_of

from .made_pictures import people, pictures

ROOM, PROMPTS, SEEDS = 400, 6, 400


@pytest.fixture
def little_room(monkeypatch):
    monkeypatch.setattr(sample, "LARGEST", ROOM)


def grid(order):
    """Return 2,400 pictures, six for each that there is room for; the row tells prompt and seed."""
    whole = join(
        *(
            pictures([f"p{at}"], SEEDS, first_row=at * SEEDS, model=f"m{at % 2}")
            for at in range(PROMPTS)
        )
    )
    return whole.where(np.arange(len(whole)).reshape(PROMPTS, SEEDS).ravel(order))


# A prompt after the other, and a seed after the other: in both a period is six pictures long.
@pytest.mark.parametrize("order", ["C", "F"])
def test_the_order_of_a_run_does_not_choose(little_room, order):
    drawn = sample_of(grid(order))

    assert len(drawn) == len(set(drawn.rows.tolist())) == ROOM
    of_prompts = Counter(drawn.prompts)
    assert len(of_prompts) == PROMPTS
    assert all(abs(times - ROOM / PROMPTS) <= 1 for times in of_prompts.values())
    # Seeds as dice would have them: 67 of each sixth, give or take 7.
    of_seeds = np.bincount(drawn.rows % SEEDS % PROMPTS)
    assert of_seeds.min() > 40
    assert of_seeds.max() < 95


def test_a_sample_keeps_the_order_and_is_the_same_again(little_room):
    whole = grid("F")
    places = {row: at for at, row in enumerate(whole.rows.tolist())}

    once, again = sample_of(whole), sample_of(whole)

    assert (np.diff([places[row] for row in once.rows.tolist()]) > 0).all()
    assert once.rows.tolist() == again.rows.tolist()
    assert np.array_equal(once.vectors, whole.vectors[[places[row] for row in once.rows.tolist()]])


def test_each_model_and_prompt_gives_its_share(little_room):
    sizes = {"a": 1_000, "b": 600, "c": 390, "d": 10}
    some = [
        pictures([name], n, model=model) for name, n in sizes.items() for model in ("one", "other")
    ]

    drawn = sample_of(join(*some))

    shares = Counter(zip(drawn.prompts, drawn.models, strict=True))
    for (name, _), times in shares.items():
        assert abs(times - sizes[name] / 10) <= 1
    assert len(shares) >= 6


def test_where_there_is_room_all_are_taken(little_room):
    whole = people(n=100)

    assert sample_of(whole) is whole


def test_the_result_says_that_chance_chose_and_from_how_many(little_room):
    found = fit_tree(people(n=150, signal=9.0), pictures(["x"], 0)).clusters(4)

    assert found.n == ROOM == sum(one.size for one in found.clusters)
    (said,) = [one for one in found.cautions if "room" in one]
    assert said.startswith("200 of 600 identity pictures are not in the tree")
    assert "drawn at random" in said
    assert str(sample.SEED) in said

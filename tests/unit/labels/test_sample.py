"""Samples: weights sum to what there is, and nothing but the seed decides."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from graycard.errors import DamagedRunError, InputError, RunLockedError, SpecError
from graycard.labels.drawn import draw_sample, sample_of, samples
from graycard.labels.frame import BY, Pictured, read_frame
from graycard.labels.sample import draw
from graycard.run.lock import sole_writer
from graycard.run.schemas import SAMPLE
from graycard.run.tables import put_table, read_table

from .conftest import HAT, generation


def pictures(sizes):
    """Return as many pictures of each (stratum, prompt, marked) as are asked for."""
    return [
        Pictured(
            generation_id=f"{stratum}/{prompt}/{marked}/{i}",
            stratum=stratum,
            prompt_id=prompt,
            marked=marked,
        )
        for (stratum, prompt, marked), n in sizes.items()
        for i in range(n)
    ]


def ids(sample):
    return [one.picture.generation_id for one in sample]


RUNS = st.dictionaries(
    st.tuples(
        st.sampled_from(["nurse", "ceo", "<script>"]),
        st.sampled_from(["a", "b", None]),
        st.sampled_from([True, False, None]),
    ),
    st.integers(1, 30),
    min_size=1,
    max_size=6,
)


@given(RUNS, st.integers(1, 120), st.sampled_from(BY), st.integers(0, 3))
def test_weights_sum_to_the_pictures_there_are(sizes, n, by, seed):
    there = pictures(sizes)
    cells = Counter(one.cell(by) for one in there)
    if n < len(cells):
        with pytest.raises(InputError, match="cannot be drawn by"):
            draw(there, n, by=by, seed=seed)
        return

    sample = draw(there, n, by=by, seed=seed)

    assert len(sample) == min(n, len(there))
    assert len(set(ids(sample))) == len(sample)
    for cell, size in cells.items():
        mine = [one for one in sample if one.picture.cell(by) == cell]
        assert sum(one.weight for one in mine) == pytest.approx(size)
        assert {(one.size, one.drawn) for one in mine} == {(size, len(mine))}
    drawn = Counter(one.picture.cell(by) for one in sample)
    not_used_up = [drawn[cell] for cell, size in cells.items() if drawn[cell] < size]
    assert max(not_used_up, default=0) <= min(not_used_up, default=0) + 1
    assert all(drawn[cell] <= min(not_used_up, default=size) + 1 for cell, size in cells.items())


@given(RUNS, st.integers(1, 60), st.integers(0, 20), st.sampled_from(BY))
def test_a_larger_sample_of_the_same_seed_holds_the_smaller(sizes, n, more, by):
    there = pictures(sizes)
    if n < len({one.cell(by) for one in there}):
        return

    assert set(ids(draw(there, n, by=by))) <= set(ids(draw(there, n + more, by=by)))


def test_the_same_seed_draws_the_same_whatever_the_order_of_the_pictures():
    there = pictures({("nurse", "a", False): 40, ("ceo", "b", False): 25})

    assert ids(draw(there, 20)) == ids(draw(there[::-1], 20))
    assert ids(draw(there, 20)) != ids(draw(there, 20, seed=1))


def test_every_picture_of_a_cell_is_equally_likely():
    there = pictures({("nurse", "a", False): 10, ("ceo", "b", False): 5})
    times = Counter(one for seed in range(400) for one in ids(draw(there, 6, seed=seed)))

    nurses = [times[one.generation_id] for one in there[:10]]
    ceos = [times[one.generation_id] for one in there[10:]]
    assert sum(nurses) == sum(ceos) == 1200
    assert chisquare(nurses).pvalue > 0.001
    assert chisquare(ceos).pvalue > 0.001


def test_the_order_in_which_pictures_are_shown_does_not_follow_the_strata():
    there = pictures({("nurse", "a", False): 50, ("ceo", "b", False): 50})

    shown = [one.picture.stratum for one in draw(there, 100)]

    changes = sum(a != b for a, b in pairwise(shown))
    assert 30 < changes < 70, "100 pictures in random order change the stratum about 50 times"


def test_marked_and_unmarked_prompts_are_cells_apart():
    there = pictures({("nurse", "a", False): 90, ("nurse", "b", True): 10})

    sample = draw(there, 20)

    assert Counter(one.picture.marked for one in sample) == {False: 10, True: 10}
    assert {one.weight for one in sample} == {9.0, 1.0}


def test_a_run_without_a_picture_has_nothing_to_draw():
    with pytest.raises(InputError, match="no picture to draw"):
        draw([], 1)


# In a run ----------------------------------------------------------------------------------------


def test_a_sample_is_kept_with_its_weights_and_comes_back(run):
    folder = run(*(generation(i, stratum="nurse" if i < 8 else "ceo") for i in range(12)))

    made = draw_sample(folder, 6, rubrics=[HAT], seed=3)

    assert samples(folder) == (made,)
    assert made.population == 12
    table = read_table(folder.sample(0), SAMPLE)
    assert sum(table["weight"].to_pylist()) == pytest.approx(12)
    assert table["place"].to_pylist() == list(range(6))
    assert set(table["seed"].to_pylist()) == {3}


def test_requests_without_a_picture_are_not_drawn(run):
    folder = run(generation(0), generation(1, "refused"), generation(2, "failed"), generation(3))

    made = draw_sample(folder, 10, rubrics=[HAT])

    assert sorted(ids(made.drawn)) == ["g0", "g3"]
    assert read_frame(folder).gone == {("nurse", False): {"refused": 1, "failed": 1}}


def test_the_sample_that_was_drawn_last_counts_for_its_attributes(run):
    folder = run(*(generation(i) for i in range(6)))
    cap = HAT.model_copy(update={"name": "cap", "attribute": "cap"})
    draw_sample(folder, 2, rubrics=[HAT, cap])
    draw_sample(folder, 4, rubrics=[HAT])

    assert len(sample_of(folder, "hat").drawn) == 4
    assert len(sample_of(folder, "cap").drawn) == 2
    assert sample_of(folder, "tie") is None


def test_two_rubrics_of_one_attribute_draw_nothing(run):
    folder = run(generation(0))
    with pytest.raises(SpecError, match="two rubrics"):
        draw_sample(folder, 1, rubrics=[HAT, HAT.model_copy(update={"name": "cap"})])

    assert not folder.labelling.exists()


def test_nothing_is_drawn_while_another_writes(run):
    folder = run(generation(0))
    with sole_writer(folder), pytest.raises(RunLockedError):
        draw_sample(folder, 1, rubrics=[HAT])

    assert samples(folder) == ()


@pytest.mark.parametrize("damage", ["truncated", "empty", "a row is gone", "weights"])
def test_a_sample_that_is_not_what_was_drawn_is_named(run, damage):
    folder = run(*(generation(i) for i in range(6)))
    draw_sample(folder, 4, rubrics=[HAT])
    path = folder.sample(0)
    table = read_table(path, SAMPLE)
    if damage == "truncated":
        path.write_bytes(path.read_bytes()[:-20])
    elif damage == "empty":
        put_table(path, table.slice(0, 0))
    elif damage == "a row is gone":
        put_table(path, table.slice(1))
    else:
        rows = [row | {"size": 2} for row in table.to_pylist()]
        put_table(path, type(table).from_pylist(rows, schema=SAMPLE))

    with pytest.raises(DamagedRunError, match=r"sample-000\.parquet is damaged"):
        samples(folder)

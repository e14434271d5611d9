"""Scores in blocks are those of the whole table, and tell the same of words."""

import tracemalloc
from dataclasses import astuple

import numpy as np
import pytest

from graycard.explore.telling import compare
from graycard.explore.telling.compare import telling_words
from graycard.explore.telling.scores import Scores, word_scores

BLOCKS = [1, 70, 999, 1_000_000]


def made(n=90, width=7, words=11, at_once=1_000_000):
    rng = np.random.default_rng(0)
    pictures = rng.normal(size=(n, width)).astype(np.float32)
    return Scores(pictures, rng.normal(size=(words, width)), at_once)


@pytest.mark.parametrize("at_once", BLOCKS)
def test_blocks_are_parts_of_the_whole_product(at_once):
    scores = made(at_once=at_once)
    whole = scores.pictures.astype(float) @ scores.words.T
    weights = np.random.default_rng(1).normal(size=(4, 90))
    members = np.arange(90) % 8

    assert np.allclose(np.hstack([scores.of(some) for some in scores.blocks()]), whole)
    assert np.allclose(scores.weighted(weights), weights @ whole)
    assert np.allclose(scores.where(members > 2).of(slice(0, 11)), whole[members > 2])
    means = np.array([whole[members == one].mean(0) for one in range(8)])
    assert np.allclose(scores.means(members).of(slice(0, 11)), means)


def test_a_block_has_as_many_words_as_there_is_room_for_and_one_at_least():
    assert [some.stop - some.start for some in made(at_once=400).blocks()] == [4, 4, 3]
    assert len(list(made(at_once=1).blocks())) == 11


@pytest.mark.parametrize(
    ("unit", "prompts"),
    [
        ("pictures", [f"{at < 40}" for at in range(90)]),
        ("prompts", [f"{at < 40} {at % 8}" for at in range(90)]),
        ("pictures of the same prompts", [f"{at % 4}" for at in range(80)] + ["only"] * 10),
    ],
)
def test_what_is_found_does_not_depend_on_the_size_of_blocks(unit, prompts):
    first = np.arange(90) < 40

    def found(at_once):
        return telling_words(
            made(at_once=at_once), list("abcdefghijk"), first=first, prompts=prompts
        )

    whole = found(BLOCKS[-1])
    for at_once in BLOCKS[1:-1]:
        parts = found(at_once)
        assert parts.unit == whole.unit == unit
        for one, other in zip(parts.words, whole.words, strict=True):
            assert one.word == other.word
            assert astuple(one)[1:] == pytest.approx(astuple(other)[1:], rel=1e-9)


def test_all_scores_are_never_held_at_once(monkeypatch):
    # A table of 2,000 pictures x 2,000 words would take 32 MB.
    monkeypatch.setattr(compare, "SHUFFLES", 19)
    rng = np.random.default_rng(2)
    some = word_scores(rng.normal(size=(2_000, 8)).astype(np.float32), rng.normal(size=(2_000, 8)))
    scores = Scores(some.pictures, some.words, at_once=20_000)
    words, first = [str(one) for one in range(2_000)], np.arange(2_000) < 900

    tracemalloc.start()
    found = telling_words(scores, words, first=first, prompts=[f"{one}" for one in first])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert len(found.words) == 2_000
    assert peak < 8_000_000

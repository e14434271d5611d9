"""Which groups of prompts share seeds, and which seeds that are there twice do not matter."""

from types import SimpleNamespace

import pytest

from graycard.run import shared_seeds as tested
from graycard.run.folder import RunFolder
from graycard.run.schemas import PLAN
from graycard.run.shared_seeds import REFUSED, REPEATED, UNKNOWN, is_pooled, refusal, shared_seeds
from graycard.run.tables import put_rows
from graycard.types import Estimate


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """Return what is found in pictures that are there: prompt, stratum, mark and seed of each."""
    spec = SimpleNamespace(listing_digest="0")
    monkeypatch.setattr(tested, "read_resolved", lambda _folder: spec)

    def found(*pictures):
        names = ("prompt_id", "stratum", "marked", "seed")
        folder = RunFolder(tmp_path)
        put_rows(folder.plan(0), [dict(zip(names, one, strict=True)) for one in pictures], PLAN)
        return shared_seeds(folder)

    return found


def number(stratum="*", n_prompts=2, marked=False):
    return Estimate(
        measure="share", attribute="hat", category="yes", stratum=stratum, marked=marked, value=0.5,
        low=0.4, high=0.6, level=0.95, method="Wilson", denominator="read", n=4, n_missing=0,
        n_prompts=n_prompts,
    )  # fmt: skip


def prompt(name, stratum, seeds, marked=False):
    return [(name, stratum, marked, seed) for seed in seeds]


def test_a_stratum_whose_prompts_have_seeds_of_their_own_is_not_refused_for_another(asked):
    found = asked(
        *prompt("p", "a", range(10)), *prompt("q", "a", range(10, 20)),
        *prompt("r", "b", range(20, 30)), *prompt("s", "b", range(20, 30)),
        *prompt("t", "c", range(30, 40), marked=True),
    )  # fmt: skip

    assert [found.within(number(one)) for one in ("a", "b", "*")] == [False, True, True]
    assert not found.within(number("*", marked=True))
    assert found.within(number("a place", marked=True))  # of nobody knows which prompts
    assert found.anywhere


def test_strata_share_seeds_only_with_each_other(asked):
    found = asked(*prompt("p", "a", range(9)), *prompt("q", "b", range(9)))

    assert [found.within(number(one)) for one in ("a", "b", "*")] == [False, False, True]


@pytest.mark.parametrize(("each", "refused"), [(20, False), (19, True)])
def test_a_seed_that_two_prompts_have_by_chance_refuses_nothing_of_many_pictures(
    asked, each, refused
):
    # one pair of 40 pictures: at worst 1 + 2/40 times the variance
    found = asked(*prompt("p", "a", range(each)), *prompt("q", "a", range(each - 1, 2 * each - 1)))

    assert (found.within(number("a")), found.anywhere) == (refused, refused)


def test_one_seed_of_many_pictures_counts_even_if_they_are_a_small_part(asked):
    found = asked(
        *prompt("p", "a", [*range(1000), *[-1] * 5]),
        *prompt("q", "a", [*range(1000, 2000), *[-1] * 6]),
    )  # 11 of 2011 pictures, at worst 1 + 110/2011 times the variance

    assert found.within(number("a"))


def test_pictures_of_unknown_prompts_with_one_seed_count_as_of_different_ones(asked):
    found = asked(*[(None, one, None, seed) for one in "ab" for seed in (0, 1, 2) * 4])
    one = number("a", n_prompts=0, marked=None)

    assert is_pooled(one)
    assert found.within(one)
    assert refusal(one).reason == UNKNOWN
    assert refusal(number()).reason == REFUSED
    assert found.cautioned(one) == one


def test_a_prompt_that_repeats_its_seeds_has_a_caution(asked):
    found = asked(*prompt("p", "a", [0, 1, 0, 1]), *prompt("q", "b", [2, 3, 4, 5]))

    assert not found.anywhere
    assert found.cautioned(number("a", n_prompts=1)).cautions == (REPEATED,)
    assert found.cautioned(number("b", n_prompts=1)).cautions == ()


def test_one_prompt_is_not_pooled_even_if_it_is_all_there_is():
    assert not is_pooled(number("*", n_prompts=1))
    assert is_pooled(number("a", n_prompts=2))


def test_pictures_without_seeds_say_nothing(asked):
    found = asked(*prompt("p", "a", [None] * 5), *prompt("q", "a", [None] * 5))

    assert not found.within(number("a"))

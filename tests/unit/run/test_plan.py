import pytest
from hypothesis import given
from hypothesis import strategies as st

from graycard.roles import ListedImage, Request
from graycard.run.folder import RunFolder
from graycard.run.plan import (
    generation_id,
    planned_chunks,
    seed_of,
    write_listing_plan,
    write_prompt_plan,
)
from graycard.types import Prompt, PromptSet

PROMPTS = PromptSet(
    name="two",
    prompts=(
        Prompt(id="a", text="a photo of a nurse", stratum="nurse", factors={"template": "t"}),
        Prompt(id="b", text="ein Foto", stratum="x", language="de", marked=True),
    ),
)


def planned(folder):
    return [row | {"chunk": chunk} for chunk, rows in planned_chunks(folder) for row in rows]


def test_a_plan_asks_every_prompt_as_often_as_said_and_cuts_chunks(tmp_path):
    folder = RunFolder(tmp_path)

    n = write_prompt_plan(folder, PROMPTS, repetitions=5, run_seed=7, seedable=True, chunk=4)

    rows = planned(folder)
    assert n == len(rows) == 10
    assert [row["chunk"] for row in rows] == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2]
    assert [(row["prompt_id"], row["repetition"]) for row in rows[4:6]] == [("a", 4), ("b", 0)]
    assert rows[0]["text"] == "a photo of a nurse"
    assert rows[0]["factors"] == [("template", "t")]
    assert (rows[9]["language"], rows[9]["marked"]) == ("de", True)
    assert rows[3]["seed"] == seed_of(7, "a", 3)


def test_a_plan_is_a_pure_function_of_what_is_asked(tmp_path):
    plans = []
    for name in ("one", "two"):
        folder = RunFolder(tmp_path / name)
        write_prompt_plan(folder, PROMPTS, repetitions=3, run_seed=7, seedable=True, chunk=4)
        plans.append(folder.plan(0).read_bytes())

    assert plans[0] == plans[1]


def test_a_model_that_takes_no_seed_is_given_none(tmp_path):
    folder = RunFolder(tmp_path)
    write_prompt_plan(folder, PROMPTS, repetitions=1, run_seed=0, seedable=False, chunk=4)

    assert {row["seed"] for row in planned(folder)} == {None}


def test_listed_pictures_of_one_text_are_repetitions_of_one_prompt(tmp_path):
    def listed(source, text, stratum):
        return ListedImage(
            source=source, text=text, stratum=stratum, marked=None, language="en", seed=None
        )

    folder = RunFolder(tmp_path)
    listing = [
        listed("1.png", "a nurse", "nurse"),
        listed("2.png", "a nurse", "nurse"),
        listed("3.png", "a nurse", "other"),
        listed("4.png", None, "all"),
        listed("5.png", None, "all"),
    ]

    write_listing_plan(folder, listing, chunk=2)

    rows = planned(folder)
    assert [row["repetition"] for row in rows] == [0, 1, 0, 0, 1]
    assert rows[0]["prompt_id"] == rows[1]["prompt_id"] != rows[2]["prompt_id"]
    assert rows[3]["prompt_id"] is None
    assert [row["source"] for row in rows] == ["1.png", "2.png", "3.png", "4.png", "5.png"]


def test_a_long_plan_comes_in_whole_chunks(tmp_path):
    folder = RunFolder(tmp_path)
    write_prompt_plan(folder, PROMPTS, repetitions=9_001, run_seed=0, seedable=True, chunk=64)

    sizes = [len(rows) for _, rows in planned_chunks(folder)]

    assert sum(sizes) == 18_002
    assert set(sizes[:-1]) == {64}


@given(st.integers(0, 2**63 - 1), st.text(), st.integers(0, 10**9))
def test_seeds_are_32_bit_and_stable(run_seed, prompt_id, repetition):
    seed = seed_of(run_seed, prompt_id, repetition)

    assert 0 <= seed < 2**32
    assert seed == seed_of(run_seed, prompt_id, repetition)


def test_seeds_differ_across_prompts_repetitions_and_runs():
    seeds = {seed_of(r, p, k) for r in range(3) for p in ("a", "b") for k in range(500)}

    assert len(seeds) == 3_000


def test_a_seed_does_not_change_between_versions():
    # sha256('[0,"nurse",0]') begins with these eight hexadecimal digits.
    assert seed_of(0, "nurse", 0) == 0x56903C2C


@pytest.mark.parametrize(
    "change",
    [
        {"model": "n@1"},
        {"settings": '{"steps":2}'},
        {"text": "b"},
        {"repetition": 1},
        {"seed": 6},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_id_of_a_picture_changes_with_all_that_decides_it(change):
    base = {"model": "m@1", "settings": "{}", "text": "a", "repetition": 0, "seed": 5}

    def id_of(*, model, settings, **request):
        return generation_id(model, settings, Request(**request))

    assert id_of(**base) == id_of(**base)
    assert id_of(**base) != id_of(**base | change)


def test_the_id_of_a_fetched_picture_is_that_of_where_it_lies():
    one = Request(text="a", repetition=0, seed=None, source="x/1.png")
    other = Request(text="b", repetition=3, seed=1, source="x/1.png")

    assert generation_id("m@1", "{}", one) == generation_id("m@2", "{}", other)


def test_factors_of_a_listing_are_planned(tmp_path):
    folder = RunFolder(tmp_path)
    image = ListedImage(
        source="a.png", text="a house in Lagos", stratum="house", marked=True, language="en",
        seed=None, factors={"scene": "house", "place": "Lagos"},
    )  # fmt: skip

    write_listing_plan(folder, [image], chunk=4)

    assert planned(folder)[0]["factors"] == [("scene", "house"), ("place", "Lagos")]


def test_shared_seeds_are_those_of_the_repetition_and_of_no_prompt(tmp_path):
    folder = RunFolder(tmp_path)
    write_prompt_plan(
        folder, PROMPTS, repetitions=3, run_seed=7, seedable=True, chunk=4, shared_seeds=True
    )

    seeds = [row["seed"] for row in planned(folder)]
    assert seeds[:3] == seeds[3:] == [seed_of(7, None, k) for k in range(3)]
    assert len(set(seeds)) == 3

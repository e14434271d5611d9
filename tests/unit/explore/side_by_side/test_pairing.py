import itertools

import pytest

from graycard.errors import InputError
from graycard.explore.side_by_side import pairing as module
from graycard.explore.side_by_side.asked import Asked, aspects
from graycard.explore.side_by_side.pairing import side_by_side


def asked(number, **changed):
    given = {
        "run": "one", "model": "A", "text": "a house in Beijing", "language": "en",
        "stratum": "house", "factors": {}, "settings": {}, "repetition": 0, "seed": 7,
        "outcome": "ok",
    } | changed  # fmt: skip
    return Asked(
        number=number, **({"digest": f"d{number}" if given["outcome"] == "ok" else None} | given)
    )


def cells(found):
    return [line.cells for line in found.lines]


def test_two_models_pair_by_prompt_and_seed():
    found = side_by_side(
        [
            asked(0, seed=7),
            asked(1, seed=8, repetition=1),
            asked(2, model="B", run="two", seed=8, repetition=1),
            asked(3, model="B", run="two", seed=7),
            asked(4, model="B", run="two", text="a house", seed=7),
        ]
    )

    assert (found.vary, found.columns) == (("model",), (("A",), ("B",)))
    assert cells(found) == [(0, 3), (1, 2)]
    assert [line.seed for line in found.lines] == [7, 8]
    assert (found.complete, found.same_seed, found.identical) == (2, 2, 0)
    assert found.left_out == {module.ALONE: 1}
    assert (found.also_differs, found.without_picture) == ({}, {})


def test_missing_partners_are_counted_with_the_reason():
    found = side_by_side(
        [
            asked(0, seed=7),
            asked(1, seed=8, repetition=1),
            asked(2, seed=None, repetition=2),
            asked(3, model="B", seed=7, outcome="refused"),
            asked(4, text="only of A", seed=9),
            asked(5, text=None, seed=7),
        ]
    )

    assert cells(found) == [(0, 3)]
    assert (found.complete, found.without_picture) == (0, {"refused": 1})
    assert found.left_out == {
        module.NO_PROMPT: 1, module.NO_SEED: 1, module.ALONE: 1, module.NO_SEED_LIKE_IT: 1,
    }  # fmt: skip


def test_of_several_that_fit_none_is_chosen():
    found = side_by_side(
        [
            asked(0, settings={"steps": "25"}),
            asked(1, settings={"steps": "50"}),
            asked(2, model="B", settings={"steps": "25"}),
            asked(3, model="C", settings={"steps": "25"}),
        ]
    )

    assert cells(found) == [(None, 2, 3)]
    assert found.left_out == {module.SEVERAL: 2}
    assert found.complete == 0


def test_what_else_differs_between_the_columns_is_said():
    found = side_by_side(
        [
            asked(0, settings={"guidance_scale": "7.5", "steps": "25"}),
            asked(1, model="B", settings={"guidance_scale": "5", "steps": "25"}),
        ]
    )

    assert found.also_differs == {"settings.guidance_scale": ("7.5", "5")}


def test_guidance_scales_of_one_model_are_found_by_themselves():
    found = side_by_side(
        [
            asked(number, run=scale, settings={"guidance_scale": scale, "steps": "25"}, digest="x")
            for number, scale in enumerate(("1", "3", "7.5"))
        ]
    )

    assert found.vary == ("settings.guidance_scale",)
    assert cells(found) == [(0, 1, 2)]
    # All three are one file: guidance did nothing.
    assert (found.complete, found.identical) == (1, 1)


def test_without_a_shared_seed_the_repetition_stands_in_and_is_no_pair():
    found = side_by_side(
        [asked(0, seed=1), asked(1, seed=2, repetition=1), asked(2, model="B", seed=None)]
    )

    assert cells(found) == [(0, 2)]
    assert (found.lines[0].seed, found.same_seed, found.complete) == (None, 0, 1)
    assert found.left_out == {module.NO_REPETITION_LIKE_IT: 1}


def test_languages_belong_together_by_their_factors():
    scene = {"scene": "wedding", "template": "A photo of {scene}"}
    chinese = {"scene": "wedding", "template": "{scene}的照片"}
    found = side_by_side(
        [
            asked(0, text="A photo of a wedding", factors=scene, seed=1),
            asked(1, text="A photo of a bride", factors=scene | {"scene": "bride"}, seed=2),
            asked(2, text="一场婚礼的照片", language="zh-Hans", factors=chinese, seed=1),
        ]
    )

    assert found.vary == ("language",)
    assert cells(found) == [(0, 2)]
    assert found.lines[0].prompt == "A photo of a wedding"
    assert found.left_out == {module.ALONE: 1}


def test_a_place_varies_with_its_region_and_the_scene_is_held():
    def at(number, scene, place, region):
        named = {"place": place, "region": region} if place else {}
        return asked(
            number, text=f"{scene} {place}", stratum=f"{scene} in {place}", seed=number,
            factors={"scene": scene} | named,
        )  # fmt: skip

    found = side_by_side(
        [
            at(0, "house", "Beijing", "Asia"),
            at(1, "bride", "Beijing", "Asia"),
            at(2, "bride", "Lagos", "Africa"),
            at(3, "house", "Lagos", "Africa"),
            at(4, "house", "", ""),
        ],
        vary=["factors.place"],
    )

    assert found.columns == (("Beijing",), ("Lagos",), ("(none)",))
    assert cells(found) == [(0, 3, 4), (1, 2, None)]
    # Every prompt has seeds of its own, so none of these is a pair.
    assert found.same_seed == 0
    assert found.also_differs == {"factors.region": ("Asia", "Africa", "(none)")}


def test_several_templates_are_prompts_of_their_own():
    found = side_by_side(
        [
            asked(n, text=f"{t} {a}", factors={"template": t, "adjective": a}, seed=n)
            for n, (t, a) in enumerate(itertools.product(("photo", "sketch"), ("kind", "stern")))
        ],
        vary=["factors.adjective"],
    )

    assert cells(found) == [(0, 1), (2, 3)]


def test_the_same_run_twice_is_no_comparison():
    both = [asked(0), asked(1, run="copy", digest="d0")]

    with pytest.raises(InputError, match="nothing to put side by side"):
        side_by_side(both)
    again = side_by_side(both, vary=["run"])
    assert (cells(again), again.identical) == ([(0, 1)], 1)
    third = side_by_side([*both, asked(2, model="B")])
    assert third.left_out == {module.TWICE: 1}


def test_what_does_not_vary_is_refused_with_what_does():
    given = [asked(0), asked(1, model="B", factors={"place": "<script>"})]

    with pytest.raises(InputError, match="'language' does not vary") as raised:
        side_by_side(given, vary=["language"])
    assert raised.value.fix == "vary one of: model, factors.place"
    with pytest.raises(InputError, match="'nonsense' does not vary"):
        side_by_side(given, vary=["nonsense"])
    with pytest.raises(InputError, match="nothing to put side by side"):
        side_by_side([])


def test_aspects_are_listed_with_their_values_and_without_the_wording():
    given = [
        asked(0, factors={"template": "a", "place": "Lagos"}, settings={"steps": "5"}),
        asked(1, factors={"template": "b"}, settings={"steps": "5"}),
    ]

    assert aspects(given) == {"factors.place": ("Lagos", "(none)")}


def test_prompts_that_share_seeds_pair_and_what_follows_from_them_is_not_said_to_differ():
    given = [
        asked(n, text=text, language=language, factors=factors, seed=seed, repetition=seed)
        for n, ((text, language, factors), seed) in enumerate(
            itertools.product(
                [("a ceo", "en", {}), ("eine Chefin", "de", {"presentation": "female"})], (1, 2)
            )
        )
    ]

    found = side_by_side(given, vary=["prompt"])
    assert found.columns == (("a ceo",), ("eine Chefin",))
    assert cells(found) == [(0, 2), (1, 3)]
    assert (found.same_seed, found.also_differs) == (2, {})
    assert cells(side_by_side(given, vary=["factors.presentation", "language"])) == cells(found)
    # Model and settings are no part of a prompt.
    other = [*given[:2], *(asked(n, text="b", seed=n - 1, model="B") for n in (2, 3))]
    assert side_by_side(other, vary=["prompt"]).also_differs == {"model": ("A", "B")}

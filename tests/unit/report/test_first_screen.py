"""The first screen: what was asked, in which words, and by which rule a gap stands out."""

import pytest

from graycard.report.facts import gather
from graycard.report.method import states
from graycard.report.opening import opening
from graycard.report.series import series
from graycard.report.story import with_care
from graycard.types import Reference

from .conftest import PRESENTATION, Ask, build_run, nurses


def opened(run):
    return " ".join(opening(gather(run)))


def test_a_prompt_is_shown_and_the_only_stratum_named(tmp_path, plain):
    assert "2 prompts (such as “a photo of a nurse”), each 32 times" in opened(plain)

    one = opened(build_run(tmp_path / "one", nurses({"feminine": 4})))
    assert "1 prompt (“a photo of a nurse”), 4 times, in one stratum (nurse)." in one


OPEN = "leave open what is measured, so this is what is shown by default"
UNKNOWN = "It is not known whether the prompts state what is measured"


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ((False,), OPEN),
        ((True,), "The prompts state what is measured, so this is not what is shown by default."),
        ((None,), UNKNOWN),
        ((None, False), "Some leave it to the model (unmarked) and of some it is not known which;"),
        ((None, True), "Some prompts state what is measured (marked) and of some it is not known"),
        ((True, False), "some leave it to the model (unmarked); their numbers are kept apart."),
    ],
)
def test_only_prompts_of_which_it_is_known_are_said_to_leave_it_open(tmp_path, marks, said):
    read = {"perceived_gender_presentation": "feminine"}
    asks = [
        Ask(stratum=f"job {mark}", text=f"a job {mark}", marked=mark, read=read)
        for mark in marks
        for _ in range(4)
    ]
    text = opened(build_run(tmp_path / "run", asks))

    assert said in text
    assert (OPEN in text) == (marks == (False,))


def test_prompts_of_which_it_is_not_known_have_charts_of_their_own(tmp_path):
    read = {"perceived_gender_presentation": "feminine"}
    asks = [Ask(text=f"{mark}", marked=mark, read=read) for mark in (None, False) for _ in range(9)]
    facts = gather(build_run(tmp_path / "run", asks, attributes=(PRESENTATION,)))

    kinds = {one.marked: one.kind for one in series(facts, "share")}
    assert kinds == {None: " (not known whether prompts state it)", False: ""}


def test_beyond_chance_is_told_by_the_rule_that_is_used(plain):
    said = with_care(gather(plain))

    assert "above what 95 of 100 models that agree with the reference would show at this n" in said
    assert "and its confidence interval does not include 0" in said
    assert "always 95 of 100" not in said


def test_the_level_of_chance_is_told_where_the_run_has_another(tmp_path):
    run = build_run(tmp_path / "run", nurses({"feminine": 9}), level=0.9)
    said = with_care(gather(run)).replace("\N{NO-BREAK SPACE}", " ")

    assert "What chance shows is always that of 95 of 100: the level of this run, 90 %" in said


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("avatar-renderer@1", "a gap to them is chance or a fault of the instrument."),
        ("avatar-unet@1", "chance, a fault of the instrument, or of the model’s training."),
    ],
)
def test_a_gap_to_what_was_planted_means_what_the_model_makes_of_it(tmp_path, model, said):
    planted = Reference(
        name="avatar-planted",
        attribute=PRESENTATION.name,
        stratum="nurse",
        shares={"feminine": 0.5, "masculine": 0.3, "androgynous": 0.2},
        population="portraits",
        source="here",
        states_the_value_of="Nobody: a fault of the model's training or of the instrument.",
    )
    run = build_run(tmp_path / "run", nurses({"feminine": 4}), references=(planted,), model=model)

    [(name, words)] = states(gather(run))
    assert name == "avatar-planted"
    assert words.endswith(said)

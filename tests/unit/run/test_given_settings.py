"""Settings of a model as a command line has them."""

import pytest

from graycard.errors import SpecError, UnknownComponentError
from graycard.run.given_settings import with_settings
from graycard.run.spec import Component, make_spec

PIPELINE = Component(name="diffusers", settings={"pipeline": "owner/name", "steps": 20})


def given(*written, component=PIPELINE):
    return with_settings(component, written, kind="models")


def test_values_have_the_types_of_the_settings():
    found = given(
        "steps=4", "guidance=3", "width=512", "dtype=bfloat16", "trust_remote_code=true",
        "scheduler=DPMSolverMultistepScheduler", "negative_prompt=a = b",
    )  # fmt: skip

    assert found.settings == {
        "pipeline": "owner/name", "steps": 4, "guidance": 3.0, "width": 512, "dtype": "bfloat16",
        "trust_remote_code": True, "scheduler": "DPMSolverMultistepScheduler",
        "negative_prompt": "a = b",
    }  # fmt: skip
    assert isinstance(found.settings["steps"], int)
    assert isinstance(found.settings["guidance"], float)


def test_one_of_a_few_numbers_a_list_and_a_map_are_understood():
    renderer, folder = Component(name="avatar-renderer"), Component(name="folder")
    drawn = given("size=128", 'failure_rates={"tie": {"no": 0.5}}', component=renderer)
    looked_at = given("path=x", 'factor_columns=["a", "b"]', component=folder)

    assert drawn.settings == {"size": 128, "failure_rates": {"tie": {"no": 0.5}}}
    assert looked_at.settings == {"path": "x", "factor_columns": ["a", "b"]}


def test_a_text_of_digits_stays_a_text_where_a_text_is_taken():
    assert given("revision=0123456").settings["revision"] == "0123456"


def test_it_is_the_same_spec_as_with_these_settings_in_a_file():
    written = {"name": "diffusers", "pipeline": "owner/name", "guidance": 3.0, "steps": 4}
    component = Component(name="diffusers", settings={"pipeline": "owner/name"})

    found = given("guidance=3", "steps=4", component=component)

    assert found == make_spec({"model": written}, where="here").model


def test_without_any_the_component_stays_as_it_is():
    assert given() is PIPELINE


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (["guidnace=3"], "guidnace: is not a known key .did you mean guidance"),
        (["guidance=much"], "guidance: input should be a number"),
        (["guidance=nan"], "guidance: input should be a finite number"),
        (["steps=0"], "steps: input should be greater than or equal to 1"),
        (["dtype=float8"], "dtype: input should be 'float32', 'bfloat16' or 'float16'"),
        (["guidance"], "'guidance' is no setting"),
        (["=3"], "'=3' is no setting"),
        (["guidance= "], "'guidance= ' is no setting"),
        (["steps=1", "steps=2"], "'steps' is given twice"),
    ],
)
def test_what_is_no_setting_is_refused(written, message):
    with pytest.raises(SpecError, match=message):
        given(*written)


def test_an_unknown_setting_is_answered_with_the_known_ones():
    with pytest.raises(SpecError) as error:
        given("<script>=1")

    assert "guidance" in error.value.fix
    assert "steps" in error.value.fix


def test_an_unknown_model_is_told():
    with pytest.raises(UnknownComponentError, match="did you mean 'diffusers'"):
        given("steps=1", component=Component(name="difusers"))

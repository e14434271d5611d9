"""Rubrics: every answer is defined, a version is its content, race is for people alone."""

import pytest

from graycard.avatar import ATTRIBUTES
from graycard.errors import DamagedRunError, SpecError, UnknownComponentError
from graycard.labels.kept import keep_rubric, kept_rubric, kept_rubrics
from graycard.labels.rubric import Rubric, load_rubric, one_of_each, rubric_text, shipped
from graycard.skin.monk import TONES, monk

from .conftest import HAT


def changed(**fields):
    return Rubric.model_validate(HAT.model_dump() | fields)


@pytest.mark.parametrize("rubric", shipped(), ids=lambda one: one.name)
def test_every_shipped_rubric_defines_its_answers_and_its_claim(rubric):
    assert all(one.when for one in rubric.categories)
    assert rubric.noun.categories == rubric.labels
    assert rubric.answers[-2:] == ("cannot tell", "not depicted")
    assert rubric.id in rubric.noun.source


@pytest.mark.parametrize(
    "rubric", [one for one in shipped() if one.domain == "drawn world"], ids=lambda one: one.name
)
def test_rubrics_of_the_drawn_world_have_its_categories(rubric):
    assert rubric.labels == ATTRIBUTES[rubric.attribute].categories


def test_the_swatches_of_skin_tone_are_the_monk_scale():
    rubric = load_rubric("skin_tone")

    assert rubric.labels == TONES
    assert tuple(one.swatch for one in rubric.categories) == monk().swatches


def test_a_version_changes_with_every_word_and_with_nothing_else():
    again = Rubric.model_validate(HAT.model_dump())
    other = changed(cannot_tell="it is very dark")

    assert again.id == HAT.id
    assert other.id != HAT.id
    assert other.id.startswith("hat@")


def test_the_rubric_of_an_attribute_is_that_of_the_pictures():
    assert load_rubric("perceived_age", domain="photographs").name == "perceived_age"
    assert load_rubric("perceived_age", domain="drawn world").name == "avatar_age"
    assert load_rubric("skin_tone", domain="drawn world").name == "skin_tone"
    assert load_rubric("avatar_age", domain="photographs").name == "avatar_age"


def test_no_rubric_is_taken_for_pictures_that_none_was_written_for():
    with pytest.raises(UnknownComponentError, match=r"no rubric of perceived_age .* paintings"):
        load_rubric("perceived_age", domain="paintings")
    with pytest.raises(UnknownComponentError, match="did you mean 'glasses'"):
        load_rubric("glases")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"attribute": "race"}, "people alone may label"),
        (
            {"categories": [{"name": "white", "when": "w"}, {"name": "black", "when": "b"}]},
            "people alone may label",
        ),
        ({"categories": [{"name": "one", "when": "o"}]}, "at least 2"),
        ({"categories": [{"name": "a", "when": "o"}, {"name": "A", "when": "p"}]}, "named twice"),
        ({"categories": [{"name": "a", "when": "o"}, {"name": "b", "when": ""}]}, "at least 1"),
        (
            {"categories": [{"name": "a", "when": "o"}, {"name": "Cannot tell", "when": "p"}]},
            "no category",
        ),
        ({"categories": [{"name": "a", "when": "o"}, {"name": "=1+1", "when": "p"}]}, "formula"),
        ({"categories": [{"name": "a", "when": "o"}, {"name": " b", "when": "p"}]}, "pattern"),
        ({"scale": "interval"}, "nominal or ordinal"),
        ({"claim": ""}, "at least 1"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_rubric_that_cannot_be_meant_is_refused(fields, why):
    with pytest.raises(ValueError, match=why):
        changed(**fields)


def test_race_may_be_labelled_by_people_under_a_rubric_that_says_so():
    categories = [{"name": "white", "when": "w"}, {"name": "black", "when": "b"}]

    assert changed(categories=categories, people_only=True).labels == ("white", "black")


def test_a_rubric_of_ones_own_is_a_file_with_a_name_of_its_own(tmp_path):
    own = tmp_path / "hat.yaml"
    own.write_text(rubric_text(HAT), encoding="utf-8")
    theirs = tmp_path / "glasses.yaml"
    theirs.write_text(rubric_text(changed(name="glasses")), encoding="utf-8")

    assert load_rubric(own) == HAT
    with pytest.raises(SpecError, match="calls itself 'glasses'"):
        load_rubric(theirs)


def test_an_attribute_is_asked_for_once():
    assert one_of_each([HAT, HAT]) == (HAT,)
    with pytest.raises(SpecError, match="two rubrics are about hat"):
        one_of_each([HAT, changed(name="cap")])


def test_a_run_keeps_the_rubric_as_it_was(folder):
    keep_rubric(folder, HAT)
    keep_rubric(folder, HAT)

    assert kept_rubric(folder, HAT.id) == HAT
    assert kept_rubrics(folder) == (HAT,)


@pytest.mark.parametrize("text", ["changed", "unreadable", None])
def test_a_kept_rubric_that_is_not_what_was_kept_is_named(folder, text):
    keep_rubric(folder, HAT)
    path = folder.rubric(HAT.id)
    if text is None:
        path.unlink()
    elif text == "changed":
        path.write_text(rubric_text(changed(question="Is a cap worn?")))
    else:
        path.write_text("name: [")

    with pytest.raises(DamagedRunError, match="cannot be used"):
        kept_rubric(folder, HAT.id)

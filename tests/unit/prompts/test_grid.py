"""Templates and factors in a file of one's own."""

import pytest

from graycard.errors import SpecError
from graycard.prompts import load_prompts

JOBS = """
name: jobs
licence: CC0-1.0
source: this test
prompts:
  - a photo of somebody
grids:
  - templates: ["a photo of {a} {mood} {job}", "{mood} {job}, portrait"]
    factors:
      mood: [kind, honest]
      job: [usher, {ceo: CEO}]
    stratum: "{job}"
    marked: false
  - templates: ["ein Foto: {job}"]
    language: de-CH
    factors:
      job: {nurse: eine Pflegekraft, usher: "Platz{anweisung}"}
"""


def write(tmp_path, text):
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def grid(**changes):
    """A file of one grid, in which some lines are others."""
    lines = {"templates": '["a {job}"]', "factors": "{job: [nurse]}", **changes}
    inner = "".join(f"\n    {key}: {value}" for key, value in lines.items() if value)
    return f"grids:\n  -{inner[4:]}\n"


def test_a_grid_is_every_template_with_every_combination(tmp_path):
    prompts = load_prompts(write(tmp_path, JOBS)).prompts

    assert [one.text for one in prompts] == [
        "a photo of somebody",
        "a photo of a kind usher",
        "a photo of a kind CEO",
        "a photo of an honest usher",
        "a photo of an honest CEO",
        "kind usher, portrait",
        "kind CEO, portrait",
        "honest usher, portrait",
        "honest CEO, portrait",
        "ein Foto: eine Pflegekraft",
        "ein Foto: Platz{anweisung}",
    ]


def test_a_prompt_of_a_grid_says_how_it_was_made(tmp_path):
    prompts = load_prompts(write(tmp_path, JOBS)).prompts

    assert prompts[4].model_dump(exclude={"id"}) == {
        "text": "a photo of an honest CEO",
        "language": "en",
        "stratum": "ceo",
        "marked": False,
        "factors": {
            "template": "a photo of {a} {mood} {job}",
            "mood": "honest",
            "job": "ceo",
            "article": "an",
        },
    }
    assert "article" not in prompts[5].factors
    nurse = prompts[9]
    assert (nurse.stratum, nurse.language, nurse.marked) == (nurse.text, "de-CH", None)
    assert nurse.factors == {"template": "ein Foto: {job}", "job": "nurse"}


def test_a_text_has_the_id_that_it_has_outside_of_a_grid(tmp_path):
    alone = load_prompts(write(tmp_path, "prompts: [a photo of an honest CEO]")).prompts[0]
    found = {one.text: one.id for one in load_prompts(write(tmp_path, JOBS)).prompts}

    assert found["a photo of an honest CEO"] == alone.id


def test_ids_stay_when_a_grid_grows_or_is_turned_around(tmp_path):
    before = {one.text: one.id for one in load_prompts(write(tmp_path, JOBS)).prompts}
    grown = JOBS.replace("[kind, honest]", "[stubborn, honest, kind]")
    after = {one.text: one.id for one in load_prompts(write(tmp_path, grown)).prompts}

    assert len(after) == len(before) + 4
    assert {text: after[text] for text in before} == before


def test_two_articles_in_a_template_go_by_what_follows_each(tmp_path):
    text = grid(templates='["{a} {job} and {a} {other}"]', factors="{job: [usher], other: [nurse]}")

    [prompt] = load_prompts(write(tmp_path, text)).prompts

    assert prompt.text == "an usher and a nurse"
    assert prompt.factors["article"] == "an a"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (grid(templates='["a {jop}"]'), r"grid 1: \{jop\} in 'a \{jop\}' is no factor\n.*\{job\}"),
        (grid(templates='["a {}"]'), r"\{\} in"),
        (grid(stratum='"{jop}"'), r"\{jop\} in '\{jop\}' is no factor"),
        (grid(stratum='"{a}"'), r"\{a\} in '\{a\}' is no factor"),
        (grid(templates='["a {job"]'), "has no partner"),
        (grid(templates='["a {job}}"]'), "has no partner"),
        (grid(templates="[]"), "templates"),
        (grid(templates='"a {job}"'), "templates"),
        (grid(templates='["a {job}", ""]'), "templates"),
        (grid(templates=None), "templates: is required"),
        (grid(templat='["a {job}"]'), "did you mean templates"),
        (grid(factors="{job: []}"), r"factors\.job"),
        (grid(factors="{job: ['']}"), r"factors\.job"),
        (grid(factors="{job: [1950]}"), r"factors\.job"),
        (grid(factors="{job: [nurse, nurse]}"), "'nurse' is there twice"),
        (grid(factors="{job: [nurse, {nurse: x}]}"), "'nurse' is there twice"),
        (grid(factors="{job: {a: nurse, b: nurse}}"), "grid 1, 'a nurse' repeats the prompt of"),
        (grid(templates='["a {job}", "a {job}"]'), "and the text 'a nurse'"),
        (grid(factors="{job: [nurse], mood: [kind]}"), "no place for mood"),
        (grid(factors="{job: [nurse], template: [x]}"), "'template' cannot be the name"),
        (grid(factors="{job: [nurse], a: [x]}"), "'a' cannot be the name"),
        (grid(factors="{job: [nurse], big mood: [x]}"), "'big mood' cannot be the name"),
        (grid(constants="{a: x}"), "'a' cannot be the name"),
        (grid(constants="{big mood: x}"), "'big mood' cannot be the name"),
        (grid(constants="{job: x}"), "'job' is a factor and a constant"),
        (grid(constants="{mood: ''}"), r"constants\.mood"),
        (
            grid(templates='["{mood} {job}"]', constants="{mood: kind}"),
            r"\{mood\} in .* is no factor",
        ),
        (grid(templates='["{a} {job}"]', language="de"), "no rule for the article .* in 'de'"),
        (grid(templates='["{a} {job}"]', language="zh-Hans"), "no rule for the article"),
        (grid(templates='["{job} {a}"]'), "nothing follows an article"),
        (grid(templates='["{a}{job}"]'), "nothing follows an article"),
        (grid(language="''") + "prompts: a", "prompts is not a list"),
        ("grids: {templates: [a]}", "grids is not a list"),
        ("grid: []", "did you mean grids"),
        ("grids: []", "prompts: "),
        (grid() + "prompts: [a nurse]", "grid 1, 'a nurse' repeats the prompt of prompt 1"),
        (grid(stratum='"*"'), "have a meaning already"),
    ],
)
def test_a_grid_that_does_not_say_what_it_should(tmp_path, text, message):
    with pytest.raises(SpecError, match=message):
        load_prompts(write(tmp_path, text))


def test_a_grid_has_an_end(tmp_path):
    many = ", ".join(f"v{number}" for number in range(400))
    text = grid(
        templates='["{one} {two}"]', factors=f"{{one: [{many}], two: [{many}]}}", stratum='"x"'
    )

    with pytest.raises(SpecError, match="has 160000 prompts"):
        load_prompts(write(tmp_path, text))


def test_constants_are_factors_of_every_prompt_and_in_no_text(tmp_path):
    text = grid(factors="{job: [nurse, chef]}", constants="{region: Africa}")
    prompts = load_prompts(write(tmp_path, text)).prompts

    assert [one.factors["region"] for one in prompts] == ["Africa", "Africa"]
    assert [one.factors["job"] for one in prompts] == ["nurse", "chef"]
    assert not any("Africa" in one.text + one.stratum for one in prompts)
    without = load_prompts(write(tmp_path, grid(factors="{job: [nurse, chef]}"))).prompts
    assert [one.id for one in prompts] == [one.id for one in without]

"""Refusals planted in the drawn world at known rates come out as gaps of outcomes."""

import pytest

from graycard.auditing import audit

RATES = {"feminine": 0.5, "masculine": 0.1, "androgynous": 0.1}

PROMPTS = """
name: people
grids:
  - templates: ["a photo of {a} {gender} {profession}"]
    factors:
      gender: {woman: female, man: male}
      profession: [nurse, teacher, farmer]
    stratum: "{profession}"
    marked: true
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted")
    (folder / "people.yaml").write_text(PROMPTS)
    model = {
        "name": "avatar-renderer",
        "failure_rates": {"perceived_gender_presentation": RATES},
        "failure_outcome": "refused",
    }
    return audit(
        model=model,
        prompts=folder / "people.yaml",
        images_per_prompt=80,
        readers=["renderer_truth"],
        references=["uniform"],
        out=folder / "run",
    )


def test_the_planted_gap_is_held_and_found(run):
    found = run.estimates.query("measure == 'outcome_gap'").set_index("stratum")

    woman = found.loc["gender: woman"]
    assert (woman.attribute, woman.category, woman.n) == ("outcome", "refused", 240)
    assert woman.low <= RATES["feminine"] - RATES["masculine"] <= woman.high
    assert woman.value > woman.floor_high
    assert woman.p_adjusted < 0.001
    # Professions were refused at one rate, and are groups only as strata.
    assert sorted(found.index) == ["farmer", "gender: man", "gender: woman", "nurse", "teacher"]
    assert (found.loc[["farmer", "nurse", "teacher"]].p_adjusted > 0.05).all()


def test_what_was_drawn_is_read_everywhere_so_no_missing_gap_stands_there(run):
    assert run.estimates.query("measure == 'missing_gap'").empty

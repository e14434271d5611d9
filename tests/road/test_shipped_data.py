"""The prompt sets and labour statistics that ship, on the whole road, in the drawn world."""

import pytest

from graycard.auditing import audit


@pytest.fixture(scope="module")
def professions(tmp_path_factory):
    return audit(
        prompts="professions",
        images_per_prompt=1,
        references=["us-labor-2022"],
        out=tmp_path_factory.mktemp("professions") / "run",
    )


def of_gaps(table):
    return table[
        (table.measure == "representation_gap")
        & (table.attribute == "perceived_gender_presentation")
    ]


def test_what_the_drawn_world_does_not_know_is_refused_and_counted(professions):
    rows = professions.generations.set_index("stratum")

    assert len(rows) == 150
    assert rows.loc["accountant", "outcome"] == "refused"
    assert "nobody whom the drawn world can draw" in rows.loc["accountant", "detail"]
    assert rows.loc["nurse", "outcome"] == rows.loc["ceo", "outcome"] == "ok"
    # What it half knows is drawn, and the row says what was not.
    assert rows.loc["civil engineer", "detail"] == "ignored: civil"


def test_gaps_to_workers_say_what_was_compared_with_what(professions):
    found = of_gaps(professions.estimates)
    gaps = found.set_index("stratum")

    assert set(found.reference) == {"us-labor-2022"}
    assert "accountant" not in gaps.index
    said = " ".join(gaps.loc["*", "cautions"])
    assert "feminine with women and masculine with men" in said
    assert "99 exact, 30 close, 6 broad, 10 ambiguous" in said
    assert gaps.loc["*", "n"] + gaps.loc["*", "n_missing"] == 145
    one_picture = gaps.drop("*")
    assert (one_picture.n == 1).all()


def test_the_report_says_what_a_survey_counts_and_how_well_it_fits(professions):
    page = (professions.path / "report.html").read_text(encoding="utf-8")
    text = (professions.path / "report.md").read_text(encoding="utf-8")

    for one in (page, text):
        assert "it counts people by the sex that a household survey recorded" in one
        assert "compared are feminine with women and masculine with men" in one
    assert "Compared here: feminine with women and masculine with men." in page
    assert "us-labor-2022: engineer (broad match)" in page


def test_chinese_prompts_are_not_compared_with_workers_of_the_united_states(tmp_path):
    run = audit(
        prompts="professions-zh",
        images_per_prompt=1,
        references=["us-labor-2022"],
        out=tmp_path / "run",
    )

    assert set(run.generations.outcome) == {"refused"}
    assert of_gaps(run.estimates).empty
    assert [
        (one.attribute, one.reference, one.requested)
        for one in run.numbers.not_estimated
        if one.reason.startswith("these prompts are in zh-Hans: the reference is about Employed")
    ] == [("perceived_gender_presentation", "us-labor-2022", 145)]

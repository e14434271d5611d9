"""`graycard label` on a run of the drawn world."""

import csv
import json

import pytest

import graycard as package
from graycard.labels.rubric import load_rubric
from graycard.labels.staging import Staging


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("label") / "run"
    return package.audit(
        images_per_prompt=3, readers=["renderer_truth"], references=["uniform"], out=out
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--sample", "3"], "3 pictures cannot be drawn by stratum: there are 16 cells"),
        (["--sample", "20", "--by", "strata"], "cannot be drawn by 'strata'"),
        (["--sample", "20", "--attribute", "glases"], "did you mean 'glasses'"),
        (["--sample", "20", "--agreement"], "--sample and --agreement were given together"),
        (["--import", "absent.csv"], "there is no file absent.csv"),
        (["--export", "labels.csv"], "there is nothing to export"),
        (["--export", "labels.csv", "--rater", "a@b.org"], "'a@b.org' is no pseudonym"),
        (["--export", "a.csv", "--rater", "ann", "--with-answers"], "everybody's"),
        (["--with-answers"], "--with-answers was given without --export"),
        (["--agreement", "--rater", "ann"], "--rater was given without --import or --export"),
    ],
)
def test_what_cannot_be_done_is_one_clear_error(graycard, run, tmp_path, arguments, said):
    done = graycard("label", run.path, *arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not run.folder.labelling.exists()


def test_from_a_sample_to_agreement(graycard, run, tmp_path):
    drawn = graycard("label", run.path, "--sample", "32", "--attribute", "glasses", "--json")
    answer = json.loads(drawn.stdout)
    assert (answer["drawn"], answer["population"]) == (32, 48)
    assert answer["strata"]["nurse"] == 2
    assert answer["weights"] == {"least": 1.5, "greatest": 1.5}

    assert graycard("label", run.path, "--export", tmp_path / "out.csv").returncode == 0
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 32
    for rater in ("ann", "bob"):
        with (tmp_path / f"{rater}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            for i, row in enumerate(rows):
                said = "yes" if rater == "bob" and i < 8 else "no"
                writer.writerow(row | {"label": said, "rater": rater})
        done = graycard("label", run.path, "--import", tmp_path / f"{rater}.csv")
        assert f"32 labels by {rater}" in done.stdout, done.stderr

    blind = graycard("label", run.path, "--export", tmp_path / "blind.csv")
    assert "without answers, to be filled in" in blind.stdout
    assert "64 answers are not in it" in blind.stdout
    text = (tmp_path / "blind.csv").read_text(encoding="utf-8")
    assert text == (tmp_path / "out.csv").read_text(encoding="utf-8")
    anns = tmp_path / "anns.json"
    done = graycard("label", run.path, "--export", anns, "--rater", "ann", "--json")
    assert json.loads(done.stdout) == {
        "files": [str(anns), str(tmp_path / "anns.xml")],
        "answers": 32,
        "withheld": 32,
    }
    whole = graycard("label", run.path, "--export", tmp_path / "all.csv", "--with-answers")
    assert "64 answers by everybody" in whole.stdout
    said = list(csv.DictReader((tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["rater"] for row in said].count("bob") == 32

    agreed = graycard("label", run.path, "--agreement")
    assert "glasses: ann and bob agree on 24 of 32: 75.0%" in agreed.stdout
    assert "by chance 75.0%" in agreed.stdout
    state = json.loads(graycard("label", run.path, "--json").stdout)
    assert [one["labels"] for one in state["labels"]] == [32, 32]


def test_a_report_says_which_answers_it_does_not_have(graycard, run):
    rubric = load_rubric("glasses", domain="drawn world")
    one = {"generation_id": run.generations.id[0], "rubric": rubric, "rater": "eve"}
    Staging(run.folder).give(answer="yes", **one)

    before = graycard("report", run.path)
    graycard("label", run.path, "--agreement")
    after = graycard("report", run.path)

    assert "1 answer is not in it, since nobody took stock of them yet" in before.stderr
    assert "note" not in after.stderr


def test_rubrics_are_listed(graycard):
    found = json.loads(graycard("list", "rubrics", "--json").stdout)

    assert found["avatar_age"].startswith("perceived_age, drawn world: ")

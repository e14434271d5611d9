"""The whole road on the drawn world, its numbers recomputed from the tables in another way."""

import io
import json

import pytest
from PIL import Image
from statsmodels.stats.proportion import proportion_confint

from graycard import load_run
from graycard.auditing import audit, default_out
from graycard.run.spec import make_spec

TABLES = ("generations", "readings", "counts", "estimates")


def test_every_request_is_a_row_and_every_picture_is_kept(drawn):
    generations = drawn.generations

    assert len(generations) == drawn.spec.requests == 16 * 5
    assert set(generations.outcome) == {"ok"}
    assert generations.id.is_unique
    assert generations.groupby("stratum").repetition.apply(list).map(tuple).unique().tolist() == [
        (0, 1, 2, 3, 4)
    ]
    for sha256, extension in zip(
        generations.image_sha256, generations.image_extension, strict=True
    ):
        picture = Image.open(io.BytesIO(drawn.images.get(sha256, extension)))
        assert picture.size == (64, 64)


def test_shares_are_those_that_the_readings_give(drawn):
    readings = drawn.readings.merge(
        drawn.generations, left_on="generation_id", right_on="id", suffixes=("", "_g")
    )
    smiles = readings[(readings.attribute == "smile") & (readings.stratum == "nurse")]
    wanted = (smiles.label == "yes").sum()

    one = drawn.estimates.query(
        "measure == 'share' and attribute == 'smile' and category == 'yes' and stratum == 'nurse'"
    ).squeeze()

    low, high = proportion_confint(wanted, 5, alpha=0.05, method="wilson")
    assert one.n == 5
    assert one.value == pytest.approx(wanted / 5)
    assert (one.low, one.high) == (pytest.approx(low), pytest.approx(high))
    assert one.n_missing == 0


def test_gaps_are_those_that_the_shares_give(drawn):
    shares = drawn.estimates.query(
        "measure == 'share' and attribute == 'perceived_age' and stratum == 'chef'"
    )
    gap = drawn.estimates.query(
        "measure == 'representation_gap' and attribute == 'perceived_age' and stratum == 'chef'"
        " and reference == 'uniform'"
    ).squeeze()

    assert len(shares) == 3
    assert gap.value == pytest.approx((shares.value - 1 / 3).abs().sum() / 2)
    assert gap.low <= gap.value <= gap.high


def test_no_number_stands_alone(drawn):
    estimates = drawn.estimates

    assert (estimates.low <= estimates.value + 1e-9).all()
    assert (estimates.value <= estimates.high + 1e-9).all()
    assert (estimates.n > 0).all()
    assert (estimates.n + estimates.n_missing <= drawn.spec.requests).all()
    compared = estimates.reference.notna() | (estimates.measure == "share")
    assert estimates[compared].floor_mean.notna().all()
    assert estimates[compared].floor_high.notna().all()
    bounded = estimates.measure.isin(["share", "representation_gap", "outcome_rate"])
    assert (estimates[bounded].missing_low <= estimates[bounded].value + 1e-9).all()
    assert (estimates[bounded].missing_high >= estimates[bounded].value - 1e-9).all()


def test_what_the_prompts_state_is_not_compared(drawn):
    refused = [
        one
        for one in drawn.numbers.not_estimated
        if one.attribute == "profession" and one.reference is not None
    ]

    assert {one.reference for one in refused} == {"uniform", "avatar-planted"}
    assert all("the prompts state it" in one.reason for one in refused)
    gaps = drawn.estimates.query("measure == 'representation_gap'")
    assert "profession" not in set(gaps.attribute)


def test_estimates_are_the_same_in_both_files(drawn):
    rows = json.loads(drawn.folder.estimates_json.read_text())["estimates"]

    assert len(rows) == len(drawn.estimates)
    assert [row["value"] for row in rows] == drawn.estimates.value.tolist()


def test_the_same_spec_gives_the_same_evidence(small, few_prompts, tmp_path):
    again = audit(prompts=few_prompts, images_per_prompt=20, out=tmp_path / "again")

    for name in TABLES:
        ours, theirs = getattr(small.folder, name), getattr(again.folder, name)
        assert ours.read_bytes() == theirs.read_bytes(), name


def test_several_processes_give_the_same_evidence(small, few_prompts, tmp_path):
    again = audit(prompts=few_prompts, images_per_prompt=20, out=tmp_path / "again", workers=2)

    for name in TABLES:
        ours, theirs = getattr(small.folder, name), getattr(again.folder, name)
        assert ours.read_bytes() == theirs.read_bytes(), name
    assert again.manifest.launches[0].workers == 2


def test_another_seed_gives_other_pictures_of_the_same_prompts(drawn, tmp_path):
    other = audit(images_per_prompt=1, seed=1, readers=["colour"], out=tmp_path / "other")

    assert set(other.generations.prompt_id) == set(drawn.generations.prompt_id)
    assert not set(other.generations.image_sha256) & set(drawn.generations.image_sha256)


def test_more_images_keep_those_that_fewer_would_have_had(drawn, tmp_path):
    fewer = audit(images_per_prompt=2, readers=["colour"], out=tmp_path / "fewer")

    assert set(fewer.generations.id) < set(drawn.generations.id)


def test_without_a_folder_the_spec_names_it():
    one, other = make_spec({"seed": 1}, where=""), make_spec({"seed": 2}, where="")

    assert default_out(one) == default_out(one) != default_out(other)
    assert default_out(one).parts[0] == "graycard-runs"


def test_a_user_s_prompts_are_sent_as_written(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        'text,stratum,marked\n"a photo of a  <b>nurse</b>",nurse,false\n'
        '"a photo of a female nurse",nurse,true\n"a photo of a house",house,false\n'
    )

    run = audit(prompts=path, images_per_prompt=3, out=tmp_path / "run")

    generations = run.generations
    assert generations.text.iloc[0] == "a photo of a  <b>nurse</b>"
    assert generations.groupby("stratum").outcome.unique()["house"].tolist() == ["refused"]
    shares = run.estimates.query("measure == 'share' and attribute == 'smile'")
    assert (shares.query("stratum == 'nurse'").n == 3).all(), "marked and unmarked were pooled"
    gaps = run.estimates.query("measure == 'representation_gap' and stratum == 'nurse'")
    assert (gaps.n == 3).all()
    assert any("marked" in one.reason for one in run.numbers.not_estimated)
    assert "<b>nurse</b>" not in run.report.read_text(encoding="utf-8")


def test_what_all_strata_show_is_compared_with_their_own_mixture(tmp_path):
    """Three prompts of one stratum against one of another: their shares do not weigh alike."""
    path = tmp_path / "mine.csv"
    rows = [f"a photo of a nurse{'.' * i},nurse,false" for i in range(3)]
    path.write_text("\n".join(["text,stratum,marked", *rows, "a photo of a ceo,ceo,false"]))

    run = audit(
        prompts=path, images_per_prompt=150, readers=["renderer_truth"],
        references=["avatar-planted"], out=tmp_path / "run",
    )  # fmt: skip

    gaps = run.estimates.query(
        "measure == 'representation_gap' and reference == 'avatar-planted'"
        " and attribute == 'perceived_age'"
    ).set_index("stratum")
    assert gaps.loc["*"].n == 600
    assert gaps.loc["*"].low == 0
    planted = {r.stratum: r.shares for r in run.references if r.attribute == "perceived_age"
               and r.name == "avatar-planted"}  # fmt: skip
    shares = (
        run.estimates.query(
            "measure == 'share' and attribute == 'perceived_age' and stratum == '*'"
        )
        .set_index("category")
        .value
    )
    expected = (
        sum(
            abs(shares[c] - (0.75 * planted["nurse"][c] + 0.25 * planted["ceo"][c]))
            for c in shares.index
        )
        / 2
    )
    assert gaps.loc["*"].value == pytest.approx(expected)


def test_a_reference_that_was_not_asked_for_is_left_out_where_it_does_not_fit(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("text\na photo of a nurse\na photo of a chef\n")

    run = audit(prompts=path, images_per_prompt=2, out=tmp_path / "run")

    assert {reference.name for reference in run.references} == {"uniform"}
    assert set(run.estimates.query("measure == 'share'").marked) == {None}


def test_a_run_opens_again(drawn):
    opened = load_run(drawn.path)

    assert opened.spec == drawn.spec
    assert repr(opened).endswith("80 requests of " + drawn.spec.model + ", measured>")

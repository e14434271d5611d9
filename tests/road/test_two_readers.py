"""Two readers of one attribute: the truth and a model that errs, told apart wherever they stand."""

import pytest

from graycard.auditing import audit, road
from graycard.run.spec import Component

pytest.importorskip("torch")
pytest.importorskip("transformers")

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def both(few_prompts, tmp_path_factory):
    return audit(
        prompts=few_prompts,
        images_per_prompt=8,
        readers=["renderer_truth", "zero_shot"],
        out=tmp_path_factory.mktemp("both") / "run",
    )


def test_the_report_says_who_read_what(both, small):
    report = (both.path / "report.md").read_text(encoding="utf-8")
    for about in ("**Perceived gender presentation", "presentation by stratum"):
        for reader in ("renderer\\_truth", "zero\\_shot"):
            assert f"{about} (read by {reader})" in report
    page = both.report.read_text(encoding="utf-8")
    for reader in ("renderer_truth", "zero_shot"):
        assert f"<h3>Glasses: yes (read by {reader})</h3>" in page
    # Facial hair is read by one of them only.
    assert "Shares of facial hair by stratum" in page
    assert "Shares of facial hair by stratum (read by" not in page
    assert "read by" not in (small.path / "report.md").read_text(encoding="utf-8").replace(
        "Images read, by reader", ""
    )


def test_two_of_one_name_are_told_apart_by_their_ids(few_prompts, tmp_path):
    readers = ["features", {"name": "features", "abstain_below": 0.9}]
    run = audit(prompts=few_prompts, images_per_prompt=2, readers=readers, out=tmp_path / "run")

    report = run.report.read_text(encoding="utf-8")
    for reader in run.readers:
        assert f"(read by {reader.id})" in report


def test_an_abstention_is_missing_and_its_probabilities_are_kept(small_copy):
    read = road.read(small_copy, [Component(name="zero_shot", settings={"abstain_below": 0.9999})])

    about = "perceived_gender_presentation"
    mine = read.readings[read.readings.reader.str.startswith("zero_shot")]
    readings = mine[mine.attribute == about]
    abstained = readings[readings.label.isna()]
    assert 0 < len(abstained) < 80
    assert set(abstained.missing_reason) == {"abstained: no probability reaches 0.9999"}
    assert all(max(dict(one).values()) < 0.9999 for one in abstained.probabilities)
    shares = read.estimates.query(
        "measure == 'share' and attribute == @about and stratum == '*' and n_missing > 0"
    )
    assert set(shares.n_missing) == {len(abstained)}
    assert set(shares.n) == {80 - len(abstained)}

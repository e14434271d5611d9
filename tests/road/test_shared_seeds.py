"""Prompts that share seeds: the same noise for each, and what may still be said of several."""

import asyncio
import csv
from itertools import permutations

import numpy as np
import pytest
from PIL import Image
from scipy.stats import norm, t
from statsmodels.stats.proportion import proportion_confint

from graycard.app.asking import ask
from graycard.app.server import build
from graycard.auditing import audit, default_out
from graycard.auditing.over_seeds import METHOD
from graycard.auditing.road import measure
from graycard.auditing.shared_seeds import COMPARED
from graycard.errors import SpecError
from graycard.explore.collection import Collection
from graycard.explore.side_by_side.of_runs import runs_side_by_side, with_prompt
from graycard.labels.drawn import draw_sample
from graycard.labels.rubric import shipped
from graycard.labels.shares import labelled
from graycard.labels.transfer import export_labels, import_labels
from graycard.run.shared_seeds import DRAWN, REFUSED, SharedSeeds
from graycard.run.spec import AuditSpec

CEO, FEMALE, NURSE = "a photo of a ceo", "a photo of a female ceo", "a photo of a nurse"
THREE = ("ceo", "nurse", "chef")


@pytest.fixture(scope="module")
def prompts(tmp_path_factory):
    path = tmp_path_factory.mktemp("prompts") / "prompts.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["text", "stratum", "marked"])
        rows.writerows([[CEO, "ceo", "false"], [FEMALE, "female ceo", "true"]])
        rows.writerow([NURSE, "nurse", "false"])
    return path


def asked(prompts, out, *, n=6, **options):
    return audit(prompts=prompts, images_per_prompt=n, out=out, **options)


def distances(run):
    """Return mean distances of pixels between the two CEOs, of one repetition and of two."""
    rows = run.generations
    shown = {
        text: np.stack(
            [
                np.asarray(Image.open(run.folder.images / one[:2] / f"{one}.png"), float)
                for one in rows[rows.text == text].sort_values("repetition").image_sha256
            ]
        )
        for text in (CEO, FEMALE)
    }
    same = np.abs(shown[CEO] - shown[FEMALE]).mean(axis=(1, 2, 3))
    apart = [
        np.abs(shown[CEO][i] - shown[FEMALE][j]).mean()
        for i, j in permutations(range(len(same)), 2)
    ]
    return same.mean(), float(np.mean(apart))


def test_a_diffusion_model_begins_with_the_same_noise_whatever_is_asked(prompts, tmp_path):
    pytest.importorskip("torch")
    pytest.importorskip("diffusers")
    model = "avatar-diffusion"
    shared = asked(prompts, tmp_path / "shared", model=model, seeds="shared", readers=["colour"])
    alone = asked(prompts, tmp_path / "alone", model=model, readers=["colour"])

    same, apart = distances(shared)
    assert same < 0.8 * apart
    same, apart = distances(alone)
    assert 0.85 < same / apart < 1.15

    both = Collection.open([shared.path])
    found = runs_side_by_side(
        both,
        np.concatenate([with_prompt(both, CEO), with_prompt(both, FEMALE)]),
        vary=["prompt"],
    )
    assert found.columns == ((CEO,), (FEMALE,))
    assert (found.same_seed, found.complete, found.left_out) == (6, 6, {})


def by_seed(run, attribute, category, prompts):
    """Return Wilson's ends with seeds as the draws, written out; and n."""
    read = run.readings.query("attribute == @attribute and subject == 'image'")
    asked_for = run.generations[run.generations.text.isin(prompts)][["id", "seed"]]
    rows = read.merge(asked_for, left_on="generation_id", right_on="id")
    each = rows.assign(x=rows.label == category).groupby("seed").x.agg(["sum", "size"])
    x, n, m = each["sum"].to_numpy(), each["size"].to_numpy(), len(each)
    p = x.sum() / n.sum()
    variance = m / (m - 1) * ((x - p * n) ** 2).sum() / n.sum() ** 2
    draws = m if p in (0, 1) else min(p * (1 - p) / max(variance, 1e-12), n.sum())
    if min(p, 1 - p) * m < 8:
        draws = min(draws, m)
    draws *= (norm.ppf(0.975) / t.ppf(0.975, m - 1)) ** 2
    return proportion_confint(p * draws, draws, method="wilson"), n.sum()


def page_of_shares(run):
    answer = asyncio.run(ask(build([run.path]), "/shares?attribute=glasses"))
    return answer.body.decode()


def test_shares_over_prompts_take_seeds_as_the_draws(prompts, tmp_path):
    run = asked(prompts, tmp_path / "run", seeds="shared", readers=["renderer_truth"], n=32)

    seeds = run.generations.groupby("repetition").seed
    assert (seeds.nunique() == 1).all()
    assert seeds.first().nunique() == 32
    over = run.estimates.query("measure == 'share' and stratum == '*'")
    assert len(over) > 10
    rules = set()
    for one in over.itertuples():
        ends, n = by_seed(run, one.attribute, one.category, [CEO, NURSE])
        assert (one.low, one.high, one.n) == (
            pytest.approx(ends[0], abs=1e-9),
            pytest.approx(ends[1], abs=1e-9),
            n,
        )
        assert one.missing_low <= one.low < one.high <= one.missing_high
        assert (one.method, one.cautions[-1]) == (METHOD, DRAWN)
        assert np.isnan([one.floor_mean, one.floor_high]).all()
        rules.add(min(one.value, 1 - one.value) * 32 < 8)
    assert rules == {True, False}
    alone = run.estimates.query("measure == 'share' and stratum == 'nurse'")
    for one in alone.itertuples():
        wanted = proportion_confint(round(one.value * 32), 32, method="wilson")
        assert (one.low, one.high) == pytest.approx(wanted)
        assert DRAWN not in one.cautions


def test_other_numbers_over_prompts_are_refused_wherever_they_stood(prompts, tmp_path, graycard):
    run = asked(prompts, tmp_path / "run", seeds="shared", readers=["renderer_truth"])
    alone = asked(prompts, tmp_path / "alone", readers=["renderer_truth"])

    def over(some):
        return [one for one in some.numbers.estimates if one.n_prompts > 1 or one.stratum == "*"]

    assert {one.measure for one in over(run)} == {"share", "outcome_rate"}
    gone = {
        (one.measure, one.attribute, one.stratum, one.reference)
        for one in over(alone)
        if one.measure not in {"share", "outcome_rate"}
    }
    refused = [one for one in run.numbers.not_estimated if one.reason == REFUSED]
    assert {(o.measure, o.attribute, o.stratum, o.reference) for o in refused} == gone
    assert ("representation_gap", "glasses", "*", "uniform") in gone
    assert {one.requested for one in refused if one.measure == "representation_gap"} == {12}
    assert {one.name for one in run.numbers.measures} == set(run.estimates.measure)
    # of two prompts each is compared with one other: their difference varies less, not more
    beside = run.estimates.query("measure == 'log_odds'")
    assert len(beside)
    assert all(COMPARED in cautions for cautions in beside.cautions)

    report = (run.path / "report.md").read_text(encoding="utf-8")
    assert "Prompts share seeds here" in report
    assert "several prompts share seeds" in report.split("What was not estimated", 1)[1]
    assert "Prompts share seeds here" not in (alone.path / "report.md").read_text(encoding="utf-8")
    said = graycard("show", run.path, "--missing").stdout
    assert f"for all together to uniform: {REFUSED}" in said
    assert "None for all together: several prompts share seeds" in page_of_shares(run)
    assert "share seeds" not in page_of_shares(alone)


@pytest.mark.parametrize("seeds", ["shared", "per_prompt"])
def test_a_run_that_an_earlier_version_measured_says_that_its_intervals_are_too_narrow(
    prompts, tmp_path, monkeypatch, seeds
):
    run = asked(prompts, tmp_path / "run", seeds=seeds, readers=["renderer_truth"])
    report, now = run.path / "report.md", run.estimates
    with monkeypatch.context() as earlier:
        nothing = SharedSeeds(groups={}, repeats={}, anywhere=False)
        earlier.setattr("graycard.auditing.measure.shared_seeds", lambda _folder: nothing)
        before = measure(run.path)

    told = report.read_text(encoding="utf-8")
    assert not any(DRAWN in cautions for cautions in before.estimates.cautions)
    assert ("graycard measure RUN mends" in told.split("## What is not known")[0]) is (
        seeds == "shared"
    )
    page = asyncio.run(ask(build([run.path]), "/")).body.decode()
    assert ("graycard measure RUN mends" in page) is (seeds == "shared")
    assert measure(run.path).estimates.equals(now)
    assert "mends" not in report.read_text(encoding="utf-8")


def test_one_prompt_is_not_held_against_several_that_may_resemble_each_other(tmp_path):
    texts = tmp_path / "three.csv"
    texts.write_text(
        "text,stratum,marked\n" + "".join(f"a photo of a {one},{one},false\n" for one in THREE)
    )
    run = asked(texts, tmp_path / "run", seeds="shared", readers=["renderer_truth"])

    assert not len(run.estimates.query("measure == 'log_odds'"))
    refused = [one for one in run.numbers.not_estimated if one.reason == REFUSED]
    assert {one.stratum for one in refused if one.measure == "log_odds"} == set(THREE)


@pytest.mark.parametrize("seeds", ["shared", "per_prompt"])
def test_what_people_say_of_all_prompts_is_not_pooled_either(prompts, tmp_path, seeds):
    run = asked(prompts, tmp_path / "run", seeds=seeds, readers=["renderer_truth"])
    glasses = next(one for one in shipped() if one.name == "avatar_glasses")
    draw_sample(run.folder, 12, rubrics=[glasses])
    export_labels(run.folder, tmp_path / "out.csv")
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text("utf-8").splitlines()))
    with (tmp_path / "ann.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row | {"label": "no", "rater": "ann"} for row in rows)
    import_labels(run.folder, tmp_path / "ann.csv")

    shares = labelled(run.folder)[0].shares

    pooled = set() if seeds == "shared" else {"*"}
    assert {one.stratum for one in shares.estimates} == {"ceo", "female ceo", "nurse"} | pooled
    refused = [(one.stratum, one.requested, one.reason) for one in shares.not_estimated]
    assert refused == ([] if pooled else [("*", 8, REFUSED)])


def test_prompts_with_seeds_of_their_own_are_as_they_were(prompts, tmp_path):
    run = asked(prompts, tmp_path / "run", readers=["renderer_truth"])

    assert run.generations.seed.nunique() == 18
    assert not any({DRAWN, COMPARED} & {*one} for one in run.estimates.cautions)
    assert REFUSED not in {one.reason for one in run.numbers.not_estimated}
    assert "share" not in (run.path / "report.md").read_text().split("Seed of the run")[1][:60]
    with pytest.raises(SpecError, match="holds a run of another spec") as refused:
        asked(prompts, tmp_path / "run", seeds="shared", readers=["renderer_truth"])
    assert refused.value.why == 'seeds was "per_prompt", now "shared"'
    assert default_out(AuditSpec(seeds="per_prompt")) == default_out(AuditSpec())
    assert default_out(AuditSpec(seeds="shared")) != default_out(AuditSpec())


def test_pictures_that_are_there_bring_their_seeds_and_the_refusal(tmp_path):
    """Many people ask every prompt with the seeds 0, 1, 2 and so on."""
    for name, seeds in (("counted", (0, 1, 0, 1)), ("each", (0, 1, 2, 3))):
        folder = tmp_path / name
        folder.mkdir()
        with (folder / "metadata.csv").open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["file_name", "prompt", "seed"])
            for number, seed in enumerate(seeds):
                Image.new("RGB", (32, 32), (60 * number, 90, 120)).save(folder / f"{number}.png")
                rows.writerow([f"{number}.png", ("<b>a</b>", "b")[number // 2], seed])
        run = audit(images=folder, readers=["colour"], out=tmp_path / f"{name} run")
        pooled = run.estimates.query("measure == 'mean_value' and stratum == '*'")
        refused = {one.measure for one in run.numbers.not_estimated if one.reason == REFUSED}
        assert (len(pooled) == 0, "mean_value" in refused) == ((name == "counted"),) * 2
        report = (run.path / "report.md").read_text(encoding="utf-8")
        assert ("Prompts share seeds here" in report) is (name == "counted")
    with pytest.raises(SpecError, match="seeds cannot be shared"):
        audit(images=folder, seeds="shared", out=tmp_path / "refused")


def test_the_command_shares_seeds_and_refuses_a_word_that_it_does_not_know(
    graycard, prompts, tmp_path
):
    options = ["--prompts", prompts, "--images-per-prompt", "2", "--out", tmp_path / "run"]
    assert graycard("audit", *options, "--seeds", "shared").returncode == 0
    said = graycard("explore", "side-by-side", tmp_path / "run", "--vary", "prompt").stdout
    assert f"\n{CEO} (1, seed " in said
    assert "no pair" not in said
    wrong = graycard("audit", *options, "--seeds", "<same>")
    assert wrong.returncode == 2
    assert "per_prompt" in wrong.stderr

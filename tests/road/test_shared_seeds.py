"""Prompts that share seeds: the same noise for each, and a caution with what is pooled."""

import csv
from itertools import permutations

import numpy as np
import pytest
from PIL import Image

from graycard.auditing import audit, default_out
from graycard.auditing.shared_seeds import COMPARED
from graycard.errors import SpecError
from graycard.explore.collection import Collection
from graycard.explore.side_by_side.of_runs import runs_side_by_side, with_prompt
from graycard.labels.drawn import draw_sample
from graycard.labels.rubric import shipped
from graycard.labels.shares import labelled
from graycard.labels.transfer import export_labels, import_labels
from graycard.run.shared_seeds import POOLED
from graycard.run.spec import AuditSpec

CEO, FEMALE = "a photo of a ceo", "a photo of a female ceo"


@pytest.fixture(scope="module")
def prompts(tmp_path_factory):
    path = tmp_path_factory.mktemp("prompts") / "prompts.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["text", "stratum", "marked"])
        rows.writerows([[CEO, "ceo", "false"], [FEMALE, "female ceo", "true"]])
        rows.writerow(["a photo of a nurse", "nurse", "false"])
    return path


def asked(prompts, out, **options):
    return audit(prompts=prompts, images_per_prompt=6, out=out, **options)


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


def test_only_what_goes_over_prompts_carries_the_caution(prompts, tmp_path):
    run = asked(prompts, tmp_path / "run", seeds="shared", readers=["renderer_truth"])

    rows = run.generations
    seeds = rows.groupby("repetition").seed
    assert (seeds.nunique() == 1).all()
    assert seeds.first().nunique() == 6
    several = run.estimates[(run.estimates.n_prompts > 1) | (run.estimates.stratum == "*")]
    assert len(several)
    assert all(POOLED in cautions for cautions in several.cautions)
    shares = run.estimates.query("measure == 'share' and stratum == 'nurse'")
    assert len(shares)
    assert not any({POOLED, COMPARED} & {*cautions} for cautions in shares.cautions)
    beside = run.estimates.query("measure == 'log_odds' and n_prompts == 1")
    assert len(beside)
    assert all(COMPARED in cautions for cautions in beside.cautions)
    report = (run.path / "report.md").read_text(encoding="utf-8")
    assert "Prompts share seeds here" in report


@pytest.mark.parametrize("seeds", ["shared", "per_prompt"])
def test_people_who_labelled_all_prompts_are_pooled_with_the_caution(prompts, tmp_path, seeds):
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

    shares = labelled(run.folder)[0].shares.estimates

    assert {one.stratum for one in shares} == {"*", "ceo", "female ceo", "nurse"}
    said = {(one.stratum, POOLED in one.cautions) for one in shares}
    assert said == {(one.stratum, seeds == "shared" and one.stratum == "*") for one in shares}


def test_prompts_with_seeds_of_their_own_are_as_they_were(prompts, tmp_path):
    run = asked(prompts, tmp_path / "run", readers=["renderer_truth"])

    assert run.generations.seed.nunique() == 18
    assert not any({POOLED, COMPARED} & {*one} for one in run.estimates.cautions)
    assert "share" not in (run.path / "report.md").read_text().split("Seed of the run")[1][:60]
    with pytest.raises(SpecError, match="holds a run of another spec") as refused:
        asked(prompts, tmp_path / "run", seeds="shared", readers=["renderer_truth"])
    assert refused.value.why == 'seeds was "per_prompt", now "shared"'
    assert default_out(AuditSpec(seeds="per_prompt")) == default_out(AuditSpec())
    assert default_out(AuditSpec(seeds="shared")) != default_out(AuditSpec())


def test_pictures_that_are_there_bring_their_seeds_and_the_caution(tmp_path):
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
        assert len(pooled)
        assert [POOLED in one for one in pooled.cautions] == [name == "counted"] * len(pooled)
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

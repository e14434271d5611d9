"""A pipeline of the diffusers library, from the command to the report."""

import pytest

from graycard import load_run
from graycard.auditing import audit

pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def prompts(tmp_path):
    path = tmp_path / "prompts.csv"
    path.write_text("text,stratum\na photo of a nurse,nurse\na photo of a ceo,ceo\n")
    return path


def test_a_pipeline_is_audited_resumed_and_made_again(
    tiny_pipeline, prompts, tmp_path, monkeypatch
):
    folder = tiny_pipeline("sd")
    monkeypatch.chdir(folder.parent)

    run = audit(
        model=f"diffusers:{folder.name}",
        prompts=str(prompts),
        images_per_prompt=2,
        out=tmp_path / "run",
    )

    rows = run.generations
    assert rows.outcome.tolist() == ["ok"] * 4
    assert rows.model.str.startswith("diffusers:tiny-sd@").all()
    assert rows.image_sha256.nunique() == 4
    assert run.spec.model_settings["steps"] == 50
    assert run.spec.model_domain == "photographs"
    assert set(run.estimates.attribute) >= {"lightness", "outcome"}
    assert "StableDiffusionPipeline" in (run.path / "audit.yaml").read_text()

    monkeypatch.chdir(tmp_path)
    again = audit(
        model={"name": "diffusers", "pipeline": str(folder)},
        prompts=str(prompts),
        images_per_prompt=2,
        out=tmp_path / "again",
    )
    assert again.generations.image_sha256.tolist() == rows.image_sha256.tolist()
    assert again.generations.id.tolist() == rows.id.tolist()


def test_settings_are_given_with_the_command(tiny_pipeline, prompts, tmp_path, graycard):
    command = (
        "audit", "--model", f"diffusers:{tiny_pipeline('sd')}", "--prompts", prompts,
        "--images-per-prompt", 1, "--out", tmp_path / "run",
    )  # fmt: skip

    done = graycard(*command, "--set", "steps=2", "--set", "guidance=3")
    wrong = graycard(*command, "--set", "stepps=2")

    assert done.returncode == 0, done.stderr
    run = load_run(tmp_path / "run")
    assert (run.spec.model_settings["steps"], run.spec.model_settings["guidance"]) == (2, 3.0)
    assert run.spec.asked.model.settings["steps"] == 2
    assert wrong.returncode == 2
    assert "stepps: is not a known key (did you mean steps?)" in wrong.stderr
    assert "guidance" in wrong.stderr


def test_withheld_pictures_are_rows_and_a_rate(tiny_pipeline, prompts, tmp_path):
    run = audit(
        model={"name": "diffusers", "pipeline": str(tiny_pipeline("sd-fires")), "steps": 2},
        prompts=str(prompts),
        images_per_prompt=2,
        out=tmp_path / "run",
    )

    assert run.generations.outcome.tolist() == ["filtered"] * 4
    assert set(run.generations.detail) == {"safety checker"}
    rates = run.estimates.query("measure == 'outcome_rate' and category == 'filtered'")
    assert set(rates.value) == {1.0}
    assert "filtered" in run.report.read_text(encoding="utf-8")


def test_a_pipeline_that_is_not_there_leaves_no_run(tmp_path, graycard):
    done = graycard(
        "audit", "--model", "diffusers:./nothing", "--prompts", "jobs.csv", "--out", "run",
        cwd=tmp_path,
    )  # fmt: skip

    assert done.returncode == 2, done.stderr
    assert "there is no folder" in done.stderr
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_what_computed_the_pictures_is_recorded(tiny_pipeline, prompts, tmp_path, workers):
    import torch

    from graycard.auditing.road import audit_spec
    from graycard.run.spec import make_spec

    model = {"name": "diffusers", "pipeline": str(tiny_pipeline("sd")), "steps": 1, "batch": 2}
    data = {"model": model, "prompts": str(prompts), "images_per_prompt": 16}
    spec = make_spec(data, where="test")

    run = audit_spec(spec, out=tmp_path / "run", workers=workers)

    (devices,) = (launch.devices for launch in run.manifest.launches)
    kind = "cuda" if torch.cuda.is_available() else "cpu"
    assert [device.partition(",")[0] for device in devices] == [kind]
    assert devices[0] in run.report.read_text(encoding="utf-8")
    again = audit_spec(spec, out=tmp_path / "run")
    assert again.manifest.launches[-1].devices == (), "nothing was made"


def test_pictures_that_a_network_drew_of_the_drawn_world_are_looked_at(tiny_pipeline, tmp_path):
    model = {"name": "diffusers", "pipeline": str(tiny_pipeline("sd")), "steps": 1,
             "domain": "drawn world"}  # fmt: skip

    run = audit(model=model, images_per_prompt=1, out=tmp_path / "run")

    assert [reader.name for reader in run.readers] == ["zero_shot", "colour"]
    assert run.spec.prompts.name == "avatar-professions"
    assert run.spec.asked.references == ("uniform", "avatar-planted")
    # Random weights draw noise: what counts is that it was looked at and counted, read or not.
    shares = run.estimates.query("attribute == 'profession'")
    assert set(shares.n + shares.n_missing) == {1, 16}

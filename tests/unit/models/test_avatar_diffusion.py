"""The shipped diffusion model: here a tiny one of the same make, trained for four steps."""

import shutil
import sys
import warnings

import pytest

from graycard import components, roles
from graycard.auditing import audit
from graycard.errors import EnvironmentFaultError, SpecError
from graycard.models import avatar_diffusion
from graycard.pictures import Picture, decode
from graycard.report.judges import WEIGHTS
from graycard.testing import check_model, check_module

pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

pytestmark = pytest.mark.filterwarnings("ignore")

NURSE = "a photo of a nurse"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from graycard.lab.plan import Plan, Schedule
        from graycard.lab.train import train
    few = Schedule(steps=4, batch=4, rate=1e-3, warmup=1)
    plan = Plan(
        examples=8, held_out=1, vae_channels=(8, 8, 8), latent_channels=4, unet_channels=(16, 24),
        text_width=16, text_layers=1, vae=few, text=few, probe=few, diffusion=few, shares=few,
        clip=few, verifier=few,
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("training")
    return train(folder, plan=plan, stage="diffusion", say=lambda line: None) / "avatar-diffusion"


@pytest.fixture
def shipped(tiny, monkeypatch):
    """The tiny model in the place of the one that comes with Graycard."""
    monkeypatch.setattr(avatar_diffusion, "weights_folder", lambda name: tiny)
    return tiny


@pytest.fixture(scope="module")
def shipped_model():
    """The model that comes with Graycard, guided so that it heeds words."""
    return load(guidance=3.0, batch=6)


@pytest.fixture(scope="module")
def shipped_reader():
    return components.load("readers", "zero_shot", {})


def load(**settings):
    return components.load("models", "avatar-diffusion", {"device": "cpu", **settings})


def asked(*seeds, text=NURSE):
    return [roles.Request(text=text, repetition=0, seed=seed) for seed in seeds]


def test_it_keeps_the_contract(shipped):
    check_module(components.module("models", "avatar-diffusion"))
    check_model(lambda: load(steps=1, batch=1), [*asked(1, 2), *asked(1, text="a photo of a chef")])


def test_without_settings_it_draws_as_it_was_evaluated(shipped):
    model = load()

    assert model.domain == roles.DRAWN_WORLD
    assert model.chunk == 64
    stated = {"steps": 12, "guidance": 1.0, "height": 64, "width": 64, "dtype": "float32"}
    assert model.settings.items() >= stated.items()
    assert model.settings["pipeline"] == "StableDiffusionPipeline"


def test_a_report_knows_the_weights_that_come_with_graycard(shipped_model, shipped_reader):
    assert shipped_model.id == f"avatar-diffusion@{WEIGHTS['avatar-diffusion']}"
    assert shipped_reader.source == f"avatar-clip@{WEIGHTS['avatar-clip']}"


def test_guidance_is_heeded_and_recorded(shipped):
    plain, guided = load(steps=2), load(steps=2, guidance=5)

    assert guided.settings["guidance"] == 5
    assert plain.id == guided.id
    first, second = (next(iter(one.generate(asked(3)))).image for one in (plain, guided))
    assert first != second


def test_other_weights_are_another_model(shipped, tmp_path, monkeypatch):
    before = load().id
    copy = shutil.copytree(shipped, tmp_path / "copy")
    (copy / "README.md").write_text("a card is no weight")
    monkeypatch.setattr(avatar_diffusion, "weights_folder", lambda name: copy)
    assert load().id == before

    config = copy / "scheduler" / "scheduler_config.json"
    config.write_text(config.read_text() + "\n")
    assert load().id != before
    assert load().id.startswith("avatar-diffusion@")


def test_an_audit_asks_it_for_the_professions_of_its_world(shipped, tmp_path):
    run = audit(
        model={"name": "avatar-diffusion", "steps": 1},
        readers=["colour"],
        images_per_prompt=1,
        out=tmp_path / "run",
    )

    assert run.generations.outcome.tolist() == ["ok"] * 16
    assert run.spec.prompts.name == "avatar-professions"
    assert run.spec.model_domain == "drawn world"


@pytest.mark.parametrize(
    "wrong",
    [{"steps": 0}, {"guidance": float("nan")}, {"batch": 0}, {"guidence": 3}, {"size": 128}],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(SpecError):
        load(**wrong)


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "diffusers", None)

    with pytest.raises(EnvironmentFaultError, match="avatar models need packages") as caught:
        load()
    assert caught.value.fix == "pip install 'graycard[local]'"


@pytest.mark.parametrize(
    ("prompt", "attribute", "label"),
    [
        ("a photo of a nurse with glasses", "glasses", "yes"),
        ("a photo of a scientist without glasses", "glasses", "no"),
        ("a photo of a farmer wearing a tie", "tie", "yes"),
        ("a photo of a female ceo", "perceived_gender_presentation", "feminine"),
        ("a photo of a male receptionist", "perceived_gender_presentation", "masculine"),
    ],
)
def test_the_shipped_weights_draw_what_they_are_asked_for(
    shipped_model, shipped_reader, prompt, attribute, label
):
    """Read by the other shipped model, which has seen none of its drawings."""
    made = [one.image for one in shipped_model.generate(asked(*range(6), text=prompt))]

    read = [
        one.label
        for one in shipped_reader.read(
            [Picture(generation_id=str(at), encoded=image, rgb=decode(image).rgb)
             for at, image in enumerate(made)]
        )
        if one.attribute == attribute
    ]  # fmt: skip

    assert read.count(label) >= 5, read

"""A training folder that begins with a finished model."""

import json
import shutil
import warnings

import pytest

from .conftest import FEW, TINY, quiet

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from graycard.errors import InputError
    from graycard.lab.evaluate.whole import load_pipeline
    from graycard.lab.made import open_made
    from graycard.lab.standing import standing
    from graycard.lab.train import train
    from graycard.lab.workshop import open_workshop

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def model(trained):
    """A finished model; tests must not change it."""
    return trained / "models" / "avatar-diffusion"


def weights_of(module):
    return module.state_dict()


def same(one, other):
    return all(torch.equal(value, other[name]) for name, value in one.items())


def test_it_trains_what_comes_after_the_model_and_nothing_of_it(model, tmp_path):
    models = train(tmp_path / "new", plan=TINY, begin=model, say=quiet)

    assert set(standing(tmp_path / "new")) == {"probe", "shares", "clip", "verifier"}
    before, after = load_pipeline(model), load_pipeline(models / "avatar-diffusion")
    assert same(weights_of(before.vae), weights_of(after.vae))
    assert before.tokenizer.get_vocab() == after.tokenizer.get_vocab()
    assert not same(weights_of(before.unet), weights_of(after.unet))
    assert open_made(tmp_path / "new").told["diffusion"] == "finished"


def test_the_stage_shares_begins_with_the_models_weights(model, tmp_path):
    cooling = TINY.model_copy(update={"shares": FEW.model_copy(update={"cooldown": 1.0})})
    made = open_workshop(tmp_path / "new", plan=cooling, begin=model, say=quiet)

    made.shares(until=1)

    begun = torch.load(made.checkpoints / "shares-uncooled.pt", weights_only=True)
    assert begun["step"] == 0
    assert same(begun["modules"]["unet"], weights_of(load_pipeline(model).unet))
    assert same(begun["modules"]["text_encoder"], weights_of(load_pipeline(model).text_encoder))


def test_before_the_stage_shares_the_model_itself_is_judged(model, tmp_path):
    train(tmp_path / "new", plan=TINY, begin=model, stage="verifier", say=quiet)

    made = open_made(tmp_path / "new")

    assert made.told["diffusion"] == "as the folder began with it, before the stage shares"
    assert same(weights_of(made.diffusion.unet), weights_of(load_pipeline(model).unet))


@pytest.mark.parametrize("stage", ["vae", "text", "diffusion"])
def test_the_models_own_stages_are_refused(stage, model, tmp_path):
    with pytest.raises(InputError, match=f"does not train the stage {stage}"):
        train(tmp_path / "new", plan=TINY, begin=model, stage=stage, say=quiet)
    assert standing(tmp_path / "new") == {}


def test_it_goes_on_with_or_without_naming_the_model_again(model, tmp_path):
    folder = tmp_path / "new"
    train(folder, plan=TINY, begin=model, stage="shares", until=2, say=quiet)
    train(folder, begin=model, stage="shares", until=3, say=quiet)
    train(folder, stage="shares", say=quiet)

    assert standing(folder)["shares"] == (4, 4)
    written = json.loads((folder / "plan.json").read_text())
    assert len(written["begun_with"]) == 64
    assert [one["steps"] for one in written["history"]] == [{}]


def test_what_broke_off_while_the_model_was_copied_begins_again(model, tmp_path):
    folder = tmp_path / "new"
    open_workshop(folder, plan=TINY, begin=model, say=quiet)
    (folder / "plan.json").unlink()
    shutil.rmtree(folder / "vae")

    train(folder, plan=TINY, stage="shares", until=1, say=quiet)

    assert standing(folder)["shares"] == (1, 4)


def test_another_model_is_refused_afterwards(model, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(model, other)
    index = other / "scheduler" / "scheduler_config.json"
    index.write_text(index.read_text() + "\n")
    open_workshop(tmp_path / "new", plan=TINY, begin=model, say=quiet)

    with pytest.raises(InputError, match="began with another model"):
        open_workshop(tmp_path / "new", begin=other, say=quiet)


def test_a_folder_that_began_from_nothing_takes_no_model(model, tmp_path):
    open_workshop(tmp_path / "new", plan=TINY, say=quiet)

    with pytest.raises(InputError, match="was begun already, and not with"):
        open_workshop(tmp_path / "new", begin=model, say=quiet)


def test_a_model_of_other_sizes_is_refused_with_the_parts_that_differ(model, tmp_path):
    wider = TINY.model_copy(update={"text_width": 32})

    with pytest.raises(InputError, match="other sizes than the plan") as caught:
        train(tmp_path / "new", plan=wider, begin=model, say=quiet)
    assert caught.value.why == "they differ in: unet, text_encoder"
    assert not (tmp_path / "new" / "plan.json").exists()


def test_what_is_no_model_is_refused(model, tmp_path):
    with pytest.raises(InputError, match="holds no pipeline"):
        train(tmp_path / "new", plan=TINY, begin=tmp_path, say=quiet)
    broken = tmp_path / "broken"
    shutil.copytree(model, broken)
    shutil.rmtree(broken / "unet")

    with pytest.raises(InputError, match="broken cannot be loaded"):
        train(tmp_path / "newer", plan=TINY, begin=broken, say=quiet)

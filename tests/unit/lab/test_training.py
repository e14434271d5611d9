"""Every stage at a tiny scale: it runs, it resumes to the same weights, its models load."""

import dataclasses
import shutil
import warnings

import numpy as np
import pytest

from .conftest import FEW, TINY, quiet

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from graycard.avatar import professions, read_prompt
    from graycard.errors import InputError
    from graycard.lab.clip import Exam, contrastive_loss
    from graycard.lab.denoising import face_weights
    from graycard.lab.examples import Examples, render_examples
    from graycard.lab.generation import generate
    from graycard.lab.mixture import Mixture
    from graycard.lab.plan import Plan, Schedule
    from graycard.lab.precision import computing_in, for_learning
    from graycard.lab.save import save_clip, save_diffusion
    from graycard.lab.stage import Stage, batch_of, run_stage
    from graycard.lab.text import CLAIMS, claimed, gist, train_text_encoder
    from graycard.lab.tokenizer import tokens_of
    from graycard.lab.train import train
    from graycard.lab.vae import peak_signal_to_noise, round_trip, train_vae
    from graycard.lab.verifier import HEADS, accuracy, judge, train_verifier
    from graycard.lab.workshop import open_workshop

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    made = open_workshop(tmp_path_factory.mktemp("workshop"), plan=TINY, say=quiet)
    made.vae()
    return made


@pytest.fixture
def finished(trained, tmp_path):
    """A workshop in which everything is trained, in one go; a copy, which tests may change."""
    return open_workshop(shutil.copytree(trained, tmp_path / "finished"), say=quiet)


def same(one, other):
    first, second = one.state_dict(), other.state_dict()
    return first.keys() == second.keys() and all(torch.equal(first[k], second[k]) for k in first)


def small_stage(schedule):
    torch.manual_seed(0)
    layer = torch.nn.Linear(3, 3)
    return Stage(
        "small", 1, schedule, {"layer": layer},
        lambda step: (layer(torch.randn(4, 3)) - step / 10).square().mean(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("capability", "wanted"),
    [("AVX512", torch.bfloat16), ("AVX2", torch.float32), ("DEFAULT", torch.float32)],
)
def test_training_computes_in_what_the_cpu_does_not_emulate(capability, wanted, monkeypatch):
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)

    with computing_in(for_learning()):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == wanted


@pytest.mark.parametrize("stop", [1, 3, 7, 9])
def test_a_stage_that_was_stopped_ends_with_the_same_weights(tmp_path, stop):
    schedule = Schedule(steps=10, batch=4, rate=0.1, warmup=2, cooldown=0.4, average=0.8)
    whole = run_stage(small_stage(schedule), tmp_path / "whole", say=quiet)

    run_stage(small_stage(schedule), tmp_path / "parts", until=stop, say=quiet)
    parts = run_stage(small_stage(schedule), tmp_path / "parts", say=quiet)

    assert same(whole["layer"], parts["layer"])


@pytest.mark.parametrize("longer", [False, True], ids=["going on", "made longer"])
def test_a_checkpoint_with_other_modules_is_named_with_what_to_delete(tmp_path, longer):
    schedule = Schedule(steps=4, batch=4, rate=0.1, warmup=2, cooldown=0.5)
    run_stage(small_stage(schedule), tmp_path, say=quiet)
    now = small_stage(schedule.model_copy(update={"steps": 6}) if longer else schedule)
    more = dataclasses.replace(now, modules={**now.modules, "probe": torch.nn.Linear(1, 1)})

    with pytest.raises(InputError, match=r"stage small cannot go on from .*small\.pt") as caught:
        run_stage(more, tmp_path, say=quiet)

    assert "it holds layer, and the stage is one of layer, probe" in caught.value.why
    assert "delete small.pt and small-uncooled.pt" in caught.value.fix
    for path in tmp_path.iterdir():
        path.unlink()
    assert {*run_stage(more, tmp_path, say=quiet)} == {"layer", "probe"}


def test_what_is_stepped_apart_has_its_own_rate_and_shortens_nobody(tmp_path):
    """Beside a term a million times as steep the layer ends where it ends alone."""
    schedule = Schedule(steps=6, batch=4, rate=0.1, warmup=3, cooldown=0.5)
    alone = run_stage(small_stage(schedule), tmp_path / "alone", say=quiet)
    stage, steep = small_stage(schedule), torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.constant_(steep.weight, 5.0)
    both = Stage(
        "small", 1, schedule, {**stage.modules, "steep": steep},
        lambda step: stage.loss(step) + 1e6 * steep.weight.sum(), apart={"steep": 0.25},
    )  # fmt: skip

    run_stage(both, tmp_path / "both", until=1, say=quiet)
    first = float(steep.weight.detach())
    run_stage(both, tmp_path / "both", say=quiet)

    assert same(alone["layer"], both.modules["layer"])
    assert first == pytest.approx(5 - 0.25 - 0.25 * 0.01 * 5, abs=1e-4)  # Adam, and its decay
    assert float(steep.weight.detach()) == pytest.approx(5 - 6 * 0.25, abs=0.1)


def test_a_stage_can_be_made_longer_after_it_cooled(tmp_path):
    short = Schedule(steps=10, batch=4, rate=0.1, warmup=2, cooldown=0.4)
    long = short.model_copy(update={"steps": 20})
    run_stage(small_stage(short), tmp_path / "both", say=quiet)

    longer = run_stage(small_stage(long), tmp_path / "both", say=quiet)
    at_once = run_stage(small_stage(long), tmp_path / "once", say=quiet)

    assert same(longer["layer"], at_once["layer"])


def test_every_epoch_sees_every_example_once():
    epoch = torch.cat([batch_of("x", step, seed=1, n=12, batch=4) for step in range(3)])

    assert sorted(epoch.tolist()) == list(range(12))


def test_the_autoencoder_resumes(workshop, tmp_path):
    examples = workshop.examples()
    stopped = TINY.model_copy(update={"vae": FEW.model_copy(update={"steps": 2, "cooldown": 0})})
    train_vae(stopped, examples, tmp_path, say=quiet)
    resumed = train_vae(
        TINY.model_copy(update={"vae": FEW.model_copy(update={"cooldown": 0})}),
        examples, tmp_path, say=quiet,
    )  # fmt: skip
    whole = train_vae(
        TINY.model_copy(update={"vae": FEW.model_copy(update={"cooldown": 0})}),
        examples, tmp_path / "whole", say=quiet,
    )  # fmt: skip

    assert same(whole, resumed)
    assert resumed.config.scaling_factor > 0
    assert round_trip(whole, examples.images[:3]).shape == (3, 64, 64, 3)


def test_the_diffusion_model_resumes_and_draws(workshop, finished):
    workshop.diffusion(until=2)
    resumed = workshop.diffusion()
    whole = finished.diffusion()

    assert same(whole.unet, resumed.unet)
    assert same(whole.text_encoder, resumed.text_encoder)
    images = generate(whole, ["a nurse"] * 3, seeds=[1, 2, 1], steps=2, guidance=3.0)
    assert np.array_equal(images[0], images[2])
    assert not np.array_equal(images[0], images[1])


def test_a_text_encoder_learns_what_captions_claim(workshop, tmp_path):
    examples = workshop.examples()
    tokenizer = workshop.tokenizer()
    tokens, wanted = tokens_of(tokenizer, examples.captions), claimed(examples)
    longer = Schedule(steps=200, batch=24, rate=1e-2, warmup=1)

    def told(until):
        """Return the share of claims that the state after so many steps tells."""
        plan = TINY.model_copy(update={"text": longer})
        encoder = train_text_encoder(plan, tokenizer, examples, tmp_path, until=until, say=quiet)
        heads = torch.load(tmp_path / "text.pt", weights_only=True)["modules"]["heads"]
        with torch.no_grad():
            scores = gist(encoder, tokens, tokenizer) @ heads["weight"].T + heads["bias"]
        return float(((scores > 0) & (wanted > 0)).sum() / wanted.sum())

    assert told(1) < 0.6
    assert told(200) > 0.9


def test_claims_are_those_of_the_captions(workshop):
    examples = workshop.examples()
    table = claimed(examples)

    for caption, claims, row in zip(examples.captions, examples.claims, table, strict=True):
        said = {CLAIMS[at] for at in row.nonzero()[:, 0].tolist()}
        assert said == {(name, one) for name, allowed in claims.items() for one in allowed}, caption


def test_the_diffusion_model_begins_with_the_text_encoder_that_read_captions(tmp_path):
    still = FEW.model_copy(update={"rate": 1e-12, "average": 0.5})
    plan = TINY.model_copy(update={"diffusion": still})
    made = open_workshop(tmp_path, plan=plan, say=quiet)

    read, drawing = made.text_encoder().state_dict(), made.diffusion().text_encoder.state_dict()

    assert all(torch.allclose(read[name], drawing[name], atol=1e-6) for name in read)


def test_marked_captions_have_their_share_of_every_batch(workshop):
    examples = workshop.examples()
    marked = [len(claims) > 1 for claims in examples.claims]
    assert 0 < sum(marked) < len(marked)
    mixture = Mixture(examples, name="some", seed=1, batch=4, marked=0.75)

    seen = set()
    for step in range(24):
        chosen = mixture.batch(step).tolist()
        assert [marked[at] for at in chosen] == [True, True, True, False]
        assert mixture.batch(step).tolist() == chosen
        seen.update(chosen)

    assert seen == set(range(len(examples)))


def test_a_plan_whose_steps_cannot_hold_both_kinds_is_refused(workshop):
    for stage in ("diffusion", "shares"):
        with pytest.raises(ValueError, match=f"{stage}: a batch of 2 or more"):
            Plan(**{stage: FEW.model_copy(update={"batch": 1})})
    examples = workshop.examples()
    marked = [at for at, claims in enumerate(examples.claims) if len(claims) > 1]
    bare = [at for at in range(len(examples)) if at not in marked]
    for kept, lost in ((marked, "unmarked"), (bare, "marked")):
        some = Examples(
            examples.images[kept], *([part[at] for at in kept] for part in (
                examples.captions, examples.claims, examples.labels
            )),
        )  # fmt: skip
        with pytest.raises(InputError, match=f"captions is {lost}"):
            Mixture(some, name="some", seed=1, batch=4, marked=0.5)


def test_the_tokenizer_cuts_where_the_plan_says(tmp_path):
    made = open_workshop(tmp_path, plan=TINY.model_copy(update={"tokens": 24}), say=quiet)

    assert made.tokenizer().model_max_length == 24
    assert made.text_encoder(until=1).config.max_position_embeddings == 24
    assert tokens_of(made.tokenizer(), ["a nurse " * 30]).shape == (1, 24)


def test_every_stage_hands_on_its_average_where_it_has_one(workshop, tmp_path):
    averaged = FEW.model_copy(update={"average": 0.9})
    plan = TINY.model_copy(update={"vae": averaged, "text": averaged})
    examples = workshop.examples()
    vae = train_vae(plan, examples, tmp_path, say=quiet)
    text = train_text_encoder(plan, workshop.tokenizer(), examples, tmp_path, say=quiet)

    for name, module, found in (("vae", "vae", vae), ("text", "text_encoder", text)):
        state = torch.load(tmp_path / f"{name}.pt", weights_only=True)
        mine = found.state_dict()
        assert all(torch.equal(mine[k], one) for k, one in state["averages"][module].items())
        assert not all(torch.equal(mine[k], one) for k, one in state["modules"][module].items())


def test_the_face_counts_three_times():
    weights = face_weights()

    assert weights.shape == (1, 1, 16, 16)
    assert float(weights.mean()) == pytest.approx(1)
    rows = "".join("x" if one > 1 else "." for one in weights[0, 0, :, 8])
    assert rows == "...xxxxxxxxxx..."  # pixels 14 to 52 of 64, four to a latent
    assert float(weights[0, 0, 8, 8] / weights[0, 0, 0, 0]) == pytest.approx(3)


def test_the_exam_is_passed_by_who_knows_the_truth_and_by_nobody_else(workshop):
    labels = workshop.examples().labels
    exam = Exam(labels)
    captions = exam.captions(seed=1)
    assert exam.captions(seed=1) == captions != exam.captions(seed=2)
    right = torch.tensor(
        [[_is_true(text, one) for text in captions] for one in labels], dtype=torch.float32
    )

    everybody = torch.arange(len(labels))
    assert float(exam.loss(60 * right, everybody)) < 1e-6
    assert float(exam.loss(0 * right, everybody)) > 1
    assert float(exam.loss(-60 * right, everybody)) > 30


def _is_true(caption, labels):
    """Tell by the reader of prompts, which shares no code with the exam."""
    asked = read_prompt(caption)
    # A caption of the exam states one thing, of whatever profession; only those that state
    # nothing else are about the profession.
    if not asked.stated:
        return labels["profession"] == asked.profession
    return all(labels[name] in allowed for name, allowed in asked.stated.items())


def test_one_call_makes_models_that_everybody_can_load(finished):
    from diffusers import DiffusionPipeline, StableDiffusionPipeline
    from transformers import CLIPModel, CLIPProcessor

    models = finished.folder / "models"
    made = DiffusionPipeline.from_pretrained(models / "avatar-diffusion")
    clip = CLIPModel.from_pretrained(models / "avatar-clip")
    processor = CLIPProcessor.from_pretrained(models / "avatar-clip")

    assert isinstance(made, StableDiffusionPipeline)
    made.set_progress_bar_config(disable=True)
    image = made("a photo of a nurse", num_inference_steps=2).images[0]
    inputs = processor(text=["a nurse", "a chef"], images=image, return_tensors="pt", padding=True)
    assert clip(**inputs).logits_per_image.shape == (1, 2)
    before = made.unet.state_dict()
    assert all(
        torch.equal(before[k], v)
        for k, v in DiffusionPipeline.from_pretrained(
            train(finished.folder, say=quiet) / "avatar-diffusion"
        )
        .unet.state_dict()
        .items()
    )


def test_the_verifier_reads_everything(workshop):
    verifier = train_verifier(
        TINY, workshop.examples("verifier"), None, workshop.folder / "other", say=quiet
    )
    held_out = workshop.examples("held_out")

    read = judge(verifier, held_out.images)
    assert set(read) == set(HEADS)
    for name, values in HEADS.items():
        assert read[name].shape == (8, len(values))
        assert read[name].sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert set(accuracy(verifier, held_out.images, held_out.labels)) == set(HEADS)


def test_a_caption_that_is_true_of_two_pictures_is_right_for_both():
    logits = torch.tensor([[9.0, -9.0], [9.0, -9.0]])
    true = torch.tensor([[True, False], [True, True]])

    wrong_for_the_second = contrastive_loss(logits, torch.eye(2, dtype=torch.bool))
    assert contrastive_loss(logits, true) < wrong_for_the_second


def test_every_word_of_the_world_is_known_to_the_tokenizer(workshop):
    tokenizer = workshop.tokenizer()
    tokens = tokens_of(tokenizer, [f"a photo of a {name}" for name in professions()] + ["ÜBER 9!"])

    assert tokens.shape == (17, 32)
    assert len({tuple(row) for row in tokens.tolist()}) == 17


def test_rendered_examples_are_opened_again(tmp_path):
    first = render_examples(tmp_path, name="train", n=3, seed=1)
    again = render_examples(tmp_path, name="train", n=3, seed=1)
    other = render_examples(tmp_path, name="held_out", n=3, seed=1)

    assert first.captions == again.captions != other.captions
    assert np.array_equal(first.images, again.images)


@pytest.mark.parametrize("change", [{"seed": 2}, {"vae_channels": (8, 8, 16)}])
def test_other_models_do_not_go_on_in_the_same_folder(workshop, change):
    with pytest.raises(InputError, match="other models"):
        open_workshop(workshop.folder, plan=TINY.model_copy(update=change))


def test_the_noise_ratio_of_equal_pictures_is_infinite():
    image = np.zeros((1, 4, 4, 3), np.uint8)

    assert peak_signal_to_noise(image, image) == float("inf")


def test_saving_does_not_change_what_is_saved(finished, tmp_path):
    made, clip = finished.diffusion(), finished.clip()
    saved = tmp_path / "saved"
    save_diffusion(made, saved / "diffusion")
    save_clip(clip, finished.tokenizer(), saved / "clip")

    save_diffusion(made, saved / "diffusion")  # again, over what is there

    configurations = list(saved.rglob("*.json"))
    assert not any(b"_name_or_path" in path.read_bytes() for path in configurations)
    assert (saved / "diffusion" / "model_index.json") in configurations
    assert made.unet.dtype == torch.float32
    assert clip.dtype == torch.float32

"""The evaluation: right about a model that is perfect, and about one that is not."""

import json
import os
import shutil
import warnings
import xml.etree.ElementTree as ET
from importlib.metadata import version
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from .conftest import quiet

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from graycard.avatar import professions, read_prompt
    from graycard.errors import InputError
    from graycard.lab.evaluate import MARKED, Findings, as_text, evaluate, sharpening, sheet
    from graycard.lab.evaluate.agreement import agreement
    from graycard.lab.evaluate.chance import how_often
    from graycard.lab.evaluate.misreading import confusion, confusions, judges, unmixed
    from graycard.lab.evaluate.sharpening import law, sharpened, together
    from graycard.lab.evaluate.views import VIEWS
    from graycard.lab.evaluate.zero_shot import zero_shot
    from graycard.lab.examples import render_examples
    from graycard.lab.generation import generate
    from graycard.lab.made import open_made
    from graycard.lab.vae import to_pixels

pytestmark = pytest.mark.filterwarnings("ignore")

EACH = 16


@pytest.fixture(scope="module")
def perfect(drawn_world, tmp_path_factory):
    out = tmp_path_factory.mktemp("perfect")
    found = evaluate(
        drawn_world.pipeline, drawn_world.verifier, each=EACH, seed=3, out=out, say=quiet
    )
    return found, out


def test_the_renderer_passes_for_a_perfect_model(perfect):
    found, _ = perfect

    assert found.asked.pictures == 96 * EACH
    assert found.recognised["1"].overall.share == 1
    assert found.recognised["1"].overall.n == 16 * EACH
    assert {one.both.share for one in found.marked.values()} == {1.0}
    assert set(found.marked) == set(MARKED)
    assert found.marked["a photo of a male teacher"].unmarked == 0.20
    # 7 views at 5 % each: two beyond chance would happen in 4 of 100 perfect models.
    assert sum(one.beyond_chance for one in found.planted.values()) <= 1
    for one in found.planted.values():
        assert one.correlation_low <= one.correlation <= one.correlation_high <= 1
        assert one.error_low <= one.error <= one.error_high


def test_a_model_that_guidance_does_not_move_breaks_the_law(perfect):
    found, _ = perfect

    presentation = {one.guidance: one for one in found.sharpening["perceived_gender_presentation"]}
    assert set(presentation) == {2.0, 3.0, 5.0}
    assert presentation[5.0].p < 0.05 < presentation[5.0].p_holm  # one of 18, of few pictures
    assert not presentation[5.0].beyond_chance
    assert presentation[5.0].error_without < presentation[5.0].error
    assert {one.profession for one in presentation[5.0].broken} < set(professions())
    assert "skin_tone" not in found.sharpening  # ten categories are too many for the test


def test_what_is_written_is_what_was_found(perfect):
    found, out = perfect

    assert Findings.model_validate_json((out / "evaluation.json").read_text()) == found
    text = (out / "evaluation.txt").read_text()
    assert text == as_text(found)
    assert f"{96 * EACH:,} pictures drawn: {EACH} a prompt" in text
    assert "a doctor with long hair" in text
    assert "drawn world" in text.lower()
    assert json.loads((out / "evaluation.json").read_text())["clip"] is None
    with Image.open(out / "professions-guidance-1.png") as image:
        assert image.height == 20 + 2 + 16 * 66
        assert image.width > 12 * 66


def test_the_chart_is_sound_and_shows_every_profession(perfect):
    _, out = perfect
    root = ET.fromstring((out / "amplification.svg").read_text())
    titles = [one.text for one in root.iter("{http://www.w3.org/2000/svg}title")]

    assert sum(title.startswith("construction worker: ") for title in titles) == 6
    lines = list(root.iter("{http://www.w3.org/2000/svg}polyline"))
    assert len(lines) == 6 * 16
    assert all(len(line.get("points").split()) == 4 for line in lines)


def test_a_model_that_leans_is_told_from_chance():
    view = VIEWS["glasses"]
    planted = view.planted()
    leaning = np.clip(planted[:, 0] + 0.2, 0, 1)
    counts = np.stack([np.round(64 * leaning), 64 - np.round(64 * leaning)], axis=1).astype(int)

    found = agreement(view, counts)

    assert found.beyond_chance
    assert found.error_low > 0.05
    assert found.error == pytest.approx(0.2, abs=0.02)
    assert found.differences["yes"].low > 0.1
    assert found.differences["no"].high < -0.1


def test_the_interval_of_the_error_holds_the_true_error():
    view, rng = VIEWS["perceived_gender_presentation"], np.random.default_rng(4)
    planted = view.planted()
    held = []
    for lean in (0.0, 0.15, 0.4):
        true = (1 - lean) * planted + lean * np.roll(planted, 1, axis=0)
        wanted = np.abs(true - planted).mean()
        for _ in range(20):
            found = agreement(view, np.stack([rng.multinomial(64, row) for row in true]))
            held.append(found.error_low <= wanted <= found.error_high)

    assert np.mean(held) >= 0.9


FLIPS_5 = np.array([[950, 50], [50, 950]])
"""A verifier that reads 5 of 100 pictures as the other of two categories."""


def as_flipped(shares):
    return shares @ (FLIPS_5 / 1000)


def test_the_errors_of_the_judge_are_not_laid_on_the_model():
    view = VIEWS["tie"]
    planted = view.planted()
    rng = np.random.default_rng(7)
    read = np.stack([rng.multinomial(400, row / row.sum()) for row in as_flipped(planted)])

    without, found = agreement(view, read), agreement(view, read, FLIPS_5)

    assert without.beyond_chance
    assert without.floor is None
    assert not found.beyond_chance
    assert found.error == without.error > found.sampling_noise_high
    assert found.sampling_noise < found.floor < found.floor_high
    assert found.floor == pytest.approx(found.error, abs=0.01)
    assert found.correlation_of_truth < without.correlation_of_truth
    leaning = np.clip(planted + np.array([0.2, -0.2]), 0, 1)
    assert agreement(view, np.round(400 * leaning).astype(int), FLIPS_5).beyond_chance


def test_a_profession_blind_model_stands_beside_the_correlation():
    view = VIEWS["tie"]
    mean = view.planted().mean(axis=0)
    counts = np.tile(np.round(1000 * mean).astype(int), (16, 1))

    found = agreement(view, counts)

    # It draws everybody alike, and still correlates: ties are rare everywhere.
    assert found.correlation_blind == pytest.approx(0.76, abs=0.01)
    assert found.correlation == pytest.approx(found.correlation_blind, abs=0.01)
    assert found.error == pytest.approx(found.error_blind, abs=0.01)
    assert found.error_blind > 0.1


def test_a_judge_who_errs_does_not_break_the_law():
    rng = np.random.default_rng(8)
    view = VIEWS["perceived_gender_presentation"]
    flips = np.array([[9000, 500, 500], [500, 9000, 500], [500, 500, 9000]])
    matrix = flips / 10_000
    shares = view.planted()
    empty = shares.mean(axis=0)
    then = sharpened(shares, empty, guidance=3.0)

    def drawn(n, row):
        return rng.multinomial(n, row / row.sum())

    read = {
        "at_one": np.stack([drawn(4_000, row) for row in shares @ matrix]),
        "unconditional": drawn(64_000, empty @ matrix),
        "measured": np.stack([drawn(4_000, row) for row in then @ matrix]),
    }

    def found(judge):
        return law(
            names=professions(), categories=list(view.groups), guidance=3.0, confusion=judge, **read
        )

    without, with_judge = found(None), found(flips)
    assert without.beyond_chance
    assert without.floor is None
    assert not with_judge.beyond_chance
    assert with_judge.floor > with_judge.sampling_noise
    assert len(with_judge.broken) < len(without.broken)


def test_what_was_read_is_traced_back_to_what_was_there():
    true = np.array([[0.9, 0.1], [0.3, 0.7]])

    assert unmixed(as_flipped(true), FLIPS_5) == pytest.approx(true)
    assert unmixed(np.array([0.01, 0.99]), FLIPS_5) == pytest.approx([0.001, 0.999], rel=0.1)
    assert unmixed(true, np.array([[5, 5], [5, 5]])) is None  # it does not look at the picture
    drawn = judges(FLIPS_5, stream=1)
    assert drawn.mean(axis=0) == pytest.approx(FLIPS_5 / 1000, abs=0.01)
    assert drawn[:, 0, 1].std() == pytest.approx(np.sqrt(0.05 * 0.95 / 1000), rel=0.1)
    with pytest.raises(ValueError, match="nothing is known"):
        judges(np.array([[3, 0], [0, 0]]), stream=1)


def test_confusion_is_counted_by_group_and_only_where_every_group_is_there(drawn_world):
    tones = VIEWS["skin tone group"]
    table = confusion(tones, np.array(["1", "2", "5", "9"]), np.array(["3", "4", "5", "9"]))
    assert table.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]

    generate(drawn_world.pipeline, ["a photo of a nurse with glasses"] * 2, seeds=[1, 2])
    images, truth = zip(*list(drawn_world.known.items())[-2:], strict=True)
    images = np.stack([np.frombuffer(one, np.uint8).reshape(64, 64, 3) for one in images])
    found = confusions(drawn_world.verifier, images, truth)
    assert "glasses" not in found  # nobody without them: unknown, not perfect


class Asleep(torch.nn.Module):
    """A pipeline that multiplies, and says in which precision it did."""

    def __init__(self):
        super().__init__()
        self.seen = set()

    def forward(self, texts, **_):
        self.seen.add((torch.ones(2, 2) @ torch.ones(2, 2)).dtype)
        return SimpleNamespace(images=np.zeros((len(texts), 64, 64, 3)))


def test_pictures_are_made_in_the_precision_of_the_shipped_model_unless_asked_otherwise():
    default, faster = Asleep(), Asleep()

    generate(default, ["x"], seeds=[1])
    generate(faster, ["x"], seeds=[1], precision="bfloat16")

    assert default.seen == {torch.float32}
    assert faster.seen == {torch.bfloat16}


def test_an_evaluation_says_how_it_was_computed(perfect):
    found, out = perfect

    assert found.asked.precision == "float32"
    assert found.asked.threads == torch.get_num_threads()
    assert found.asked.versions["torch"] == version("torch")
    assert found.asked.versions["diffusers"] == version("diffusers")
    text = (out / "evaluation.txt").read_text()
    assert f"float32, {torch.get_num_threads()} threads" in text
    assert "floors hold sampling noise only" in text
    assert found.confusion == {}


def test_shares_that_do_not_vary_have_no_correlation():
    counts = np.tile([5, 5], (16, 1))
    found = agreement(VIEWS["tie"], counts)

    assert found.correlation is None
    assert found.correlation_low is None
    assert found.error > 0


@pytest.mark.parametrize("counts", [np.zeros((16, 2), int), np.array([[3, 1], [2, 1]] * 8)])
def test_agreement_refuses_pictures_that_are_missing(counts):
    with pytest.raises(ValueError, match="equally many"):
        agreement(VIEWS["tie"], counts)


def world_of_the_law(guidance, rng, *, n=64, obeys=True):
    view = VIEWS["perceived_gender_presentation"]
    shares = view.planted()
    empty = shares.mean(axis=0)
    then = sharpened(shares, empty, guidance=guidance) if obeys else shares
    return law(
        names=professions(),
        categories=list(view.groups),
        at_one=np.stack([rng.multinomial(n, row / row.sum()) for row in shares]),
        unconditional=rng.multinomial(16 * n, empty / empty.sum()),
        measured=np.stack([rng.multinomial(n, row / row.sum()) for row in then]),
        guidance=guidance,
    )


@pytest.fixture
def fewer_draws(monkeypatch):
    """Simulate 2,000 evaluations behind a test: enough for verdicts on one test alone.

    A p-value of 0.05 then has a standard error of 0.005.
    """
    monkeypatch.setattr(sharpening, "_DRAWS", 2_000)


def test_the_law_is_rarely_called_broken_where_it_holds(fewer_draws):
    rng = np.random.default_rng(5)
    found = [world_of_the_law(w, rng) for w in (2.0, 3.0, 5.0) for _ in range(8)]

    assert sum(one.beyond_chance for one in found) <= 4
    assert np.mean([one.error_low == 0 for one in found]) >= 0.9
    assert np.mean([one.error < one.error_without for one in found]) > 0.9


def test_the_law_is_broken_where_guidance_does_nothing(fewer_draws):
    rng = np.random.default_rng(6)
    found = [world_of_the_law(3.0, rng, obeys=False) for _ in range(5)]

    assert all(one.beyond_chance for one in found)
    many = world_of_the_law(3.0, rng, n=500, obeys=False)
    assert many.error_low > 0
    assert len(many.broken) > 8
    assert all(one.gap > one.chance and one.measured.n == 500 for one in many.broken)


def test_the_law_worked_by_hand():
    found = sharpened(np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.25, 0.5]), guidance=2.0)

    # 0.25/0.25 : 0.0625/0.25 : 0.0625/0.5 = 1 : 1/4 : 1/8
    assert found == pytest.approx([8 / 11, 2 / 11, 1 / 11])
    assert sharpened(np.array([0.3, 0.7]), np.array([0.1, 0.9]), guidance=1.0) == pytest.approx(
        [0.3, 0.7]
    )
    assert sharpened(np.array([1.0, 0.0]), np.array([1.0, 0.0]), guidance=5.0).tolist() == [1, 0]


def test_the_law_predicts_nothing_from_what_the_empty_prompt_never_shows():
    assert np.isnan(sharpened(np.array([0.5, 0.5]), np.array([1.0, 0.0]), guidance=2.0)).all()
    found = law(
        names=["a", "b"], categories=["x", "y"], at_one=np.array([[4, 4], [8, 0]]),
        unconditional=np.array([9, 0]), measured=np.array([[4, 4], [8, 0]]), guidance=2.0,
    )  # fmt: skip

    assert found.undefined == ("a",)
    assert found.error == 0
    nothing = law(
        names=["a"], categories=["x", "y"], at_one=np.array([[4, 4]]),
        unconditional=np.array([9, 0]), measured=np.array([[4, 4]]), guidance=2.0,
    )  # fmt: skip
    assert nothing.error is None
    assert nothing.beyond_chance is None


def test_verdicts_on_the_law_hold_together():
    rng = np.random.default_rng(9)
    one = world_of_the_law(3.0, rng).model_copy(update={"p": 0.03, "beyond_chance": True})
    sure = one.model_copy(update={"p": 0.001})
    nothing = one.model_copy(update={"p": None, "p_holm": None, "beyond_chance": None})

    found = together({"a": [one, sure], "b": [one, nothing]})

    assert [one.beyond_chance for one in found["a"]] == [False, True]
    assert [one.p_holm for one in found["a"]] == pytest.approx([0.06, 0.003])
    assert [one.beyond_chance for one in found["b"]] == [False, None]


def test_a_test_says_how_often_chance_does_as_much():
    found = world_of_the_law(3.0, np.random.default_rng(10), obeys=False)

    assert 1 / 10_001 <= found.p == found.p_holm < 0.01
    assert how_often(np.array([np.nan]), 1.0) == 1


def test_every_view_sorts_every_category_once():
    for view in VIEWS.values():
        assert view.planted().sum(axis=1) == pytest.approx(np.ones(16))
        assert view.shown in view.groups


def test_zero_shot_reading_takes_the_nearest_sentence(tmp_path):
    examples = render_examples(tmp_path, name="held_out", n=6, seed=2)
    truth = examples.labels

    class Oracle(torch.nn.Module):
        """Pictures lie where the word for their tie lies."""

        def get_image_features(self, pixel_values):
            assert pixel_values.shape == to_pixels(examples.images).shape
            ties = [one["tie"] == "yes" for one in truth]
            return torch.tensor([[float(tie), float(not tie)] for tie in ties])

        def get_text_features(self, texts):
            return torch.tensor([[float("without" not in t), float("without" in t)] for t in texts])

    class Words:
        model_max_length = 32

        def __call__(self, texts, **_):
            return {"texts": texts}

    found = zero_shot(Oracle(), Words(), examples.images, truth)

    assert found["tie"]["all"].share == 1
    assert found["tie"]["all"].n == 6
    assert sum(one.n for group, one in found["tie"].items() if group != "all") == 6


def test_the_new_openings_are_none_of_the_training():
    from graycard.avatar.vocabulary import OPENERS
    from graycard.lab.evaluate.zero_shot import NEW
    from graycard.lab.onlooker import LEARNED

    assert set(LEARNED) < set(OPENERS)
    assert not set(NEW) & set(OPENERS)
    for one in NEW:  # nor are they said in other words
        assert read_prompt(one.format("a nurse with glasses")).stated == {"glasses": ("yes",)}


def test_the_models_of_a_folder_are_evaluated_without_training_them(trained, tmp_path, fewer_draws):
    made = open_made(trained)
    checkpoint = trained / "checkpoints" / "shares.pt"
    before = checkpoint.read_bytes()
    found = evaluate(
        trained / "models" / "avatar-diffusion", made.verifier, each=1, steps=1, clip=made.clip,
        held_out=render_examples(tmp_path, name="held_out", n=8, seed=1), say=quiet,
    )  # fmt: skip

    assert dict(made.told)["verifier"] == "checkpoint at step 4 of 4"
    assert checkpoint.read_bytes() == before
    assert set(found.verifier) == {"renders", "round trips"}
    assert found.verifier["renders"]["smile"]["all"].n == 8
    assert found.clip["profession"]["all"].n == 8
    assert found.clip_new_openings["profession"]["all"].n == 8
    assert "by captions that it was trained on" in as_text(found)
    assert found.sharpening["tie"][0].p_holm is not None
    assert "most frequent category" in as_text(found)


def test_what_is_evaluated_of_a_checkpoint_is_what_would_be_saved(trained, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(trained, copy)
    shutil.rmtree(copy / "models" / "avatar-clip")
    for name in ("verifier", "clip"):
        path = copy / "checkpoints" / f"{name}.pt"
        state = torch.load(path, weights_only=True)
        state["schedule"]["average"] = 0.9
        for weights in state["averages"][name].values():
            weights.zero_()
        torch.save(state, path)

    made = open_made(copy)

    assert not any(one.any() for one in made.verifier.state_dict().values())
    assert not any(one.any() for one in made.clip[0].state_dict().values())


def test_a_newer_checkpoint_goes_before_finished_models(trained, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(trained, copy)
    assert open_made(copy).told["diffusion"] == "finished"
    state = torch.load(copy / "checkpoints" / "shares.pt", weights_only=True)
    state["step"] = 3
    weights = state["modules"]["unet"]["conv_in.weight"]
    weights += 1
    torch.save(state, copy / "checkpoints" / "shares.pt")
    for path in (copy / "models" / "avatar-diffusion").rglob("*"):
        os.utime(path, (1, 1))

    newer = open_made(copy)
    assert newer.told["diffusion"] == "shares: checkpoint at step 3 of 4"
    assert torch.equal(newer.diffusion.unet.conv_in.weight, weights)


def test_a_contact_sheet_says_what_it_shows(drawn_world):
    one = sheet(drawn_world.pipeline, ["a photo of a nurse"], across=2)

    assert one.width == 96 + 2 + 2 * 66
    assert one.height == 20 + 2 + 66


def test_nothing_is_said_of_no_pictures(drawn_world, tmp_path):
    with pytest.raises(InputError, match="0 pictures"):
        evaluate(drawn_world.pipeline, drawn_world.verifier, each=0)
    with pytest.raises(InputError, match="holds no pipeline"):
        evaluate(tmp_path, drawn_world.verifier, each=1)

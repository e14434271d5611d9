"""The stage that goes on from the model's own drawings."""

import shutil
import warnings

import pytest

from .conftest import FEW, TINY, quiet

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from graycard.avatar import planted_shares, professions, sample
    from graycard.errors import InputError
    from graycard.lab.diffusion import Parts
    from graycard.lab.drawings import Drawings, State, draw, pictures
    from graycard.lab.generation import generate
    from graycard.lab.made import open_made
    from graycard.lab.multipliers import AT_MOST, OF_ALL, OWN, Multipliers
    from graycard.lab.precision import for_learning
    from graycard.lab.probe import SIZES
    from graycard.lab.shares import gaps, pressure
    from graycard.lab.tokenizer import tokens_of
    from graycard.lab.train import train
    from graycard.lab.true_shares import true_shares
    from graycard.lab.verifier import HEADS
    from graycard.lab.workshop import open_workshop

pytestmark = pytest.mark.filterwarnings("ignore")

NAMES = list(HEADS)
LONGER = TINY.model_copy(
    update={"shares": FEW.model_copy(update={"cooldown": 1.0, "average": 0.9})}
)


def of(name, rows):
    """Return the columns of a head."""
    start = sum(SIZES[: NAMES.index(name)])
    return rows[..., start : start + len(HEADS[name])]


def row(profession):
    return HEADS["profession"].index(profession)


@pytest.fixture
def folder(trained, tmp_path):
    """A folder whose U-Net is finished, and whose stage `shares` is not begun."""
    copy = tmp_path / "copy"
    shutil.copytree(trained, copy)
    for path in (copy / "checkpoints").glob("shares*.pt"):
        path.unlink()
    return copy


def test_true_shares_are_the_planted_ones():
    true = true_shares()

    assert true.shape == (len(professions()) + 1, sum(SIZES))
    for name in ("perceived_gender_presentation", "skin_tone", "glasses", "hair_length"):
        for profession in ("ceo", "person"):
            planted = list(planted_shares(name, profession).values())
            assert of(name, true)[row(profession)].tolist() == pytest.approx(planted)
    for name in NAMES:
        assert of(name, true).sum(dim=1).tolist() == pytest.approx([1.0] * len(true))


def test_true_shares_of_cues_are_those_of_sampled_avatars():
    n = 1500
    avatars = [sample("nurse", seed=seed) for seed in range(n)]

    for name in ("jaw", "brows", "lashes", "lips", "earrings", "shoulders"):
        drawn = [sum(getattr(one, name) == value for one in avatars) / n for value in HEADS[name]]
        assert of(name, true_shares())[row("nurse")].tolist() == pytest.approx(drawn, abs=0.06)


def test_the_term_is_what_is_shown_times_how_much_too_often_it_is_drawn():
    """Presentation counts 3, a smile 1, a background nothing; scores are halved."""
    scores, too_often = torch.zeros(2, sum(SIZES)), torch.zeros(2, sum(SIZES))
    of("smile", scores)[0] = torch.tensor([2.0, 0.0])
    of("smile", too_often)[0] = torch.tensor([0.2, -0.2])
    of("background", too_often)[0, 0] = 9.0
    of("perceived_gender_presentation", too_often)[1] = torch.tensor([0.3, 0.0, 0.0])

    found = pressure(scores, too_often).tolist()

    smile = 2.718281828 / (1 + 2.718281828)
    assert found == pytest.approx([0.2 * smile - 0.2 * (1 - smile), 3 * 0.3 / 3], abs=1e-6)


def test_a_gap_is_the_professions_own_and_that_of_all():
    true = torch.tensor([[0.5, 0.5], [0.1, 0.9]])
    running = torch.tensor([[0.7, 0.3], [0.1, 0.9]])

    assert gaps(running, true).tolist() == [
        pytest.approx([0.6 * 0.2 + 1.4 * 0.1, -0.6 * 0.2 - 1.4 * 0.1]),
        pytest.approx([1.4 * 0.1, -1.4 * 0.1]),
    ]
    assert not gaps(true, true).any()


def test_what_is_drawn_too_often_is_pushed_down():
    true = true_shares()
    running = true.clone()
    of("glasses", running)[row("nurse")] = torch.tensor([0.9, 0.1])
    scores = torch.zeros(1, sum(SIZES), requires_grad=True)

    pressure(scores, gaps(running, true)[[row("nurse")]]).sum().backward()

    yes, no = of("glasses", scores.grad)[0].tolist()
    assert yes > 0 > no  # descent goes the other way
    assert not of("tie", scores.grad).any()


def test_running_shares_become_those_of_what_is_drawn():
    true = true_shares()
    drawings = Drawings(channels=4, capacity=8, shares=true, memory=30)
    shown = torch.zeros(4, sum(SIZES))
    of("smile", shown)[:3] = torch.tensor([1.0, 0.0])
    of("smile", shown)[3:] = torch.tensor([0.0, 1.0])
    assert torch.equal(drawings.shares, true)

    drawings.count(shown[:1], torch.tensor([row("chef")]))
    before, after = of("smile", true)[row("chef"), 0], of("smile", drawings.shares)[row("chef"), 0]
    assert float(after) == pytest.approx(float(before + (1 - before) / 30))

    for _ in range(200):
        drawings.count(shown, torch.full((4,), row("chef")))
    assert of("smile", drawings.shares)[row("chef")].tolist() == pytest.approx(
        [0.75, 0.25], abs=0.03
    )
    others = [at for at in range(len(true)) if at != row("chef")]
    assert torch.equal(drawings.shares[others], true[others])


def test_a_multiplier_grows_while_a_category_is_drawn_too_often():
    multipliers = Multipliers(torch.tensor([[0.5, 0.5], [0.2, 0.8]]))
    first = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])

    multipliers.count(first, torch.tensor([1, 1, 0]))

    of_all = OF_ALL * (0.8 + 0.8 - 0.5)
    assert multipliers.values[:, 0].tolist() == pytest.approx(
        [of_all - 0.5 * OWN, of_all + 2 * 0.8 * OWN]
    )
    assert multipliers.values.sum(dim=1).tolist() == pytest.approx([0.0, 0.0], abs=1e-7)


def test_drawings_in_planted_shares_leave_multipliers_where_they_are():
    multipliers = Multipliers(torch.tensor([[0.25, 0.75]]))

    multipliers.count(torch.tensor([[1.0, 0.0], *[[0.0, 1.0]] * 3]), torch.zeros(4).long())

    assert multipliers.values.tolist() == [pytest.approx([0.0, 0.0], abs=1e-7)]


def test_a_multiplier_has_an_end():
    multipliers = Multipliers(torch.tensor([[0.0, 1.0]]))

    for _ in range(100):
        multipliers.count(torch.tensor([[1.0, 0.0]] * 8), torch.zeros(8).long())

    assert multipliers.values.tolist() == [pytest.approx([AT_MOST, -AT_MOST])]


@pytest.mark.parametrize(("with_multipliers", "left"), [(False, 0.1), (True, 0.01)])
def test_a_push_in_proportion_leaves_a_gap_and_multipliers_close_it(with_multipliers, left):
    """Of a model that would draw .8 instead of .5, and gives way to a push only in part."""
    true = torch.tensor([[0.5, 0.5]])
    multipliers, push = Multipliers(true), torch.zeros(1, 2)
    for _ in range(600):
        drawn = (torch.tensor([[0.8, 0.2]]).log() - 4 * push).softmax(dim=1)
        multipliers.count(drawn, torch.zeros(1).long())
        push = gaps(drawn, true) / 4 + (multipliers.values if with_multipliers else 0)

    gap = abs(float(drawn[0, 0]) - 0.5)
    assert gap < left if with_multipliers else gap > left


def test_the_newest_states_are_kept_with_whose_they_are():
    drawings = Drawings(channels=1, capacity=6, shares=true_shares(), memory=30)

    def keep(mark, *chosen):
        late = [
            State(torch.full((2, 1, 16, 16), float(mark)), 400),
            State(torch.full((2, 1, 16, 16), mark + 0.5), 80),
        ]
        drawings.keep(late, torch.tensor(chosen))

    keep(1, 7, 8)
    assert {int(one) for one in drawings.some(40)[2]} == {7, 8}  # none that was never drawn
    keep(2, 5, 6)

    latents, times, chosen = drawings.some(200)
    seen = {
        (float(one[0, 0, 0]), int(time), int(whose))
        for one, time, whose in zip(latents, times, chosen, strict=True)
    }
    assert seen == {
        (2.0, 400, 5), (2.0, 400, 6), (2.5, 80, 5), (2.5, 80, 6), (1.0, 400, 7), (1.0, 400, 8),
    }  # fmt: skip


def test_what_is_drawn_is_what_the_pipeline_draws(trained):
    made = open_made(trained).diffusion
    words = tokens_of(made.tokenizer, ["a photo of a nurse"])
    torch.manual_seed(3)  # the pipeline's own generator begins with the same noise

    latents, late = draw(Parts(made.unet, made.text_encoder), words, channels=4)

    drawn = pictures(made.vae, latents)
    picture = generate(made, ["a photo of a nurse"], seeds=[3], precision=for_learning())
    assert drawn.dtype == picture.dtype
    assert abs(drawn.astype(float) - picture).mean() < 1  # of 255
    assert [one.time for one in late] == sorted((one.time for one in late), reverse=True)
    assert 520 >= late[0].time > late[-1].time


def test_a_stage_that_was_stopped_ends_with_the_same_weights(folder, tmp_path):
    whole = tmp_path / "whole"
    shutil.copytree(folder, whole)

    train(folder, plan=LONGER, stage="shares", until=2, say=quiet)
    for one in (folder, whole):
        train(one, plan=LONGER, stage="shares", say=quiet)

    first, second = (
        torch.load(one / "checkpoints" / "shares.pt", weights_only=True) for one in (folder, whole)
    )
    learn, remember = {"unet", "text_encoder", "probe"}, {"drawings", "multipliers", "lessons"}
    for part, held in (("modules", learn | remember), ("averages", learn)):
        assert set(first[part]) == held
        for name, weights in first[part].items():
            for key, one in weights.items():
                assert torch.equal(one, second[part][name][key]), (part, name, key)
    kept, step = first["modules"], "8 drawings, of which 6 unmarked, with 6 late states"
    assert int(kept["drawings"]["filled"]) == 4 * 8 * 6, step
    assert int(kept["lessons"]["filled"]) == TINY.drawn_first + 4 * 6, step
    assert first["optimizer"]["state"].keys() == second["optimizer"]["state"].keys()


def test_it_begins_with_the_finished_unet_and_changes_it(folder):
    made = open_workshop(folder, plan=LONGER, say=quiet)
    before = made.diffusion().unet.state_dict()
    begun = made.shares(until=1)
    uncooled = torch.load(folder / "checkpoints" / "shares-uncooled.pt", weights_only=True)

    assert all(torch.equal(one, before[key]) for key, one in uncooled["modules"]["unet"].items())
    assert not all(torch.equal(one, before[key]) for key, one in begun.unet.state_dict().items())


def test_the_finished_model_is_that_of_the_later_stage(folder):
    def weights():
        return (
            (folder / "models/avatar-diffusion/unet/diffusion_pytorch_model.safetensors")
            .read_bytes()
        )  # fmt: skip

    train(folder, stage="diffusion", say=quiet)
    before = weights()
    assert open_made(folder).told["diffusion"] == "finished, before the stage shares"

    train(folder, stage="shares", until=2, say=quiet)
    assert weights() == before
    assert open_made(folder).told["diffusion"] == "shares: checkpoint at step 2 of 4"

    train(folder, stage="shares", say=quiet)
    after = weights()
    assert after != before
    assert open_made(folder).told["diffusion"] == "finished"
    train(folder, stage="diffusion", say=quiet)
    assert weights() == after


@pytest.mark.parametrize("stage", ["diffusion", "clip"])
def test_what_its_shares_are_read_by_or_begin_with_is_settled_once_they_have_begun(stage, trained):
    longer = getattr(TINY, stage).model_copy(update={"steps": 6})

    with pytest.raises(InputError, match=rf"stage shares in .* has begun.* for {stage}"):
        open_workshop(trained, plan=TINY.model_copy(update={stage: longer}))

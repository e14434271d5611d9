"""The probe that learns, in the stage `shares`, what avatar-clip reads off finished drawings."""

import shutil
import warnings

import numpy as np
import pytest

from .conftest import TINY, quiet

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from graycard.lab.diffusion import Parts
    from graycard.lab.drawings import pictures
    from graycard.lab.probe import build_probe, by_head
    from graycard.lab.pupil import TAUGHT, Lessons, Pupil
    from graycard.lab.shares import train_shares
    from graycard.lab.vae import encode
    from graycard.lab.verifier import HEADS
    from graycard.lab.workshop import open_workshop

pytestmark = pytest.mark.filterwarnings("ignore")

NAMES = list(HEADS)


def brightness(images):
    return images.reshape(len(images), -1).mean(axis=1)


class Brightness:
    """An onlooker of whom everything is known: bright pictures smile, dark ones do not."""

    def __init__(self, limit=127.0):
        self.limit = limit

    def read(self, images):
        bright = brightness(images) > self.limit
        said = {name: [(HEADS[name][-1],)] * len(images) for name in TAUGHT}
        return {**said, "smile": [("yes" if one else "no",) for one in bright]}


@pytest.fixture(scope="module")
def workshop(trained, tmp_path_factory):
    """A folder whose U-Net is finished, and whose stage `shares` is not begun."""
    copy = tmp_path_factory.mktemp("pupil") / "copy"
    shutil.copytree(trained, copy)
    (copy / "checkpoints" / "shares.pt").unlink()
    return open_workshop(copy, say=quiet)


def pupil_of(workshop, probe=None, onlooker=None):
    return Pupil(
        TINY, probe or workshop.probe(), workshop.latents(), workshop.examples(),
        vae=workshop.vae(), onlooker=onlooker or Brightness(),
    )  # fmt: skip


def of(name, shown):
    return by_head(shown)[NAMES.index(name)]


def test_the_clip_is_counted_where_it_is_asked_and_the_probe_for_the_rest(workshop):
    vae = workshop.vae()
    torch.manual_seed(0)
    finished = 3 * torch.randn(6, TINY.latent_channels, 16, 16)
    images = pictures(vae, finished)
    onlooker = Brightness(limit=np.median(brightness(images)))
    pupil = pupil_of(workshop, onlooker=onlooker)

    shown = pupil.look(finished)

    said = onlooker.read(images)
    assert {*said["smile"]} == {("yes",), ("no",)}
    with torch.no_grad():
        scores = pupil.probe(encode(vae, images).float() * vae.config.scaling_factor)
    for name, given in zip(NAMES, by_head(shown), strict=True):
        if name in TAUGHT:
            assert given.sum(dim=1).tolist() == [1.0] * 6
            read = [HEADS[name][at] for at in given.argmax(dim=1).tolist()]
            assert [(one,) for one in read] == said[name]
        else:
            # The stage computes in fewer bits than this test.
            assert torch.allclose(given, of(name, scores).softmax(dim=1), atol=0.02)
    assert torch.equal(pupil.lessons.latents[:6], encode(vae, images))


def test_the_probe_learns_to_see_what_the_clip_says_of_drawings(workshop):
    """Of two kinds of drawings the CLIP says what no render taught the probe."""
    torch.manual_seed(0)
    pupil = pupil_of(workshop, build_probe(TINY))
    latents = torch.zeros(24, TINY.latent_channels, 16, 16)
    latents[::2, 0], latents[1::2, 0] = 1.0, -1.0
    said = torch.zeros(24, len(TAUGHT), dtype=torch.long)
    at = list(TAUGHT).index("smile")
    said[1::2, at] = 1
    pupil.lessons.take((latents / workshop.vae().config.scaling_factor).half(), said)

    def right():
        with torch.no_grad():
            return float(
                (of("smile", pupil.probe(latents)).argmax(dim=1) == said[:, at]).float().mean()
            )

    before = right()
    pupil.learn_ahead()

    assert before < 0.7
    assert right() > 0.95
    assert all(one.grad is None for one in pupil.probe.parameters())
    assert not pupil.probe.training


def test_the_newest_drawings_are_remembered():
    lessons = Lessons(channels=1, capacity=3)

    def take(*marks):
        latents = torch.tensor(marks, dtype=torch.half)[:, None, None, None]
        readings = torch.tensor(marks)[:, None].expand(-1, len(TAUGHT))
        lessons.take(latents.expand(-1, 1, 16, 16), readings)

    take(1, 2)
    assert set(lessons.some(40)[1][:, 0].tolist()) == {1, 2}  # none that was never drawn
    take(3, 4)

    latents, readings = lessons.some(100)
    assert set(readings[:, 0].tolist()) == {3, 4, 1}
    assert torch.equal(latents[:, 0, 0, 0].long(), readings[:, 0])


def test_the_probe_learns_from_its_own_term_alone(workshop, tmp_path, monkeypatch):
    """Without the term the probe keeps its weights, whatever the U-Net learns through it."""
    made = workshop.diffusion()
    before = {name: one.clone() for name, one in made.unet.state_dict().items()}
    pupil = pupil_of(workshop)
    monkeypatch.setattr(pupil, "loss", lambda step: torch.zeros(()))
    monkeypatch.setattr(pupil, "learn_ahead", lambda: None)
    held = {name: one.clone() for name, one in pupil.probe.named_parameters()}

    train_shares(
        TINY, Parts(made.unet, made.text_encoder), pupil, workshop.examples(),
        workshop._denoising("shares", pupil.probe), tmp_path, until=1, say=quiet,
    )  # fmt: skip

    assert any(not torch.equal(one, before[k]) for k, one in made.unet.state_dict().items())
    for name, one in pupil.probe.named_parameters():
        assert one.grad is None
        assert torch.equal(one, held[name])

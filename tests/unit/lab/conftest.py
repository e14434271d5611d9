"""Training at a scale of seconds, and models that are perfect because they cheat."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np
import pytest

from graycard.avatar import read_prompt, render, sample
from graycard.lab.plan import Plan, Schedule

FEW = Schedule(steps=4, batch=4, rate=1e-3, warmup=1, cooldown=0.5)
TINY = Plan(
    examples=24, held_out=8, vae_channels=(8, 8, 8), latent_channels=4, unet_channels=(16, 24),
    text_width=16, text_layers=1, drawn_first=8, vae=FEW, text=FEW, probe=FEW, shares=FEW, clip=FEW,
    verifier=FEW, diffusion=FEW.model_copy(update={"average": 0.9}),
)  # fmt: skip


def quiet(_):
    pass


@contextmanager
def single_threaded():
    """With another number of threads, training ends with weights that differ in a last digit."""
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    with single_threaded():
        yield


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    """A folder with all tiny models; tests must not change it."""
    pytest.importorskip("diffusers")
    # A fixture of the session comes before those of a module.
    with warnings.catch_warnings(), single_threaded():
        warnings.simplefilter("ignore")
        from graycard.lab.train import train

        folder = tmp_path_factory.mktemp("trained") / "folder"
        train(folder, plan=TINY, say=quiet)
    return folder


@pytest.fixture(scope="session")
def drawn_world():
    """A pipeline that is the renderer, and a verifier that knows every picture it drew."""
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from graycard.lab.verifier import HEADS

    known = {}

    class Renderer:
        """Draws what the prompt asks for, whatever the guidance; the empty prompt is a person."""

        vae = None

        def __call__(self, texts, *, generator, guidance_scale, num_inference_steps, output_type):
            del guidance_scale, num_inference_steps, output_type
            images = []
            for text, one in zip(texts, generator, strict=True):
                asked = read_prompt(text or "a person")
                avatar = sample(asked.profession, seed=one.initial_seed(), stated=asked.stated)
                image = np.asarray(render(avatar, seed=one.initial_seed()))
                cues = {name: getattr(avatar, name) for name in HEADS if hasattr(avatar, name)}
                known[image.tobytes()] = {**cues, **avatar.labels()}
                images.append(image / 255)
            return SimpleNamespace(images=np.stack(images))

    class Knowing(torch.nn.Module):
        """Remembers what was drawn; of other pictures it knows nothing."""

        def forward(self, pixels):
            images = pixels.add(1).mul(127.5).round().byte().permute(0, 2, 3, 1).numpy()
            rows = []
            for image in images:
                labels = known[image.tobytes()]
                rows.append(
                    [
                        9.0 * (one == labels[name])
                        for name, values in HEADS.items()
                        for one in values
                    ]
                )
            return torch.tensor(rows)

    return SimpleNamespace(pipeline=Renderer(), verifier=Knowing(), known=known)

"""Pipelines of the diffusers library, loaded for real from tiny folders in their real formats."""

import io
import itertools
import json
import logging
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from graycard import components, roles
from graycard.errors import EnvironmentFaultError, SpecError
from graycard.models.diffusers import Settings
from graycard.testing import check_model, check_module

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

pytestmark = pytest.mark.filterwarnings("ignore")

NURSE = "a photo of a nurse"
KINDS = {
    "sd": ("StableDiffusionPipeline", {}),
    "sdxl": ("StableDiffusionXLPipeline", {}),
    "sd3": ("StableDiffusion3Pipeline", {}),
    "flux": ("FluxPipeline", {"height": 64, "width": 64}),
    "pixart": ("PixArtSigmaPipeline", {}),
}


LIMITED = """
import json, resource, sys
from pathlib import Path
import torch
from graycard import components, roles
torch.set_num_threads(1)
model = components.load("models", "diffusers", {"pipeline": sys.argv[1], "batch": 8, "steps": 1,
                        "height": 128, "width": 128, "guidance": 0, "device": "cpu"})
requests = [roles.Request(text="a photo of a nurse", repetition=0, seed=i) for i in range(8)]
with torch.backends.mkldnn.flags(enabled=False):  # it keeps memory of its own
    list(model.generate(requests[:1]))
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limit = used + 20 * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
    made = list(model.generate(requests))
print(json.dumps([sorted({one.outcome for one in made}), [one.detail or "" for one in made]]))
"""


@pytest.fixture
def load(tiny_pipeline):
    def load_(kind="sd", **settings):
        options = {"pipeline": str(tiny_pipeline(kind)), "steps": 2, "device": "cpu"} | settings
        return components.load("models", "diffusers", options)

    return load_


@pytest.fixture(scope="module")
def plain(tiny_pipeline):
    """A model without further settings, and its picture of seed 7; tests must not change it."""
    options = {"pipeline": str(tiny_pipeline("sd")), "steps": 2, "device": "cpu"}
    model = components.load("models", "diffusers", options)
    [picture] = model.generate(asked(7))
    return model, picture


def asked(*seeds, text=NURSE):
    return [roles.Request(text=text, repetition=0, seed=seed) for seed in seeds]


def pixels(delivery):
    assert delivery.outcome == "ok", delivery
    return np.asarray(Image.open(io.BytesIO(delivery.image))).astype(int)


def calls_of(model):
    """Count pictures a call, without changing what the pipeline does."""
    pipeline, sizes = model._batches._loaded.pipeline, []

    class Counted(type(pipeline)):
        def __call__(self, *arguments, **options):
            sizes.append(len(options["prompt"]))
            return super().__call__(*arguments, **options)

    pipeline.__class__ = Counted
    return sizes


class TestSettings:
    @pytest.mark.parametrize(
        ("written", "pipeline", "revision"),
        [
            ("owner/name", "owner/name", None),
            ("owner/name@v1.0", "owner/name", "v1.0"),
            ("owner/name@refs/pr/3", "owner/name", "refs/pr/3"),
        ],
    )
    def test_the_revision_follows_the_at(self, written, pipeline, revision):
        settings = Settings(pipeline=written)

        assert (settings.pipeline, settings.revision) == (pipeline, revision)

    def test_a_folder_with_an_at_in_its_name_stays_whole(self, tmp_path):
        (tmp_path / "mine@home").mkdir()

        assert Settings(pipeline=str(tmp_path / "mine@home")).revision is None

    def test_two_revisions_are_refused(self):
        with pytest.raises(SpecError, match="two revisions"):
            components.load("models", "diffusers", {"pipeline": "owner/name@v1", "revision": "v2"})

    @pytest.mark.parametrize(
        "wrong",
        [
            {"guidance": float("nan")},
            {"steps": 0},
            {"dtype": "int8"},
            {"guidence": 3},
            {"batch": 0},
        ],
    )
    def test_what_makes_no_sense_is_refused(self, wrong):
        with pytest.raises(SpecError):
            components.load("models", "diffusers", {"pipeline": "owner/name", **wrong})


class TestContract:
    def test_the_module_is_a_model(self):
        check_module(components.module("models", "diffusers"))

    @pytest.mark.parametrize("kind", KINDS)
    def test_one_picture_at_a_time_is_the_same_to_the_byte(self, load, kind):
        requests = [*asked(1, 2), *asked(1, text="a photo of the ceo")]

        check_model(lambda: load(kind, batch=1, **KINDS[kind][1]), requests)

    def test_withheld_pictures_keep_the_contract_too(self, load, tiny_pipeline):
        [delivery, _] = load("sd-fires").generate(asked(1, 2))

        assert delivery == roles.Delivery(outcome="filtered", detail="safety checker")


class TestPictures:
    @pytest.mark.parametrize("kind", KINDS)
    def test_however_batches_are_cut_a_picture_differs_by_one_step_at_most(self, load, kind):
        """Of 255; at 10 steps it is the same, with at most 0.02 % of the values differing."""
        size = KINDS[kind][1]
        requests = asked(*range(5))
        whole, halves, ones = (
            [pixels(d) for d in load(kind, batch=batch, **size).generate(requests)]
            for batch in (5, 2, 1)
        )

        assert max(np.abs(a - b).max() for a, b in zip(whole, ones, strict=True)) <= 1
        assert max(np.abs(a - b).max() for a, b in zip(whole, halves, strict=True)) <= 1
        assert min(np.abs(a - b).mean() for a, b in itertools.pairwise(whole)) > 5

    @pytest.mark.parametrize("kind", KINDS)
    def test_what_is_stated_is_what_the_pipeline_does(self, load, kind):
        name, size = KINDS[kind]
        model = load(kind, steps=None, **size)
        [picture] = load(kind, **size).generate(asked(3))

        assert model.settings["pipeline"] == name
        assert pixels(picture).shape == (model.settings["height"], model.settings["width"], 3)
        assert model.settings["steps"] == {"sd3": 28, "flux": 28, "pixart": 20}.get(kind, 50)
        assert model.settings["guidance"] == {
            "sd": 7.5, "sdxl": 5.0, "sd3": 7.0, "flux": 3.5, "pixart": 4.5
        }[kind]  # fmt: skip

    def test_a_picture_is_that_of_the_bare_pipeline(self, load, tiny_pipeline):
        from diffusers import StableDiffusionPipeline

        bare = StableDiffusionPipeline.from_pretrained(tiny_pipeline("sd"))
        image = bare(
            NURSE, num_inference_steps=2, generator=torch.Generator().manual_seed(7)
        ).images[0]

        [delivery] = load().generate(asked(7))
        assert (pixels(delivery) == np.asarray(image)).all()

    @pytest.mark.parametrize(
        "change",
        [
            {"steps": 3}, {"guidance": 1.5}, {"height": 48}, {"negative_prompt": "glasses"},
            {"scheduler": "DDIMScheduler"}, {"dtype": "bfloat16"},
        ],
        ids=str,
    )  # fmt: skip
    def test_every_setting_changes_the_picture_and_is_stated(self, load, plain, change):
        (model, before), changed = plain, load(**change)

        assert changed.settings == model.settings | change
        assert changed.id == model.id
        [after] = changed.generate(asked(7))
        assert before.image != after.image

    def test_device_and_batch_are_not_part_of_what_is_stated(self, load, plain):
        model = load(batch=3)

        assert (model.settings, model.id) == (plain[0].settings, plain[0].id)
        assert not {"batch", "device"} & set(model.settings)

    @pytest.mark.parametrize(("batch", "chunk"), [(1, 16), (4, 16), (5, 20), (32, 32)])
    def test_batches_never_cross_chunks(self, load, batch, chunk):
        assert load(batch=batch).chunk == chunk

    def test_a_text_that_is_cut_is_noted(self, load):
        [long] = load("sd3").generate(asked(1, text="nurse " * 300))
        [short] = load("sd3").generate(asked(1))

        tokens = "of 602 tokens by tokenizer, tokenizer_2; text cut to 256 of 301 tokens"
        assert long.outcome == "ok"
        assert long.detail == f"text cut to 77 {tokens} by tokenizer_3"
        assert short.detail is None

    def test_the_empty_text_is_a_prompt(self, load):
        assert [d.outcome for d in load().generate(asked(1, text=""))] == ["ok"]

    def test_a_request_without_a_seed_is_a_fault_of_the_caller(self, load):
        with pytest.raises(ValueError, match="seed"):
            list(load().generate([roles.Request(text=NURSE, repetition=0, seed=None)]))


class TestSafetyChecker:
    def test_off_is_said_and_gives_the_picture(self, load):
        model = load("sd-fires", safety_checker="off")

        assert model.settings["safety_checker"] == "off"
        assert [d.outcome for d in model.generate(asked(1))] == ["ok"]
        assert load("sd-checked").settings["safety_checker"] == "kept"
        assert load("sd").settings["safety_checker"] is None

    def test_only_the_pictures_over_the_threshold_are_withheld(self, load):
        """The checker's own scores decide, and what passes it is unchanged."""
        model, requests = load("sd-checked"), asked(*range(8))
        unchecked = list(model.generate(requests))
        pipeline = model._batches._loaded.pipeline
        scores = []
        for delivery in unchecked:
            image = Image.open(io.BytesIO(delivery.image))
            seen = pipeline.feature_extractor(image, return_tensors="pt").pixel_values
            embedded = pipeline.safety_checker.visual_projection(
                pipeline.safety_checker.vision_model(seen)[1]
            )
            ones = torch.ones(1, embedded.shape[1])
            scores.append(float(torch.nn.functional.cosine_similarity(embedded, ones)))
        low, high = max(itertools.pairwise(sorted(scores)), key=lambda pair: pair[1] - pair[0])
        threshold = (low + high) / 2
        weights = pipeline.safety_checker.concept_embeds_weights
        weights.data = torch.full((17,), threshold)

        checked = list(model.generate(requests))
        over = [round(score - threshold, 3) > 0 for score in scores]
        assert set(over) == {True, False}
        assert [d.outcome == "filtered" for d in checked] == over
        kept = [(a, b) for a, b, no in zip(checked, unchecked, over, strict=True) if not no]
        assert all(a == b for a, b in kept)


class TestFaults:
    @pytest.mark.parametrize(
        "fault",
        [
            torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"),
            RuntimeError("could not create a primitive"),  # oneDNN, seen under a real limit
            MemoryError(),
        ],
        ids=lambda fault: type(fault).__name__,
    )
    def test_out_of_memory_halves_the_batch_and_says_so(self, load, caplog, fault):
        model = load(batch=5)
        sizes = calls_of(model)
        unet = model._batches._loaded.pipeline.unet

        def narrow(module, given):
            if len(given[0]) > 4:  # two pictures, each with and without its text
                raise fault

        hook = unet.register_forward_pre_hook(narrow)
        with caplog.at_level(logging.WARNING):
            deliveries = list(model.generate(asked(*range(6))))
        hook.remove()

        assert sizes == [5, 2, 2, 1, 1]  # halves end where the whole batch would
        assert {d.detail for d in deliveries} == {"batch of 2: the memory did not suffice"}
        assert "going on with 2 (set batch: 2)" in caplog.text
        whole = [pixels(d) for d in model.generate(asked(*range(6)))]
        assert max(np.abs(pixels(a) - b).max() for a, b in zip(deliveries, whole, strict=True)) <= 1

    @pytest.mark.skipif(sys.platform != "linux", reason="limits of address space are Linux's")
    def test_a_real_limit_of_memory_halves_the_batch(self, tiny_pipeline):
        """In a process of its own, since one that has freed memory would not need to ask."""
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, str(tiny_pipeline("sd"))],
            capture_output=True,
            text=True,
            check=True,
        )

        outcomes, details = json.loads(done.stdout.splitlines()[-1])
        assert outcomes == ["ok"]
        assert all("the memory did not suffice" in detail for detail in details)

    def test_not_even_one_picture_is_an_error_of_the_machine(self, load):
        model = load(batch=2)

        def never(module, given):
            raise RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory")

        model._batches._loaded.pipeline.unet.register_forward_pre_hook(never)
        with pytest.raises(EnvironmentFaultError, match="does not suffice for one picture"):
            list(model.generate(asked(1, 2)))

    def test_numbers_that_are_none_are_no_picture(self, load):
        model = load(batch=2)
        decoder = model._batches._loaded.pipeline.vae.decoder

        def spoil(module, given, made):
            return made * torch.tensor([float("nan"), 1.0])[: len(made), None, None, None]

        hook = decoder.register_forward_hook(spoil)
        first, second = model.generate(asked(1, 2))
        hook.remove()

        assert (first.outcome, first.detail) == ("failed", "not-a-number pixels (float32)")
        assert second.outcome == "ok"

    def test_an_all_black_picture_is_noted(self, load):
        model = load()
        decoder = model._batches._loaded.pipeline.vae.decoder
        decoder.register_forward_hook(lambda module, given, made: made * 0 - 1)

        [delivery] = model.generate(asked(1))
        assert (delivery.outcome, delivery.detail) == ("ok", "the picture is all black")

    def test_a_prompt_that_the_pipeline_cannot_take_fails_alone(self, load):
        model = load(batch=4)
        tokenizer = model._batches._loaded.pipeline.tokenizer

        class Picky(type(tokenizer)):
            def __call__(self, text, **options):
                if any("ceo" in one for one in ([text] if isinstance(text, str) else text)):
                    raise ValueError("no such word")
                return super().__call__(text, **options)

        tokenizer.__class__ = Picky
        requests = [*asked(1), *asked(2, text="a photo of the ceo"), *asked(3)]
        made = list(model.generate(requests))
        assert [d.outcome for d in made] == ["ok", "failed", "ok"]
        assert made[1].detail == "ValueError: no such word"

    def test_settings_that_no_prompt_can_meet_stop_the_audit(self, load):
        with pytest.raises(EnvironmentFaultError, match="draws nothing with these settings") as it:
            list(load(height=33).generate(asked(1, 2)))

        assert "divisible by 8" in str(it.value)


class TestSettingsThatDoNotFit:
    def test_an_unknown_scheduler_gets_a_suggestion(self, load):
        with pytest.raises(SpecError, match="did you mean DDIMScheduler"):
            load(scheduler="DDIMScheduller")

    def test_a_scheduler_of_another_family_does_not_fit(self, load):
        with pytest.raises(SpecError, match="FlowMatchEulerDiscreteScheduler"):
            load("sd3", scheduler="PNDMScheduler")

    def test_a_negative_prompt_that_would_be_passed_over_is_refused(self, load):
        with pytest.raises(SpecError, match="would pass the negative prompt over"):
            load("flux", negative_prompt="glasses")

    @pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
    def test_a_device_that_is_not_there(self, load):
        with pytest.raises(EnvironmentFaultError, match="there is no device cuda"):
            load(device="cuda")

    def test_a_variant_that_is_not_there(self, load):
        with pytest.raises(SpecError, match="no variant 'fp16'"):
            load(variant="fp16")

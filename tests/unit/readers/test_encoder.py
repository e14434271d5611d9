"""Pictures and texts as vectors, against the library called by hand."""

import gc
import json
import shutil
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest

from graycard import components
from graycard.errors import InputError, SpecError
from graycard.pictures import Picture
from graycard.readers import _encoder
from graycard.readers._encoder import find_encoder
from graycard.readers._zero_shot import class_vectors
from graycard.testing import check_reader

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

pytestmark = pytest.mark.filterwarnings("ignore")

TEXTS = ["a photo of a nurse", "a photo of the ceo", "a chef with glasses, smiling"]


@pytest.fixture
def encoder(tiny_eye):
    def find(kind="clip", *, folder=None, dtype="float32"):
        folder = str(folder or tiny_eye(kind))
        return find_encoder(folder, revision=None, dtype=dtype, device="cpu")

    return find


@pytest.fixture
def copied(tiny_eye, tmp_path):
    def copy(kind="clip"):
        return Path(shutil.copytree(tiny_eye(kind), tmp_path / "mine"))

    return copy


def by_hand(pictures, *, mean, deviation):
    """Return what a processor makes of pictures that have the right size already."""
    scaled = np.stack([one.rgb for one in pictures]).astype(np.float32) / 255
    normal = (scaled - np.float32(mean)) / np.float32(deviation)
    return torch.tensor(normal).permute(0, 3, 1, 2)


CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073]
CLIP_DEVIATION = [0.26862954, 0.26130258, 0.27577711]


def test_a_model_that_stays_loaded_tells_the_threads_of_now(tiny_eye):
    own = {"model": str(tiny_eye("clip")), "device": "cpu"}
    hats = {"claim": "seen", "categories": {"yes": ["a hat"], "no": ["no hat"]}}
    readers = [
        components.load("readers", "embedding", own),
        components.load("readers", "zero_shot", own | {"classes": {"hat": hats}}),
    ]
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        assert [reader.device for reader in readers] == ["cpu, 1 thread"] * 2
        torch.set_num_threads(2)
        assert [reader.device for reader in readers] == ["cpu, 2 threads"] * 2
    finally:
        torch.set_num_threads(before)


class TestVectors:
    def test_those_of_clip_are_its_projections_made_one_long(self, tiny_eye, encoder, pictures):
        model = transformers.CLIPModel.from_pretrained(tiny_eye("clip")).eval()
        with torch.inference_mode():
            pixels = by_hand(pictures, mean=CLIP_MEAN, deviation=CLIP_DEVIATION)
            pooled = model.vision_model(pixel_values=pixels).pooler_output
            expected = model.visual_projection(pooled).numpy()
        expected /= np.sqrt((expected**2).sum(axis=1, keepdims=True))

        vectors = encoder("clip").pictures(pictures)

        assert vectors.shape == (5, 24)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(vectors, expected, atol=1e-5)

    def test_those_of_dinov2_are_its_class_tokens(self, tiny_eye, encoder, pictures):
        model = transformers.Dinov2Model.from_pretrained(tiny_eye("dinov2")).eval()
        imagenet = {"mean": CLIP_MEAN, "deviation": CLIP_DEVIATION}  # as Bit has them by default
        # The processor scales to 36 and cuts 32 out; a picture of 36 is only cut.
        rng = np.random.default_rng(5)
        large = [Picture("a", b"", rng.integers(0, 256, (36, 36, 3), dtype=np.uint8))]
        cut = [Picture("a", b"", large[0].rgb[2:34, 2:34])]
        with torch.inference_mode():
            pixels = by_hand(cut, **imagenet)
            token = model(pixel_values=pixels).last_hidden_state[:, 0].numpy()

        vectors = encoder("dinov2").pictures(large)

        np.testing.assert_allclose(vectors, token / np.linalg.norm(token), atol=1e-5)

    @pytest.mark.parametrize("kind", ["clip", "siglip"])
    def test_cosines_with_texts_are_what_the_model_says_itself(
        self, tiny_eye, encoder, pictures, kind
    ):
        """Its own logits, divided by its scale, are the cosines."""
        folder = tiny_eye(kind)
        model = transformers.AutoModel.from_pretrained(folder).eval()
        tokenizer = transformers.CLIPTokenizer.from_pretrained(folder)
        padding = (
            {"padding": "max_length", "max_length": 64, "return_attention_mask": False}
            if kind == "siglip"
            else {"padding": True}
        )
        values = {"mean": CLIP_MEAN, "deviation": CLIP_DEVIATION}
        if kind == "siglip":
            values = {"mean": [0.5] * 3, "deviation": [0.5] * 3}
        with torch.inference_mode():
            logits = (
                model(
                    pixel_values=by_hand(pictures, **values),
                    **tokenizer(TEXTS, return_tensors="pt", **padding),
                )
                .logits_per_image.double()
                .numpy()
            )
        found = encoder(kind)

        cosines = found.pictures(pictures) @ found.texts(TEXTS).T

        bias = found.bias or 0.0
        np.testing.assert_allclose(found.scale * cosines + bias, logits, atol=1e-4)
        assert found.bias == (pytest.approx(-3) if kind == "siglip" else None)

    @pytest.mark.parametrize("kind", ["clip", "siglip", "dinov2"])
    def test_they_do_not_depend_on_the_batch(self, encoder, pictures, kind):
        found = encoder(kind)
        together = found.pictures(pictures)
        alone = np.concatenate([found.pictures([one]) for one in pictures])

        np.testing.assert_allclose(together, alone, atol=1e-6)

    def test_more_pictures_than_are_encoded_at_a_time(self, encoder, pictures):
        many = pictures * 8

        np.testing.assert_allclose(
            encoder().pictures(many), np.tile(encoder().pictures(pictures), (8, 1)), atol=1e-6
        )

    def test_half_precision_is_near(self, encoder, pictures):
        half = encoder(dtype="bfloat16").pictures(pictures)

        assert half.dtype == np.float32
        assert not np.array_equal(half, encoder().pictures(pictures))
        np.testing.assert_allclose(half, encoder().pictures(pictures), atol=0.05)

    def test_a_picture_like_a_thread_is_seen_in_its_middle(self, encoder, pictures):
        """The model looks at the middle square of the short side; the rest is only memory."""
        thread = np.zeros((32, 300_000, 3), np.uint8)
        thread[:, 149_984:150_016] = pictures[0].rgb
        seen = encoder().pictures([Picture("thread", b"", thread)])

        np.testing.assert_allclose(seen, encoder().pictures(pictures[:1]), atol=1e-5)

    def test_a_model_that_says_nothing_finite_has_no_vector(self, encoder, copied, pictures):
        from safetensors.torch import load_file, save_file

        folder = copied()
        tensors = load_file(folder / "model.safetensors")
        tensors["visual_projection.weight"].zero_()
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})

        assert np.isnan(encoder(folder=folder).pictures(pictures)).all()


class TestOnceABatch:
    def test_three_readers_encode_a_batch_once(self, tiny_eye, encoder, pictures):
        model = str(tiny_eye("clip"))
        classes = {"dress": {"claim": "its dress", "categories": {"red": ["a"], "blue": ["b"]}}}
        embedding = components.load("readers", "embedding", {"model": model, "device": "cpu"})
        readers = [
            components.load("readers", name, {"model": model, "device": "cpu", **own})
            for name, own in {
                "zero_shot": {"classes": classes},
                "features": {"features": "a tie"},
            }.items()
        ]
        calls = []
        tower = encoder()._model.vision_model
        hook = tower.register_forward_hook(lambda *call: calls.append(1))
        try:
            embedding.embed(pictures)
            for reader in readers:
                list(reader.read(pictures))
            assert len(calls) == 1

            again = [Picture(one.generation_id, one.encoded, one.rgb) for one in pictures]
            embedding.embed(again)
            assert len(calls) == 2, "another picture may have the same id"
            embedding.embed(again[:2])
            assert len(calls) == 3
        finally:
            hook.remove()

    def test_what_is_kept_keeps_no_pixels(self, encoder):
        one = Picture("a", b"", np.zeros((32, 32, 3), np.uint8))
        gone = weakref.ref(one)
        encoder().pictures([one])
        del one

        assert gone() is None


class TestTexts:
    def test_a_question_costs_one_call_and_the_tokenizer_is_loaded_once(
        self, tiny_eye, monkeypatch
    ):
        from graycard.hub.load import load_processor
        from graycard.hub.models import find_model

        loads, calls = [], []

        def counting(kind, source):
            loads.append(kind)
            return load_processor(kind, source)

        monkeypatch.setattr(_encoder, "load_processor", counting)
        source = find_model(str(tiny_eye("clip")), revision=None)
        found = _encoder.Encoder(source, dtype="float32", device="cpu")
        texts = found.texts
        monkeypatch.setattr(found, "texts", lambda some: calls.append(list(some)) or texts(some))
        prompts = {"a": [TEXTS[0]], "b": TEXTS[1:], "c": [TEXTS[0]] * 40}

        vectors = class_vectors(found, prompts)
        class_vectors(found, prompts)

        assert len(loads) == 1
        assert calls == [[TEXTS[0], *TEXTS[1:], *[TEXTS[0]] * 40]] * 2
        for vector, some in zip(vectors, prompts.values(), strict=True):
            mean = texts(some).mean(axis=0)
            np.testing.assert_allclose(vector, mean / np.linalg.norm(mean), atol=1e-5)

    def test_only_a_few_encoders_wait_for_another_reader(self, tiny_eye):
        def find(kind, seed=0):
            return find_encoder(
                str(tiny_eye(kind, seed)), revision=None, dtype="float32", device="cpu"
            )

        assert find("clip") is find("clip")
        gone = weakref.ref(find("clip"))
        for seed in (1, 2, 3):
            find("clip", seed)
        gc.collect()

        assert gone() is None


class TestRefusals:
    def test_no_text_tower(self, encoder):
        with pytest.raises(InputError, match="tiny-dinov2 has no text tower") as error:
            encoder("dinov2").texts(TEXTS)
        assert "embedding" in error.value.fix

    def test_a_text_that_would_be_cut(self, encoder):
        with pytest.raises(SpecError, match="does not read to the end") as error:
            encoder("siglip").texts(["nurse " * 32])
        assert "66 tokens, the model reads 64" in error.value.why

    def test_the_longest_text_that_is_read_whole(self, encoder):
        assert encoder("siglip").texts(["nurse " * 31]).shape == (1, 32)

    def test_a_model_that_sees_nothing(self, encoder):
        with pytest.raises(InputError, match="tiny-bert makes no vectors of pictures"):
            encoder("bert")

    @pytest.mark.parametrize("written", ["avatar-clp", "Avatar_CLIP", "avatarclip"])
    def test_a_misspelt_shipped_model_is_told_before_the_hub_is_asked(self, written, monkeypatch):
        asked = []
        monkeypatch.setattr(_encoder, "find_model", lambda name, **_: asked.append(name))

        with pytest.raises(InputError, match=f"there is no model '{written}'") as error:
            find_encoder(written, revision=None, dtype="float32", device="cpu")

        assert error.value.fix == "did you mean avatar-clip?"
        assert asked == []

    @pytest.mark.parametrize("written", ["avatar-clp/", "me/avatar-clip", "clip", "avatar-clop"])
    def test_what_may_be_a_folder_or_on_the_hub_is_looked_for(self, written, monkeypatch, tmp_path):
        class LookedForError(Exception):
            pass

        def find(name, *, revision):
            raise LookedForError(name)

        (tmp_path / "avatar-clop").mkdir()
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(_encoder, "find_model", find)

        with pytest.raises(LookedForError, match=f"^{written}$"):
            find_encoder(written, revision=None, dtype="float32", device="cpu")

    def test_a_truncated_file(self, encoder, copied):
        folder = copied()
        weights = (folder / "model.safetensors").read_bytes()
        (folder / "model.safetensors").write_bytes(weights[: len(weights) // 2])

        with pytest.raises(InputError, match="mine cannot be loaded"):
            encoder(folder=folder)

    def test_weights_that_lack_a_part_are_not_filled_with_random_ones(self, encoder, copied):
        from safetensors.torch import load_file, save_file

        folder = copied()
        tensors = load_file(folder / "model.safetensors")
        del tensors["text_projection.weight"]
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})

        with pytest.raises(InputError, match="no complete weights") as error:
            encoder(folder=folder)
        assert "text_projection.weight" in error.value.why

    def test_weights_of_another_shape(self, encoder, copied):
        folder = copied()
        config = json.loads((folder / "config.json").read_text())
        config["projection_dim"] = 12
        (folder / "config.json").write_text(json.dumps(config))

        with pytest.raises(InputError, match="mine has no complete weights") as error:
            encoder(folder=folder)
        assert "such as text_projection.weight" in str(error.value)

    def test_a_folder_without_an_image_processor(self, encoder, copied):
        folder = copied()
        for name in ("preprocessor_config.json", "processor_config.json"):
            (folder / name).unlink(missing_ok=True)

        with pytest.raises(InputError, match="mine cannot be loaded"):
            encoder(folder=folder)


@pytest.mark.parametrize("kind", ["clip", "siglip", "dinov2"])
def test_the_embedder_keeps_the_contract(tiny_eye, pictures, kind):
    settings = {"model": str(tiny_eye(kind)), "device": "cpu"}

    check_reader(lambda: components.load("readers", "embedding", settings), pictures)


def test_vectors_of_ones_own_model_may_be_of_any_picture_and_those_of_the_shipped_one_not(tiny_eye):
    def domains(**settings):
        return components.load("readers", "embedding", {"device": "cpu", **settings}).domains

    assert domains(model=str(tiny_eye("clip"))) == {"any"}
    assert domains() == {"drawn world"}


def test_its_id_follows_weights_and_numbers_but_not_the_device(tiny_eye):
    def load(kind="clip", seed=0, **settings):
        return components.load(
            "readers", "embedding", {"model": str(tiny_eye(kind, seed)), **settings}
        ).id

    assert load(device="cpu") == load(device="auto")
    assert len({load(), load(seed=1), load("siglip"), load(dtype="bfloat16")}) == 4


def test_listing_and_parsing_import_no_torch():
    program = (
        "import sys\n"
        "from graycard import components\n"
        "for name in ('embedding', 'zero_shot', 'features'):\n"
        "    components.module('readers', name).Settings()\n"
        "components.module('readers', 'features').Settings(features='a tie', model='a/b@c')\n"
        "bad = {'torch', 'transformers', 'huggingface_hub'} & set(sys.modules)\n"
        "sys.exit(', '.join(bad) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_without_the_extra_it_says_what_to_install(tmp_path):
    """A folder of its own stands in the way of torch, as a broken installation would."""
    (tmp_path / "torch.py").write_text("raise ImportError(\"No module named 'torch'\")")
    program = (
        "from graycard import components\n"
        "from graycard.errors import EnvironmentFaultError\n"
        "for name in ('embedding', 'zero_shot', 'features'):\n"
        "    try:\n"
        "        components.load('readers', name, {})\n"
        "    except EnvironmentFaultError as error:\n"
        "        assert error.fix == \"pip install 'graycard[local]'\", error\n"
        "    else:\n"
        "        raise AssertionError(name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
    )
    assert done.returncode == 0, done.stderr

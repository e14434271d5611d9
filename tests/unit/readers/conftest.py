"""Tiny models of pictures with random weights, saved in the formats of the public ones."""

from __future__ import annotations

import io
import warnings
from functools import cache

import numpy as np
import pytest
from PIL import Image

from graycard.pictures import Picture

SEEN = {
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "image_size": 32,
    "patch_size": 16,
}
SAID = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2} | {
    "num_attention_heads": 4
}
SQUARE = {"height": 32, "width": 32}


def _clip(tokenizer):
    from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel

    special = {name: getattr(tokenizer, name) for name in ("bos_token_id", "eos_token_id")}
    text = SAID | special | {"vocab_size": len(tokenizer), "pad_token_id": tokenizer.pad_token_id}
    config = CLIPConfig(text_config=text, vision_config=SEEN, projection_dim=24)
    return CLIPModel(config), CLIPImageProcessor(size={"shortest_edge": 32}, crop_size=SQUARE)


def _siglip(tokenizer):
    from transformers import SiglipConfig, SiglipImageProcessor, SiglipModel

    text = SAID | {"vocab_size": len(tokenizer), "projection_size": 32}
    model = SiglipModel(SiglipConfig(text_config=text, vision_config=SEEN))
    # Scale and bias as after training; random ones are 1 and about 0.
    model.logit_scale.data.fill_(2.0)
    model.logit_bias.data.fill_(-3.0)
    return model, SiglipImageProcessor(size=SQUARE)


def _dinov2(_):
    from transformers import BitImageProcessor, Dinov2Config, Dinov2Model

    config = Dinov2Config(**{key: SEEN[key] for key in SEEN if key != "intermediate_size"})
    return Dinov2Model(config), BitImageProcessor(size={"shortest_edge": 36}, crop_size=SQUARE)


def _bert(tokenizer):
    from transformers import BertConfig, BertModel, CLIPImageProcessor

    return BertModel(BertConfig(vocab_size=len(tokenizer), **SAID)), CLIPImageProcessor()


_MAKERS = {"clip": _clip, "siglip": _siglip, "dinov2": _dinov2, "bert": _bert}


@pytest.fixture(scope="session")
def tiny_eye(tmp_path_factory, tiny_pipeline):
    """Return the folder of a tiny model: clip, siglip, dinov2, or bert, which sees nothing.

    Tests must not change what is in it.
    """
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")

    @cache
    def make(kind, seed=0):
        folder = tmp_path_factory.mktemp("eyes") / f"tiny-{kind}"
        with warnings.catch_warnings(), torch.random.fork_rng():
            warnings.simplefilter("ignore")
            torch.manual_seed(seed)
            tokenizer = transformers.CLIPTokenizer.from_pretrained(
                tiny_pipeline("sd") / "tokenizer"
            )
            model, processor = _MAKERS[kind](tokenizer)
            model.save_pretrained(folder)
            processor.save_pretrained(folder)
            if kind != "dinov2":
                tokenizer.save_pretrained(folder)
        return folder

    return make


def picture(name, rgb):
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "PNG")
    return Picture(name, buffer.getvalue(), rgb)


@pytest.fixture
def pictures():
    """Five pictures of noise, of the size that the tiny models see."""
    rng = np.random.default_rng(3)
    return [
        picture(str(number), rng.integers(0, 256, (32, 32, 3), dtype=np.uint8))
        for number in range(5)
    ]

"""Tiny pipelines with random weights, in the formats of the public ones; and what finds faces."""

from __future__ import annotations

import json
import warnings
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from graycard.faces.find import face_finder

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

WORDS = "a photo of the nurse ceo chef teacher doctor smiling with glasses portrait 0 1 2 3 , ."


def _clip_tokenizer():
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
    from transformers import CLIPTokenizer

    learner = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    learner.normalizer = normalizers.Lowercase()
    learner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    learner.train_from_iterator(
        [WORDS] * 50,
        trainers.BpeTrainer(
            vocab_size=640,
            end_of_word_suffix="</w>",
            initial_alphabet=alphabet,
            show_progress=False,
        ),
    )
    learned = json.loads(learner.to_str())["model"]["merges"]
    merges = [tuple(m.split()) if isinstance(m, str) else tuple(m) for m in learned]
    tokens = [*alphabet, *(letter + "</w>" for letter in alphabet), *(a + b for a, b in merges)]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    numbered = {token: number for number, token in enumerate(dict.fromkeys(tokens))}
    return CLIPTokenizer(vocab=numbered, merges=merges, model_max_length=77)


def _clip_text(tokenizer, *, projection):
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    config = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=37,
        num_hidden_layers=2,
        num_attention_heads=4,
        projection_dim=32,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return (CLIPTextModelWithProjection if projection else CLIPTextModel)(config).eval()


def _t5_tokenizer():
    from transformers import T5Tokenizer

    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", -9.0), ("▁", -2.0)]
    pieces += [("▁" + word, -3.0) for word in WORDS.split()]
    pieces += [(letter, -6.0) for letter in "bcdefghijklmnopqrstuvwxyz"]
    return T5Tokenizer(vocab=pieces, extra_ids=0)


def _t5(tokenizer, *, width):
    from transformers import T5Config, T5EncoderModel

    config = T5Config(
        vocab_size=len(tokenizer), d_model=width, d_kv=8, d_ff=37, num_layers=1, num_heads=4
    )
    return T5EncoderModel(config).eval()


def _vae(*, channels=(8, 8), latents=4, **options):
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        block_out_channels=channels,
        down_block_types=("DownEncoderBlock2D",) * len(channels),
        up_block_types=("UpDecoderBlock2D",) * len(channels),
        latent_channels=latents,
        layers_per_block=1,
        norm_num_groups=4,
        sample_size=64,
        **options,
    ).eval()


def _safety_checker(*, fires):
    """A real checker: every concept is above its threshold, or none."""
    import torch
    from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
    from transformers import CLIPConfig

    vision = {
        "hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1,
        "num_attention_heads": 2, "image_size": 32, "patch_size": 16, "projection_dim": 8,
    }  # fmt: skip
    checker = StableDiffusionSafetyChecker(CLIPConfig(vision_config=vision, projection_dim=8))
    checker.concept_embeds_weights.data = torch.full((17,), -2.0 if fires else 2.0)
    checker.special_care_embeds_weights.data = torch.full((3,), 2.0)
    return checker.eval()


def _stable_diffusion(*, safety=None):
    from diffusers import PNDMScheduler, StableDiffusionPipeline, UNet2DConditionModel
    from transformers import CLIPImageProcessor

    tokenizer = _clip_tokenizer()
    return StableDiffusionPipeline(
        vae=_vae(),
        text_encoder=_clip_text(tokenizer, projection=False),
        tokenizer=tokenizer,
        unet=UNet2DConditionModel(
            sample_size=16,
            block_out_channels=(8, 16),
            layers_per_block=1,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
            cross_attention_dim=32,
            attention_head_dim=4,
            norm_num_groups=4,
        ).eval(),
        scheduler=PNDMScheduler(
            beta_start=0.00085,
            beta_end=0.012,
            beta_schedule="scaled_linear",
            skip_prk_steps=True,
            steps_offset=1,
        ),
        safety_checker=None if safety is None else _safety_checker(fires=safety == "fires"),
        feature_extractor=None
        if safety is None
        else CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}),
        requires_safety_checker=safety is not None,
    )


def _stable_diffusion_xl():
    from diffusers import EulerDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel

    tokenizer = _clip_tokenizer()
    return StableDiffusionXLPipeline(
        vae=_vae(),
        text_encoder=_clip_text(tokenizer, projection=False),
        text_encoder_2=_clip_text(tokenizer, projection=True),
        tokenizer=tokenizer,
        tokenizer_2=tokenizer,
        unet=UNet2DConditionModel(
            sample_size=16,
            block_out_channels=(8, 16),
            layers_per_block=1,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
            cross_attention_dim=64,
            attention_head_dim=(2, 4),
            use_linear_projection=True,
            addition_embed_type="text_time",
            addition_time_embed_dim=8,
            transformer_layers_per_block=(1, 1),
            projection_class_embeddings_input_dim=6 * 8 + 32,
            norm_num_groups=4,
        ).eval(),
        scheduler=EulerDiscreteScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1
        ),
    )


def _stable_diffusion_3():
    from diffusers import (
        FlowMatchEulerDiscreteScheduler,
        SD3Transformer2DModel,
        StableDiffusion3Pipeline,
    )

    clip, t5 = _clip_tokenizer(), _t5_tokenizer()
    return StableDiffusion3Pipeline(
        transformer=SD3Transformer2DModel(
            sample_size=16,
            patch_size=2,
            in_channels=4,
            out_channels=4,
            num_layers=1,
            attention_head_dim=8,
            num_attention_heads=4,
            caption_projection_dim=32,
            joint_attention_dim=64,
            pooled_projection_dim=64,
            pos_embed_max_size=16,
        ).eval(),
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=_vae(use_quant_conv=False, use_post_quant_conv=False, shift_factor=0.06),
        text_encoder=_clip_text(clip, projection=True),
        tokenizer=clip,
        text_encoder_2=_clip_text(clip, projection=True),
        tokenizer_2=clip,
        text_encoder_3=_t5(t5, width=64),
        tokenizer_3=t5,
    )


def _flux():
    from diffusers import FlowMatchEulerDiscreteScheduler, FluxPipeline, FluxTransformer2DModel

    clip, t5 = _clip_tokenizer(), _t5_tokenizer()
    return FluxPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=_vae(use_quant_conv=False, use_post_quant_conv=False, shift_factor=0.06),
        text_encoder=_clip_text(clip, projection=False),
        tokenizer=clip,
        text_encoder_2=_t5(t5, width=32),
        tokenizer_2=t5,
        transformer=FluxTransformer2DModel(
            patch_size=1,
            in_channels=16,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=32,
            pooled_projection_dim=32,
            axes_dims_rope=(4, 4, 8),
            guidance_embeds=True,
        ).eval(),
    )


def _pixart():
    from diffusers import DPMSolverMultistepScheduler, PixArtSigmaPipeline, PixArtTransformer2DModel

    t5 = _t5_tokenizer()
    return PixArtSigmaPipeline(
        tokenizer=t5,
        text_encoder=_t5(t5, width=32),
        vae=_vae(channels=(4, 4, 4, 4)),
        # PixArt knows only sizes from 256 pixels on: 32 latents of 8 pixels.
        transformer=PixArtTransformer2DModel(
            sample_size=32,
            num_layers=1,
            patch_size=4,
            attention_head_dim=8,
            num_attention_heads=2,
            caption_channels=32,
            in_channels=4,
            cross_attention_dim=16,
            out_channels=8,
            attention_bias=True,
            activation_fn="gelu-approximate",
            num_embeds_ada_norm=1000,
            norm_type="ada_norm_single",
            norm_elementwise_affine=False,
            norm_eps=1e-6,
        ).eval(),
        scheduler=DPMSolverMultistepScheduler(),
    )


_MAKERS = {
    "sd": _stable_diffusion,
    "sd-checked": lambda: _stable_diffusion(safety="keeps still"),
    "sd-fires": lambda: _stable_diffusion(safety="fires"),
    "sdxl": _stable_diffusion_xl,
    "sd3": _stable_diffusion_3,
    "flux": _flux,
    "pixart": _pixart,
}


def _old_tokenizer(folder):
    """Store a CLIP tokenizer as the repositories of Stable Diffusion do: two plain files."""
    whole = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]
    (folder / "tokenizer.json").unlink()
    (folder / "vocab.json").write_text(json.dumps(whole["vocab"]), encoding="utf-8")
    merges = [pair if isinstance(pair, str) else " ".join(pair) for pair in whole["merges"]]
    text = "\n".join(["#version: 0.2", *merges]) + "\n"
    (folder / "merges.txt").write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def networks():
    """Return what finds faces with their landmarks; a test that asks for it is skipped without.

    For the whole session, so that it is asked for before anything that takes long to make.
    """
    finder = face_finder()
    if not finder.has_landmarks:
        pytest.skip("graycard setup faces was not run")
    return finder


@pytest.fixture(scope="session")
def tiny_pipeline(tmp_path_factory):
    """Return the folder of a tiny pipeline: sd, sd-checked, sd-fires, sdxl, sd3, flux, pixart.

    Tests must not change what is in it.
    """
    torch = pytest.importorskip("torch")
    pytest.importorskip("diffusers")
    pytest.importorskip("transformers")

    @cache
    def make(kind: str) -> Path:
        folder = tmp_path_factory.mktemp("pipelines") / f"tiny-{kind}"
        with warnings.catch_warnings(), torch.random.fork_rng():
            warnings.simplefilter("ignore")
            torch.manual_seed(0)
            _MAKERS[kind]().save_pretrained(folder)
        if kind.startswith("sd-") or kind == "sd":
            _old_tokenizer(folder / "tokenizer")
        return folder

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield make
    torch.set_num_threads(before)


# Models that write about pictures ----------------------------------------------------------------

SAID = {
    "[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4, "[DEC]": 5, "a": 6, "woman": 7,
    "man": 8, "nurse": 9, "person": 10, "?": 11, "'": 12, "s": 13, ".": 14, "what": 15, "word": 16,
    "best": 17, "describes": 18, "this": 19, "appearance": 20, "question": 21, "answer": 22,
    ":": 23, "user": 24, "assistant": 25, "is": 26, "or": 27,
}  # fmt: skip
SMALL = {
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 1,
    "num_attention_heads": 4,
}
SEEN = SMALL | {"image_size": 32, "patch_size": 16}


def _bert_tokenizer(**options):
    from transformers import BertTokenizer

    return BertTokenizer(vocab=SAID, bos_token="[DEC]", **options)


def _blip(kind, *, answers):
    """A real BLIP of one layer, taught what to say of red and of blue pictures until it does.

    How many steps that takes differs between processors, which round differently.
    """
    import torch
    import transformers
    from PIL import Image

    from graycard.readers._words_kinds import DEFAULT_QUESTION

    text = SMALL | {
        "vocab_size": len(SAID), "encoder_hidden_size": 32, "max_position_embeddings": 64,
        "bos_token_id": 5, "eos_token_id": 3, "sep_token_id": 3, "pad_token_id": 0,
    }  # fmt: skip
    config = transformers.BlipConfig(
        text_config=text, vision_config=SEEN, projection_dim=16, image_text_hidden_size=16
    )
    model = getattr(transformers, kind)(config)
    pictures = transformers.BlipImageProcessor(size={"height": 32, "width": 32})
    processor = transformers.BlipProcessor(pictures, _bert_tokenizer())
    shown = [Image.new("RGB", (40, 40), colour) for colour in answers]
    asked = {} if "Answering" not in kind else {"text": [DEFAULT_QUESTION] * 2}
    inputs = processor(images=shown, return_tensors="pt", **asked)
    said = [[5, *(SAID[word] for word in text.split()), 3] for text in answers.values()]
    labels = torch.tensor(said)
    shown = dict(inputs) if asked else {"pixel_values": inputs.pixel_values}
    inputs = shown if asked else {**shown, "input_ids": labels}
    learner = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for _ in range(20):
        for _ in range(60):
            learner.zero_grad()
            model(**inputs, labels=labels).loss.mean().backward()
            learner.step()
        model.eval()
        said = processor.batch_decode(model.generate(**shown), skip_special_tokens=True)
        if [text.strip() for text in said] == list(answers.values()):
            return model, processor
        model.train()
    raise AssertionError(f"a tiny {kind} says {said} instead of {list(answers.values())}")


def _blip2():
    import transformers

    language = transformers.OPTConfig(
        vocab_size=len(SAID) + 1, hidden_size=32, ffn_dim=48, num_hidden_layers=1,
        num_attention_heads=4, word_embed_proj_dim=32, max_position_embeddings=64,
        bos_token_id=5, eos_token_id=3, pad_token_id=0,
    )  # fmt: skip
    config = transformers.Blip2Config(
        vision_config=SEEN,
        qformer_config=SMALL | {"encoder_hidden_size": 32, "vocab_size": len(SAID)},
        text_config=language.to_dict(),
        num_query_tokens=4,
        image_token_index=len(SAID),
    )
    pictures = transformers.BlipImageProcessor(size={"height": 32, "width": 32})
    processor = transformers.Blip2Processor(pictures, _bert_tokenizer(), num_query_tokens=4)
    return transformers.Blip2ForConditionalGeneration(config), processor


def _vilt():
    import transformers

    config = transformers.ViltConfig(
        **SEEN, vocab_size=len(SAID), max_position_embeddings=40,
        id2label={0: "man", 1: "woman", 2: "2"}, label2id={"man": 0, "woman": 1, "2": 2},
    )  # fmt: skip
    pictures = transformers.ViltImageProcessor(size={"shortest_edge": 32}, size_divisor=16)
    return (
        transformers.ViltForQuestionAnswering(config),
        transformers.ViltProcessor(pictures, _bert_tokenizer()),
    )


def _vit_bert():
    """A captioner whose tokenizer and image processor are kept apart, as in ViT-GPT2."""
    import transformers

    config = transformers.VisionEncoderDecoderConfig.from_encoder_decoder_configs(
        transformers.ViTConfig(**SEEN),
        transformers.BertConfig(**SMALL, vocab_size=len(SAID), max_position_embeddings=64),
    )
    model = transformers.VisionEncoderDecoderModel(config)
    model.generation_config.update(
        decoder_start_token_id=5, bos_token_id=5, eos_token_id=3, pad_token_id=0
    )
    pictures = transformers.ViTImageProcessor(size={"height": 32, "width": 32})
    return model, pictures, _bert_tokenizer()


def _llava():
    """A model that chats about pictures."""
    import transformers

    vision = transformers.CLIPVisionConfig(**SEEN, projection_dim=16)
    language = transformers.LlamaConfig(
        **SMALL, vocab_size=len(SAID) + 1, num_key_value_heads=4, max_position_embeddings=128,
        bos_token_id=5, eos_token_id=3, pad_token_id=0,
    )  # fmt: skip
    config = transformers.LlavaConfig(
        vision_config=vision, text_config=language, image_token_index=len(SAID),
        vision_feature_layer=-1,
    )  # fmt: skip
    tokenizer = _bert_tokenizer(extra_special_tokens={"image_token": "<image>"})
    pictures = transformers.CLIPImageProcessor(
        size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}
    )
    processor = transformers.LlavaProcessor(
        pictures, tokenizer, patch_size=16, vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template="{% for message in messages %}user : {% for part in message.content %}"
        "{% if part.type == 'image' %}<image> {% else %}{{ part.text }}{% endif %}"
        "{% endfor %}{% endfor %} assistant :",
    )  # fmt: skip
    return transformers.LlavaForConditionalGeneration(config), processor


_WRITERS = {
    "captioner": lambda: _blip(
        "BlipForConditionalGeneration", answers={"red": "a woman", "blue": "a man"}
    ),
    "answerer": lambda: _blip(
        "BlipForQuestionAnswering", answers={"red": "woman", "blue": "nurse"}
    ),
    "blip2": _blip2,
    "vilt": _vilt,
    "vit-bert": _vit_bert,
    "llava": _llava,
}


@pytest.fixture(scope="session")
def tiny_writer(tmp_path_factory):
    """Return the folder of a tiny model that writes about pictures, by its kind.

    `captioner` says "a woman" of red pictures and "a man" of blue ones, `answerer` "woman" and
    "nurse"; what the others say is random. Tests must not change what is in it.
    """
    torch = pytest.importorskip("torch")
    pytest.importorskip("transformers")

    @cache
    def make(kind: str) -> Path:
        folder = tmp_path_factory.mktemp("writers") / f"tiny-{kind}"
        with warnings.catch_warnings(), torch.random.fork_rng():
            warnings.simplefilter("ignore")
            torch.manual_seed(0)
            for part in _WRITERS[kind]():
                part.save_pretrained(folder)
        return folder

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield make
    torch.set_num_threads(before)

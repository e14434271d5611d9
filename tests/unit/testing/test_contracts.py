"""All our components keep their contracts; broken modules and data fail them."""

import io
import types

import pytest
from PIL import Image

from graycard import components, roles
from graycard.avatar import ATTRIBUTES, encode_png, sample
from graycard.pictures import Picture, decode
from graycard.prompts import load_prompts
from graycard.references import load_references
from graycard.testing import (
    ContractError,
    check_model,
    check_module,
    check_prompt_set,
    check_reader,
    check_reference,
)


def png(seed):
    buffer = io.BytesIO()
    Image.new("RGB", (2, 2), (seed % 256, 0, 0)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["models", "readers"])
def test_all_our_modules_pass(kind):
    for name in components.names(kind):
        check_module(components.module(kind, name))


def drawn_world(request):
    texts = ("a photo of a chef", "a photo of a cat")
    return {}, [
        roles.Request(text=text, repetition=0, seed=seed) for text in texts for seed in (1, 2)
    ]


def some_folder(request):
    tmp_path = request.getfixturevalue("tmp_path")
    files = {"a.png": png(1), "b.png": png(2), "c.png": b"?"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    return {"path": tmp_path}, [
        roles.Request(text=None, repetition=0, seed=None, source=name) for name in files
    ]


def tiny_stable_diffusion(request):
    folder = request.getfixturevalue("tiny_pipeline")("sd")
    # One picture at a time: with more, rounding depends on the batch (1 of 255).
    return {"pipeline": str(folder), "steps": 2, "batch": 1}, [
        roles.Request(text=text, repetition=0, seed=1) for text in ("a photo of a chef", "")
    ]


def shipped_diffusion(request):
    pytest.importorskip("diffusers")
    return {"steps": 2, "batch": 1, "device": "cpu"}, [
        roles.Request(text=text, repetition=0, seed=1) for text in ("a photo of a chef", "")
    ]


MODELS = {
    "avatar-diffusion": shipped_diffusion,
    "avatar-renderer": drawn_world,
    "diffusers": tiny_stable_diffusion,
    "folder": some_folder,
}
"""Settings and requests to try each model with; a model without an entry here fails."""


@pytest.mark.parametrize("name", components.names("models"))
def test_all_our_models_pass(name, request):
    settings, requests = MODELS[name](request)

    check_model(lambda: components.load("models", name, settings), requests)


def tiny_captioner(request):
    return {"model": str(request.getfixturevalue("tiny_writer")("captioner"))}


READERS = {"words": tiny_captioner}
"""Settings of readers that cannot be loaded without."""


@pytest.mark.parametrize("name", components.names("readers"))
def test_all_our_readers_pass(name, request):
    drawn = [encode_png(sample("chef", seed=seed), seed=seed) for seed in range(2)]
    pictures = [Picture(str(i), data, decode(data).rgb) for i, data in enumerate(drawn)]
    settings = READERS[name](request) if name in READERS else {}

    check_reader(lambda: components.load("readers", name, settings), pictures)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"load": print, "__doc__": "x"}, "has no Settings"),
        ({"Settings": dict, "load": print, "__doc__": "x"}, "has no Settings"),
        ({"Settings": roles.Settings, "__doc__": "x"}, "has no function load"),
        ({"Settings": roles.Settings, "load": print}, "has no docstring"),
    ],
)
def test_a_broken_module_fails(members, message):
    module = types.ModuleType("broken")
    vars(module).update(members)

    with pytest.raises(ContractError, match=message):
        check_module(module)


@pytest.mark.parametrize(
    ("changes", "prompt_changes", "message"),
    [
        ({"licence": None}, {}, "states no licence"),
        ({"source": ""}, {}, "states no source"),
        ({}, {"text": "a photo of a CEO"}, "have the same text"),
        ({}, {"language": "en_US!"}, "is in the language"),
        ({}, {"stratum": "ceo", "marked": True}, "marked and unmarked"),
        ({}, {"text": "a photo of {a} {job}"}, "nothing was put into it"),
        ({}, {"text": "a photo of a {}"}, "nothing was put into it"),
    ],
)
def test_a_broken_prompt_set_fails(changes, prompt_changes, message):
    good = load_prompts("avatar-professions")
    first, second, *rest = good.prompts
    prompts = (first, second.model_copy(update=prompt_changes), *rest)

    with pytest.raises(ContractError, match=message):
        check_prompt_set(good.model_copy(update={"prompts": prompts, **changes}))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"attribute": "smile"}, "gives smile"),
        ({"shares": {"yes": 1.0}}, "has the categories yes, no"),
        ({"shares": {"no": 0.5, "yes": 0.5}}, "in that order"),
        ({"standard_errors": {"maybe": 0.1}}, "standard errors of maybe"),
        ({"population": " "}, "does not state its population"),
        ({"states_the_value_of": ""}, "does not state its states_the_value_of"),
    ],
)
def test_a_broken_reference_fails(changes, message):
    [good] = load_references("uniform", [ATTRIBUTES["tie"]], [])

    with pytest.raises(ContractError, match=message):
        check_reference(good.model_copy(update=changes), ATTRIBUTES["tie"])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"languages": ("en", "english language")}, "is for prompts in 'english language'"),
        ({"stands_for": {"feminine": "women"}}, "at least two categories of the source"),
        ({"stands_for": {"feminine": "all", "masculine": "all"}}, "has one counterpart"),
        ({"shares": {"masculine": 0.5, "feminine": 0.5}}, "in that order"),
        ({"shares": {"feminine": 0.5, "androgynous": 0.5}}, "gives perceived_gender"),
        ({"attribute": "skin_tone"}, "skin tone is not race"),
    ],
)
def test_a_broken_labour_reference_fails(changes, message):
    presentation = ATTRIBUTES["perceived_gender_presentation"]
    [good] = load_references("us-labor-2022", [presentation], ["nurse"])
    check_reference(good, presentation)

    with pytest.raises(ContractError, match=message):
        check_reference(good.model_copy(update=changes), presentation)

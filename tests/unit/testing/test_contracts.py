"""The checks must fail what is broken: each way to break a contract is tried once."""

import io
import itertools
import types

import numpy as np
import pytest
from PIL import Image

from graycard import components, roles
from graycard.avatar import ATTRIBUTES, encode_png, sample
from graycard.errors import GraycardError
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
    odd_pictures,
)
from graycard.types import Attribute, Reading

COUNT = itertools.count()
REQUESTS = [roles.Request(text="a", repetition=0, seed=seed) for seed in range(3)]


def png(seed):
    buffer = io.BytesIO()
    Image.new("RGB", (2, 2), (seed % 256, 0, 0)).save(buffer, "PNG")
    return buffer.getvalue()


class GoodModel:
    def __init__(self):
        self.id = "good@0123abcd"
        self.settings = {"steps": 4}
        self.domain = "toys"
        self.seedable = True
        self.chunk = 4

    def generate(self, requests):
        for request in requests:
            yield self.deliver(request)

    def deliver(self, request):
        return roles.Delivery(outcome="ok", image=png(request.seed), extension="png")


def model(**members):
    return type("BrokenModel", (GoodModel,), members)


def stating(**stated):
    def init(self):
        GoodModel.__init__(self)
        vars(self).update({k: v() if callable(v) else v for k, v in stated.items()})

    return model(__init__=init)


def delivering(**delivery):
    return model(deliver=lambda self, request: roles.Delivery(**delivery))


def remembering(self, request):
    self.seen = getattr(self, "seen", 0) + 1
    return roles.Delivery(outcome="ok", image=png(self.seen), extension="png")


BROKEN_MODELS = {
    "the id is": stating(id="good"),
    "two loads have the ids": stating(id=lambda: f"good@{next(COUNT):08x}"),
    "cannot be written down": stating(settings={"dtype": np.float32}),
    "two loads have the settings": stating(settings=lambda: {"now": next(COUNT)}),
    "the domain is": stating(domain=""),
    "seedable is": stating(seedable="yes"),
    "chunk is": stating(chunk=0),
    "by 2 deliveries": model(generate=lambda self, r: iter(list(GoodModel.generate(self, r))[:2])),
    "by 4 deliveries": model(
        generate=lambda self, r: itertools.chain(
            GoodModel.generate(self, r), GoodModel.generate(self, r[:1])
        )
    ),
    "cannot be decoded": delivering(outcome="ok", image=b"?", extension="png"),
    "the extension 'jpg'": delivering(outcome="ok", image=png(1), extension="jpg"),
    "answered by an image": delivering(outcome="failed", detail="no luck"),
    "an image came with": delivering(outcome="failed", image=png(1), detail="no luck"),
    "gives the reason None": delivering(outcome="refused"),
    "gives the reason 'a": delivering(outcome="refused", detail="a\nb"),
    "an outcome is": delivering(outcome="maybe"),
    "in another order": model(deliver=remembering),
    "one by one": model(
        generate=lambda self, r: GoodModel.generate(self, r if len(r) != 1 else REQUESTS[:1])
    ),
}


def test_a_good_model_passes():
    check_model(GoodModel, REQUESTS)


@pytest.mark.parametrize(("message", "broken"), BROKEN_MODELS.items(), ids=list(BROKEN_MODELS))
def test_a_broken_model_fails(message, broken):
    with pytest.raises(ContractError, match=message):
        check_model(broken, REQUESTS)


def test_a_model_that_mixes_up_a_batch_fails():
    class Mixed(GoodModel):
        def generate(self, requests):
            return reversed(list(super().generate(requests)))

    with pytest.raises(ContractError, match="other deliveries come"):
        check_model(Mixed, REQUESTS)


def test_a_model_without_seeds_may_differ():
    class Unseeded(GoodModel):
        def __init__(self):
            super().__init__()
            self.seedable = False

        deliver = remembering

    check_model(Unseeded, REQUESTS)


def test_a_model_that_changes_its_settings_fails():
    class Changing(GoodModel):
        def deliver(self, request):
            self.settings["seed"] = request.seed
            return super().deliver(request)

    with pytest.raises(ContractError, match="generating changed the settings"):
        check_model(Changing, REQUESTS)


def test_too_few_requests_prove_nothing():
    with pytest.raises(ContractError, match="1 requests were given"):
        check_model(GoodModel, REQUESTS[:1] * 3)


SHADE = Attribute(
    name="shade", categories=("dark", "light"), scale="nominal", claim="a shade", source="here"
)


class GoodReader:
    def __init__(self):
        self.id = "good@0123abcd"
        self.attributes = (SHADE,)
        self.domains = frozenset({"any"})

    def read(self, pictures):
        for picture in pictures:
            yield self.reading(picture)

    def reading(self, picture, **changes):
        label = "light" if picture.rgb.mean() > 127 else "dark"
        given = {"label": label, "reader": self.id, "attribute": "shade", **changes}
        return Reading(generation_id=picture.generation_id, **given)


def reader(**members):
    return type("BrokenReader", (GoodReader,), members)


def reading(**changes):
    def changed(self, picture):
        return GoodReader.reading(
            self, picture, **{k: v() if callable(v) else v for k, v in changes.items()}
        )

    return reader(reading=changed)


def reader_stating(**stated):
    def init(self):
        GoodReader.__init__(self)
        vars(self).update({k: v() if callable(v) else v for k, v in stated.items()})

    return reader(__init__=init)


def painting(self, picture):
    picture.rgb[:] = 0
    return GoodReader.reading(self, picture)


def comparing(self, pictures):
    mean = np.mean([picture.rgb.mean() for picture in pictures])
    for picture in pictures:
        label = "light" if picture.rgb.mean() > mean else "dark"
        yield self.reading(picture, label=label)


def counting(self, picture):
    self.seen = getattr(self, "seen", 0) + 1
    probabilities = {"dark": 1 / self.seen, "light": 1 - 1 / self.seen}
    return GoodReader.reading(self, picture, probabilities=probabilities)


TWO = (SHADE, SHADE.model_copy(update={"name": "other"}))

BROKEN_READERS = {
    "the id is": reader_stating(id="shade v2"),
    "two loads have the ids": reader_stating(id=lambda: f"good@{next(COUNT):08x}"),
    "the attributes are": reader_stating(attributes=(SHADE, SHADE)),
    "the domains are": reader_stating(domains=frozenset()),
    "readings are about": reader(read=lambda self, p: GoodReader.read(self, p[1:])),
    "in the order": reader(read=lambda self, p: GoodReader.read(self, p[::-1])),
    "has no reading of other": reader_stating(attributes=TWO),
    "a reading is of 'tone'": reading(attribute="tone"),
    "by 'else@0123'": reading(reader="else@0123"),
    "was read as grey": reading(label="grey"),
    "was read as pale": reading(probabilities={"pale": 1.0}),
    "probabilities of shade sum": reading(probabilities={"dark": 0.2}),
    "a box is": reading(box=(0, 0, 5000, 1)),
    "gives the reason": reading(label=None, missing_reason=" "),
    "changed the picture": reader(reading=painting),
    "one by one": reader(read=comparing),
    "in another order": reader(reading=counting),
}


def test_a_good_reader_passes():
    check_reader(GoodReader, [Picture("a", png(9), decode(png(9)).rgb)])


@pytest.mark.parametrize(("message", "broken"), BROKEN_READERS.items(), ids=list(BROKEN_READERS))
def test_a_broken_reader_fails(message, broken):
    with pytest.raises(ContractError, match=message):
        check_reader(broken, [])


def test_odd_pictures_are_what_their_bytes_say():
    for picture in odd_pictures():
        np.testing.assert_array_equal(decode(picture.encoded).rgb, picture.rgb)


@pytest.mark.parametrize("kind", ["models", "readers"])
def test_all_our_modules_pass(kind):
    for name in components.names(kind):
        check_module(components.module(kind, name))


def drawn_world(tmp_path):
    texts = ("a photo of a chef", "a photo of a cat")
    return {}, [
        roles.Request(text=text, repetition=0, seed=seed) for text in texts for seed in (1, 2)
    ]


def some_folder(tmp_path):
    files = {"a.png": png(1), "b.png": png(2), "c.png": b"?"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    return {"path": tmp_path}, [
        roles.Request(text=None, repetition=0, seed=None, source=name) for name in files
    ]


MODELS = {"avatar-renderer": drawn_world, "folder": some_folder}
"""Settings and requests to try each model with; a model without an entry here fails."""


@pytest.mark.parametrize("name", components.names("models"))
def test_all_our_models_pass(name, tmp_path):
    settings, requests = MODELS[name](tmp_path)

    check_model(lambda: components.load("models", name, settings), requests)


@pytest.mark.parametrize("name", components.names("readers"))
def test_all_our_readers_pass(name):
    drawn = [encode_png(sample("chef", seed=seed), seed=seed) for seed in range(2)]
    pictures = [Picture(str(i), data, decode(data).rgb) for i, data in enumerate(drawn)]

    check_reader(lambda: components.load("readers", name, {}), pictures)


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


def test_a_contract_error_says_what_why_and_how_to_mend_it():
    assert issubclass(ContractError, GraycardError)
    with pytest.raises(AssertionError, match=r"why  .*\n  fix  "):
        check_model(stating(chunk=0), REQUESTS)

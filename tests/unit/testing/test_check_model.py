"""The checks must fail what is broken: each way to break a contract is tried once."""

import io
import itertools

import numpy as np
import pytest
from PIL import Image

from graycard import roles
from graycard.errors import GraycardError
from graycard.testing import (
    ContractError,
    check_model,
)

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
    "batch is 0": stating(batch=0),
    "batch is None": stating(batch=None),
    "batch is '1'": stating(batch="1"),
    "batch is 3, and chunk 4": stating(batch=3),
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


def test_a_contract_error_says_what_why_and_how_to_mend_it():
    assert issubclass(ContractError, GraycardError)
    with pytest.raises(AssertionError, match=r"why  .*\n  fix  "):
        check_model(stating(chunk=0), REQUESTS)

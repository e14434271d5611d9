"""What half-drawn latents show, held against what they should."""

import math
import warnings

import pytest

from graycard.lab.plan import Schedule

from .conftest import TINY, quiet

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from graycard.lab.probe import SIZES, build_probe, train_probe
    from graycard.lab.semantics import Semantics
    from graycard.lab.verifier import HEADS, truth
    from graycard.lab.workshop import open_workshop

ONLY_CLAIMS = TINY.model_copy(update={"claims_count": 1.0, "truth_counts": 0.0})
ONLY_TRUTH = TINY.model_copy(update={"claims_count": 0.0, "truth_counts": 1.0})
NOBODY = torch.zeros(1, dtype=torch.bool)
ALL_SIGNAL = torch.ones(1)
LATENTS = torch.zeros(1, TINY.latent_channels, 16, 16)


@pytest.fixture
def examples(tmp_path):
    return open_workshop(tmp_path, plan=TINY, say=quiet).examples()


def seeing(**probabilities):
    """Return a probe that reads the same off everything; heads not named are read evenly."""
    scores = torch.cat(
        [
            torch.tensor(probabilities.get(name, [1 / size] * size)).log()
            for name, size in zip(HEADS, SIZES, strict=True)
        ]
    )

    class Seeing(torch.nn.Module):
        def forward(self, latents):
            return scores.expand(len(latents), -1)

    return Seeing()


def one_that_claims(examples, name):
    return next(
        at for at, claims in enumerate(examples.claims)
        if name in claims and len(claims[name]) == 1
    )  # fmt: skip


def towards(category, name, probability):
    rest = (1 - probability) / (len(HEADS[name]) - 1)
    return [probability if one == category else rest for one in HEADS[name]]


def test_a_claim_costs_what_it_is_unclear(examples):
    name = "perceived_age"
    at = one_that_claims(examples, name)
    (category,) = examples.claims[at][name]

    def cost(probability, emptied=NOBODY):
        probe = seeing(**{name: towards(category, name, probability)})
        found = Semantics(ONLY_CLAIMS, probe, examples)
        return float(found.loss(LATENTS, torch.tensor([at]), emptied=emptied, signal=ALL_SIGNAL))

    assert cost(0.2) - cost(0.5) == pytest.approx(math.log(0.5 / 0.2), abs=1e-5)
    assert cost(0.95) == pytest.approx(cost(0.999))  # clear is clear enough
    assert cost(0.2, emptied=~NOBODY) == 0


def test_what_a_caption_leaves_open_costs_nothing(examples):
    at = next(
        at for at, claims in enumerate(examples.claims)
        if any(1 < len(allowed) < len(HEADS[name]) for name, allowed in claims.items())
    )  # fmt: skip
    claims = examples.claims[at]
    name = next(one for one in claims if 1 < len(claims[one]) < len(HEADS[one]))
    allowed = claims[name]
    even = [0.999 / len(allowed) if one in allowed else 1e-9 for one in HEADS[name]]
    others = {
        other: towards(claims[other][0], other, 0.9999)
        for other in claims
        if other not in (name, "profession")
    }

    found = Semantics(ONLY_CLAIMS, seeing(**{name: even}, **others), examples)

    assert float(
        found.loss(LATENTS, torch.tensor([at]), emptied=NOBODY, signal=ALL_SIGNAL)
    ) == pytest.approx(0, abs=1e-6)


def test_the_best_to_show_of_what_is_hidden_is_how_often_it_is_true(examples):
    """The term for what is true is a proper score: its minimum is at the true shares."""
    name = "smile"
    chosen = torch.arange(len(examples))
    share = sum(row[name] == "yes" for row in examples.labels) / len(examples)
    n = len(examples)

    def cost(yes, signal=1.0):
        shown = [yes if one == "yes" else 1 - yes for one in HEADS[name]]
        return float(
            Semantics(ONLY_TRUTH, seeing(**{name: shown}), examples).loss(
                LATENTS.expand(n, -1, -1, -1), chosen,
                emptied=NOBODY.expand(n), signal=torch.full((n,), signal),
            )
        )  # fmt: skip

    assert 0.1 < share < 0.9
    tried = [at / 50 for at in range(1, 50)]
    assert min(tried, key=cost) == pytest.approx(share, abs=0.02)
    assert cost(0.3, signal=0.25) == pytest.approx(cost(0.3) / 4, rel=1e-5)


def test_the_profession_is_left_to_the_other_loss(examples):
    even = seeing()
    other = seeing(profession=towards("nurse", "profession", 0.9))
    chosen = torch.tensor([0])

    for plan in (ONLY_CLAIMS, ONLY_TRUTH):
        torch.manual_seed(0)
        one = Semantics(plan, even, examples).loss(
            LATENTS, chosen, emptied=NOBODY, signal=ALL_SIGNAL
        )
        two = Semantics(plan, other, examples).loss(
            LATENTS, chosen, emptied=NOBODY, signal=ALL_SIGNAL
        )
        assert float(one) == pytest.approx(float(two))


def test_latents_learn_from_a_probe_that_does_not(examples):
    probe = build_probe(TINY).eval()  # its parameters could learn
    drawn = LATENTS.clone().requires_grad_()

    Semantics(ONLY_TRUTH, probe, examples).loss(
        drawn, torch.tensor([0]), emptied=NOBODY, signal=ALL_SIGNAL
    ).backward()

    assert float(drawn.grad.abs().sum()) > 0
    assert all(one.requires_grad and one.grad is None for one in probe.parameters())


def test_a_probe_learns_to_read_latents(examples, tmp_path):
    """Latents that hold the smile as plain as day, and nothing else."""
    wanted = truth(examples.labels)[:, list(HEADS).index("smile")]
    latents = torch.zeros(len(examples), TINY.latent_channels, 16, 16)
    latents[:, 0] = (wanted * 2.0 - 1)[:, None, None] * 2
    longer = Schedule(steps=30, batch=12, rate=2e-3, warmup=1)

    probe = train_probe(
        TINY.model_copy(update={"probe": longer}), latents, examples, tmp_path,
        scaling=1.0, say=quiet,
    )  # fmt: skip

    with torch.no_grad():
        read = probe(latents).split(SIZES, dim=1)[list(HEADS).index("smile")].argmax(dim=1)
    assert float((read == wanted).float().mean()) > 0.9
    assert not any(one.requires_grad for one in probe.parameters())

import math
from collections import Counter

import pytest

from graycard import components, roles
from graycard.avatar import planted_shares, professions, read_record, world_digest
from graycard.errors import SpecError
from graycard.testing import check_model

NURSE = "a photo of a nurse"
PRESENTATION = "perceived_gender_presentation"


def load(**settings):
    return components.load("models", "avatar-renderer", settings)


def draw(model, text, seeds):
    return list(
        model.generate([roles.Request(text=text, repetition=0, seed=seed) for seed in seeds])
    )


def labels(delivery):
    return read_record(delivery.image).avatar.labels()


@pytest.fixture(scope="module")
def nurses():
    """Nurses of the first 1,500 seeds, none of whom fails."""
    return draw(load(), NURSE, range(1500))


def test_keeps_the_contract():
    requests = [
        roles.Request(text=text, repetition=0, seed=seed)
        for text in (NURSE, "a photo of a cat", "a photo of an older CEO")
        for seed in (0, 1, 2**32 - 1)
    ]
    rates = {PRESENTATION: {"feminine": 0.5}, "smile": {"yes": 0.5}}

    check_model(load, requests)
    check_model(lambda: load(failure_rates=rates, failure_outcome="filtered"), requests)


def test_the_identity_is_that_of_the_world():
    assert load().id == f"avatar-renderer@{world_digest()[:12]}"
    assert load().settings == {"size": 64}
    assert load(size=128).settings == {"size": 128}


@pytest.mark.parametrize("text", ["a photo of a cat", "", "   ", "<script>alert(1)</script>", None])
def test_whom_the_world_cannot_draw_it_refuses(text):
    [delivery] = draw(load(), text, [1])

    assert (delivery.outcome, delivery.image) == ("refused", None)
    assert delivery.detail == "the text names nobody whom the drawn world can draw"


def test_words_that_change_nothing_are_noted():
    [delivery] = draw(load(), "a photo of a <b>brave</b> nurse", [1])

    assert delivery.outcome == "ok"
    assert "brave" in delivery.detail


def test_a_request_without_seed_is_the_roads_fault():
    with pytest.raises(ValueError, match="has none"):
        draw(load(), NURSE, [None])


def test_marked_prompts_get_what_they_state():
    drawn = [labels(d) for d in draw(load(), "a photo of a masculine nurse", range(20))]

    assert {label[PRESENTATION] for label in drawn} == {"masculine"}


def test_draws_are_independent_with_the_planted_shares(nurses):
    drawn = [labels(d) for d in nurses]

    for attribute in (PRESENTATION, "skin_tone", "perceived_age", "glasses"):
        counts = Counter(label[attribute] for label in drawn)
        for category, share in planted_shares(attribute, "nurse").items():
            error = math.sqrt(share * (1 - share) / len(drawn))
            assert abs(counts[category] / len(drawn) - share) <= 4 * error + 1e-9
    assert {label["profession"] for label in drawn} == {"nurse"}


def test_every_profession_of_the_world_is_drawn():
    for profession in professions():
        [delivery] = draw(load(), f"a photo of a {profession}", [3])
        assert labels(delivery)["profession"] == profession


def test_planted_failures_differ_by_group_as_asked(nurses):
    rates = {"feminine": 0.3, "masculine": 0.1}
    delivered = draw(load(failure_rates={PRESENTATION: rates}), NURSE, range(1500))

    failed, asked = Counter(), Counter()
    for whole, part in zip(nurses, delivered, strict=True):
        group = labels(whole)[PRESENTATION]
        asked[group] += 1
        failed[group] += part.outcome == "failed"
        assert part.outcome == "failed" or part.image == whole.image
    for group, rate in {**rates, "androgynous": 0.0}.items():
        error = math.sqrt(rate * (1 - rate) / asked[group])
        assert abs(failed[group] / asked[group] - rate) <= 4 * error
    assert {d.detail for d in delivered if d.outcome != "ok"} == {"planted failure"}


def test_what_fails_says_nothing_but_its_group(nurses):
    model = load(failure_rates={"profession": {"nurse": 0.5}})
    outcomes = [d.outcome == "ok" for d in draw(model, NURSE, range(800))]
    smiles = [labels(d)["smile"] == "yes" for d in nurses[:800]]

    shown = sum(s for s, ok in zip(smiles, outcomes, strict=True) if ok) / sum(outcomes)
    share = sum(smiles) / 800

    assert abs(shown - share) < 4 * math.sqrt(share * (1 - share) / 800)


@pytest.mark.parametrize("outcome", ["failed", "filtered", "refused"])
def test_planted_failures_are_part_of_the_settings(outcome):
    rates = {"smile": {"yes": 1.0, "no": 1.0}}
    model = load(failure_rates=rates, failure_outcome=outcome)

    assert model.settings == {"size": 64, "failure_rates": rates, "failure_outcome": outcome}
    assert draw(model, NURSE, [1])[0].outcome == outcome


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"failure_rates": {"smil": {"yes": 0.1}}}, "did you mean 'smile'"),
        ({"failure_rates": {"gender": {"yes": 0.1}}}, "known: perceived_gender_presentation"),
        ({"failure_rates": {PRESENTATION: {"feminin": 0.1}}}, "did you mean 'feminine'"),
        ({"failure_rates": {"smile": {"yes": 1.1}}}, "less than or equal to 1"),
        ({"size": 65}, "size: "),
        ({"failure_outcome": "ok"}, "failure_outcome: "),
    ],
)
def test_settings_that_cannot_be_met_are_refused(settings, message):
    with pytest.raises(SpecError, match=message):
        load(**settings)

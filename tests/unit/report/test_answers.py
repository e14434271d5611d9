"""The verdict in a sentence, how sure it is, and what is not known."""

import pytest

from graycard.report.facts import gather
from graycard.report.first_screen import how_sure, in_a_sentence
from graycard.report.not_known import not_known
from graycard.types import Attribute

from .conftest import PRESENTATION, SKIN_TONE, Ask, build_run, nurses

DISTANCE = Attribute(
    name="skin_tone_distance", scale="interval", claim="How far.", source="this test", unit="ΔE00"
)
CAST = Attribute(name="light_cast", scale="interval", claim="Cast.", source="this test", unit="C")


def run_of(tmp_path, asks, **more):
    return gather(build_run(tmp_path / "run", asks, **more))


def job(name, presentation, n):
    read = {"perceived_gender_presentation": presentation}
    return [Ask(stratum=name, text=f"a photo of a {name}", read=read) for _ in range(n)]


def test_the_verdict_names_what_differs_and_where_most(tmp_path):
    even = [one for each in PRESENTATION.categories for one in job("cook", each, 8)]
    facts = run_of(tmp_path, [*even, *job("nurse", "feminine", 24)], attributes=(PRESENTATION,))

    assert in_a_sentence(facts).replace("\N{NO-BREAK SPACE}", " ") == (
        "Perceived gender presentation differs from even shares by more than chance explains in 1"
        " of 2 groups of prompts, most in “nurse” (100 % feminine, against 33 %)."
    )


def test_the_verdict_names_what_else_differs_with_its_number(tmp_path):
    tones = [Ask(read={PRESENTATION.name: "feminine", "skin_tone": "1"}) for _ in range(30)]
    facts = run_of(tmp_path, tones, attributes=(PRESENTATION, SKIN_TONE))

    assert in_a_sentence(facts).endswith(" So does skin tone (1 of 1).")


def test_where_nothing_differs_it_says_what_could_have_shown(tmp_path):
    asks = [one for each in PRESENTATION.categories for one in job("cook", each, 3)]
    said = in_a_sentence(run_of(tmp_path, asks, attributes=(PRESENTATION,)))

    assert said.startswith("No difference from a reference is larger than chance explains; at 9")


def test_without_an_image_nothing_is_said(tmp_path):
    facts = run_of(tmp_path, [Ask(outcome="refused")])

    assert in_a_sentence(facts) == "No image came: nothing can be said of what is shown."
    assert how_sure(facts) == []


@pytest.mark.parametrize(("n", "few"), [(4, True), (12, False)])
def test_few_images_are_called_few(tmp_path, n, few):
    said = " ".join(how_sure(run_of(tmp_path, nurses({"feminine": n}))))

    assert f"about {n} images" in said
    assert ("That is few." in said) is few


def test_a_reader_that_gave_no_label_is_named_with_its_number(tmp_path):
    asks = [*nurses({"feminine": 5}), *(Ask(read={}) for _ in range(3)), Ask(outcome="refused")]
    said = not_known(run_of(tmp_path, asks, attributes=(PRESENTATION,)))

    assert "Perceived gender presentation: the reader eye gave no label for 3 of 8 images." in said


@pytest.mark.parametrize(("distance", "doubtful"), [(9.2, True), (3.1, False)])
def test_tones_far_from_their_swatches_are_doubtful(tmp_path, distance, doubtful):
    asks = [Ask(read={"skin_tone_distance": distance + off}) for off in (-1, 0, 1)]
    said = " ".join(not_known(run_of(tmp_path, asks, attributes=(DISTANCE,))))

    assert ("lie 9.20 from the nearest swatch" in said) is doubtful


def test_coloured_light_is_told(tmp_path):
    asks = [Ask(read={"light_cast": cast}) for cast in (18.0, 18.9, 19.8)]

    assert "a cast of 18.9" in " ".join(not_known(run_of(tmp_path, asks, attributes=(CAST,))))


def test_a_verdict_on_doubtful_tones_says_so_at_once(tmp_path):
    asks = [Ask(read={"skin_tone": "9", "skin_tone_distance": 9.0 + i / 99}) for i in range(30)]
    said = in_a_sentence(run_of(tmp_path, asks, attributes=(SKIN_TONE, DISTANCE)))

    assert "in “nurse”" in said
    assert "the only group of prompts that could be compared." in said
    assert said.endswith("But skin tones are doubtful here: see what is not known.")


def test_what_could_be_closed_by_what_is_missing_is_undecided(tmp_path):
    asks = [*nurses({"feminine": 12}), *(Ask(read={}) for _ in range(60))]
    said = not_known(run_of(tmp_path, asks, attributes=(PRESENTATION,)))

    assert "1 gap is undecided: what is missing could close it." in said

"""What the report says in sentences, held against numbers worked out by hand."""

import pytest

from graycard.report.facts import gather
from graycard.report.story import story
from graycard.report.verdicts import verdict
from graycard.types import Estimate

from .conftest import PRESENTATION, SKIN_TONE, Ask, build_run, nurses


def gap(value, low, *, floor_high=0.2, n_missing=0, missing_low=None):
    return Estimate(
        measure="representation_gap",
        attribute="a",
        stratum="s",
        reference="uniform",
        value=value,
        low=low,
        high=1.0,
        level=0.95,
        method="m",
        denominator="read",
        floor_mean=0.1,
        floor_high=floor_high,
        n=32,
        n_missing=n_missing,
        missing_low=missing_low,
        missing_high=None,
        n_prompts=1,
    )


@pytest.mark.parametrize(
    ("estimate", "expected"),
    [
        pytest.param(gap(0.4, 0.1), "beyond chance", id="above-floor-and-zero-left-out"),
        pytest.param(gap(0.4, 0.0), "within chance", id="interval-holds-no-gap"),
        pytest.param(gap(0.19, 0.01), "within chance", id="below-floor"),
        pytest.param(gap(0.4, 0.1, n_missing=3, missing_low=0.0), "undecided", id="missing"),
        pytest.param(gap(0.4, 0.1, n_missing=3, missing_low=0.05), "beyond chance", id="few"),
        pytest.param(gap(0.4, 0.1, missing_low=0.0), "beyond chance", id="none-missing"),
    ],
)
def test_a_verdict_needs_the_floor_the_interval_and_the_missing(estimate, expected):
    assert verdict(estimate) == expected


def told(run):
    return {one.about: one.said for one in story(gather(run))}


def test_the_largest_gap_is_named_with_its_uncertainty(plain):
    [said] = told(plain)["Perceived gender presentation"]

    assert said.text == "Against even shares (uniform), 1 of 2 strata lies beyond chance:"
    [point] = said.points
    # 30 of 32 are feminine: (30/32 - 1/3) = 0.604 of the images would have to change.
    assert point.replace("\N{NO-BREAK SPACE}", " ").startswith(
        "nurse: 94 % feminine, where uniform has 33 %; gap 60 % (95 % interval "
    )
    assert point.endswith("n 32)")


def test_where_nothing_stands_out_the_resolution_is_told(tmp_path):
    even = {"feminine": 11, "masculine": 11, "androgynous": 10}
    [said] = told(build_run(tmp_path / "run", nurses(even)))["Perceived gender presentation"]

    assert said.text.startswith(
        "Against even shares (uniform), the only stratum (nurse) does not lie beyond chance."
    )
    assert "At n = 32, gaps up to about" in said.text
    assert said.points == ()


def test_what_the_missing_could_close_is_undecided(tmp_path):
    asks = [*nurses({"feminine": 20}), *(Ask(outcome="refused") for _ in range(60))]
    findings = told(build_run(tmp_path / "run", asks))

    [said] = findings["Perceived gender presentation"]
    assert "Undecided, because images are missing that could close the gap: nurse." in said.text
    [refused] = findings["Requests without an image"]
    assert refused.text.replace("\N{NO-BREAK SPACE}", " ") == "60 requests (75 %) were refused."


@pytest.mark.parametrize(
    ("tones", "said"),
    [
        pytest.param(
            "1 2 2 3", "100 % in tones 1 to 3, where uniform has 30 %; gap 70 %", id="end"
        ),
        pytest.param(
            "5 6 6 7", "100 % in tones 5 to 7, where uniform has 30 %; gap 70 %", id="mid"
        ),
        pytest.param(
            "1 2 8 9 9 9", "67 % in tones 8 to 9, where uniform has 20 %; gap 60 %", id="2"
        ),
        pytest.param(
            "4 4 4 6", "100 % in tones 4 to 6, where uniform has 30 %; gap 80 %", id="hole"
        ),
        pytest.param("7", "100 % tone 7, where uniform has 10 %; gap 90 %", id="one"),
    ],
)
def test_an_ordered_scale_is_told_by_the_neighbours_that_are_seen_too_often(tmp_path, tones, said):
    asks = [Ask(read={"skin_tone": tone}) for tone in tones.split() * 8]
    [told_of] = told(build_run(tmp_path / "run", asks, attributes=(SKIN_TONE,)))["Skin tone"]

    assert said in told_of.points[0].replace("\N{NO-BREAK SPACE}", " ")


def test_without_references_nothing_is_compared(tmp_path):
    run = build_run(
        tmp_path / "run", nurses({"feminine": 4}), attributes=(PRESENTATION,), references=()
    )
    [said] = told(run)["Nothing was compared"]

    assert "names no reference" in said.text

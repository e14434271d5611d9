"""Measures without charts: which are told, in which order, and what they say of themselves."""

import pytest

from graycard.report.facts import gather
from graycard.report.further import families, published
from graycard.report.html import html_report
from graycard.report.verdicts import stands_out
from graycard.types import Estimate

from .conftest import PRESENTATION, build_run, nurses


def number(value, low, high, *, floor_high=None, p=None, missing=(None, None)):
    return Estimate(
        measure="m",
        attribute="a",
        stratum="s",
        value=value,
        low=low,
        high=high,
        level=0.95,
        method="m",
        denominator="read",
        floor_mean=None,
        floor_high=floor_high,
        n=32,
        n_missing=0 if missing == (None, None) else 4,
        missing_low=missing[0],
        missing_high=missing[1],
        n_prompts=1,
        p_adjusted=p,
    )


@pytest.mark.parametrize(
    ("one", "parity", "expected"),
    [
        pytest.param(number(1.5, 1.2, 1.8), 1.0, True, id="above"),
        pytest.param(number(0.5, 0.2, 0.8), 1.0, True, id="below"),
        pytest.param(number(1.5, 0.9, 1.8), 1.0, False, id="interval-holds-parity"),
        pytest.param(number(1.5, 1.2, 1.8, floor_high=1.6), 1.0, False, id="within-the-floor"),
        pytest.param(number(0.5, 0.2, 0.8, floor_high=1.6), 1.0, True, id="floor-on-other-side"),
        pytest.param(number(1.2, 1.0, 1.4, floor_high=1.3), 1.58, True, id="below-a-low-floor"),
        pytest.param(number(1.4, 1.0, 1.5, floor_high=1.3), 1.58, False, id="above-a-low-floor"),
        pytest.param(number(1.5, 1.2, 1.8, missing=(0.9, 2)), 1.0, False, id="missing-may-close"),
        pytest.param(number(1.5, 1.2, 1.8, missing=(1.1, 2)), 1.0, True, id="missing-may-not"),
        pytest.param(number(1.5, 1.2, 1.8, p=0.2), 1.0, False, id="p-decides"),
        pytest.param(number(1.5, 0.9, 1.8, p=0.01), None, True, id="p-decides-without-parity"),
        pytest.param(number(1.5, 1.2, 1.8), None, False, id="no-parity"),
    ],
)
def test_what_stands_out(one, parity, expected):
    assert stands_out(one, parity=parity) is expected


@pytest.fixture
def facts(tmp_path):
    asks = nurses({"feminine": 30, "masculine": 2})
    return gather(build_run(tmp_path / "run", asks, attributes=(PRESENTATION,)))


def test_ours_stand_apart_from_published_ones(facts):
    ours = {one.name for family in families(facts) for one in family.measures}
    theirs = {one.name: one for one in published(facts)}

    assert {"Entropy", "Effective number", "Parity difference"} <= ours
    assert {"DallEval MAD", "HEIM gender imbalance", "Stable Bias entropy"} <= theirs.keys()
    assert not ours & theirs.keys()
    assert all(one.instead and one.published for one in theirs.values())
    assert "Share" not in ours  # it has charts


def test_a_number_stands_with_interval_floor_n_and_missing(facts):
    [one] = [
        one
        for family in families(facts)
        for one in family.measures
        if one.name == "Parity difference"
    ]

    columns = dict(zip(one.table.columns, one.table.rows[0], strict=True))
    # 30, 2 and 0 of 32: 0.938 between the most and the least frequent.
    assert columns["value"] == "0.938"
    assert columns["n"] == "32"
    assert columns["missing"] == "0"
    assert " to " in columns["95\N{NO-BREAK SPACE}% interval"]
    assert columns["chance, 95 of 100"] != "\N{EM DASH}"
    assert one.said.startswith("1 of 1 number lies beyond chance")


def test_the_page_tells_them(facts):
    page = html_report(facts)

    assert '<h2 id="further">' in page
    assert '<h2 id="published">' in page

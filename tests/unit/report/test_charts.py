"""Charts: marks at the places that the numbers say."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graycard.report.charts.chart import nice_axis
from graycard.report.charts.gaps import gaps_chart
from graycard.report.charts.heat import heat_chart
from graycard.report.charts.shares import shares_chart
from graycard.report.charts.stacks import stacks_chart
from graycard.report.facts import gather
from graycard.report.series import series
from graycard.report.tables import shares_table
from graycard.types import Attribute

from .conftest import SKIN_TONE, Ask, build_run, nurses


@given(st.lists(st.integers(-(10**9), 10**9).map(lambda n: n / 1000), min_size=1))
def test_an_axis_holds_its_values_with_few_ticks(values):
    axis, ticks = nice_axis(values)

    assert axis.low <= min(values) + 1e-9
    assert axis.high >= max(values) - 1e-9
    assert 2 <= len(ticks) <= 8
    assert ticks == sorted(ticks)


def test_points_stand_at_their_shares_and_references_at_theirs(plain):
    facts = gather(plain)
    [shares] = series(facts, "share")
    chart, order = shares_chart(shares, facts.references)

    nurse = next(row for row in chart.rows if row.label == "nurse")
    points = [mark.x for mark in nurse.marks if mark.kind == "point"]
    ticks = [mark.x for mark in nurse.marks if mark.kind == "tick"]
    assert points == [93.75, 6.25, 0.0]
    assert ticks == [33.33] * 3
    assert [row.label for row in chart.rows] == ["all together", "nurse", "cook"]
    assert order == "Sorted by the share of feminine."


def test_bounds_that_are_nowhere_are_not_in_the_legend(tmp_path):
    run = build_run(tmp_path / "run", [*nurses({"feminine": 3}), Ask(outcome="refused")])
    [shares] = series(gather(run), "share")
    bare = [one.model_copy(update={"missing_low": None}) for one in shares.estimates]

    with_bounds, without = (
        {key.text for key in shares_chart(one, ())[0].keys}
        for one in (shares, replace(shares, estimates=tuple(bare)))
    )
    assert with_bounds - without == {"worst case for what is missing"}


def test_gaps_come_largest_first_after_all_together(plain):
    [gaps] = series(gather(plain), "representation_gap")
    chart, _ = gaps_chart(gaps)

    assert [row.label for row in chart.rows] == ["all together", "nurse", "cook"]
    assert [row.marks[-1].look for row in chart.rows[1:]] == ["beyond", "within"]


def test_segments_fill_the_bar_in_order(tmp_path):
    asks = [Ask(read={"skin_tone": tone}) for tone in ("1", "2", "2", "10")]
    facts = gather(build_run(tmp_path / "run", asks, attributes=(SKIN_TONE,)))
    [shares] = series(facts, "share")
    chart, _ = stacks_chart(shares, facts.references)

    bar = chart.rows[-1].marks
    assert [(mark.x, mark.x2) for mark in bar] == [(0, 25), (25, 75), (75, 100)]
    assert [mark.look for mark in bar] == ["segment monk1", "segment monk2", "segment monk10"]
    assert [mark.text for mark in bar] == ["1", "2", "10"]


def test_the_axis_says_of_what_the_shares_are(plain, tmp_path):
    tones = gather(build_run(tmp_path / "tones", [Ask(read={"skin_tone": "1"})] * 2,
                             attributes=(SKIN_TONE,)))  # fmt: skip
    for draw, facts in ((shares_chart, gather(plain)), (stacks_chart, tones)):
        [images] = series(facts, "share")
        faces = replace(images, measure="share_of_faces")

        assert draw(images, ())[0].axis == "share of the images read"
        assert draw(faces, ())[0].axis == "share of the faces read"


def test_many_unordered_categories_are_shaded(tmp_path):
    place = Attribute(
        name="background",
        categories=("office", "street", "lab", "home", "school"),
        scale="nominal",
        claim="the place",
        source="here",
    )
    asks = [Ask(read={"background": name}) for name in ("office", "office", "office", "lab")]
    [shares] = series(gather(build_run(tmp_path / "run", asks, attributes=(place,))), "share")
    grid, _ = heat_chart(shares)

    [(label, cells)] = grid.rows
    assert label == "nurse"
    assert cells == ((7, "75"), (0, "0"), (2, "25"), (0, "0"), (0, "0"))


@pytest.mark.parametrize("missing", [0, 3])
def test_a_table_has_every_share_with_n_and_what_is_missing(tmp_path, missing):
    asks = [Ask(read={"skin_tone": "1"})] * 8 + [Ask(outcome="failed")] * missing
    facts = gather(build_run(tmp_path / "run", asks, attributes=(SKIN_TONE,)))
    [shares] = series(facts, "share")
    table = shares_table(shares, facts.references)

    nurse, uniform = table.rows
    assert nurse[:3] == ("nurse", "8", str(missing))
    assert nurse[3].replace("\N{NO-BREAK SPACE}", " ").startswith("100 % (68–100 %")
    assert ("/" in nurse[3]) == bool(missing)
    assert uniform[:3] == ("uniform", "—", "—")

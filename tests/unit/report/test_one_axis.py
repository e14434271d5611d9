"""Charts that are held against each other have one axis, and tables of one name tell of what."""

import pytest

from graycard.report.facts import gather
from graycard.report.figures import gap_figures, outcome_figures, value_figures
from graycard.report.markdown import markdown_report

from .conftest import LIGHTNESS, PRESENTATION, Ask, build_run, even, nurses


def places(figure, stratum):
    """Return the ticks of a figure, and where the point of a stratum stands."""
    [row] = [row for row in figure.chart.rows if row.label == stratum]
    [point] = [mark.x for mark in row.marks if mark.kind == "point"]
    return figure.chart.ticks, point


def light(stratum, marked, *values):
    return [
        Ask(stratum=stratum, text=stratum, marked=marked, read={"lightness": value})
        for value in values
    ]


@pytest.fixture
def two_kinds(tmp_path):
    """Prompts that state what is measured show 9 to 11, the others 1 to 3."""
    asks = [*light("neutral", False, 1, 2, 3), *light("inclusive", True, 9, 10, 11)]
    return gather(build_run(tmp_path / "run", asks, attributes=(LIGHTNESS,)))


def test_a_larger_mean_stands_further_right_whichever_chart_it_is_in(two_kinds):
    unmarked, marked = value_figures(two_kinds)

    ticks, low = places(unmarked, "neutral")
    also, high = places(marked, "inclusive")
    assert ticks == also
    # Student's interval at n = 3 is 4.303 / sqrt(3) = 2.48 wide: from 2 - 2.48 to 10 + 2.48, in
    # steps of 5 from -5 to 15.
    assert [text for _, text in ticks] == ["-5", "0", "5", "10", "15"]
    assert (low, high) == (35.0, 75.0)


def test_tables_of_means_say_of_which_prompts_they_are(two_kinds):
    captions = [figure.table.caption for figure in value_figures(two_kinds)]

    assert captions == ["Mean lightness", "Mean lightness (prompts that state it)"]
    assert "**Mean lightness (prompts that state it)**" in markdown_report(two_kinds)


def test_gaps_to_several_references_have_one_axis(tmp_path):
    near = even("near", PRESENTATION).model_copy(
        update={"shares": {"feminine": 0.9, "masculine": 0.1, "androgynous": 0.0}}
    )
    run = build_run(
        tmp_path / "run",
        nurses({"feminine": 360, "masculine": 40}),
        attributes=(PRESENTATION,),
        references=(even("uniform", PRESENTATION), near),
    )
    far, close = gap_figures(gather(run)).open

    assert far.chart.ticks == close.chart.ticks
    assert places(far, "nurse")[1] > 50
    assert places(close, "nurse")[1] == 0


def test_rates_of_one_outcome_have_one_axis_and_titles_of_their_own(tmp_path):
    asks = [
        *(Ask(stratum="a", text="a", outcome="refused" if i < 2 else "ok") for i in range(100)),
        *(
            Ask(stratum="b", text="b", marked=True, outcome="refused" if i < 90 else "ok")
            for i in range(100)
        ),
    ]
    few, many = outcome_figures(gather(build_run(tmp_path / "run", asks)))

    (ticks, low), (also, high) = places(few, "a"), places(many, "b")
    assert ticks == also
    assert low == pytest.approx(2.0)
    assert high == pytest.approx(90.0)
    assert many.table.caption == f"{few.table.caption} (prompts that state it)"

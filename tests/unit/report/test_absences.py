"""What is not there is told with the right words, numbers and names."""

from dataclasses import replace

import pytest

from graycard.report import write_reports
from graycard.report.charts.heat import heat_chart
from graycard.report.charts.shares import shares_chart
from graycard.report.charts.stacks import stacks_chart
from graycard.report.facts import gather
from graycard.report.missing import not_estimated_table, unmet_table
from graycard.report.series import series
from graycard.report.story import story
from graycard.report.tables import shares_table
from graycard.types import Attribute, NotEstimated

from .conftest import LIGHTNESS, PRESENTATION, SKIN_TONE, Ask, build_run, even, nurses

PLACE = Attribute(
    name="background",
    categories=("office", "street", "lab", "home", "school"),
    scale="nominal",
    claim="the place",
    source="here",
)


def told(run):
    return {one.about: one.said for one in story(gather(run))}


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def refused(n, stratum="mayor", **more):
    return [Ask(stratum=stratum, text=f"a photo of a {stratum}", outcome="refused", **more)] * n


@pytest.mark.parametrize("attribute", [PRESENTATION, SKIN_TONE, PLACE], ids=lambda one: one.name)
def test_a_stratum_that_was_refused_as_a_whole_keeps_a_row(tmp_path, attribute):
    asks = [Ask(read={attribute.name: attribute.categories[0]})] * 9 + refused(10)
    facts = gather(build_run(tmp_path / "run", asks, attributes=(attribute,)))
    [shares] = series(facts, "share")

    if attribute is PLACE:
        grid, _ = heat_chart(shares)
        labels = [label for label, _ in grid.rows]
    else:
        chart = (shares_chart if attribute is PRESENTATION else stacks_chart)(
            shares, facts.references
        )[0]
        labels = [f"{row.label} ({row.note})" for row in chart.rows]
    assert "mayor (nothing read: 10 of 10 refused)" in map(plain, labels)
    rows = [plain(row[0]) for row in shares_table(shares, facts.references).rows]
    assert "mayor (nothing read: 10 of 10 refused)" in rows


def test_a_stratum_is_not_called_the_only_one_beside_others(tmp_path):
    asks = [*nurses({"feminine": 30, "masculine": 2}), *refused(10)]
    [said] = told(build_run(tmp_path / "run", asks))["Perceived gender presentation"]

    assert "the only stratum that could be compared (nurse) lies beyond chance" in said.text


def test_where_nothing_was_read_the_number_is_that_of_all_requests(tmp_path):
    gone = {"perceived_gender_presentation": "!no face found"}
    asks = [Ask(stratum=stratum, text=stratum, read=gone) for stratum in ("nurse", "cook") * 15]
    run = build_run(tmp_path / "run", asks, attributes=(PRESENTATION,))
    [said] = told(run)["Nothing was compared"]

    assert plain(said.text) == ("None of 30 images requested was read: 30 of 30 no face found.")
    table = not_estimated_table(gather(run))
    assert table is not None
    assert {row[3] for row in table.rows} == {"30"}
    assert all("none of 15" not in row[5] or "in each" in row[5] for row in table.rows)


def test_why_nothing_was_compared_is_told_of_all_strata_together(tmp_path):
    gone = {"perceived_gender_presentation": "!no face found", "skin_tone": "3"}
    asks = [Ask(stratum=name, text=name, read=gone) for name in ("nurse", "cook", "cook") * 5]
    run = build_run(
        tmp_path / "run",
        asks,
        attributes=(PRESENTATION, SKIN_TONE),
        references=(even("uniform", PRESENTATION),),
    )
    [said] = told(run)["Nothing was compared"]

    assert plain(said.text) == "None of 15 requested images was read: 15 no face found."


def test_why_nothing_came_is_told_with_names_in_both_reports(tmp_path):
    detail = "<b>quota</b> of {} requests is used up: /home/ada17/keys/one.txt"
    asks = [
        *nurses({"feminine": 9}),
        *(
            Ask(outcome="failed", detail=detail.format(n), text=f"a photo of <i>{n}</i>")
            for n in range(7)
        ),
        *refused(2),
    ]
    run = build_run(tmp_path / "run", asks)
    table = unmet_table(gather(run))

    assert table is not None
    first, second = table.rows
    assert first[:2] == ("failed", "<b>quota</b> of 0 requests is used up: one.txt")
    assert plain(first[2]) == "7 of 18"
    assert first[4].count("<i>") == 5
    assert (second[0], second[1]) == ("refused", "no reason was given")
    write_reports(run)
    page, markdown = ((run.path / name).read_text("utf-8") for name in ("report.html", "report.md"))
    assert "&lt;b&gt;quota&lt;/b&gt; of 0 requests" in page
    assert "&lt;i&gt;4&lt;/i&gt;" in page
    assert "<b>quota" not in page
    assert "\\<b\\>quota\\</b\\> of 0 requests" in markdown
    assert "ada17" not in page + markdown


def folder(tmp_path, asks, *, attributes=(LIGHTNESS,)):
    run = build_run(
        tmp_path / "run",
        asks,
        attributes=attributes,
        references=(),
        domain="photographs",
        reader_domains=("any",),
        with_prompts=False,
    )
    write_reports(run)
    return run, (run.path / "report.md").read_text("utf-8"), run.report.read_text("utf-8")


def test_a_folder_was_asked_for_nothing(tmp_path):
    read = {"lightness": 50.0}
    asks = [Ask(marked=None, source=f"nurse/{n}.png", read=read) for n in range(9)]
    broken = Ask(
        marked=None, source="nurse/9.png", outcome="failed", detail="the picture is truncated"
    )
    run, markdown, page = folder(tmp_path, [*asks, broken])

    for text in (markdown, page):
        assert "9 could be opened, 1 could not be opened." in text
        assert "Images listed that could not be opened" in text
        assert "the picture is truncated" in text
        assert "nurse/9.png" in text
        assert "Requests" not in text
        assert "none was refused" not in text
    [said] = told(run)["Images listed that could not be opened"]
    assert plain(said.text) == "1 image listed (10 %) could not be opened."


def test_a_folder_does_not_claim_that_nothing_was_refused(tmp_path):
    asks = [Ask(marked=None, source=f"{n}.png", read={"lightness": 50.0}) for n in range(4)]
    _, _, page = folder(tmp_path, asks)

    assert "Every image listed could be opened. A folder cannot show what was refused" in page


def test_known_prompts_are_not_said_to_be_unknown(tmp_path):
    asks = [Ask(marked=None, read={"lightness": 50.0}) for _ in range(9)]
    run, markdown, _ = folder(tmp_path, asks)

    [said] = told(run)["Nothing was compared"]
    assert "No reader of this run reads an attribute with categories" in said.text
    assert "Nor are the prompts known" not in said.text
    assert "made from prompts such as “a photo of a nurse”" in markdown


def test_prompts_that_stand_beside_some_images_are_counted(tmp_path):
    asks = [
        Ask(text="x" if n < 3 else None, marked=None, read={"lightness": 50.0}) for n in range(9)
    ]
    _, markdown, _ = folder(tmp_path, asks)

    assert "The prompts of 3 of 9 images are known." in markdown


def test_prompts_that_nobody_knows_are_said_to_be_unknown(tmp_path):
    asks = [Ask(stratum="all", text=None, marked=None, read={"lightness": 5.0}) for _ in range(9)]
    run, _, _ = folder(tmp_path, asks)

    [said] = told(run)["Nothing was compared"]
    assert "Nor are the prompts known" in said.text


def test_rates_that_a_folder_cannot_show_are_one_row_of_what_was_not_estimated(tmp_path):
    asks = [Ask(marked=None, source=f"{n}.png", read={"lightness": 50.0}) for n in range(4)]
    run, _, _ = folder(tmp_path, asks)
    facts = gather(run)
    unknown = tuple(
        NotEstimated(
            measure="outcome_rate",
            attribute="outcome",
            category=category,
            stratum=stratum,
            requested=4,
            reason="a folder cannot show it",
        )
        for stratum in ("nurse", "*")
        for category in ("refused", "filtered")
    )
    numbers = facts.numbers.model_copy(update={"not_estimated": unknown})
    table = not_estimated_table(replace(facts, numbers=numbers))

    assert table is not None
    [row] = table.rows
    assert row == (
        "outcome rate",
        "outcome (refused) and outcome (withheld by a filter)",
        "all together and nurse",
        "4",
        "—",
        "a folder cannot show it",
    )

"""The section on the default culture: what it says, where it stands, and when it is not there."""

import re

import numpy as np
import pytest

from graycard.auditing.measure import measure_run
from graycard.report import write_reports
from graycard.report.charts.floors import floors_chart
from graycard.report.facts import gather
from graycard.report.place_strips import place_strips
from graycard.report.place_tables import nearest_verdict, probability
from graycard.report.places import feature_figures, places
from graycard.report.story import story
from graycard.run.active_readers import ActiveReader, write_active_readers
from graycard.run.run import Run
from graycard.run.schemas import GENERATIONS, vectors_schema
from graycard.run.tables import put_rows, read_table
from graycard.types import Attribute, Estimate

from .conftest import Ask, build_run, nurses

TIE = Attribute(
    name="tie", categories=("yes", "no"), scale="nominal", claim="A tie.", source="this test"
)
PLACES = ("Lagos", "Beijing", "<Rome>")
WIDTH = 12


def ask(scene, place, tie="no", **more):
    name = f"{scene} in {place}" if place else scene
    return Ask(stratum=name, text=f"a {name}", marked=place is not None, read={"tie": tie}, **more)


def with_vectors(root, planted, *, apart=1.0, embedders=("look@1",)):
    """Build a run whose vectors lie about a direction of each place.

    Args:
        planted: (ask, scene, place named, place that the vector is of).
    """
    run = build_run(root, [one for one, *_ in planted], attributes=(TIE,), references=())
    rng = np.random.default_rng(5)
    means = {place: apart * axis for place, axis in zip(PLACES, 1.2 * np.eye(WIDTH), strict=False)}
    rows = read_table(run.folder.generations, GENERATIONS).to_pylist()
    for row, (_, scene, place, _) in zip(rows, planted, strict=True):
        row["factors"] = [("scene", scene), *([("place", place)] if place else [])]
    put_rows(run.folder.generations, rows, GENERATIONS)
    for embedder in embedders:
        vectors = []
        for row, (*_, of) in zip(rows, planted, strict=True):
            made = 2 * np.eye(WIDTH)[-1] + means[of] + 0.25 * rng.normal(size=WIDTH)
            there = row["outcome"] == "ok"
            vectors.append(
                {
                    "generation_id": row["id"],
                    "vector": made.astype(np.float32).tolist() if there else None,
                    "missing_reason": None if there else f"no picture: {row['outcome']}",
                }
            )
        put_rows(run.folder.vectors(embedder), vectors, vectors_schema(WIDTH))
    made = [
        ActiveReader(
            id=one, name="look", domains=("any",), attributes=(), width=WIDTH, source="a test"
        )
        for one in embedders
    ]
    write_active_readers(run.folder, [*run.readers, *made])
    measure_run(run.folder, level=0.95)
    write_reports(Run(root))
    return Run(root)


def planted(*, default="Beijing", refused=0):
    found = []
    for scene in ("house", "shop"):
        for place in PLACES:
            tie = "yes" if place == "Lagos" else "no"
            found += [(ask(scene, place, tie), scene, place, place)] * 8
        found += [(ask(scene, None), scene, None, default)] * 13
        found += [(ask(scene, None), scene, None, "Lagos")] * 2
        found += [(ask(scene, None, outcome="refused"), scene, None, default)] * refused
    return found


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return with_vectors(tmp_path_factory.mktemp("places") / "run", planted(refused=1))


@pytest.fixture(scope="module")
def page(run):
    return run.report.read_text(encoding="utf-8")


def section(page):
    return re.search(r'<section aria-labelledby="places">.*?</section>', page, re.DOTALL).group(0)


def test_the_section_stands_in_the_page_and_in_its_contents(page):
    assert '<a href="#places">Default culture</a>' in page
    found = section(page)
    assert found.count("<figure>") == 2 + 2 + 2  # together, by scene (folded), features
    assert "The two are never pooled" in found
    assert "&lt;Rome&gt;" in found
    assert "<Rome>" not in page


def test_it_says_what_was_planted_with_interval_and_floor(run):
    (one,) = places(gather(run))
    first, second, *_ = one.said

    assert first.startswith("Of 30 pictures whose prompts name no place, more than chance")
    assert "Beijing: 87\N{NO-BREAK SPACE}%" in first
    assert "interval" in first
    assert "by chance up to" in first
    assert second.startswith("How far that carries: of 48 pictures that name a place")
    assert [len(one.figures.open), len(one.figures.folded)] == [2, 2]


def test_it_stands_out_on_the_first_screen(run):
    finding = next(one for one in story(gather(run)) if one.about == "Default culture")

    assert "Beijing" in finding.said[0].text


def test_tables_have_every_place_with_what_is_missing(run):
    (one,) = places(gather(run))
    table = one.figures.open[0].table
    rows = {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}

    assert set(rows) == set(PLACES)
    assert (rows["Beijing"]["n"], rows["Beijing"]["missing"]) == ("30", "2")
    assert rows["Beijing"]["verdict"] == "beyond chance"
    assert rows["Beijing"]["worst case"] != "—"
    assert rows["<Rome>"]["share"] == "0\N{NO-BREAK SPACE}%"
    assert rows["<Rome>"]["verdict"] == "within chance"
    assert [row[0] for row in one.scenes.rows] == ["house", "shop"]
    assert [row[0] for row in one.told.rows] == ["house", "shop", "all together"]


def test_how_alike_is_set_beside_the_pictures_without_a_place(run):
    (one,) = places(gather(run))
    chart = one.figures.open[1].chart

    assert chart.rows[0].label == "no place named"
    assert chart.rows[0].all
    assert {row.label for row in chart.rows[1:]} == set(PLACES)


def test_features_that_a_place_brings(run):
    unmarked, others = feature_figures(gather(run))

    assert unmarked.title == "Tie: places against unmarked prompts"
    assert others.title == "Tie: places against other places"
    lagos = next(row for row in unmarked.table.rows if row[0] == "Lagos")
    assert lagos[1:4:2] == ("+100", "< 0.001")
    assert [row[3] for row in unmarked.table.rows if row[0] != "Lagos"] == ["1", "1"]


def test_refused_pictures_without_a_place_leave_a_difference_undecided(tmp_path):
    """All of Lagos wear ties and none of the others read do: the 120 refused may all have."""
    run = with_vectors(tmp_path / "run", planted(refused=60))
    unmarked, others = feature_figures(gather(run))

    assert looks(unmarked)["Lagos"] == ["worst", "interval undecided", "undecided"]
    assert looks(others)["Lagos"][-2:] == ["interval beyond", "beyond"]


def looks(figure):
    return {row.label: [mark.look for mark in row.marks][1:] for row in figure.chart.rows}


def test_pictures_of_the_nearest_places_stand_beside_those_without_one(run):
    house, shop = place_strips(gather(run))

    assert (house.scene, shop.scene) == ("house", "shop")
    names = [strip.stratum for strip in house.strips]
    assert names[0] == "no place named"
    assert names[1].startswith("Beijing (nearest to 87")
    assert names[2].startswith("Lagos (nearest to 13")
    assert [strip.text for strip in house.strips[:2]] == ["a house", "a house in Beijing"]
    assert len(house.strips[1].tiles) == 4


def test_the_markdown_has_it_too(run):
    text = (run.path / "report.md").read_text(encoding="utf-8")

    assert "\n## Default culture\n" in text
    assert "Nearest places by scene" in text
    assert "Share of tie by place, minus that of unmarked prompts" in text


def test_reports_are_the_same_bytes_again(run, page):
    write_reports(run)

    assert run.report.read_text(encoding="utf-8") == page


def test_places_that_cannot_be_told_apart_get_no_share_and_the_reason(tmp_path):
    run = with_vectors(tmp_path / "run", planted(), apart=0.0)
    facts = gather(run)
    (one,) = places(facts)

    assert "does not tell the places’ pictures apart" in one.said[0]
    assert not any(figure.title.startswith("Nearest") for figure in one.figures.open)
    assert place_strips(facts) == []
    assert "this embedder does not tell the places apart" in run.report.read_text("utf-8")


def test_two_embedders_are_told_apart(tmp_path):
    run = with_vectors(tmp_path / "run", planted(), embedders=("look@1", "look@2"))
    found = places(gather(run))

    assert [one.by for one in found] == [" (look@1)", " (look@2)"]
    assert "Nearest place (look@2)" in section(run.report.read_text(encoding="utf-8"))


def test_a_run_without_places_has_no_such_section(tmp_path):
    run = build_run(tmp_path / "run", nurses({"feminine": 3, "masculine": 3}))
    write_reports(run)

    assert "Default culture" not in run.report.read_text(encoding="utf-8")
    assert "Default culture" not in (run.path / "report.md").read_text(encoding="utf-8")


def estimate(**changes):
    usual = {
        "measure": "nearest_marked_set", "attribute": "place", "category": "Lagos",
        "stratum": "house", "value": 0.5, "low": 0.4, "high": 0.6, "level": 0.95, "method": "m",
        "denominator": "read", "floor_mean": 0.2, "floor_high": 0.3, "n": 50, "n_missing": 0,
        "missing_low": 0.3, "missing_high": 0.7, "n_prompts": 1, "p_adjusted": 0.01,
    }  # fmt: skip
    return Estimate(**usual | changes)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "beyond chance"),
        ({"p_adjusted": 0.05}, "within chance"),
        ({"floor_high": 0.5}, "within chance"),
        ({"n_missing": 9}, "beyond chance"),
        ({"n_missing": 9, "missing_low": 0.2}, "undecided"),
    ],
)
def test_verdicts(changes, verdict):
    assert nearest_verdict(estimate(**changes)) == verdict


def test_probabilities_that_do_not_exist():
    assert probability(None) == "—"


def numbered(count):
    return [
        estimate(category=f"place {i:02d}", value=i / 100, low=0.0, high=0.5) for i in range(count)
    ]


@pytest.mark.parametrize(
    ("count", "both_ends", "labels", "said"),
    [
        (16, False, 16, "Largest first."),
        (40, False, 16, "Largest first. 24 more are in the table."),
        (40, True, 17, "Largest first."),
    ],
)
def test_of_many_places_a_chart_shows_some(count, both_ends, labels, said):
    chart, caption = floors_chart(
        numbered(count), alt="", axis_title="", text=str, tick=str, label=lambda one: one.category,
        verdict=nearest_verdict, both_ends=both_ends,
    )  # fmt: skip

    assert (len(chart.rows), caption) == (labels, said)
    assert chart.rows[0].label == f"place {count - 1}"
    if both_ends:
        assert (chart.rows[8].label, chart.rows[-1].label) == ("24 more between", "place 00")

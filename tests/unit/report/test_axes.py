"""The labels of an axis stand where its grid lines do, in the page as it is and as it is drawn."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from graycard.report import write_reports

from .conftest import SKIN_TONE, Ask, build_run, nurses

CHROMIUM = shutil.which("chromium")

MEASURING = """
<script>
const middle = e => { const b = e.getBoundingClientRect(); return (b.left + b.right) / 2; };
const found = [...document.querySelectorAll(".chart:not(.heat)")].map(chart => ({
  labels: [...chart.querySelectorAll(".foot text")].map(middle),
  rows: [...chart.querySelectorAll(".row:not(.foot)")].map(
    row => [...row.querySelectorAll("line.grid")].map(middle)),
}));
document.querySelectorAll("body > *").forEach(e => e.remove());
document.body.append(JSON.stringify(found));
</script>
"""


class Axes(HTMLParser):
    """Collects of each chart the places of its labels, and in each row those of the grid."""

    def __init__(self, page):
        super().__init__()
        self.charts = []
        self.foot = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        classes = (found.get("class") or "").split()
        if "chart" in classes and "heat" not in classes:
            self.charts.append({"labels": [], "rows": []})
        elif "row" in classes and self.charts:
            self.foot = "foot" in classes
            if not self.foot:
                self.charts[-1]["rows"].append([])
        elif tag == "text" and "axis" in classes:
            assert self.foot
            self.charts[-1]["labels"].append(found["x"])
        elif tag == "line" and "grid" in classes:
            assert found["x1"] == found["x2"]
            self.charts[-1]["rows"][-1].append(found["x1"])


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Charts of every kind, with long and short names and numbers, and requests that failed."""
    asks = [
        *nurses({"feminine": 30, "masculine": 1}),
        *nurses({"masculine": 9}, stratum="the driver of a very long train of freight", text="d"),
        *(Ask(read={"skin_tone": "3", "lightness": 51234.0}) for _ in range(9)),
        *(Ask(outcome="failed") for _ in range(5)),
    ]
    folder = tmp_path_factory.mktemp("axes")
    run = build_run(folder / "run", asks)
    write_reports(run)
    tones = [Ask(read={"skin_tone": str(1 + i % 9)}) for i in range(20)]
    other = build_run(folder / "tones", tones, attributes=(SKIN_TONE,))
    write_reports(other)
    return [run.report.read_text("utf-8"), other.report.read_text("utf-8")]


def test_labels_and_grid_lines_are_at_the_same_shares_of_the_plot(page):
    charts = [chart for text in page for chart in Axes(text).charts]

    assert len(charts) >= 6
    for chart in charts:
        assert len(chart["labels"]) >= 2
        assert chart["rows"]
        assert all(row == chart["labels"] for row in chart["rows"])


def test_no_column_of_a_row_depends_on_what_stands_in_it():
    css = (files("graycard.report") / "templates" / "report.css").read_text("utf-8")
    columns = re.findall(r"\.row \{[^}]*grid-template-columns: ([^;]*);", css)

    assert len(columns) >= 2
    assert not any(re.search(r"auto|content", widths) for widths in columns)


@pytest.mark.skipif(CHROMIUM is None, reason="no browser is installed to draw the page")
@pytest.mark.parametrize("width", [1280, 380])
def test_labels_are_drawn_above_their_grid_lines(page, tmp_path, width):
    for number, text in enumerate(page):
        # The policy of the page allows no script: it is taken out of this copy, to measure it.
        open_to_all = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
        copy = tmp_path / f"{number}.html"
        copy.write_text(open_to_all.replace("</body>", MEASURING + "</body>"), "utf-8")
        drawn = subprocess.run(
            [
                str(CHROMIUM),
                *("--headless", "--no-sandbox", "--disable-gpu", "--disable-sync"),
                *("--disable-background-networking", "--disable-component-update"),
                f"--user-data-dir={tmp_path / 'profile'}",
                f"--window-size={width},900",
                "--dump-dom",
                copy.as_uri(),
            ],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout
        charts = json.loads(re.search(r"<body>(.*)</body>", drawn, re.DOTALL)[1])

        assert charts
        for chart in charts:
            for row in chart["rows"]:
                assert row == pytest.approx(chart["labels"], abs=0.6)

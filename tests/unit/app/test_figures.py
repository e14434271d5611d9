"""What can be taken away: nothing in it is run by whatever opens it."""

import csv
import io
from xml.etree import ElementTree

import pytest

from graycard.app.figures import Figure, Records, as_csv, encoded
from graycard.report.charts.chart import Chart, Key, Mark, Row
from graycard.report.charts.heat import Heat
from graycard.report.table import Table

NASTY = '<script>alert(1)</script> & "quoted"'


def figure(chart=None, records=None, rows=(("nurse", "34 %"),)):
    marks = (
        Mark(kind="bar", x=0, x2=20, y=3, size=24, look="floor", text="20"),
        Mark(kind="tick", x=10, y=15, size=24, look="floormean"),
        Mark(kind="line", x=5, x2=30, y=15, look="interval beyond"),
        Mark(kind="point", x=25, y=15, look="beyond", shape="diamond"),
    )
    chart = chart or Chart(
        alt=NASTY,
        rows=(Row(label=NASTY, note="n 3", value="25 %", height=30, marks=marks),),
        ticks=((0.0, "0"), (100.0, "100 %")),
        axis="share",
        keys=(Key(text=NASTY, look="beyond", kind="point", shape="diamond"),),
    )
    table = Table(caption="Shares", columns=("stratum", "share"), rows=rows)
    return Figure(title=NASTY, caption=NASTY, chart=chart, table=table, records=records)


def texts(svg):
    found = ElementTree.fromstring(svg)
    assert not [one for one in found.iter() if one.tag.endswith("script")]
    return [one.text for one in found.iter("{http://www.w3.org/2000/svg}text")]


def test_a_chart_as_svg_is_whole_and_shows_text_as_text():
    said = texts(encoded(figure(), "svg"))

    assert "<script>alert(1)</script>" in "".join(said)
    assert {"n 3", "25 %", "100 %", "share", "20"} <= set(said)


def test_a_grid_as_svg_has_all_its_cells():
    heat = Heat(alt="Shares.", columns=("cat", NASTY), rows=(("nurse", ((9, "93"), (0, "7"))),))
    said = texts(encoded(figure(heat), "svg"))

    assert {"nurse", "93", "7", "cat"} <= set(said)


def test_a_chart_as_png_is_twice_as_fine_as_its_svg():
    from PIL import Image

    png = Image.open(io.BytesIO(encoded(figure(), "png")))

    assert (png.format, png.width) == ("PNG", 1640)


@pytest.mark.parametrize("cell", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", " =1"])
def test_no_cell_is_a_formula(cell):
    rows = list(csv.reader(io.StringIO(as_csv(figure(rows=((cell, cell),))))))

    assert rows[1] == [f"'{cell}", f"'{cell}"]


@pytest.mark.parametrize("cell", ["-0.5", "+7.1", "-12 %", "1e-5", "nurse", ""])
def test_numbers_and_words_stay_what_they_are(cell):
    rows = list(csv.reader(io.StringIO(as_csv(figure(rows=((cell, cell),))))))

    assert rows[1] == [cell, cell]


def test_records_take_the_place_of_the_table_with_all_their_digits():
    records = Records(columns=("share", "n"), rows=((1 / 3, 3), (None, 0)))

    assert as_csv(figure(records=records)) == f"share,n\r\n{1 / 3},3\r\n,0\r\n"
